"""What is known of a person, as a coach needs it: the newest first, and never more than was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3


class Known(NamedTuple):
    """One thing that is known."""

    id: str
    text: str
    origin: str
    at: int


def has_begun(conn: sqlite3.Connection, user_id: str) -> bool:
    """Tell whether there is a check-in, a goal or a session of a person."""
    row = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM checkins WHERE user_id = :user) "
        "OR EXISTS (SELECT 1 FROM goals WHERE user_id = :user) "
        "OR EXISTS (SELECT 1 FROM sessions WHERE user_id = :user)",
        {"user": user_id},
    ).fetchone()
    return bool(row[0])


def facts(conn: sqlite3.Connection, user_id: str, most: int) -> list[Known]:
    """List the facts that hold, the newest first."""
    rows = conn.execute(
        "SELECT id, content, origin, created_at FROM facts WHERE user_id = :user AND status = 'active' "
        "AND superseded_by IS NULL ORDER BY created_at DESC, id DESC LIMIT :most",
        {"user": user_id, "most": most},
    )
    return [Known(*row) for row in rows]


def facts_between(conn: sqlite3.Connection, user_id: str, start: int, end: int) -> list[Known]:
    """List facts learnt in a time that still hold, oldest first."""
    rows = conn.execute(
        "SELECT id, content, origin, created_at FROM facts WHERE user_id = :user AND status = 'active' "
        "AND superseded_by IS NULL AND created_at >= :start AND created_at < :end ORDER BY created_at, id",
        {"user": user_id, "start": start, "end": end},
    )
    return [Known(*row) for row in rows]


def insights_between(conn: sqlite3.Connection, user_id: str, start: int, end: int) -> list[Known]:
    """List insights kept in a time, oldest first."""
    rows = conn.execute(
        "SELECT id, content, origin, created_at FROM insights WHERE user_id = :user AND status = 'active' "
        "AND created_at >= :start AND created_at < :end ORDER BY created_at, id",
        {"user": user_id, "start": start, "end": end},
    )
    return [Known(*row) for row in rows]
