"""Queries over facts and follow-ups that the commands and a coach ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3


def due(conn: sqlite3.Connection, user_id: str, day: str) -> list[dict[str, Any]]:
    """List the open follow-ups of a day (`YYYY-MM-DD`) and of the days before it."""
    rows = conn.execute(
        "SELECT * FROM followups WHERE user_id = :user AND status = 'open' AND due_date <= :day "
        "ORDER BY due_date, id",
        {"user": user_id, "day": day},
    )
    return [dict(row) for row in rows]


def versions(conn: sqlite3.Connection, user_id: str, row_id: str) -> list[dict[str, Any]]:
    """List the facts a fact has taken the place of, the newest first."""
    rows = conn.execute(
        "WITH RECURSIVE before(id, depth) AS (SELECT id, 1 FROM facts WHERE superseded_by = :id AND user_id = :user "
        "UNION ALL SELECT f.id, b.depth + 1 FROM facts f JOIN before b ON f.superseded_by = b.id "
        "WHERE f.user_id = :user) SELECT f.* FROM facts f JOIN before b ON b.id = f.id ORDER BY b.depth",
        {"id": row_id, "user": user_id},
    )
    return [dict(row) for row in rows]


def against(conn: sqlite3.Connection, user_id: str, row_id: str) -> list[dict[str, Any]]:
    """List the facts that count and were accepted as contradicting one that did not count yet, oldest first."""
    rows = conn.execute(
        "SELECT * FROM facts WHERE user_id = :user AND contradicts = :id AND status = 'active' "
        "AND superseded_by IS NULL ORDER BY id",
        {"user": user_id, "id": row_id},
    )
    return [dict(row) for row in rows]
