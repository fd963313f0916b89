"""Queries that look for what does not hold together in what was learnt of a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

SOURCED = ("facts", "insights", "goals", "observations", "skill_evidence", "followups")
"""Tables whose rows say which message and session they rest on."""
TAGGED = ("sessions", "checkins", "goals", "insights", "facts", "messages")


def orphans(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List rows that rest on a message or a session that is not there: `tbl id handle missing`."""
    found = []
    for table in SOURCED:
        for column, other in (("message_id", "messages"), ("session_id", "sessions")):
            rows = conn.execute(
                f"SELECT o.id, o.handle, o.{column} FROM {table} o WHERE o.user_id = :user "
                f"AND o.{column} IS NOT NULL AND NOT EXISTS "
                f"(SELECT 1 FROM {other} m WHERE m.id = o.{column} AND m.user_id = o.user_id) ORDER BY o.id",
                {"user": user_id},
            )
            found += [{"tbl": table, "id": row[0], "handle": row[1], "missing": row[2]} for row in rows]
    return found


def listed_sources(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List standing facts that name a source which is not there: `tbl id handle missing left`, how many it has left."""
    rows = conn.execute(
        "SELECT id, handle, level, sources FROM facts WHERE user_id = :user AND sources IS NOT NULL "
        "AND status = 'active' AND superseded_by IS NULL ORDER BY id",
        {"user": user_id},
    ).fetchall()
    found = []
    for row in rows:
        table = "facts" if row["level"] == "contradiction" else "messages"
        ids = [str(one) for one in json.loads(row["sources"])]
        gone = [one for one in ids if not _there(conn, user_id, table, one)]
        found += [
            {
                "tbl": "facts",
                "id": row["id"],
                "handle": row["handle"],
                "missing": one,
                "left": len(ids) - len(gone),
            }
            for one in gone
        ]
    return found


def _there(conn: sqlite3.Connection, user_id: str, table: str, row_id: str) -> bool:
    row = conn.execute(
        f"SELECT 1 FROM {table} WHERE id = :id AND user_id = :user", {"id": row_id, "user": user_id}
    ).fetchone()
    return row is not None


def stray_tags(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List tags of what is not there: `tbl id tag`."""
    rows = conn.execute(
        "SELECT owner_tbl, owner_id, name FROM tags WHERE user_id = :user ORDER BY owner_tbl, owner_id, name",
        {"user": user_id},
    ).fetchall()
    return [
        {"tbl": row[0], "id": row[1], "tag": row[2]}
        for row in rows
        if row[0] not in TAGGED or not _there(conn, user_id, row[0], row[1])
    ]


def last_said(conn: sqlite3.Connection, user_id: str, fact: dict[str, Any]) -> int:
    """Return when a fact was said last, in epoch milliseconds: the newest of its sources that are there."""
    times = [int(fact["created_at"])]
    for one in json.loads(fact["sources"] or "[]"):
        row = conn.execute(
            "SELECT created_at FROM messages WHERE id = :id AND user_id = :user",
            {"id": str(one), "user": user_id},
        ).fetchone()
        times += [int(row[0])] if row else []
    return max(times)
