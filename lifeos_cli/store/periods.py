"""Queries over period summaries and the sessions they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3


class Told(NamedTuple):
    """A session that was read, as a period's summary sees it."""

    id: str
    local_date: str
    title: str | None
    summary: str


def told(conn: sqlite3.Connection, user_id: str, first: str = "", last: str = "9999") -> list[Told]:
    """List the sessions with a summary of a time (both days are in it), oldest first; none of a crisis."""
    rows = conn.execute(
        "SELECT id, local_date, title, summary FROM sessions WHERE user_id = :user AND summary IS NOT NULL "
        "AND safety_level <> 'crisis' AND local_date >= :first AND local_date <= :last "
        "ORDER BY local_date, started_at, id",
        {"user": user_id, "first": first, "last": last},
    )
    return [Told(*row) for row in rows]


def tags(conn: sqlite3.Connection, user_id: str, first: str, last: str, most: int) -> list[str]:
    """List what the sessions of a time were about, the commonest first."""
    rows = conn.execute(
        "SELECT t.name FROM tags t JOIN sessions s ON s.id = t.owner_id AND s.user_id = t.user_id "
        "WHERE t.user_id = :user AND t.owner_tbl = 'sessions' AND s.safety_level <> 'crisis' "
        "AND s.local_date >= :first AND s.local_date <= :last "
        "GROUP BY t.name ORDER BY COUNT(*) DESC, t.name LIMIT :most",
        {"user": user_id, "first": first, "last": last, "most": most},
    )
    return [row[0] for row in rows]


def listed(
    conn: sqlite3.Connection, user_id: str, *, kind: str = "", first: str = "", last: str = "9999"
) -> list[dict[str, Any]]:
    """List the summaries of periods that lie in a time, oldest first.

    Args:
        conn: The store.
        user_id: Whose.
        kind: week or month; both if empty.
        first: The first day of the time.
        last: Its last day.
    """
    only = "AND kind = :kind " if kind else ""
    rows = conn.execute(
        f"SELECT * FROM period_summaries WHERE user_id = :user {only}"
        "AND first_date >= :first AND last_date <= :last ORDER BY first_date, kind",
        {"user": user_id, "kind": kind, "first": first, "last": last},
    )
    return [dict(row) for row in rows]


def put(conn: sqlite3.Connection, values: dict[str, object]) -> None:
    """Put a summary in the place of the period's old one."""
    scope = {"user": values["user_id"], "kind": values["kind"], "first": values["first_date"]}
    conn.execute(
        "DELETE FROM period_summaries WHERE user_id = :user AND kind = :kind AND first_date = :first", scope
    )
    insert(conn, "period_summaries", values)


def drop(conn: sqlite3.Connection, user_id: str, row_id: str) -> None:
    """Delete a summary: nothing it was made of is left."""
    conn.execute(
        "DELETE FROM period_summaries WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    )
