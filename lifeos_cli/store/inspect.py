"""Looking at a database as a whole: how much is in it, and whether record and feed agree."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY
from lifeos_cli.ids import ulid
from lifeos_cli.store import backup, changes, migrate, transaction
from lifeos_cli.store.presence import size

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = 5
"""How many rows of one kind of problem are named."""
_STAMP = 10
"""Letters of a ULID that say when."""


def tables(conn: sqlite3.Connection) -> list[str]:
    """List the store's tables, without those full-text search keeps for itself."""
    rows = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT LIKE '!_%' ESCAPE '!' "
        "AND name <> 'words' AND name NOT LIKE 'words!_%' ESCAPE '!' ORDER BY name"
    )
    return [row[0] for row in rows]


def stats(conn: sqlite3.Connection, path: Path) -> dict[str, Any]:
    """Return sizes and counts, in one snapshot."""
    with transaction.snapshot(conn):
        rows = {name: _count(conn, name) for name in tables(conn)}
        first = conn.execute("SELECT MIN(seq) FROM changes").fetchone()[0]
        return {
            "path": str(path),
            "schema_version": migrate.version(conn),
            "sqlite_version": sqlite3.sqlite_version,
            "bytes": size(path),
            "wal_bytes": size(path.with_name(path.name + "-wal")),
            "users": rows.get("users", 0),
            "rows": rows,
            "feed": {"first": first, "last": changes.last_seq(conn), "pruned_to": changes.pruned_to(conn)},
        }


def _count(conn: sqlite3.Connection, table: str) -> int:
    return int(conn.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0])


def problems(conn: sqlite3.Connection) -> list[str]:
    """List what is wrong with the file, its references, or its feed; an empty list means nothing is."""
    found = backup.check(conn)
    if found or migrate.version(conn) != migrate.SCHEMA_VERSION:
        return found
    with transaction.snapshot(conn):
        bound = _known_from(conn)
        for table in changes.FOLLOWED:
            found += _unfed(conn, table, bound) + _vanished(conn, table)
        current = conn.execute("SELECT COUNT(*) FROM users WHERE is_current = 1").fetchone()[0]
    return found if current else [*found, "nobody is the current person; `lifeos users use NAME` settles it"]


def _known_from(conn: sqlite3.Connection) -> str:
    """Return the least id whose first entry must still be in the feed."""
    if not changes.pruned_to(conn):
        return ""
    oldest = conn.execute("SELECT MIN(at) FROM changes").fetchone()[0]
    return "~" if oldest is None else ulid(oldest + DAY)[:_STAMP]


_FED = (
    "WITH fed AS (SELECT row_id, SUM(CASE op WHEN 'insert' THEN 1 WHEN 'delete' THEN -1 ELSE 0 END) AS n "
    "FROM changes WHERE tbl = :table GROUP BY row_id) "
)
"""How often a row was born and not buried, by the feed."""


def _unfed(conn: sqlite3.Connection, table: str, bound: str) -> list[str]:
    rows = conn.execute(
        f"{_FED}SELECT t.id, COALESCE(fed.n, 0) FROM {table} t LEFT JOIN fed ON fed.row_id = t.id "
        "WHERE COALESCE(fed.n, 0) <> 1 AND t.id >= :bound ORDER BY t.id LIMIT :most",
        {"table": table, "bound": bound, "most": SHOWN},
    )
    return [f"{table} row {row[0]} has {row[1]} insert entries in the feed instead of one" for row in rows]


def _vanished(conn: sqlite3.Connection, table: str) -> list[str]:
    rows = conn.execute(
        f"{_FED}SELECT row_id FROM fed WHERE n > 0 AND row_id NOT IN (SELECT id FROM {table}) "
        "ORDER BY row_id LIMIT :most",
        {"table": table, "most": SHOWN},
    )
    return [f"{table} row {row[0]} is in the feed, not in the table, and nothing deleted it" for row in rows]
