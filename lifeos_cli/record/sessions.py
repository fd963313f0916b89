"""Sessions: start, find, rename, end, archive, delete, search."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local_date, now_ms, zone_name
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.store import messages, sessions, users
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import Session, free_handle
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message

TYPES = ("checkin", "coaching", "exploration")
TITLE_LIMIT = 200
"""Characters of a title."""
TITLE_FROM_WORDS = 60
"""Characters of the first message that become a title until somebody gives a better one."""
SNIPPET = 80
"""Characters a search hit shows."""


def start(store: Store, user_id: str, *, type_: str, coach: str, origin: str = "chat") -> Session:
    """Begin a session.

    Raises:
        UsageFault: No such type.
    """
    require_type(type_)
    now, row_id = now_ms(), ulid()
    blank: dict[str, Any] = dict.fromkeys(Session._fields)
    with store.write() as conn:
        blank.update(
            id=row_id,
            user_id=user_id,
            handle=free_handle(conn, "sessions", user_id, row_id),
            type=type_,
            coach=coach,
            status="active",
            safety_level="none",
            supportive=0,
            origin=origin,
            local_date=local_date(now),
            tz=zone_name(),
            started_at=now,
            last_used_at=now,
            reminded_at=now,
        )
        row = Session(**blank)
        sessions.add(conn, row)
        users.touch(conn, user_id, now)
    return row


def require_type(type_: str) -> None:
    """Refuse what is no type of session.

    Raises:
        UsageFault: No such type.
    """
    if type_ not in TYPES:
        raise UsageFault(f"'{one_line(type_, 30)}' is not a session type", hint=f"One of {', '.join(TYPES)}.")


def find(store: Store, user_id: str, typed: str) -> Session:
    """Return the session of that handle, id or title's unique beginning.

    Raises:
        NotFoundError: There is none.
        UsageFault: Several titles begin so.
    """
    row_id = resolve(store.conn, "sessions", user_id, typed, title="title", noun="sessions")
    row = sessions.get(store.conn, user_id, row_id)
    if row is None:
        raise NotFoundError(f"no session answers to '{one_line(typed, 40)}'")
    return row


def last_used(store: Store, user_id: str) -> Session:
    """Return the session used most recently.

    Raises:
        NotFoundError: There is none yet.
    """
    row = sessions.last_used(store.conn, user_id)
    if row is None:
        raise NotFoundError("there is no session to go on with", hint="Start one: lifeos chat")
    return row


def rename(store: Store, user_id: str, typed: str, title: str) -> Session:
    """Give a session a title.

    Raises:
        UsageFault: An empty or overlong title.
    """
    title = storable(title).strip()
    if not title or len(title) > TITLE_LIMIT:
        raise UsageFault(f"a title has 1 to {TITLE_LIMIT} characters")
    return _edited(store, user_id, typed, {"title": title})


def end(store: Store, user_id: str, typed: str) -> Session:
    """Mark a session as ended; going on with it opens it again."""
    return _edited(store, user_id, typed, {"status": "ended", "ended_at": now_ms()})


def archive(store: Store, user_id: str, typed: str, *, archived: bool) -> Session:
    """Put a session away, out of lists and `--continue`, or bring it back."""
    return _edited(store, user_id, typed, {"archived_at": now_ms() if archived else None})


def hand_over(store: Store, user_id: str, row_id: str, coach: str, source: Provenance) -> None:
    """Let another coach go on with a session."""
    with store.write() as conn:
        source.log(conn, user_id).edit("sessions", row_id, {"coach": coach})


def remove(store: Store, user_id: str, typed: str) -> Session:
    """Delete a session with its messages."""
    with store.write() as conn:
        row = find(store, user_id, typed)
        sessions.delete(conn, user_id, row.id)
    return row


def _edited(store: Store, user_id: str, typed: str, values: dict[str, object]) -> Session:
    with store.write() as conn:
        row = find(store, user_id, typed)
        sessions.edit(conn, user_id, row.id, values)
    return find(store, user_id, row.id)


def search(store: Store, user_id: str, query: str, *, most: int = 50) -> list[dict[str, Any]]:
    """Find sessions whose title or messages hold every word, the newest message first.

    Raises:
        UsageFault: No word to look for.
    """
    words = storable(query).split()
    if not words:
        raise UsageFault("there is no word to search for")
    hits: dict[str, dict[str, Any]] = {}
    with store.snapshot() as conn:
        known = {row.id: row for row in sessions.listed(conn, user_id, archived=True)}
        said = _saying(conn, user_id, words, most)
    for row in known.values():
        if row.title and all(word.lower() in row.title.lower() for word in words):
            hits[row.id] = {**public(row), "message_id": None, "role": None, "snippet": row.title}
    for message_id, session_id, role, content, _ in said:
        if session_id not in hits:
            found = public(known[session_id])
            snippet = _snippet(content, words[0])
            hits[session_id] = {**found, "message_id": message_id, "role": role, "snippet": snippet}
    return list(hits.values())[:most]


def _saying(
    conn: sqlite3.Connection, user_id: str, words: list[str], most: int
) -> list[tuple[str, str, str, str, int]]:
    """Return messages that hold every word, newest first, reaching back until so many sessions are among them."""
    take = most * 4
    while True:
        found = messages.search(conn, user_id, words, most=take)
        if len(found) < take or len({session_id for _, session_id, *_ in found}) >= most:
            return found
        take *= 8


def _snippet(content: str, word: str) -> str:
    """Cut the text around the word."""
    at = max(content.lower().find(word.lower()) - SNIPPET // 2, 0)
    return one_line(content[at : at + SNIPPET * 4], SNIPPET)


def public(row: Session, *, count: int | None = None) -> dict[str, Any]:
    """Return a session as the commands show it."""
    found = {
        "id": row.id,
        "handle": row.handle,
        "type": row.type,
        "coach": row.coach,
        "title": row.title,
        "status": row.status,
        "archived_at": iso(row.archived_at),
        "summary": row.summary,
        "safety_level": row.safety_level,
        "supportive": bool(row.supportive),
        "captures": json.loads(row.captures) if row.captures else {},
        "origin": row.origin,
        "forked_from": row.forked_from,
        "local_date": row.local_date,
        "tz": row.tz,
        "started_at": iso(row.started_at),
        "last_used_at": iso(row.last_used_at),
        "ended_at": iso(row.ended_at),
    }
    return found if count is None else {**found, "messages_count": count}


def public_message(row: Message) -> dict[str, Any]:
    """Return a message as the commands show it."""
    return {
        "id": row.id,
        "session_id": row.session_id,
        "turn": row.turn,
        "step": row.step,
        "role": row.role,
        "status": row.status,
        "content": row.content,
        "coach": row.coach,
        "provider": row.provider,
        "model": row.model,
        "usage": json.loads(row.usage) if row.usage else None,
        "stop_reason": row.stop_reason,
        "error": row.error,
        "safety": {"level": row.safety_level, "kind": row.safety_kind},
        "origin": row.origin,
        "created_at": iso(row.created_at),
    }
