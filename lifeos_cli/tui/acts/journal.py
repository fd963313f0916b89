"""Actions of Journal."""

from __future__ import annotations

from lifeos_cli.tui.acts.base import Action

_MODE = "journal"
ROWS = (
    Action(
        "journal.checkin",
        "Check in",
        "c",
        "checkin",
        _MODE,
        "checkin",
        "Go to the check-in of now.",
        shown=True,
    ),
    Action(
        "journal.item",
        "Scale",
        "i",
        "item",
        _MODE,
        "checkins calendar",
        "Which scale the year is drawn of.",
        shown=True,
    ),
    Action(
        "journal.review",
        "Review",
        "r",
        "review",
        _MODE,
        "review",
        "Look back on a day, week, month or year.",
        shown=True,
    ),
    Action(
        "journal.trend",
        "Trends",
        "t",
        "trend",
        _MODE,
        "checkins trend",
        "How each scale went, against your own baseline.",
        shown=True,
    ),
    Action(
        "journal.correct",
        "Correct",
        "e",
        "correct",
        _MODE,
        "checkins edit",
        "Fill a check-in of the day in anew.",
        shown=True,
    ),
    Action(
        "journal.withdraw",
        "Withdraw",
        "w",
        "withdraw",
        _MODE,
        "checkins rm",
        "Take a check-in of the day out, after a question.",
    ),
    Action("journal.back", "Back", "escape", "back", _MODE, "checkins list", "To the year."),
)
