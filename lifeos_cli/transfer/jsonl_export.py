"""Export as JSON Lines: every row of a person's, one object a line, the same bytes for the same rows."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from lifeos_cli.store import bulk
from lifeos_cli.transfer.moments import utc
from lifeos_cli.transfer.shapes import SHAPES, VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.transfer.shapes import Shape

_TOGETHER = 500
"""Lines written at once."""


def run(
    store: Store,
    user_id: str,
    write: Callable[[bytes], object],
    tell: Callable[[int], None] = lambda _n: None,
    select: Callable[[sqlite3.Connection], Iterator[dict[str, Any]]] | None = None,
) -> Counter[str]:
    """Write the person's rows, all of one moment.

    Args:
        store: Where from.
        user_id: Whose.
        write: Takes some lines, in plain ASCII.
        tell: Called now and then with the number of lines written.
        select: Gives the rows; every row if None.

    Returns:
        How many rows of each type there is.
    """
    counts: Counter[str] = Counter()
    encode = json.JSONEncoder(separators=(",", ":")).encode
    with store.snapshot() as conn:
        lines: list[str] = []

        def flush() -> None:
            write("".join(lines).encode())
            tell(counts.total())
            lines.clear()

        every = (row for shape in SHAPES for row in objects(conn, shape, user_id))
        for row in select(conn) if select else every:
            lines.append(encode(row) + "\n")
            counts[row["type"]] += 1
            if len(lines) == _TOGETHER:
                flush()
        flush()
    return counts


def objects(conn: sqlite3.Connection, shape: Shape, user_id: str) -> Iterator[dict[str, Any]]:
    """Give the rows of one type as the objects of their lines, in the order of their keys."""
    columns = [
        column
        for column in bulk.columns(conn, shape.table)
        if column not in shape.left_out and (column != shape.owner or column == "id")
    ]
    head = {"type": shape.type, "v": VERSION}
    names = [shape.key_of(column) for column in columns]
    changed = _changed(shape, columns)
    for row in bulk.stream(conn, shape.table, user_id, columns, order=shape.key, owner=shape.owner):
        values = list(row)
        for index, change in changed:
            if values[index] is not None:
                values[index] = change(values[index])
        yield head | {name: value for name, value in zip(names, values, strict=True) if value is not None}


def _changed(shape: Shape, columns: Sequence[str]) -> list[tuple[int, Callable[[Any], Any]]]:
    """List the columns that are written otherwise than they are kept: (place, how)."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for index, column in enumerate(columns):
        if column in shape.json:
            found.append((index, _read_json))
        elif shape.is_time(column):
            found.append((index, _as_time))
    return found


def _as_time(value: Any) -> Any:
    return utc(value) if isinstance(value, int) else value


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
