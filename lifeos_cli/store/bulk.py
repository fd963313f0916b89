"""Many rows at once, for import and export: whatever the table, always one person's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Sequence

_AT_ONCE = 500
"""Values one IN list takes."""
_FETCHED = 500
CACHE_KIB = 64 * 1024
"""Memory for pages while many rows go in: indexes are written all over."""


def columns(conn: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return a table's columns with their declared types; empty if there is no such table."""
    return {row["name"]: row["type"].upper() for row in conn.execute(f"PRAGMA table_info({table})")}


def stream(
    conn: sqlite3.Connection,
    table: str,
    user_id: str,
    names: Sequence[str],
    *,
    order: Sequence[str],
    owner: str,
) -> Iterator[tuple[Any, ...]]:
    """Read every row of the person's, in order, without holding more than a few hundred."""
    cursor = conn.execute(
        f"SELECT {', '.join(names)} FROM {table} WHERE {owner} = :user ORDER BY {', '.join(order)}",
        {"user": user_id},
    )
    while rows := cursor.fetchmany(_FETCHED):
        yield from map(tuple, rows)


def insert(
    conn: sqlite3.Connection, table: str, names: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Insert rows."""
    conn.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)


def holding(
    conn: sqlite3.Connection,
    table: str,
    user_id: str,
    names: Sequence[str],
    column: str,
    values: Collection[str],
    *,
    source: str | None = None,
) -> Iterator[tuple[Any, ...]]:
    """Find the person's rows whose column has one of the values, whatever their number.

    Args:
        conn: The store.
        table: Where.
        user_id: Whose.
        names: Columns to return.
        column: The column to look at.
        values: What to look for.
        source: Only rows that came from there.
    """
    wanted = sorted(values)
    only = "" if source is None else " AND source = ?"
    first = [user_id] if source is None else [user_id, source]
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        yield from conn.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE user_id = ?{only} "
            f"AND {column} IN ({', '.join('?' * len(some))})",
            [*first, *some],
        )


def taken_ids(conn: sqlite3.Connection, table: str, user_id: str, ids: Collection[str]) -> dict[str, bool]:
    """Return which of the ids exist, and whether each is the person's own."""
    wanted = sorted(ids)
    found: dict[str, bool] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = conn.execute(
            f"SELECT id, user_id = ? FROM {table} WHERE id IN ({', '.join('?' * len(some))})",
            [user_id, *some],
        )
        found.update((row[0], bool(row[1])) for row in rows)
    return found


def last_places(
    conn: sqlite3.Connection, user_id: str, session_ids: Collection[str]
) -> dict[str, tuple[int, int, int]]:
    """Return (turn, step, created at) of each session's last message; sessions without one are left out."""
    query = (
        "SELECT turn, step, created_at FROM messages WHERE user_id = ? AND session_id = ? "
        "ORDER BY turn DESC, step DESC LIMIT 1"
    )
    found = {}
    for session_id in session_ids:
        row = conn.execute(query, (user_id, session_id)).fetchone()
        if row:
            found[session_id] = tuple(row)
    return found


def make_room(
    conn: sqlite3.Connection, user_id: str, session_id: str, after: tuple[int, int], *, turns: int, steps: int
) -> None:
    """Move every message of a session behind a place further back.

    Messages of the same turn move by `turns` and `steps`, those of later turns
    by `turns` alone. They pass through negative numbers, because no two may
    stand in one place for a moment.
    """
    turn, step = after
    conn.execute(
        "UPDATE messages SET turn = -1 - (turn + :turns), step = CASE WHEN turn = :turn THEN step + :steps "
        "ELSE step END WHERE user_id = :user AND session_id = :session "
        "AND ((turn > :turn AND :turns > 0) OR (turn = :turn AND step > :step))",
        {
            "turns": turns,
            "steps": steps,
            "turn": turn,
            "step": step,
            "user": user_id,
            "session": session_id,
        },
    )
    conn.execute(
        "UPDATE messages SET turn = -1 - turn WHERE user_id = :user AND session_id = :session AND turn < 0",
        {"user": user_id, "session": session_id},
    )


def widen_sessions(conn: sqlite3.Connection, user_id: str, spans: Collection[tuple[str, int, int]]) -> None:
    """Have sessions begin no later, and be used no earlier, than messages put into them: (id, first, last)."""
    conn.executemany(
        "UPDATE sessions SET started_at = CASE WHEN :first < started_at THEN :first ELSE started_at END, "
        "last_used_at = CASE WHEN :last > last_used_at THEN :last ELSE last_used_at END, "
        "ended_at = CASE WHEN :last > ended_at THEN :last ELSE ended_at END "
        "WHERE user_id = :user AND id = :id AND (:first < started_at OR :last > last_used_at)",
        [{"user": user_id, "id": row_id, "first": first, "last": last} for row_id, first, last in spans],
    )


def fill_sessions(conn: sqlite3.Connection, user_id: str, rows: Collection[dict[str, object]]) -> int:
    """Give sessions what a later line says of them and nobody has set; returns how many changed."""
    cursor = conn.executemany(
        "UPDATE sessions SET title = COALESCE(title, :title), coach = COALESCE(coach, :coach), "
        "summary = COALESCE(summary, :summary), "
        "type = CASE WHEN type = 'exploration' THEN COALESCE(:type, type) ELSE type END "
        "WHERE user_id = :user AND id = :id AND origin = 'imported' AND ("
        "(title IS NULL AND :title IS NOT NULL) OR (coach IS NULL AND :coach IS NOT NULL) "
        "OR (summary IS NULL AND :summary IS NOT NULL) "
        "OR (type = 'exploration' AND COALESCE(:type, type) <> type))",
        [{**row, "user": user_id} for row in rows],
    )
    return max(cursor.rowcount, 0)


def has_any(conn: sqlite3.Connection, tables: Sequence[str], user_id: str) -> bool:
    """Tell whether the person has a row in one of the tables."""
    return any(
        conn.execute(f"SELECT 1 FROM {table} WHERE user_id = ? LIMIT 1", (user_id,)).fetchone()
        for table in tables
    )


@contextmanager
def roomy(conn: sqlite3.Connection) -> Iterator[None]:
    """Let the connection hold more of the database in memory while many rows go in."""
    before = conn.execute("PRAGMA cache_size").fetchone()[0]
    conn.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    try:
        yield
    finally:
        conn.execute(f"PRAGMA cache_size={before}")
