"""A table of a reply, laid out for the width there is: in columns, or where they find no room a record a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.tui.text import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = list[Content]
"""A cell each column."""
_BETWEEN = " │ "
_CROSSING = "─┼─"
_QUIET = "$text-muted"
_WORD = 14
"""Cells up to which a column keeps its longest word whole."""
_RULE = 20
"""Cells of the line between two records."""


class Table(NamedTuple):
    """A table as it was written."""

    head: Row
    rows: list[Row]
    sides: list[str]
    """left, center or right, each column."""


def laid_out(table: Table, width: int) -> list[Content]:
    """Return the lines of a table.

    Columns share the width by what their cells need, and cells wrap. Where not
    even the words fit beside one another, each row is told as a record, a line
    `heading: cell` each.

    Args:
        table: What is in it.
        width: Cells there are; 0 for as many as it needs.
    """
    widths = _widths(table, width)
    if not widths:
        return _records(table, width)
    lines = _cells([cell.stylize("bold") for cell in table.head], widths, table.sides)
    rule = Content.styled(_CROSSING.join("─" * one for one in widths), _QUIET)
    drawn = [_cells(row, widths, table.sides) for row in table.rows]
    apart = any(len(row) > 1 for row in drawn)
    for n, row in enumerate(drawn):
        if n == 0 or apart:
            lines.append(rule)
        lines += row
    return lines if drawn else [*lines, rule]


def _widths(table: Table, width: int) -> list[int]:
    """Share the width among the columns; empty where they do not fit."""
    columns = list(zip(table.head, *table.rows, strict=True))
    need = [max(1, *(cell.cell_length for cell in column), 1) for column in columns]
    room = width - len(_BETWEEN) * (len(need) - 1)
    if not width or sum(need) <= room:
        return need
    least = [
        min(most, max(_longest(cell) for cell in column)) for most, column in zip(need, columns, strict=True)
    ]
    least = [max(1, min(one, _WORD)) for one in least]
    spare = room - sum(least)
    if spare < 0:
        return []
    wanted = sum(need) - sum(least)
    return [low + spare * (most - low) // wanted for low, most in zip(least, need, strict=True)]


def _longest(cell: Content) -> int:
    return max((Content(word).cell_length for word in cell.plain.split()), default=1)


def _cells(row: Row, widths: Sequence[int], sides: Sequence[str]) -> list[Content]:
    """Draw a row: as many lines as its longest cell has."""
    wrapped = [
        [cell] if cell.cell_length <= wide else cell.wrap(wide)
        for cell, wide in zip(row, widths, strict=True)
    ]
    between = Content.styled(_BETWEEN, _QUIET)
    lines = []
    for n in range(max(len(cell) for cell in wrapped)):
        parts = [
            _aligned(cell[n].rstrip() if n < len(cell) else Content(""), wide, side)
            for cell, wide, side in zip(wrapped, widths, sides, strict=True)
        ]
        lines.append(between.join(parts).rstrip())
    return lines


def _aligned(part: Content, width: int, side: str) -> Content:
    spare = max(width - part.cell_length, 0)
    left = {"right": spare, "center": spare // 2}.get(side, 0)
    return part.pad(left, spare - left)


def _records(table: Table, width: int) -> list[Content]:
    """Tell each row as a record; a cell without words is left out."""
    rule = Content.styled("─" * min(width, _RULE), _QUIET)
    lines: list[Content] = []
    for n, row in enumerate(table.rows):
        if n:
            lines.append(rule)
        for head, cell in zip(table.head, row, strict=True):
            if cell.plain.strip():
                label = (
                    head.stylize("bold").append(Content.styled(": ", _QUIET))
                    if head.plain.strip()
                    else Content("")
                )
                lines += [part.rstrip() for part in label.append(cell).wrap(max(width, 1))]
    return lines or [part for cell in table.head for part in cell.stylize("bold").wrap(max(width, 1))]


__all__ = ["Row", "Table", "laid_out"]
