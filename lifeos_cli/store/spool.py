"""Rows of a file put in another order on the disk: a private database without a name, gone when it is closed."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CACHE_KIB = 8 * 1024
"""Memory it takes before it goes to the disk."""


class Spool:
    """Texts kept under (owner, rank, group, place, key); of several with one key the first stays."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        conn.execute(
            "CREATE TABLE rows (owner TEXT, rank INTEGER, grp TEXT, a REAL, b REAL, key TEXT, text TEXT, "
            "PRIMARY KEY (owner, rank, grp, key)) WITHOUT ROWID"
        )

    def add(self, owner: str, rank: int, group: str, place: tuple[float, float], key: str, text: str) -> bool:
        """Keep a text; returns False if its key is there."""
        cursor = self._conn.execute(
            "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (owner, rank, group, *place, key, text),
        )
        return cursor.rowcount > 0

    def owners(self) -> list[str]:
        """List the owners."""
        return [row[0] for row in self._conn.execute("SELECT DISTINCT owner FROM rows ORDER BY owner")]

    def of(self, owner: str) -> Iterator[tuple[tuple[int, str], str]]:
        """Give an owner's texts by rank, group and place: ((rank, group), text)."""
        rows = self._conn.execute(
            "SELECT rank, grp, text FROM rows WHERE owner = ? ORDER BY rank, grp, a, b, key", (owner,)
        )
        for rank, group, text in rows:
            yield (rank, group), text


@contextmanager
def spool() -> Iterator[Spool]:
    """Open an empty spool."""
    conn = sqlite3.connect("", isolation_level=None)
    try:
        conn.execute("PRAGMA journal_mode=OFF")
        conn.execute("PRAGMA synchronous=OFF")
        conn.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        yield Spool(conn)
    finally:
        conn.close()
