"""Queries over observations: the log the profile is computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import among, tuples

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection


def listed(
    conn: sqlite3.Connection,
    user_id: str,
    *,
    dimension: str | None = None,
    kind: str | None = None,
    withdrawn: bool = False,
) -> list[dict[str, Any]]:
    """List every observation, also withdrawn ones (or these alone), oldest first."""
    only = (" AND dimension = :dimension" if dimension else "") + (" AND kind = :kind" if kind else "")
    only += " AND withdrawn_at IS NOT NULL" if withdrawn else ""
    found = conn.execute(
        f"SELECT * FROM observations WHERE user_id = :user{only} ORDER BY effective_at, id",
        {"user": user_id, "dimension": dimension, "kind": kind},
    )
    return [dict(row) for row in found]


FOLDED = (
    *("id", "dimension", "kind", "origin", "effective_at", "local_date", "session_id", "withdrawn_at"),
    *("status", "created_at", "superseded_by", "t", "rho2", "instrument", "assessment_id", "items", "level"),
    *("direction", "strength", "setting", "words", "quote", "prompt_version", "model", "target_id", "answer"),
)
"""What the fold reads of an observation."""


def folded(
    conn: sqlite3.Connection, user_id: str, only: Collection[str] | None = None
) -> list[tuple[Any, ...]]:
    """List the columns `FOLDED` of observations, oldest first: quick for very many rows.

    Args:
        conn: The store.
        user_id: Whose.
        only: Ids of the rows to read, a few hundred at most; all if None.
    """
    chosen, named = ("TRUE", {}) if only is None else among("id", only)
    return tuples(
        conn,
        f"SELECT {', '.join(FOLDED)} FROM observations WHERE user_id = :user AND {chosen} ORDER BY effective_at, id",
        {"user": user_id, **named},
    )


def told(
    conn: sqlite3.Connection, user_id: str, dimension: str
) -> dict[str, tuple[str, str, str, str | None]]:
    """Return by id what the fold does not read of a dimension's rows: handle, content, alternative, message id."""
    found = tuples(
        conn,
        "SELECT id, handle, content, alternative, message_id FROM observations "
        "WHERE user_id = :user AND dimension = :dimension",
        {"user": user_id, "dimension": dimension},
    )
    return {row[0]: (row[1] or "", row[2] or "", row[3] or "", row[4]) for row in found}


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
