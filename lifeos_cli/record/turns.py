"""One turn of a conversation in the record: the person's words first, the reply as it comes, its end.

What a person said is committed before anybody answers. A reply has one id
from its first word; its text grows in a side table and enters the change feed
once, when it is finished.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.ids import ulid
from lifeos_cli.record.sessions import TITLE_FROM_WORDS
from lifeos_cli.safety import worse
from lifeos_cli.store import messages, owner, sessions, users
from lifeos_cli.store.rows import Message
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from lifeos_cli.record.prices import Prices
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

HISTORY = 100
"""How many messages before this turn a model is shown at most."""


class Opened(NamedTuple):
    """A turn that has begun."""

    turn: int
    user_message_id: str
    reply_id: str


class Reply(NamedTuple):
    """How a reply ended."""

    status: str
    content: str
    stop_reason: str | None = None
    error: str | None = None
    parts: Mapping[str, Any] | None = None
    """`state` and `captures` of a guided coach, `supportive` after a crisis."""
    safety_level: str = "none"
    model: str | None = None
    usage: Mapping[str, Any] | None = None
    """Fields of `usage.Call` (tokens, how long it took, tries, kind of error); None if no model was called."""


def _message(session: Session, turn: int, step: int, role: str, **values: Any) -> Message:
    now = now_ms()
    blank: dict[str, Any] = dict.fromkeys(Message._fields)
    blank.update(
        id=ulid(),
        user_id=session.user_id,
        session_id=session.id,
        turn=turn,
        step=step,
        role=role,
        status="success",
        content="",
        coach=session.coach,
        safety_level="none",
        origin=session.origin,
        created_at=now,
        updated_at=now,
    )
    blank.update(values)
    return Message(**blank)


def save_opening(store: Store, session: Session, content: str, parts: Mapping[str, Any], model: str) -> None:
    """Keep the words a guided coach opened the session with."""
    with store.write() as conn:
        turn = messages.next_turn(conn, session.id)
        row = _message(
            session,
            turn,
            0,
            "assistant",
            content=content,
            parts=json.dumps(parts),
            provider="guided",
            model=model,
        )
        messages.add(conn, row)


def open_turn(
    store: Store, session: Session, text: str, *, level: str, kind: str | None, provider: str, model: str
) -> Opened:
    """Commit the person's words, and the empty reply that is about to be written.

    The session opens again if it had ended, takes the first words as its
    title, and keeps the worst safety level it has seen. A crisis pauses
    coaching here, whatever becomes of the reply.
    """
    now = now_ms()
    with store.write() as conn:
        turn = messages.next_turn(conn, session.id)
        said = _message(session, turn, 0, "user", content=text, safety_level=level, safety_kind=kind)
        reply = _message(session, turn, 1, "assistant", status="streaming", provider=provider, model=model)
        messages.add(conn, said)
        messages.add(conn, reply)
        messages.open_stream(conn, session.user_id, reply.id, owner.me(), now)
        values: dict[str, object] = {"last_used_at": now, "status": "active", "ended_at": None}
        values["safety_level"] = worse(session.safety_level, level)
        if level == "crisis":
            values["supportive"] = 1
        if not session.title and level != "crisis":
            values["title"] = one_line(text, TITLE_FROM_WORDS) or None
        sessions.edit(conn, session.user_id, session.id, values)
        users.touch(conn, session.user_id, now)
    return Opened(turn, said.id, reply.id)


def keep_chunk(store: Store, session: Session, reply_id: str, n: int, text: str) -> None:
    """Keep the next piece of a reply that is still being written."""
    with store.write() as conn:
        messages.add_chunk(conn, session.user_id, reply_id, n, text)


def close_turn(store: Store, session: Session, reply_id: str, reply: Reply, *, provider: str) -> None:
    """Give the reply its final text and status, with what the call cost, in one transaction."""
    now = now_ms()
    parts = dict(reply.parts or {})
    table = _prices(store) if reply.usage is not None else None
    with store.write() as conn:
        messages.edit(
            conn,
            session.user_id,
            reply_id,
            {
                "status": reply.status,
                "content": reply.content,
                "parts": json.dumps(parts) if parts else None,
                "stop_reason": reply.stop_reason,
                "error": reply.error,
                "safety_level": reply.safety_level,
                "provider": provider,
                "model": reply.model,
                "usage": json.dumps(reply.usage) if reply.usage else None,
                "updated_at": now,
            },
        )
        messages.close_stream(conn, reply_id)
        _follow(conn, session, parts)
        if table is not None:
            _count(conn, session, reply_id, reply, provider, table)


def _follow(conn: sqlite3.Connection, session: Session, parts: Mapping[str, Any]) -> None:
    """Bring the session's own columns in line with its newest reply."""
    values: dict[str, object] = {"last_used_at": now_ms()}
    if "captures" in parts:
        values["captures"] = json.dumps(parts["captures"]) if parts["captures"] else None
    if "supportive" in parts:
        values["supportive"] = int(parts["supportive"])
    sessions.edit(conn, session.user_id, session.id, values)


