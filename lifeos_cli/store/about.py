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


def facts(conn: sqlite3.Connection, user_id: str, most: int) -> list[Known]:
    """List the facts that hold, the newest first."""
    rows = conn.execute(
        "SELECT id, content, origin, created_at FROM facts WHERE user_id = :user AND status = 'active' "
        "AND superseded_by IS NULL ORDER BY created_at DESC, id DESC LIMIT :most",
        {"user": user_id, "most": most},
    )
    return [Known(*row) for row in rows]


def goals(conn: sqlite3.Connection, user_id: str, most: int) -> list[Known]:
    """List active goals, the newest first; the origin says what is next."""
    rows = conn.execute(
        "SELECT g.id, g.title, g.type, g.target_date, g.created_at, (SELECT m.title FROM milestones m "
        "WHERE m.goal_id = g.id AND m.user_id = g.user_id AND m.status = 'open' ORDER BY m.position, m.id LIMIT 1) "
        "FROM goals g WHERE g.user_id = :user AND g.status = 'active' AND g.withdrawn_at IS NULL "
        "ORDER BY g.created_at DESC, g.id DESC LIMIT :most",
        {"user": user_id, "most": most},
    )
    return [Known(row[0], row[1], "; ".join(_goal(row[2], row[3], row[5])), row[4]) for row in rows]


def _goal(type_: str, target: str | None, milestone: str | None) -> list[str]:
    said = [type_]
    if target:
        said.append(f"by {target}")
    if milestone:
        said.append(f"next: {milestone}")
    return said
