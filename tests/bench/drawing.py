"""A plot of benchmark figures as SVG: one bar a program, ours dark."""

from __future__ import annotations

import re
from html import escape

_TITLE = re.compile(r"^(.+?) \(medians; x is the ratio to `(.+?)`\)$")
_ROW = re.compile(r"^  (.+?)\s+([\d.]+) ms\s+([\d.]+) x$")
_LEFT, _WIDE, _HIGH = 190, 430, 22
_OURS, _THEIRS, _TEXT = "#1f3d5a", "#b7c6d6", "#334"


def groups(printed: str) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return each group of figures with its title: names and milliseconds."""
    found: list[tuple[str, list[tuple[str, float]]]] = []
    for line in printed.splitlines():
        if title := _TITLE.match(line):
            found.append((title[1], []))
        elif found and (row := _ROW.match(line)):
            found[-1][1].append((row[1], float(row[2])))
    return [(title, rows) for title, rows in found if rows]


def bars(printed: str) -> str:
    """Draw the groups, each on a scale of its own; empty where there are none."""
    parts, y = [], 16
    for title, rows in groups(printed):
        most = max(value for _, value in rows)
        parts.append(f'<text x="16" y="{y + 14}" font-weight="bold">{escape(title)}</text>')
        y += 26
        for name, value in rows:
            wide = max(2.0, _WIDE * value / most)
            color = _OURS if name.startswith("lifeos") else _THEIRS
            parts.append(f'<text x="{_LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>')
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{wide:.1f}" height="16" rx="2" fill="{color}"/>')
            parts.append(f'<text x="{_LEFT + wide + 6:.1f}" y="{y + 13}">{value:.0f} ms</text>')
            y += _HIGH
        y += 12
    if not parts:
        return ""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{y}" viewBox="0 0 720 {y}"'
    style = f'font-family="sans-serif" font-size="12" fill="{_TEXT}" role="img"'
    return "\n".join(
        [
            f"{head} {style}>",
            "<title>Milliseconds, medians</title>",
            f'<rect width="720" height="{y}" fill="#ffffff"/>',
            *parts,
            "</svg>",
            "",
        ]
    )
