"""A calendar of one item: weeks by weekdays, as data."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS = 5
"""Shades a value falls into, 0 to 4."""
WEEK = 7


class Cell(NamedTuple):
    """One day of the calendar."""

    date: str
    """YYYY-MM-DD."""
    value: float | None
    """None: no answer."""
    step: int | None
    """Shade 0..4 of the item's own scale; None without a value."""
    checked_in: bool
    """Whether there was a check-in at all."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return self._asdict()


def heatmap(
    days: Mapping[str, float | None], first: str, last: str, low: float, high: float
) -> list[list[Cell | None]]:
    """Return the weeks from the first to the last day; each holds seven cells, Monday first.

    Args:
        days: The item's value by local day; None: a check-in without an answer.
        first: First day of the calendar, YYYY-MM-DD.
        last: Its last day.
        low: Lowest answer of the item's scale.
        high: Highest answer.

    Returns:
        Weeks, oldest first; a place before the first or after the last day is None.
    """
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    monday = start - timedelta(days=start.weekday())
    weeks = []
    while monday <= end:
        week = [monday + timedelta(days=n) for n in range(WEEK)]
        weeks.append([_cell(days, day, low, high) if start <= day <= end else None for day in week])
        monday += timedelta(days=WEEK)
    return weeks


def _cell(days: Mapping[str, float | None], day: date, low: float, high: float) -> Cell:
    name = day.isoformat()
    value = days.get(name)
    if value is None:
        return Cell(name, None, None, name in days)
    share = (value - low) / (high - low)
    return Cell(name, value, min(STEPS - 1, max(0, int(share * STEPS))), checked_in=True)
