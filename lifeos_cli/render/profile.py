"""The profile on a terminal: bars with whiskers, a course over time, a radar. No type, no good or bad colour."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from lifeos_cli.growth.profile.dimensions import DIMENSIONS, TITLES
from lifeos_cli.growth.profile.fold import POMP_DIMENSION
from lifeos_cli.growth.profile.wording import (
    LABELS,
    LATELY_MEANS,
    SHOWN_T,
    shown,
    shown_band,
)
from lifeos_cli.render.canvas import Canvas
from lifeos_cli.render.wrap import wrap
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.profile.fold import DimensionProfile
    from lifeos_cli.growth.profile.history import Point

_NAME = max(map(len, TITLES.values())) + 1
_LEAST_BAR, _MOST_BAR = 13, 41
_TAIL = 37
"""Columns the numbers and words beside a bar take at most."""
_UNKNOWN = LABELS[0][1]
LOW, HIGH = SHOWN_T
_MIDDLE = 50.0
AXIS = "50 is the average of people who took these tests online; the line is the 95 % band"


def bar(low: float, mean: float, high: float, width: int) -> str:
    """Draw one band with its mean on a scale from 20 to 80; `.` marks 50."""
    cells = [" "] * width
    cells[_place(_MIDDLE, width)] = "."
    first, last = _place(low, width), _place(high, width)
    for n in range(first, last + 1):
        cells[n] = "─"
    cells[first], cells[last] = "├", "┤"
    cells[_place(mean, width)] = "●"
    return "".join(cells)


def _place(value: float, width: int) -> int:
    share = (min(HIGH, max(LOW, value)) - LOW) / (HIGH - LOW)
    return round(share * (width - 1))


def layers(found: Mapping[str, DimensionProfile], width: int) -> str:
    """Return the profile in its two layers, Trait and Lately; on a narrow terminal words stand over their bar."""
    narrow = width < _NAME + _LEAST_BAR + _TAIL
    room = max(_LEAST_BAR, min(_MOST_BAR, width - 1 if narrow else width - _NAME - _TAIL))
    scale = f"{LOW:<{room - 2}.0f}{HIGH:.0f}"
    lines = ["Trait", scale] if narrow else [f"{'Trait':<{_NAME}}{scale}"]
    for one in found.values():
        title, (drawn, said) = TITLES[one.dimension], _trait(one, room)
        lines += [wrap(f"{title} {said}", width), drawn] if narrow else [f"{title:<{_NAME}}{drawn}  {said}"]
    lines += ["", wrap(AXIS + ".", width)]
    lately = [one for one in found.values() if one.lately is not None]
    if lately:
        lines += ["", wrap(f"Lately: {LATELY_MEANS}", width)]
        lines += [wrap(f"{TITLES[one.dimension]:<{_NAME}}{_lately(one)}", width) for one in lately]
    return "\n".join(lines)


def _trait(one: DimensionProfile, room: int) -> tuple[str, str]:
    """Return the drawn band of a dimension, and what it says in words."""
    if one.label == _UNKNOWN:
        return bar_unknown(room), one.label
    low, high = shown_band(one.state.mean, one.state.var)
    drawn = bar(low, one.state.mean, high, room)
    if one.dimension == POMP_DIMENSION and one.pomp is not None:
        of = round(min(100.0, max(0.0, one.pomp)))
        return bar_unknown(room), f"own scale {of}/100, {one.label}"
    return drawn, f"{shown(one.state.mean)} ({low}-{high}), {one.label}"


def bar_unknown(width: int) -> str:
    """Draw a scale nothing is drawn on."""
    return " " * _place(_MIDDLE, width) + "." + " " * (width - 1 - _place(_MIDDLE, width))


_EVEN = 0.25


def _lately(one: DimensionProfile) -> str:
    level = one.lately or 0.0
    side = (
        "about most people's average" if abs(level) < _EVEN else "higher than" if level > 0 else "lower than"
    )
    side = side if abs(level) < _EVEN else f"{side} most people's average"
    return f"{side} ({counted(one.lately_n, 'reading', 'readings')})"


def radar(found: Mapping[str, DimensionProfile], width: int) -> str:
    """Draw the eight means around a centre; the rim is 80, the centre 20, the inner ring 50.

    Dimensions of which nothing can be said lie on the ring, unmarked.
    """
    columns = max(36, min(64, width - 2))
    rows = max(12, columns // 3)
    canvas = Canvas(columns, rows)
    middle_x, middle_y = canvas.width / 2, canvas.height / 2
    reach = min(canvas.height / 2 - 5, canvas.width / 2 - 26)
    ring = [_spoke(n, (_MIDDLE - LOW) / (HIGH - LOW) * reach) for n in range(len(DIMENSIONS))]
    _closed(canvas, ring, middle_x, middle_y, every=3)
    points = []
    for n, name in enumerate(DIMENSIONS):
        one = found[name]
        known = one.label != _UNKNOWN
        value = min(HIGH, max(LOW, one.state.mean)) if known else _MIDDLE
        points.append(_spoke(n, (value - LOW) / (HIGH - LOW) * reach))
        x, y = _spoke(n, reach)
        canvas.line(middle_x, middle_y, middle_x + x, middle_y + y, every=4)
        label = f"{TITLES[name]} {shown(value) if known else '?'}"
        _label(canvas, label, middle_x + x * 1.12, middle_y + y * 1.12)
    _closed(canvas, points, middle_x, middle_y)
    return "\n".join(
        [*canvas.lines(), "", "Rim 80, centre 20, dotted ring 50 (the average). ?: not enough to say."]
    )


def _spoke(n: int, length: float) -> tuple[float, float]:
    angle = 2 * pi * n / len(DIMENSIONS) - pi / 2
    return length * cos(angle), length * sin(angle)


def _closed(
    canvas: Canvas, points: Sequence[tuple[float, float]], x: float, y: float, *, every: int = 1
) -> None:
    for one, other in zip(points, [*points[1:], points[0]], strict=True):
        canvas.line(x + one[0], y + one[1], x + other[0], y + other[1], every=every)


def _label(canvas: Canvas, text: str, x: float, y: float) -> None:
    column, row = round(x / 2), round(y / 4)
    if x < canvas.width / 2 - 2:
        column -= len(text)
    elif abs(x - canvas.width / 2) <= 2:  # noqa: PLR2004 - straight above or below the centre
        column -= len(text) // 2
    canvas.letters(max(0, min(column, canvas.columns - len(text))), min(canvas.rows - 1, max(0, row)), text)


def trend(points: Sequence[Point], title: str, width: int, rows: int = 10) -> str:
    """Draw the course of one dimension with its band, oldest at the left."""
    columns = max(24, min(72, width - 6))
    canvas = Canvas(columns, rows)
    first, last = points[0].moment.at, points[-1].moment.at
    span = (last - first) or 1

    def place(at: int, value: float) -> tuple[float, float]:
        share = (min(HIGH, max(LOW, value)) - LOW) / (HIGH - LOW)
        return (at - first) / span * (canvas.width - 1), (1 - share) * (canvas.height - 1)

    spots = [
        (place(p.moment.at, p.state.mean), place(p.moment.at, p.state.low), place(p.moment.at, p.state.high))
        for p in points
    ]
    for before, after in pairwise(spots):
        canvas.line(*before[0], *after[0])
        canvas.line(*before[1], *after[1], every=3)
        canvas.line(*before[2], *after[2], every=3)
    marks = {0: f"{HIGH:.0f}", rows // 2: f"{_MIDDLE:.0f}", rows - 1: f"{LOW:.0f}"}
    lines = [f"{marks.get(n, ''):>3} │{line}" for n, line in enumerate(canvas.lines())]
    days = points[0].moment.local_date, points[-1].moment.local_date
    foot = f"    └{'─' * columns}"
    return "\n".join([title, *lines, foot, f"     {days[0]}{days[1]:>{columns - len(days[0])}}"])
