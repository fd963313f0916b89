"""Queries over tags and what the person chose of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3


def owners(conn: sqlite3.Connection, user_id: str, name: str) -> list[dict[str, Any]]:
    """List the sessions and check-ins with a tag, the newest first: `tbl kind id handle title at local_date`."""
    rows = conn.execute(
        "SELECT 'sessions' AS tbl, 'session' AS kind, s.id, s.handle, s.title, s.last_used_at AS at, s.local_date "
        "FROM tags t JOIN sessions s ON s.id = t.owner_id AND s.user_id = t.user_id "
        "WHERE t.user_id = :user AND t.owner_tbl = 'sessions' AND t.name = :name UNION ALL "
        "SELECT 'checkins', 'checkin', c.id, c.handle, NULL, c.at, c.local_date "
        "FROM tags t JOIN checkins c ON c.id = t.owner_id AND c.user_id = t.user_id "
        "WHERE t.user_id = :user AND t.owner_tbl = 'checkins' AND t.name = :name "
        "AND c.withdrawn_at IS NULL AND c.superseded_by IS NULL ORDER BY 6 DESC, 3",
        {"user": user_id, "name": name},
    )
    return [dict(row) for row in rows]


def choose(
    conn: sqlite3.Connection, user_id: str, choice: tuple[str, str, str, str], *, wanted: bool, at: int
) -> None:
    """Put a tag on something, or take it off, as the person's own word.

    Args:
        conn: A write transaction.
        user_id: Whose.
        choice: A new id, the table and id of what is tagged, and the tag.
        wanted: On, or off.
        at: Epoch milliseconds.
    """
    row_id, table, owner_id, name = choice
    scope = {"user": user_id, "table": table, "owner": owner_id, "name": name}
    for kept in ("tags", "tag_choices"):
        conn.execute(
            f"DELETE FROM {kept} WHERE user_id = :user AND owner_tbl = :table AND owner_id = :owner "
            "AND name = :name",
            scope,
        )
    own: dict[str, object] = {"user_id": user_id, "owner_tbl": table, "owner_id": owner_id, "name": name}
    if wanted:
        insert(conn, "tags", own)
    insert(conn, "tag_choices", {**own, "id": row_id, "wanted": int(wanted), "at": at})
