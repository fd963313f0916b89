"""The modes: what each is called, the key that leads there, and where its screen lives; imported when first shown."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lifeos_cli.tui.screens.base import ModeScreen

NARROW, WIDE = 60, 100
BREAKPOINTS = [(0, "-narrow"), (NARROW, "-medium"), (WIDE, "-wide")]
"""Columns from which a screen has a class."""


class Mode(NamedTuple):
    """One area of the app."""

    id: str
    title: str
    key: str
    """A digit that leads there wherever nothing is being typed."""
    also: str
    """A function key that leads there from anywhere."""
    command: str
    """The command line's way to the same."""
    about: str
    """What it is for, in one sentence."""

    @property
    def module(self) -> str:
        """Where its screen is: a class named like the mode, as `Today`."""
        return f"lifeos_cli.tui.screens.{self.id}"


MODES: dict[str, Mode] = {
    mode.id: mode
    for mode in (
        Mode("today", "Today", "1", "f2", "today", "What is due, what was last, what comes next."),
        Mode("chat", "Chat", "2", "f3", "chat", "Talk to a coach."),
        Mode("goals", "Goals", "3", "f4", "goals list", "What you want, how far it is, what comes next."),
        Mode("skills", "Skills", "4", "f5", "skills tree", "What you have learnt to do, from what you did."),
        Mode("profile", "Profile", "5", "f6", "profile show", "What the evidence says of you, and why."),
        Mode(
            "memory", "Memory", "6", "f7", "memory search", "What you said, and what is known of your life."
        ),
        Mode(
            "journal",
            "Journal",
            "7",
            "f8",
            "checkins list",
            "Check-ins by day, their course, and looking back.",
        ),
        Mode("jobs", "Jobs", "8", "f9", "jobs list", "Background work: what waits, runs and failed."),
        Mode("settings", "Settings", "9", "f10", "config list", "Every setting, with what it does."),
    )
}
FIRST = "today"


def make(mode: str) -> ModeScreen:
    """Import a mode's screen and make it."""
    found: type[ModeScreen] = getattr(import_module(MODES[mode].module), mode.capitalize())
    return found()
