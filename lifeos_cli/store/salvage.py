"""What can still be read of a damaged database goes into a sound one; nothing that is there is changed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, Any

from lifeos_cli.store import backup, bulk, transaction
from lifeos_cli.store.changes import FOLLOWED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLES = (
    *("users", "sessions", "messages", "checkins", "insights", "facts", "goals", "milestones", "goal_events"),
    *(
        "observations",
        "skill_evidence",
        "followups",
        "tool_calls",
        "recaps",
        "undo_log",
        "consents",
        "usage",
        "tags",
    ),
)
"""A row comes after those it names."""
_LEAP = 24
"""How far past a place that cannot be read the next row is looked for: 2 to this power row numbers."""


def salvage(damaged: Path, conn: sqlite3.Connection) -> Counter[str]:
    """Copy every row that can be read and is not here yet.

    Args:
        damaged: A database file that may fail anywhere.
        conn: A sound store.

    Returns:
        How many rows of each table were added.
    """
    added: Counter[str] = Counter()
    try:
        with closing(backup.read_only(damaged)) as old:
            others = [table for table in FOLLOWED if table not in TABLES]
            for table in (*TABLES, *others):
                added[table] = _table(old, conn, table)
    except sqlite3.DatabaseError:
        return +added
    return +added


def _table(old: sqlite3.Connection, conn: sqlite3.Connection, table: str) -> int:
    columns = bulk.columns(conn, table)
    try:
        there = [row[1] for row in old.execute(f"PRAGMA table_info({table})")]
    except sqlite3.DatabaseError:
        return 0
    names = [name for name in there if name in columns]
    count = 0
    if not names:
        return 0
    with transaction.write(conn):
        for row in _readable(old, table, names):
            values = dict(zip(names, row, strict=True))
            if table == "users":
                values["is_current"] = 0
            try:
                bulk.insert(conn, table, names, [tuple(values.values())])
                count += 1
            except sqlite3.IntegrityError:  # it is here, or what it belongs to is not
                continue
    return count


def _readable(old: sqlite3.Connection, table: str, names: list[str]) -> Iterator[tuple[Any, ...]]:
    """Give the rows that can be read, in the order of their numbers, over gaps that cannot."""
    at, leap = 0, 0
    query = f"SELECT rowid, {', '.join(names)} FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT 1"
    while leap <= _LEAP:
        try:
            row = old.execute(query, (at,)).fetchone()
        except (sqlite3.DatabaseError, OverflowError):
            at += 1 << leap
            leap += 1
            continue
        if row is None:
            return
        at, leap = row[0], 0
        yield tuple(row[1:])
