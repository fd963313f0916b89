"""Queries over tool calls: what a model asked for, what was decided, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store.rows import columns, insert, update

if TYPE_CHECKING:
    import sqlite3


class Call(NamedTuple):
    """One call."""

    id: str
    user_id: str
    session_id: str
    message_id: str
    """The message that asked."""
    turn: int
    step: int
    position: int
    """Its place among the calls of its step."""
    call_id: str
    """The provider's name for it."""
    name: str
    arguments: str | None
    """JSON; None when what came was no object."""
    status: str
    """requested (waits for the person), approved, denied, running, done or failed."""
    result: str | None
    """What the model was given."""
    error: str | None
    decided_at: int | None
    reason: str | None
    quote: str | None
    quote_message_id: str | None
    """The person's message the quote stands in."""
    created_at: int
    finished_at: int | None


_COLUMNS = columns(Call)
_OPEN = "status IN ('requested', 'approved', 'running')"


def add(conn: sqlite3.Connection, row: Call) -> None:
    """Insert a call."""
    insert(conn, "tool_calls", row._asdict())


def get(conn: sqlite3.Connection, user_id: str, row_id: str) -> Call | None:
    """Return one call."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM tool_calls WHERE user_id = :user AND id = :id",
        {"user": user_id, "id": row_id},
    ).fetchone()
    return Call(*row) if row else None


def of_turns(conn: sqlite3.Connection, user_id: str, session_id: str, first: int, last: int) -> list[Call]:
    """List the calls of a range of turns, both ends included, in order."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM tool_calls WHERE user_id = :user AND session_id = :session "
        "AND turn BETWEEN :first AND :last ORDER BY turn, step, position",
        {"user": user_id, "session": session_id, "first": first, "last": last},
    )
    return [Call(*row) for row in found]


def listed(
    conn: sqlite3.Connection,
    user_id: str,
    *,
    session_id: str | None = None,
    decided: bool = False,
    most: int = 1000,
) -> list[Call]:
    """List requests to the person, the oldest first: open ones, and with `decided` those answered too."""
    only = (
        "(status = 'requested' OR decided_at IS NOT NULL)" if decided else f"{_OPEN} AND status = 'requested'"
    )
    where = " AND session_id = :session" if session_id else ""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM tool_calls WHERE user_id = :user AND {only}{where} "
        "ORDER BY created_at, id LIMIT :most",
        {"user": user_id, "session": session_id, "most": most},
    )
    return [Call(*row) for row in found]


def unfinished(conn: sqlite3.Connection, user_id: str, session_id: str) -> list[Call]:
    """List the session's calls that have no end yet."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM tool_calls WHERE user_id = :user AND session_id = :session AND {_OPEN} "
        "ORDER BY turn, step, position",
        {"user": user_id, "session": session_id},
    )
    return [Call(*row) for row in found]


def decide(
    conn: sqlite3.Connection, user_id: str, row_id: str, *, status: str, at: int, reason: str | None
) -> bool:
    """Answer a request; False if it had been answered before."""
    cursor = conn.execute(
        "UPDATE tool_calls SET status = :status, decided_at = :at, reason = :reason "
        "WHERE user_id = :user AND id = :id AND status = 'requested'",
        {"status": status, "at": at, "reason": reason, "user": user_id, "id": row_id},
    )
    return cursor.rowcount == 1


def edit(conn: sqlite3.Connection, user_id: str, row_id: str, values: dict[str, object]) -> None:
    """Change columns of a call."""
    update(conn, "tool_calls", row_id, user_id, values)
