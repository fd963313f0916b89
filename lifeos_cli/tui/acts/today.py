"""Actions of Today."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "today"
ROWS = (
    Action(
        "today.checkin",
        "Check in",
        "c",
        "checkin",
        _MODE,
        "checkin",
        "Go to the check-in; Enter saves it.",
        shown=True,
    ),
    Action(
        "today.goal", "New goal", "n", "new_goal", _MODE, "goals add", "Set a goal in one line.", shown=True
    ),
    Action(
        "today.done",
        "Done",
        "space",
        "done",
        _MODE,
        "followups done",
        "What waits is done, after a look.",
        shown=True,
    ),
    Action(
        "today.approve",
        "Answer",
        "a",
        "answer",
        _MODE,
        "approvals approve",
        "Say yes or no to what a coach asks.",
    ),
    Action(
        "today.correct",
        "Correct",
        "e",
        "correct",
        _MODE,
        "checkins edit",
        "Fill the last check-in in anew.",
        shown=True,
    ),
)
