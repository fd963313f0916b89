"""Queries over goals and their milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import tuples

if TYPE_CHECKING:
    import sqlite3


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one goal."""
    row = conn.execute(
        "SELECT * FROM goals WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None


def listed(
    conn: sqlite3.Connection, user_id: str, *, status: str | None = None, most: int = 1000
) -> list[dict[str, Any]]:
    """List goals that stand, the newest first."""
    only = " AND status = :status" if status else ""
    found = conn.execute(
        f"SELECT * FROM goals WHERE user_id = :user AND withdrawn_at IS NULL{only} "
        "ORDER BY created_at DESC, id DESC LIMIT :most",
        {"user": user_id, "status": status, "most": most},
    )
    return [dict(row) for row in found]


def milestones(conn: sqlite3.Connection, user_id: str, goal_id: str) -> list[dict[str, Any]]:
    """List a goal's milestones in their order."""
    found = conn.execute(
        "SELECT * FROM milestones WHERE user_id = :user AND goal_id = :goal ORDER BY position, id",
        {"user": user_id, "goal": goal_id},
    )
    return [dict(row) for row in found]


def next_position(conn: sqlite3.Connection, user_id: str, goal_id: str) -> int:
    """Return the place the goal's next milestone takes."""
    found = conn.execute(
        "SELECT COALESCE(MAX(position), -1) + 1 FROM milestones WHERE user_id = :user AND goal_id = :goal",
        {"user": user_id, "goal": goal_id},
    ).fetchone()
    return int(found[0])


def milestone(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one milestone."""
    row = conn.execute(
        "SELECT * FROM milestones WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None


def events(conn: sqlite3.Connection, user_id: str, goal_id: str | None = None) -> list[dict[str, Any]]:
    """List the log of a goal, or of all, oldest first."""
    only = " AND goal_id = :goal" if goal_id else ""
    found = conn.execute(
        f"SELECT * FROM goal_events WHERE user_id = :user{only} ORDER BY at, id",
        {"user": user_id, "goal": goal_id},
    )
    return [dict(row) for row in found]


def event_tuples(conn: sqlite3.Connection, user_id: str, goal_id: str | None = None) -> list[tuple[Any, ...]]:
    """List (goal, id, kind, at, local date, withdrawn at) of the log of a goal, or of all, oldest first."""
    only = " AND goal_id = :goal" if goal_id else ""
    return tuples(
        conn,
        "SELECT goal_id, id, kind, at, local_date, withdrawn_at FROM goal_events "
        f"WHERE user_id = :user{only} ORDER BY at, id",
        {"user": user_id, "goal": goal_id},
    )


def all_milestones(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List the milestones of all goals, each goal's in their order."""
    found = conn.execute(
        "SELECT * FROM milestones WHERE user_id = :user ORDER BY goal_id, position, id", {"user": user_id}
    )
    return [dict(row) for row in found]
