"""Actions of Profile."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "profile"
ROWS = (
    Action(
        "profile.assess",
        "Test",
        "a",
        "assess",
        _MODE,
        "profile assess",
        "Take a questionnaire here.",
        shown=True,
    ),
    Action(
        "profile.why", "Why", "e", "why", _MODE, "profile why", "What the dimension rests on.", shown=True
    ),
    Action(
        "profile.trend", "Trend", "t", "trend", _MODE, "profile trend", "How it stood over time.", shown=True
    ),
    Action(
        "profile.radar",
        "Radar",
        "r",
        "radar",
        _MODE,
        "profile show",
        "All eight around a centre.",
        shown=True,
    ),
    Action(
        "profile.withdraw",
        "Not me",
        "w",
        "withdraw",
        _MODE,
        "profile withdraw",
        "Take a row of evidence out, after a question.",
        shown=True,
    ),
    Action(
        "profile.history",
        "History",
        "h",
        "history",
        _MODE,
        "profile history",
        "Tests, changes, snapshots, what was withdrawn.",
        shown=True,
    ),
    Action(
        "profile.compare",
        "Compare",
        "c",
        "compare",
        _MODE,
        "profile compare",
        "How it differs between two moments or snapshots.",
    ),
    Action("profile.source", "Source", "s", "source", _MODE, "profile why", "The words a reading rests on."),
    Action(
        "profile.confirm",
        "Fits me?",
        "f",
        "confirm",
        _MODE,
        "profile confirm",
        "Say whether a model's reading fits you in general.",
    ),
    Action(
        "profile.snapshot",
        "Snapshot",
        "n",
        "snapshot",
        _MODE,
        "profile snapshot",
        "Keep a picture of the profile as it stands.",
    ),
    Action("profile.back", "Back", "escape", "back", _MODE, "profile show", "From a part to the dimensions."),
)
