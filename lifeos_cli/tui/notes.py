"""Lines in the corner, as Textual shows them, that never hold the app up."""

from __future__ import annotations

from textual.notifications import Notification

LEAST = 0.001
"""Seconds a line is shown at least."""


class Note(Notification):
    """A line for a while.

    A screen that is opened in the very moment a line's time is over makes its
    toast with a negative time left, and Textual's timer (8.2) then goes round
    for ever without giving way: the app stands still.
    """

    @property
    def time_left(self) -> float:
        """The seconds left, never less than `LEAST`."""
        return max(LEAST, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0


__all__ = ["LEAST", "Note"]
