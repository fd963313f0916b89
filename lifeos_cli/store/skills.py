"""Queries over skills: their rows, evidence, links, merges and moves, each whole, for the computation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import among, tuples

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


FOLDED = (
    *("id", "skill_id", "skill", "kind", "effective_at", "local_date", "difficulty", "outcome", "session_id"),
    *("withdrawn_at", "superseded_by", "status"),
)
"""What the fold reads of a piece of evidence."""


def listed(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List every skill, also withdrawn and merged ones, oldest first."""
    return _all(conn, "SELECT * FROM skills WHERE user_id = :user ORDER BY id", user_id)


def evidence(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List all evidence, also withdrawn, oldest first."""
    return _all(conn, "SELECT * FROM skill_evidence WHERE user_id = :user ORDER BY effective_at, id", user_id)


def offered(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List evidence that waits for the person's yes, oldest first."""
    query = (
        "SELECT * FROM skill_evidence WHERE user_id = :user AND status = 'proposed' AND withdrawn_at IS NULL "
        "ORDER BY effective_at, id"
    )
    return _all(conn, query, user_id)


def evidence_tuples(
    conn: sqlite3.Connection, user_id: str, only: Collection[str] | None = None
) -> list[tuple[Any, ...]]:
    """List the columns `FOLDED` of all evidence, oldest first: quick for very many rows.

    Args:
        conn: The store.
        user_id: Whose.
        only: Ids of the rows to read, a few hundred at most; all if None.
    """
    chosen, named = ("TRUE", {}) if only is None else among("id", only)
    return tuples(
        conn,
        f"SELECT {', '.join(FOLDED)} FROM skill_evidence "
        f"WHERE user_id = :user AND {chosen} ORDER BY effective_at, id",
        {"user": user_id, **named},
    )


def evidence_row(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one piece of evidence."""
    row = conn.execute(
        "SELECT * FROM skill_evidence WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None


def names(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List earlier names of skills, oldest first."""
    query = "SELECT * FROM skill_aliases WHERE user_id = :user AND withdrawn_at IS NULL ORDER BY id"
    return _all(conn, query, user_id)


def assertions(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List every time two skills were said to belong together, oldest first."""
    return _all(conn, "SELECT * FROM skill_edges WHERE user_id = :user ORDER BY at, id", user_id)


def merges(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List merges, also undone ones, oldest first."""
    return _all(conn, "SELECT * FROM skill_merges WHERE user_id = :user ORDER BY at, id", user_id)


def moves(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List evidence that was given to another skill, also undone moves, oldest first."""
    return _all(conn, "SELECT * FROM skill_moves WHERE user_id = :user ORDER BY at, id", user_id)


def of_goals(conn: sqlite3.Connection, user_id: str) -> list[tuple[str, str]]:
    """List (goal, skill) of every link that stands, oldest first."""
    found = conn.execute(
        "SELECT goal_id, skill_id FROM goal_skills WHERE user_id = :user AND withdrawn_at IS NULL ORDER BY id",
        {"user": user_id},
    )
    return [(row[0], row[1]) for row in found]


def links_of_goal(conn: sqlite3.Connection, user_id: str, goal_id: str) -> list[dict[str, Any]]:
    """List a goal's links to skills that stand."""
    found = conn.execute(
        "SELECT * FROM goal_skills WHERE user_id = :user AND goal_id = :goal AND withdrawn_at IS NULL ORDER BY id",
        {"user": user_id, "goal": goal_id},
    )
    return [dict(row) for row in found]


def _all(conn: sqlite3.Connection, query: str, user_id: str) -> list[dict[str, Any]]:
    return [dict(row) for row in conn.execute(query, {"user": user_id})]
