"""Queries over what a person was told once, and over what it is told by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3


def add(conn: sqlite3.Connection, values: dict[str, object]) -> None:
    """Note that something was said."""
    insert(conn, "notices", values)


def last(conn: sqlite3.Connection, user_id: str, kind: str) -> int | None:
    """Return when something was last said, if it ever was."""
    row = conn.execute(
        "SELECT MAX(at) FROM notices WHERE user_id = :user AND kind = :kind", {"user": user_id, "kind": kind}
    ).fetchone()
    return row[0] if row else None


def spoken_at(conn: sqlite3.Connection, user_id: str, session_id: str, most: int) -> list[int]:
    """List when the person's last messages of a session were said, the newest first."""
    rows = conn.execute(
        "SELECT created_at FROM messages WHERE user_id = :user AND session_id = :session AND role = 'user' "
        "AND origin = 'chat' ORDER BY turn DESC, step DESC LIMIT :most",
        {"user": user_id, "session": session_id, "most": most},
    )
    return [row[0] for row in rows]


def sessions_on(conn: sqlite3.Connection, user_id: str, local_date: str) -> int:
    """Count the conversations a person began on a day of theirs, check-ins left out."""
    row = conn.execute(
        "SELECT COUNT(*) FROM sessions WHERE user_id = :user AND local_date = :day AND origin = 'chat' "
        "AND type <> 'checkin' AND forked_from IS NULL",
        {"user": user_id, "day": local_date},
    ).fetchone()
    return int(row[0])


def moods(conn: sqlite3.Connection, user_id: str, most: int) -> list[int]:
    """List the moods of the last check-ins that have one."""
    rows = conn.execute(
        "SELECT mood FROM checkins WHERE user_id = :user AND superseded_by IS NULL AND withdrawn_at IS NULL "
        "AND mood IS NOT NULL ORDER BY at DESC, id DESC LIMIT :most",
        {"user": user_id, "most": most},
    )
    return [row[0] for row in rows]


def captures_since(conn: sqlite3.Connection, user_id: str, coach: str, start: int) -> list[str]:
    """List what sessions with a coach captured since an instant, as JSON."""
    rows = conn.execute(
        "SELECT captures FROM sessions WHERE user_id = :user AND coach = :coach AND last_used_at >= :start "
        "AND captures IS NOT NULL",
        {"user": user_id, "coach": coach, "start": start},
    )
    return [row[0] for row in rows]
