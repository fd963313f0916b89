"""Queries over recaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Recap, columns, from_row, insert

if TYPE_CHECKING:
    import sqlite3


_COLUMNS = columns(Recap)


def add(conn: sqlite3.Connection, row: Recap) -> None:
    """Insert a recap."""
    insert(conn, "recaps", row._asdict())


def newest(conn: sqlite3.Connection, user_id: str, session_id: str) -> Recap | None:
    """Return the session's recap as it stands."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM recaps WHERE user_id = :user AND session_id = :session "
        "ORDER BY version DESC LIMIT 1",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return from_row(Recap, row) if row else None
