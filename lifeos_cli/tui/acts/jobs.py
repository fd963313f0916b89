"""Actions of Jobs."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "jobs"
ROWS = (
    Action(
        "jobs.retry",
        "Retry",
        "r",
        "retry",
        _MODE,
        "jobs retry",
        "Run it again from where it failed.",
        shown=True,
    ),
    Action(
        "jobs.cancel", "Cancel", "delete", "cancel", _MODE, "jobs cancel", "End it, after a yes.", shown=True
    ),
    Action(
        "jobs.all", "Finished", "a", "all", _MODE, "jobs list", "Show or hide what has ended.", shown=True
    ),
    Action("jobs.pause", "Pause", "z", "pause", _MODE, "jobs pause", "Run nothing for now, or go on."),
    Action(
        "jobs.run",
        "Run due",
        "x",
        "run_due",
        _MODE,
        "jobs run",
        "Run what is due, in a process of its own.",
        shown=True,
    ),
)
