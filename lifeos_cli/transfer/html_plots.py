"""Plots of a report as inline SVG: text and shapes, nothing that runs and nothing that is fetched."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, MARGIN = 720, 160, 28
_SMOOTH = 7
"""Days of the running mean."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def course(days: Mapping[str, float], low: float, high: float, *, label: str) -> str:
    """Draw values by day as dots, and their mean over seven days as a line broken where a week has none.

    Args:
        days: Mean value by local date (ISO), at least one.
        low: Lowest of the scale.
        high: Its highest.
        label: What it is, for a reader who does not see it.
    """
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    span = max((last - first).days, 1)

    def place(day: date, value: float) -> tuple[float, float]:
        x = MARGIN + (day - first).days / span * (WIDTH - 2 * MARGIN)
        y = HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN)
        return round(x, 1), round(y, 1)

    dots, points, strokes = [], list[str](), list[str]()
    for n in range(span + 1):
        day = first + timedelta(days=n)
        if day.isoformat() in days:
            x, y = place(day, days[day.isoformat()])
            dots.append(f'<circle cx="{x}" cy="{y}" r="2"/>')
        near = [
            days[key] for back in range(_SMOOTH) if (key := (day - timedelta(days=back)).isoformat()) in days
        ]
        if near:
            x, y = place(day, sum(near) / len(near))
            points.append(f"{x},{y}")
        if points and (not near or n == span):
            strokes.append(f'<polyline points="{" ".join(points)}"/>')
            points = []
    axis = _text(2, HEIGHT - MARGIN, f"{low:g}") + _text(2, MARGIN, f"{high:g}")
    axis += _text(MARGIN, HEIGHT - 6, first.isoformat()) + _text(
        WIDTH - MARGIN, HEIGHT - 6, last.isoformat(), end=True
    )
    return _svg(
        f'{_grid()}<g class="dots">{"".join(dots)}</g><g class="line">{"".join(strokes)}</g>{axis}', label
    )


def bars(values: Sequence[tuple[str, float]], low: float, high: float, *, label: str) -> str:
    """Draw a bar a value, its height above `low`."""
    step = (WIDTH - 2 * MARGIN) / max(len(values), 1)
    parts = []
    for n, (name, value) in enumerate(values):
        height = (min(value, high) - low) / ((high - low) or 1) * (HEIGHT - 2 * MARGIN)
        x, y = MARGIN + n * step, HEIGHT - MARGIN - height
        parts.append(
            f'<rect x="{x + step * 0.15:.1f}" y="{y:.1f}" width="{step * 0.7:.1f}" height="{height:.1f}"/>'
        )
        parts.append(
            _text(x + step / 2, HEIGHT - 10, name, middle=True)
            + _text(x + step / 2, y - 4, f"{value:.3g}", middle=True)
        )
    return _svg(f'{_grid()}<g class="bars">{"".join(parts)}</g>', label)


def _grid() -> str:
    return f'<line class="axis" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{HEIGHT - MARGIN}" y2="{HEIGHT - MARGIN}"/>'


def _text(x: float, y: float, words: str, *, end: bool = False, middle: bool = False) -> str:
    anchor = ' text-anchor="end"' if end else ' text-anchor="middle"' if middle else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{anchor}>{escape(words)}</text>'


def _svg(body: str, label: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{body}</svg>'
