"""Lists and things: JSON or TSV for a program, an aligned table for a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.text import one_line, safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CELL = 60
"""Longest cell of a table on a terminal, in characters."""
NARROW = 8
"""A column of a table is not cut below so many columns of the terminal."""
GAP = "  "
KEPT = 24
"""Characters a column keeps, whatever the terminal's width."""


def to_json(value: Any) -> str:
    """Return one JSON document in plain ASCII: whatever a text holds, a terminal sees only letters."""
    return json.dumps(value, ensure_ascii=True)


def cell(value: Any) -> str:
    """Return a value as one line of text: empty for None, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return to_json(value)
    return one_line(str(value))


def tsv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Return tab-separated lines under a header line; tabs and newlines inside a text become spaces."""
    lines = ["\t".join(columns)]
    lines += ["\t".join(cell(row.get(column)) for column in columns) for row in rows]
    return "\n".join(lines)


def table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], *, width: int, color: bool) -> str:
    """Return an aligned table for a terminal of `width` columns.

    Columns with nothing in them are left out, but for the first. What is too wide is cut from
    the widest column first, and at last at the terminal's edge.
    """
    from lifeos_cli.render.wrap import cells, fit

    texts = {column: [one_line(cell(row.get(column)), CELL) for row in rows] for column in columns}
    kept = [column for column in columns if any(texts[column]) or column == columns[0] or not rows]
    shown = [[column, *texts[column]] for column in kept]
    widths = [max(map(cells, column)) for column in shown]
    room = max(width - len(GAP) * (len(shown) - 1), 0)
    while sum(widths) > room and max(widths) > NARROW:
        widths[widths.index(max(widths))] -= 1
    fitted = [[fit(text, size) for text in column] for column, size in zip(shown, widths, strict=True)]
    lines = [fit(GAP.join(line), width).rstrip() for line in zip(*fitted, strict=True)]
    if color and lines:
        lines[0] = f"\x1b[1m{lines[0]}\x1b[0m"
    return "\n".join(lines)


def thing(values: Mapping[str, Any], *, tty: bool) -> str:
    """Return one thing's values, a line each; long texts keep their lines on a terminal."""
    shown = {key: value for key, value in values.items() if value not in (None, "", [], {})}
    if not tty:
        return "\n".join(f"{key}\t{cell(value)}" for key, value in shown.items())
    pad = max((len(key) for key in shown), default=0)
    lines = []
    for key, value in shown.items():
        text = safe_text(value) if isinstance(value, str) else cell(value)
        first, *rest = text.split("\n")
        lines.append(f"{key:<{pad}}  {first}")
        lines += [f"{'':<{pad}}  {line}" for line in rest]
    return "\n".join(lines)
