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
from lifeos_cli.store import messages, owner, sessions, tool_calls, turn_ends, users
from lifeos_cli.store.rows import Message
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from lifeos_cli.record.prices import Prices
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session
    from lifeos_cli.store.tool_calls import Call

HISTORY = 100
"""How many messages before this turn a model is shown at most."""
WENT_ON = "the conversation went on"
CUT_OFF = "it was cut off before it ended"


class Opened(NamedTuple):
    """A turn that has begun, or goes on with another reply."""

    turn: int
    user_message_id: str
    reply_id: str
    step: int = 1
    """Of the reply."""
    denied: tuple[str, ...] = ()
    """The tools whose open requests were denied because the conversation went on."""


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
        denied = _leave_behind(conn, session, now)
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
    return Opened(turn, said.id, reply.id, denied=tuple(denied))


def _leave_behind(conn: sqlite3.Connection, session: Session, now: int) -> list[str]:
    """Deny the session's open requests, and end calls whose process died; returns the tools denied."""
    denied = []
    for call in tool_calls.unfinished(conn, session.user_id, session.id):
        if call.status == "requested":
            values: dict[str, object] = {"status": "denied", "decided_at": now, "reason": WENT_ON}
            denied.append(call.name)
        else:
            values = {"status": "failed", "error": CUT_OFF}
        tool_calls.edit(conn, session.user_id, call.id, {**values, "finished_at": now})
    return denied


def open_step(store: Store, session: Session, turn: int, *, provider: str, model: str) -> Opened:
    """Begin another reply in a turn: after tool results, or to go on with a reply that broke off.

    Raises:
        NotFoundError: The turn is gone.
    """
    with store.write() as conn:
        said = [
            row for row in turn_ends.of_turn(conn, session.user_id, session.id, turn) if row.role == "user"
        ]
        if not said:
            raise NotFoundError("that exchange has been removed")
        step = turn_ends.next_step(conn, session.user_id, session.id, turn)
        reply = _message(session, turn, step, "assistant", status="streaming", provider=provider, model=model)
        messages.add(conn, reply)
        messages.open_stream(conn, session.user_id, reply.id, owner.me(), now_ms())
        sessions.edit(conn, session.user_id, session.id, {"last_used_at": now_ms()})
    return Opened(turn, said[0].id, reply.id, step)


def save_results(store: Store, session: Session, turn: int, content: str) -> str:
    """Close a step of tool calls with a message of role `tool`; returns its id.

    Args:
        store: Where.
        session: Which session.
        turn: Which turn.
        content: What came of the calls, for a person who reads the session; the whole results stand on the calls.

    Raises:
        NotFoundError: The turn is gone.
    """
    with store.write() as conn:
        if not turn_ends.of_turn(conn, session.user_id, session.id, turn):
            raise NotFoundError("that exchange has been removed")
        step = turn_ends.next_step(conn, session.user_id, session.id, turn)
        row = _message(session, turn, step, "tool", content=content)
        messages.add(conn, row)
    return row.id


def raise_level(store: Store, session: Session, message_id: str, level: str) -> None:
    """Give a message of the person's a more urgent level than the first look found; a crisis pauses coaching."""
    with store.write() as conn:
        messages.edit(conn, session.user_id, message_id, {"safety_level": level, "updated_at": now_ms()})
        now = sessions.get(conn, session.user_id, session.id) or session
        values: dict[str, object] = {"safety_level": worse(now.safety_level, level)}
        if level == "crisis":
            values["supportive"] = 1
        sessions.edit(conn, session.user_id, session.id, values)


def keep_chunk(store: Store, session: Session, reply_id: str, n: int, text: str) -> None:
    """Keep the next piece of a reply that is still being written."""
    with store.write() as conn:
        messages.add_chunk(conn, session.user_id, reply_id, n, text)


def close_turn(
    store: Store,
    session: Session,
    reply_id: str,
    reply: Reply,
    *,
    provider: str,
    calls: Sequence[Call] = (),
) -> None:
    """Give the reply its final text, status and cost, and keep the tools it asks for, in one transaction."""
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
        for call in calls:
            tool_calls.add(conn, call)
        _follow(conn, session, parts)
        if table is not None:
            _count(conn, session, reply_id, reply, provider, table)


def count_call(store: Store, session: Session, reply_id: str, reply: Reply, *, provider: str) -> None:
    """Count a call of a model that gave no reply of its own, because another one is to follow."""
    table = _prices(store)
    with store.write() as conn:
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
