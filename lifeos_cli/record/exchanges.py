"""Taking away an exchange, or only its reply, with every trace of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError, TryAgainError, UsageFault
from lifeos_cli.record import undoing
from lifeos_cli.record.sessions import TITLE_FROM_WORDS
from lifeos_cli.store import sessions, tool_calls, turn_ends, vectors, vectors_file
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session


class Undone(NamedTuple):
    """What was taken away."""

    turn: int
    messages: int
    kept: tuple[str, ...] = ()
    """What the exchange's tools wrote and somebody has changed since; it was left as it is."""


def undo(store: Store, session: Session, turn: int | None = None) -> Undone:
    """Take away an exchange with all its traces, and what it changed about the session and the record.

    Args:
        store: Where.
        session: Which session.
        turn: Which exchange; the last one if None.

    Raises:
        NotFoundError: There is no such exchange.
        TryAgainError: Its reply is still being written, by another process.
    """
    return _take_away(store, session, turn, first=0)


def take_reply(store: Store, session: Session) -> tuple[Message, str, tuple[str, ...]]:
    """Take away the last reply, so that the same words can be answered again.

    Returns:
        The person's message, its safety level, and what the reply's tools wrote
        that somebody has changed since (see `Undone.kept`).

    Raises:
        NotFoundError: There is no reply to take away.
        UsageFault: It is a reply of safety, which no coach wrote.
        TryAgainError: It is still being written, by another process.
    """
    turn = turn_ends.last_turn(store.conn, session.user_id, session.id)
    rows = [] if turn is None else turn_ends.of_turn(store.conn, session.user_id, session.id, turn)
    if not rows:
        raise NotFoundError("there is no reply to take away")
    require_coached(rows)
    gone = _take_away(store, session, turn, first=1)
    return rows[0], rows[0].safety_level, gone.kept


def require_coached(rows: Sequence[Message]) -> None:
    """Refuse a turn that was answered by fixed words of safety.

    Raises:
        UsageFault: It was.
    """
    if any(row.provider == "safety" or row.safety_level == "crisis" for row in rows):
        raise UsageFault("those words of safety were not the coach's; they are not asked for again")


def _take_away(store: Store, session: Session, turn: int | None, *, first: int) -> Undone:
    user, here = session.user_id, session.id
    store.recover()
    if vectors_file.path_of(store.conn).exists():
        vectors_file.attach(store.conn)
    with store.write() as conn:
        which = turn_ends.last_turn(conn, user, here) if turn is None else turn
        undone = [] if which is None else turn_ends.of_turn(conn, user, here, which)
        if which is None or not any(row.role == "user" for row in undone):
            raise NotFoundError("there is no exchange to take away")
        if any(row.status == "streaming" for row in undone):
            raise TryAgainError(
                "that exchange is still being written", hint="Wait for it, or end that process."
            )
        calls = tool_calls.of_turns(conn, user, here, which, which)
        kept, unwritten = undoing.undo_calls(conn, user, [call.id for call in calls])
        title = _title_of(undone)
        gone = turn_ends.delete_steps(conn, user, here, which, first)
        if vectors_file.path_of(store.conn).exists():
            vectors.drop(conn, user, [*gone, *unwritten])
        now = sessions.get(conn, user, here) or session
        own = now.title == title and first == 0
        sessions.edit(
            conn, user, here, {**_stands(conn, session), **({"title": _title(conn, session)} if own else {})}
        )
    return Undone(which, len(gone), tuple(kept))


def _stands(conn: sqlite3.Connection, session: Session) -> dict[str, object]:
    """Return what a session's own columns are by the messages it now has."""
    scope = (conn, session.user_id, session.id)
    captures = None
    for parts in turn_ends.newest_with_parts(*scope):
        found = json.loads(parts)
        if "state" in found:
            captures = found.get("captures")
            break
    levels = (level for level in ("crisis", "check") if next(turn_ends.raised(*scope, level), None))
    return {
        "captures": json.dumps(captures) if captures else None,
        "supportive": int(_paused(conn, session)),
        "safety_level": next(levels, "none"),
        "last_used_at": now_ms(),
    }


def _paused(conn: sqlite3.Connection, session: Session) -> bool:
    """Tell whether coaching is paused: the newest of a crisis message and a reply of safety says it."""
    for row in turn_ends.raised(conn, session.user_id, session.id, "crisis"):
        if row.role == "user":
            return True
        parts = json.loads(row.parts) if row.parts else {}
        if "supportive" in parts:
            return bool(parts["supportive"])
    return False


def _title(conn: sqlite3.Connection, session: Session) -> str | None:
    """Return the title that a session's own words give it; words of a crisis never do."""
    said = turn_ends.first_words(conn, session.user_id, session.id)
    return one_line(said, TITLE_FROM_WORDS) or None if said is not None else None


def _title_of(rows: Sequence[Message]) -> str | None:
    said = [row.content for row in rows if row.role == "user" and row.safety_level != "crisis"]
    return one_line(said[0], TITLE_FROM_WORDS) or None if said else None
