"""Actions of Goals."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "goals"
ROWS = (
    Action("goals.new", "New", "n", "new", _MODE, "goals add", "Set a goal in one line.", shown=True),
    Action(
        "goals.check",
        "Kept",
        "space",
        "check",
        _MODE,
        "goals check",
        "Tick a milestone, or note that a habit was kept.",
        shown=True,
    ),
    Action(
        "goals.milestone",
        "Milestone",
        "m",
        "milestone",
        _MODE,
        "goals milestone add",
        "Add a milestone.",
        shown=True,
    ),
    Action(
        "goals.plan", "Plan", "p", "plan", _MODE, "goals plan", "Add a plan: if this comes, then I do that."
    ),
    Action("goals.why", "Why", "w", "why", _MODE, "goals why", "Say why it matters to you.", shown=True),
    Action("goals.title", "Edit", "e", "title", _MODE, "goals edit", "Put the title in other words."),
    Action(
        "goals.done",
        "Done",
        "d",
        "status('complete')",
        _MODE,
        "goals done",
        "The goal is reached; asks first.",
    ),
    Action("goals.pause", "Pause", "z", "status('pause')", _MODE, "goals pause", "Let it rest; asks first."),
    Action("goals.resume", "Resume", "r", "status('resume')", _MODE, "goals resume", "Go on with it."),
    Action(
        "goals.drop", "Give up", "", "status('abandon')", _MODE, "goals abandon", "Give it up; asks first."
    ),
    Action("goals.reopen", "Reopen", "", "status('reopen')", _MODE, "goals reopen", "Make it active again."),
    Action("goals.link", "Link skill", "l", "link", _MODE, "goals link", "Link a skill it needs or builds."),
    Action(
        "goals.remove",
        "Remove",
        "delete",
        "remove",
        _MODE,
        "goals rm",
        "Take it out of every list; asks first.",
    ),
    Action(
        "goals.board",
        "Board",
        "b",
        "board",
        _MODE,
        "goals list",
        "Columns by status, or the list again.",
        shown=True,
    ),
    Action("goals.events", "Events", "v", "events", _MODE, "goals events", "All that happened to it."),
)
