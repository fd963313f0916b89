"""Export as tables, one a type of row: CSV for a spreadsheet, Parquet for a data frame. Nothing is rounded."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import to_ms
from lifeos_cli.store import bulk
from lifeos_cli.transfer.shapes import BY_TYPE

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from lifeos_cli.transfer.shapes import Shape

_TOGETHER = 5_000
"""Rows written at once."""


def write(
    conn: sqlite3.Connection,
    rows: Iterator[dict[str, Any]],
    open_: Callable[[str], AbstractContextManager[BinaryIO]],
    ending: str,
) -> Counter[str]:
    """Write a table for each type that has rows; returns how many rows each has.

    Args:
        conn: The store, for the columns of the tables.
        rows: As `selection.rows` gives them: those of a type stand together.
        open_: Opens the file of a name.
        ending: `csv` or `parquet`.
    """
    counts: Counter[str] = Counter()
    for kind, some in groupby(rows, key=lambda row: str(row["type"])):
        shape = BY_TYPE[kind]
        columns = {
            shape.key_of(column): declared
            for column, declared in bulk.columns(conn, shape.table).items()
            if column not in shape.left_out and (column != shape.owner or column == "id")
        }
        with open_(f"{shape.table}.{ending}") as file:
            put = _csv if ending == "csv" else _parquet
            counts[kind] += put(file, shape, columns, some)
    return counts


def _csv(file: BinaryIO, _shape: Shape, columns: dict[str, str], rows: Iterator[dict[str, Any]]) -> int:
    """Write RFC 4180: CRLF, quotes where needed, an empty cell for nothing."""
    text, count = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True), 0
    table = csv.writer(text)
    table.writerow(columns)
    for row in rows:
        table.writerow([_cell(row.get(name)) for name in columns])
        count += 1
    text.detach()
    return count


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _parquet(file: BinaryIO, shape: Shape, columns: dict[str, str], rows: Iterator[dict[str, Any]]) -> int:
    """Write Parquet: times as UTC timestamps of milliseconds, JSON as text."""
    import pyarrow as pa
    from pyarrow import parquet

    names = dict(shape.renamed)
    back = {key: column for column, key in names.items()}
    times = {name for name in columns if shape.is_time(back.get(name, name))}

    def kind(name: str, declared: str) -> Any:
        if name in times:
            return pa.timestamp("ms", tz="UTC")
        return {"REAL": pa.float64(), "BIGINT": pa.int64(), "INTEGER": pa.int64()}.get(declared, pa.string())

    schema = pa.schema([(name, kind(name, declared)) for name, declared in columns.items()])
    count = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as table:
        while some := [row for row, _ in zip(rows, range(_TOGETHER), strict=False)]:
            values = {name: [_stored(row.get(name), name in times) for row in some] for name in columns}
            table.write_table(pa.table(values, schema=schema))
            count += len(some)
    return count


def _stored(value: Any, is_time: bool) -> Any:
    if is_time and isinstance(value, str):
        from datetime import datetime

        return to_ms(datetime.fromisoformat(value))
    return _cell(value)
