"""Queries over sheets of answers and the norm row of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one sheet."""
    row = conn.execute(
        "SELECT * FROM assessments WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None


def listed(
    conn: sqlite3.Connection, user_id: str, *, status: str | None = None, instrument: str | None = None
) -> list[dict[str, Any]]:
    """List sheets, oldest first."""
    only = (" AND status = :status" if status else "") + (
        " AND instrument = :instrument" if instrument else ""
    )
    found = conn.execute(
        f"SELECT * FROM assessments WHERE user_id = :user{only} ORDER BY started_at, id",
        {"user": user_id, "status": status, "instrument": instrument},
    )
    return [dict(row) for row in found]


def norms(conn: sqlite3.Connection, user_id: str) -> dict[str, Any] | None:
    """Return the norm row the person chose; None before their first sheet."""
    row = conn.execute("SELECT * FROM profile_norms WHERE user_id = :user", {"user": user_id}).fetchone()
    return dict(row) if row else None
