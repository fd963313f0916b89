"""Queries over sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Session, columns, from_row, insert, update

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = columns(Session)
EVERY = 2**62
"""A LIMIT that limits nothing, in every engine."""


def add(conn: sqlite3.Connection, row: Session) -> None:
    """Insert a session."""
    insert(conn, "sessions", row._asdict())


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> Session | None:
    """Return one session."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM sessions WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return from_row(Session, row) if row else None


def last_used(conn: sqlite3.Connection, user_id: str) -> Session | None:
    """Return the session used most recently that is not archived."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM sessions WHERE user_id = :user AND archived_at IS NULL "
        "ORDER BY last_used_at DESC, id DESC LIMIT 1",
        {"user": user_id},
    ).fetchone()
    return from_row(Session, row) if row else None


def listed(
    conn: sqlite3.Connection,
    user_id: str,
    *,
    type_: str | None = None,
    coach: str | None = None,
    start: int | None = None,
    end: int | None = None,
    archived: bool = False,
    most: int = EVERY,
) -> list[Session]:
    """List sessions, the one used last first.

    Args:
        conn: The store.
        user_id: Whose.
        type_: Only of this type.
        coach: Only with this coach.
        start: Used at or after this instant (epoch milliseconds).
        end: Used before this instant.
        archived: Archived ones too.
        most: At most so many.
    """
    clauses = ["user_id = :user"]
    clauses += ["archived_at IS NULL"] * (not archived)
    clauses += ["type = :type"] * (type_ is not None)
    clauses += ["coach = :coach"] * (coach is not None)
    clauses += ["last_used_at >= :start"] * (start is not None)
    clauses += ["last_used_at < :end"] * (end is not None)
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM sessions WHERE {' AND '.join(clauses)} "
        "ORDER BY last_used_at DESC, id DESC LIMIT :most",
        {"user": user_id, "type": type_, "coach": coach, "start": start, "end": end, "most": most},
    )
    return [from_row(Session, row) for row in rows]


def edit(conn: sqlite3.Connection, user_id: str, row_id: str, values: dict[str, object]) -> None:
    """Change columns of a session."""
    update(conn, "sessions", row_id, user_id, values)


def delete(conn: sqlite3.Connection, user_id: str, row_id: str) -> None:
    """Delete a session with its messages."""
    conn.execute("DELETE FROM sessions WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id})


def recent_captures(conn: sqlite3.Connection, user_id: str, coach: str, start: int, but: str) -> list[str]:
    """List the captures (JSON) of the coach's sessions since `start`, oldest first, without session `but`."""
    rows = conn.execute(
        "SELECT captures FROM sessions WHERE user_id = :user AND coach = :coach AND last_used_at >= :start "
        "AND id <> :but AND captures IS NOT NULL ORDER BY last_used_at, id",
        {"user": user_id, "coach": coach, "start": start, "but": but},
    )
    return [row[0] for row in rows]
