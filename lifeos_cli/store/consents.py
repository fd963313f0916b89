"""Queries over consents: a log, of which the newest entry of a kind counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def add(conn: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Append an answer."""
    insert(conn, "consents", values)


def latest(conn: sqlite3.Connection, user_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the newest answer by (kind, detail)."""
    rows = conn.execute(
        "SELECT id, kind, granted, detail, origin, at FROM consents WHERE user_id = :user ORDER BY at, id",
        {"user": user_id},
    )
    return {(row["kind"], row["detail"] or ""): dict(row) for row in rows}
