"""Queries over check-ins.

A row that was superseded or withdrawn is history and is left out unless asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Checkin, columns, from_row, insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_COLUMNS = columns(Checkin)
EVERY = 2**62
"""A LIMIT that limits nothing, in every engine."""
_STANDING = "superseded_by IS NULL AND withdrawn_at IS NULL"


def add(conn: sqlite3.Connection, row: Checkin, tags: Sequence[str]) -> None:
    """Insert a check-in with its tags."""
    insert(conn, "checkins", row._asdict())
    for tag in tags:
        insert(
            conn,
            "tags",
            {"user_id": row.user_id, "owner_tbl": "checkins", "owner_id": row.id, "name": tag},
        )


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> Checkin | None:
    """Return one check-in, whatever became of it."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM checkins WHERE user_id = :user AND id = :id", {"user": user_id, "id": row_id}
    ).fetchone()
    return from_row(Checkin, row) if row else None


def between(
    conn: sqlite3.Connection,
    user_id: str,
    *,
    start: int | None = None,
    end: int | None = None,
    tag: str | None = None,
    newest: int | None = None,
    withdrawn: bool = False,
) -> list[Checkin]:
    """List check-ins of [start, end) in epoch milliseconds, oldest first.

    Args:
        conn: The store.
        user_id: Whose.
        start: From this instant.
        end: Before this instant.
        tag: Only those with this tag.
        newest: At most so many, the newest ones.
        withdrawn: Withdrawn ones too.
    """
    clauses = ["user_id = :user", "superseded_by IS NULL" if withdrawn else _STANDING]
    if start is not None:
        clauses.append("at >= :start")
    if end is not None:
        clauses.append("at < :end")
    if tag:
        clauses.append(
            "id IN (SELECT owner_id FROM tags "
            "WHERE owner_tbl = 'checkins' AND user_id = :user AND name = :tag)"
        )
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM checkins WHERE {' AND '.join(clauses)} "
        "ORDER BY at DESC, id DESC LIMIT :newest",
        {
            "user": user_id,
            "start": start,
            "end": end,
            "tag": tag,
            "newest": EVERY if newest is None else newest,
        },
    ).fetchall()
    return [from_row(Checkin, row) for row in reversed(rows)]


def fills(conn: sqlite3.Connection, user_id: str, local_date: str, slot: str) -> bool:
    """Tell whether a check-in stands in the slot; a backfilled one does not count."""
    row = conn.execute(
        "SELECT 1 FROM checkins WHERE user_id = :user AND local_date = :day AND slot = :slot "
        f"AND timing <> 'backfilled' AND {_STANDING} LIMIT 1",
        {"user": user_id, "day": local_date, "slot": slot},
    ).fetchone()
    return row is not None


def days_filled(conn: sqlite3.Connection, user_id: str) -> list[str]:
    """List the local dates with a check-in that is not backfilled."""
    rows = conn.execute(
        f"SELECT DISTINCT local_date FROM checkins WHERE user_id = :user AND timing <> 'backfilled' AND {_STANDING}",
        {"user": user_id},
    )
    return [row[0] for row in rows]


def tags_of(conn: sqlite3.Connection, user_id: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the tags of check-ins by id, in alphabetical order."""
    found: dict[str, list[str]] = {row_id: [] for row_id in ids}
    one = " AND owner_id = :id" if len(ids) == 1 else ""
    rows = conn.execute(
        f"SELECT owner_id, name FROM tags WHERE owner_tbl = 'checkins' AND user_id = :user{one} ORDER BY name",
        {"user": user_id, "id": ids[0] if ids else ""},
    )
    for owner_id, name in rows:
        if owner_id in found:
            found[owner_id].append(name)
    return found


def supersede(conn: sqlite3.Connection, user_id: str, old_id: str, new_id: str) -> None:
    """Mark a row as replaced by a newer one, which takes over its handle."""
    conn.execute(
        "UPDATE checkins SET superseded_by = :new, handle = NULL WHERE user_id = :user AND id = :old",
        {"new": new_id, "user": user_id, "old": old_id},
    )


def withdraw(conn: sqlite3.Connection, user_id: str, row_id: str, at: int) -> None:
    """Mark a row as withdrawn; it no longer counts anywhere."""
    conn.execute(
        "UPDATE checkins SET withdrawn_at = :at WHERE user_id = :user AND id = :id",
        {"at": at, "user": user_id, "id": row_id},
    )
