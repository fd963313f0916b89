"""Small pictures made of characters: a line of blocks, a year as a grid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
SHADES = "·░▒▓█"
"""No value, then four steps up the scale: the grid reads without colour."""
_COLORS = (244, 152, 109, 67, 24)
"""One hue from light to dark (xterm 256): more, not better."""
_WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4
"""Columns the weekdays' names take."""


def spark(values: Sequence[float], low: float, high: float) -> str:
    """Return one block a value, its height the value's place between `low` and `high`."""
    span = (high - low) or 1
    last = len(BLOCKS) - 1
    return "".join(BLOCKS[round(max(0.0, min(1.0, (value - low) / span)) * last)] for value in values)


def heatmap(
    days: Mapping[str, float | None], year: int, low: float, high: float, *, width: int, color: bool
) -> str:
    """Draw a year, a column a week from Monday down, close together or cut to the newest weeks if it must be.

    Args:
        days: Values by local date (ISO); None for a day with a check-in but no answer.
        year: Which year.
        low: The scale's lowest value.
        high: Its highest.
        width: Columns there are.
        color: Whether to colour, beside the shades.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    start = first - timedelta(days=first.weekday())
    weeks = (last - start).days // 7 + 1
    room = max(width - _MARGIN, 1)
    gap = " " if 2 * weeks - 1 <= room else ""
    shown = range(_from(days, start, weeks, room), weeks)[:room]
    lines = [_months(start, shown, year, len(gap) + 1, room)]
    for weekday in range(7):
        cells = []
        for week in shown:
            day = start + timedelta(days=week * 7 + weekday)
            inside = first <= day <= last
            cells.append(_cell(days, day, low, high, color=color) if inside else " ")
        lines.append((f"{_WEEKDAYS[weekday]:<{_MARGIN}}" + gap.join(cells)).rstrip())
    legend = " ".join(_paint(step, color=color) for step in range(len(SHADES)))
    words = f"no answer, then {low:g} to {high:g}"
    beside = 2 * len(SHADES) + 2 + len(words) <= room
    return "\n".join([*lines, "", f"    {legend}   {words}" if beside else f"    {legend}\n{words}"])


def _from(days: Mapping[str, float | None], start: date, weeks: int, most: int) -> int:
    """Return the first week to draw, so that the newest day with a check-in is in the picture."""
    if weeks <= most:
        return 0
    newest = date.fromisoformat(max(days)) if days else start
    return max(0, min((newest - start).days // 7 + 1 - most, weeks - most))


def _months(start: date, shown: range, year: int, step: int, room: int) -> str:
    """Name each month above the week it begins in, where there is room for the name."""
    line = [" "] * room
    for place, week in enumerate(shown):
        for day in (start + timedelta(days=week * 7 + i) for i in range(7)):
            at = place * step
            if day.day == 1 and day.year == year and at + 3 <= room:
                line[at : at + 3] = f"{day:%b}"
    return (" " * _MARGIN + "".join(line)).rstrip()


def _cell(days: Mapping[str, float | None], day: date, low: float, high: float, *, color: bool) -> str:
    key = day.isoformat()
    if key not in days:
        return " "
    value = days[key]
    return _paint(shade(value, low, high), color=color)


def shade(value: float | None, low: float, high: float) -> int:
    """Return the place in `SHADES` of a day's value; 0 for a check-in without an answer."""
    if value is None:
        return 0
    share = (value - low) / ((high - low) or 1)
    return 1 + max(0, min(int(share * (len(SHADES) - 1)), len(SHADES) - 2))


def _paint(step: int, *, color: bool) -> str:
    return f"\x1b[38;5;{_COLORS[step]}m{SHADES[step]}\x1b[0m" if color else SHADES[step]
