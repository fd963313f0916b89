"""The profile as SVG: a picture to keep, in one hue, with its bands."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lifeos_cli.growth.profile.dimensions import TITLES
from lifeos_cli.growth.profile.fold import POMP_DIMENSION
from lifeos_cli.growth.profile.wording import LABELS, SHOWN_T, shown, shown_band

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.profile.fold import DimensionProfile
    from lifeos_cli.growth.profile.history import Point

WIDTH, ROW, TOP = 760, 44, 84
_LEFT, _RIGHT = 200, 560
"""Where the scale begins and ends, in pixels."""
_INK, _SOFT, _FAINT = "#21435f", "#7b98b0", "#d8e0e7"
LOW, HIGH = SHOWN_T
_FONT = "font-family='system-ui, sans-serif'"


def _x(value: float) -> float:
    return _LEFT + (min(HIGH, max(LOW, value)) - LOW) / (HIGH - LOW) * (_RIGHT - _LEFT)


def _text(x: float, y: float, words: str, *, size: int = 14, fill: str = _INK, anchor: str = "start") -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{fill}' text-anchor='{anchor}' {_FONT}>"
        f"{escape(words)}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}' stroke-width='{width}'/>"


def _page(height: int, title: str, body: Sequence[str]) -> str:
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' "
        f"height='{height}' role='img'><title>{escape(title)}</title>"
        f"<rect width='{WIDTH}' height='{height}' fill='#ffffff'/>"
    )
    return "\n".join([head, *body, "</svg>"]) + "\n"


def profile(found: Mapping[str, DimensionProfile], day: str) -> str:
    """Return the eight dimensions as bars with whiskers.

    Args:
        found: By dimension.
        day: Shown in the title, YYYY-MM-DD.
    """
    body = [_text(24, 34, f"Profile, {day}", size=20)]
    bottom = TOP + ROW * len(found)
    for mark in (LOW, 35, 50, 65, HIGH):
        body.append(_line(_x(mark), TOP - 14, _x(mark), bottom, _SOFT if mark == 50 else _FAINT))  # noqa: PLR2004 - the average
        body.append(_text(_x(mark), TOP - 20, f"{mark:.0f}", size=12, fill=_SOFT, anchor="middle"))
    for n, one in enumerate(found.values()):
        body += _bar(one, TOP + ROW * n + ROW / 2)
    body.append(
        _text(
            24,
            bottom + 28,
            "50: the average of people who took these tests online. Line: 95 % band.",
            size=12,
            fill=_SOFT,
        )
    )
    return _page(bottom + 48, f"Profile, {day}", body)


def _bar(one: DimensionProfile, y: float) -> list[str]:
    parts = [_text(24, y + 5, TITLES[one.dimension])]
    if one.label == LABELS[0][1]:
        return [*parts, _text(_RIGHT + 16, y + 5, one.label, size=12, fill=_SOFT)]
    if one.dimension == POMP_DIMENSION and one.pomp is not None:
        of = round(min(100.0, max(0.0, one.pomp)))
        return [*parts, _text(_RIGHT + 16, y + 5, f"{of} of 100, own scale", size=12, fill=_SOFT)]
    low, high = shown_band(one.state.mean, one.state.var)
    parts += [
        _line(_x(low), y, _x(high), y, _SOFT, 3),
        _line(_x(low), y - 6, _x(low), y + 6, _SOFT, 2),
        _line(_x(high), y - 6, _x(high), y + 6, _SOFT, 2),
        f"<circle cx='{_x(one.state.mean):.1f}' cy='{y:.1f}' r='6' fill='{_INK}'/>",
        _text(_RIGHT + 16, y + 5, f"{shown(one.state.mean)} ({low}-{high}), {one.label}", size=12),
    ]
    return parts


def trend(courses: Mapping[str, Sequence[Point]]) -> str:
    """Return the course of each dimension with its band, one below the other."""
    height, body = 130, [_text(24, 34, "Profile over time", size=20)]
    for n, (name, points) in enumerate(courses.items()):
        top = TOP + n * height
        body += _course(name, points, top, height - 30)
    return _page(TOP + height * len(courses) + 20, "Profile over time", body)


def _course(name: str, points: Sequence[Point], top: float, height: float) -> list[str]:
    first, last = points[0].moment, points[-1].moment
    span = (last.at - first.at) or 1

    def spot(at: int, value: float) -> str:
        share = (min(HIGH, max(LOW, value)) - LOW) / (HIGH - LOW)
        return f"{_LEFT + (at - first.at) / span * (_RIGHT - _LEFT):.1f},{top + (1 - share) * height:.1f}"

    upper = [spot(p.moment.at, p.state.high) for p in points]
    lower = [spot(p.moment.at, p.state.low) for p in reversed(points)]
    middle = " ".join(spot(p.moment.at, p.state.mean) for p in points)
    y50 = top + (1 - (50 - LOW) / (HIGH - LOW)) * height
    return [
        _text(24, top + height / 2, TITLES[name]),
        f"<polygon points='{' '.join([*upper, *lower])}' fill='{_FAINT}'/>",
        _line(_LEFT, y50, _RIGHT, y50, _SOFT),
        f"<polyline points='{middle}' fill='none' stroke='{_INK}' stroke-width='2'/>",
        _text(_LEFT, top + height + 16, first.local_date, size=12, fill=_SOFT),
        _text(_RIGHT, top + height + 16, last.local_date, size=12, fill=_SOFT, anchor="end"),
    ]