def _prices(store: Store) -> Prices:
    from lifeos_cli.record import prices

    return prices.load(store.paths)


def _count(
    conn: sqlite3.Connection, session: Session, reply_id: str, reply: Reply, provider: str, table: Prices
) -> None:
    from lifeos_cli.record import usage

    call = usage.Call(
        session.user_id,
        "chat",
        provider,
        reply.model or "",
        reply.status,
        session_id=session.id,
        message_id=reply_id,
        **(reply.usage or {}),
    )
    usage.note(conn, call, table)


def last_parts(rows: list[Message]) -> dict[str, Any]:
    """Return the parts of the newest reply that has any: a guided coach's state lives there."""
    for row in reversed(rows):
        if row.role == "assistant" and row.parts:
            found: dict[str, Any] = json.loads(row.parts)
            if "state" in found:
                return found
    return {}


def undo(store: Store, session: Session) -> int:
    """Take away the last exchange, and what it changed about the session.

    Returns:
        How many messages went.

    Raises:
        NotFoundError: There is no exchange to take away.
    """
    with store.write() as conn:
        rows = messages.of_session(conn, session.user_id, session.id)
        turns = [row.turn for row in rows if row.role == "user"]
        if not turns:
            raise NotFoundError("there is no exchange to take away")
        gone = messages.delete_turn(conn, session.user_id, session.id, turns[-1])
        left = [row for row in rows if row.turn != turns[-1]]
        captures = last_parts(left).get("captures")
        level = "none"
        for row in left:
            level = worse(level, row.safety_level)
        undone = [row for row in rows if row.turn == turns[-1]]
        now = sessions.get(conn, session.user_id, session.id) or session
        sessions.edit(
            conn,
            session.user_id,
            session.id,
            {
                "captures": json.dumps(captures) if captures else None,
                "supportive": int(_paused(left)),
                "safety_level": level,
                "last_used_at": now_ms(),
                "title": _title(left) if now.title == _title(undone) else now.title,
            },
        )
    return gone


def _paused(rows: list[Message]) -> bool:
    """Tell whether coaching is paused after these messages."""
    paused = False
    for row in rows:
        if row.role == "user" and row.safety_level == "crisis":
            paused = True
        elif row.role == "assistant" and row.parts:
            paused = json.loads(row.parts).get("supportive", paused)
    return paused


def _title(rows: list[Message]) -> str | None:
    """Return the title that a session's own words give it; words of a crisis never do."""
    said = [row.content for row in rows if row.role == "user" and row.safety_level != "crisis"]
    return one_line(said[0], TITLE_FROM_WORDS) or None if said else None


def history(rows: list[Message]) -> list[tuple[str, str]]:
    """Return (role, content) of what a model may see: no turn that met a crisis, nothing empty or failed."""
    closed = {row.turn for row in rows if row.safety_level == "crisis" or row.provider == "safety"}
    return [
        (row.role, row.content)
        for row in rows
        if row.turn not in closed
        and row.role in ("user", "assistant")
        and row.status in ("success", "interrupted")
        and row.content.strip()
    ]
