"""One person's views as the tables of a new SQLite file, for programs that know nothing of how anything is computed.

The rows are copied, so what is folded from the log stands there as it was at
that moment. The file is never encrypted: it is an export, like any other.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.store import cipher
from lifeos_cli.store.sql_views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from lifeos_cli.store.sql import Computed

_TOGETHER = 5_000
"""Rows copied between two calls of `tell`."""


def write(
    conn: sqlite3.Connection,
    path: Path,
    user_id: str,
    *,
    computed: Mapping[str, Computed],
    about: Mapping[str, Any],
    tell: Callable[[int], None],
) -> Counter[str]:
    """Fill an empty file; returns how many rows each table has.

    Args:
        conn: The store, in the snapshot that is to be copied.
        path: The file; it is there and empty.
        user_id: Whose rows.
        computed: The tables that lie in no file, by name.
        about: What the table `about` says of the file, in its one row.
        tell: Called now and then with the number of rows written.

    Raises:
        LifeosError: The file cannot be written.
    """
    counts: Counter[str] = Counter()
    fresh = cipher.module() if cipher.installed() else sqlite3
    try:
        with closing(fresh.connect(path, isolation_level=None)) as out:
            for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # the file gets its name once it is whole
                out.execute(f"PRAGMA {pragma}")
            out.execute("BEGIN")
            _table(out, "about", dict.fromkeys(about, ""), [tuple(about.values())])
            for view in VIEWS:
                columns = {row[1]: row[2] for row in conn.execute(f"PRAGMA main.table_info({view})")}
                rows = conn.execute(f"SELECT * FROM main.{view} WHERE user_id = :user", {"user": user_id})
                counts[view] = _table(out, view, columns, map(tuple, rows), counts, tell)
            for name, (names, found) in computed.items():
                counts[name] = _table(out, name, dict.fromkeys(names, ""), found, counts, tell)
            out.execute("COMMIT")
    except fresh.OperationalError as error:
        raise LifeosError(
            f"{path.parent} took no file: {error}", hint="Is there room on the disk?"
        ) from error
    return counts


def _table(
    out: sqlite3.Connection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Any]],
    counts: Counter[str] | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Make a table and fill it; returns how many rows it has."""
    before, count = counts.total() if counts else 0, 0
    left = iter(rows)
    some = [row for row, _ in zip(left, range(_TOGETHER), strict=False)]
    shape = ", ".join(
        f'"{column}" {kind or _kind(row[n] for row in some)}'.rstrip()
        for n, (column, kind) in enumerate(columns.items())
    )
    out.execute(f'CREATE TABLE "{name}" ({shape})')
    insert = f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})'
    while some:
        out.executemany(insert, some)
        count += len(some)
        tell(before + count)
        some = [row for row, _ in zip(left, range(_TOGETHER), strict=False)]
    return count


def _kind(values: Iterable[Any]) -> str:
    """Return the type of a column by what stands in it, if that is of one kind: so that `'5'` finds a 5."""
    kinds = {type(value) for value in values if value is not None}
    return {int: "INTEGER", float: "REAL", str: "TEXT"}.get(kinds.pop(), "") if len(kinds) == 1 else ""
