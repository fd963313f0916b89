"""Queries over observations: the log the profile is computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import tuples

if TYPE_CHECKING:
    import sqlite3


def listed(
    conn: sqlite3.Connection, user_id: str, *, dimension: str | None = None, kind: str | None = None
) -> list[dict[str, Any]]:
    """List every observation, also withdrawn ones, oldest first."""
    only = (" AND dimension = :dimension" if dimension else "") + (" AND kind = :kind" if kind else "")
    found = conn.execute(
        f"SELECT * FROM observations WHERE user_id = :user{only} ORDER BY effective_at, id",
        {"user": user_id, "dimension": dimension, "kind": kind},
    )
    return [dict(row) for row in found]


FOLDED = (
    *(
        "id",
        "dimension",
        "kind",
        "origin",
        "effective_at",
        "local_date",
        "session_id",
        "withdrawn_at",
        "status",
    ),
    *(
        "created_at",
        "superseded_by",
        "t",
        "rho2",
        "instrument",
        "assessment_id",
        "items",
        "level",
        "direction",
    ),
    *("strength", "setting", "words", "quote", "prompt_version", "model", "target_id", "answer"),
)
"""What the fold reads of an observation."""


def folded(conn: sqlite3.Connection, user_id: str) -> list[tuple[Any, ...]]:
    """List the columns `FOLDED` of every observation, oldest first: quick for very many rows."""
    return tuples(
        conn,
        f"SELECT {', '.join(FOLDED)} FROM observations WHERE user_id = :user ORDER BY effective_at, id",
        {"user": user_id},
    )


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> dict[str, Any] | None:
    """Return one observation."""
    row = conn.execute(
        "SELECT * FROM observations WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return dict(row) if row else None


def of_checkin(conn: sqlite3.Connection, user_id: str, row_id: str) -> list[dict[str, Any]]:
    """List the observations a check-in's statement made that stand."""
    found = conn.execute(
        "SELECT * FROM observations WHERE user_id = :user AND checkin_id = :id AND withdrawn_at IS NULL",
        {"user": user_id, "id": row_id},
    )
    return [dict(row) for row in found]


def of_assessment(conn: sqlite3.Connection, user_id: str, row_id: str) -> list[dict[str, Any]]:
    """List the observations of a sheet, also withdrawn ones."""
    found = conn.execute(
        "SELECT * FROM observations WHERE user_id = :user AND assessment_id = :id ORDER BY id",
        {"user": user_id, "id": row_id},
    )
    return [dict(row) for row in found]


def items_answered(conn: sqlite3.Connection, user_id: str) -> list[tuple[str, str]]:
    """List (items as JSON, local date) of every self-report that stands."""
    found = conn.execute(
        "SELECT items, local_date FROM observations WHERE user_id = :user AND items IS NOT NULL "
        "AND withdrawn_at IS NULL",
        {"user": user_id},
    )
    return [(row[0], row[1]) for row in found]
