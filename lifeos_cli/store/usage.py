"""Queries over usage: one row for every call of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

FOREVER = 2**62
"""An instant after every call."""


class Row(NamedTuple):
    """A call as it is added up."""

    at: int
    kind: str
    model: str
    status: str
    session_id: str | None
    handle: str | None
    """The session's, while there is one."""
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    cost_nanos: int | None


def add(conn: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Append a call."""
    insert(conn, "usage", values)


def between(conn: sqlite3.Connection, user_id: str, start: int = 0, end: int = FOREVER) -> list[Row]:
    """Return the person's calls from `start` to before `end` (epoch milliseconds), oldest first."""
    names = ", ".join(f"{'s' if name == 'handle' else 'u'}.{name}" for name in Row._fields)
    rows = conn.execute(
        f"SELECT {names} FROM usage u LEFT JOIN sessions s ON s.id = u.session_id AND s.user_id = u.user_id "
        "WHERE u.user_id = :user AND u.at >= :start AND u.at < :end ORDER BY u.at, u.id",
        {"user": user_id, "start": start, "end": end},
    )
    return [Row(*row) for row in rows]


def spent(conn: sqlite3.Connection, user_id: str, start: int) -> int:
    """Return what the person's calls since `start` are known to have cost, in billionths."""
    found: int = conn.execute(
        "SELECT COALESCE(SUM(cost_nanos), 0) FROM usage WHERE user_id = :user AND at >= :start",
        {"user": user_id, "start": start},
    ).fetchone()[0]
    return found


def newest(conn: sqlite3.Connection, user_id: str, start: int, most: int) -> list[int]:
    """Return when the person's newest calls after `start` were, newest first, at most so many."""
    rows = conn.execute(
        "SELECT at FROM usage WHERE user_id = :user AND at > :start ORDER BY at DESC LIMIT :most",
        {"user": user_id, "start": start, "most": most},
    )
    return [row[0] for row in rows]


def of_session(conn: sqlite3.Connection, user_id: str, session_id: str) -> tuple[int, int, int]:
    """Return the tokens sent (cached ones with them) and received in a session, and its known cost in billionths."""
    row = conn.execute(
        "SELECT COALESCE(SUM(COALESCE(input_tokens, 0) + COALESCE(cache_read_tokens, 0) "
        "+ COALESCE(cache_write_tokens, 0)), 0), COALESCE(SUM(output_tokens), 0), COALESCE(SUM(cost_nanos), 0) "
        "FROM usage WHERE user_id = :user AND session_id = :session",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])
