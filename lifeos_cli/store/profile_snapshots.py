"""Queries over the pictures of the profile that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3


def listed(
    conn: sqlite3.Connection, user_id: str, *, trigger: str | None = None, most: int = 100_000
) -> list[dict[str, Any]]:
    """List snapshots, the newest first."""
    only = " AND trigger = :trigger" if trigger else ""
    found = conn.execute(
        f"SELECT * FROM profile_snapshots WHERE user_id = :user{only} ORDER BY at DESC, id DESC LIMIT :most",
        {"user": user_id, "trigger": trigger, "most": most},
    )
    return [dict(row) for row in found]


def marks(conn: sqlite3.Connection, user_id: str) -> list[tuple[str, int, str, str | None, str | None]]:
    """List (trigger, at, local date, dimension, observation id) of every snapshot: what the rules need."""
    found = conn.execute(
        "SELECT trigger, at, local_date, dimension, observation_id FROM profile_snapshots "
        "WHERE user_id = :user ORDER BY at, id",
        {"user": user_id},
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one snapshot."""
    row = conn.execute(
        "SELECT * FROM profile_snapshots WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None
