"""Queries over drafts: what was typed somewhere and not yet sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def put(conn: sqlite3.Connection, user_id: str, place: str, content: str, at: int) -> None:
    """Keep what is typed at a place, instead of what was typed there before."""
    conn.execute(
        "INSERT INTO drafts (user_id, place, content, updated_at) VALUES (:user, :place, :content, :at) "
        "ON CONFLICT (user_id, place) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
        {"user": user_id, "place": place, "content": content, "at": at},
    )


def drop(conn: sqlite3.Connection, user_id: str, place: str) -> None:
    """Forget what was typed at a place."""
    conn.execute(
        "DELETE FROM drafts WHERE user_id = :user AND place = :place", {"user": user_id, "place": place}
    )


def listed(conn: sqlite3.Connection, user_id: str) -> dict[str, str]:
    """Return everything that was typed and not sent, by place."""
    rows = conn.execute("SELECT place, content FROM drafts WHERE user_id = :user", {"user": user_id})
    return {row[0]: row[1] for row in rows}
