"""Rows for tests: everything has a sensible value, a test names only what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import checkins, messages, sessions, users
from lifeos_cli.store.rows import Checkin, Message, Session, User

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def user(store: Store, name: str, **values: Any) -> User:
    """Add a person."""
    row_id = ulid()
    row = User(
        **{
            "id": row_id,
            "handle": row_id[-6:].lower(),
            "name": name,
            "external_id": None,
            "email": None,
            "onboarding_step": None,
            "is_current": 0,
            "created_at": now_ms(),
            "last_active_at": None,
            **values,
        }
    )
    with store.write() as conn:
        users.add(conn, row)
    return row


def checkin_row(user_id: str, **values: Any) -> Checkin:
    """Make a check-in that is not stored yet."""
    row_id, now = ulid(), now_ms()
    blank: dict[str, Any] = dict.fromkeys(Checkin._fields)
    blank.update(
        id=row_id,
        user_id=user_id,
        handle=row_id[-10:].lower(),
        at=now,
        local_date=local_date(now),
        tz="UTC",
        slot="day",
        timing="on_time",
        mood=5,
        safety_level="none",
        origin="cli",
        created_at=now,
    )
    return Checkin(**{**blank, **values})


def checkin(store: Store, user_id: str, *tags: str, **values: Any) -> Checkin:
    """Add a check-in."""
    row = checkin_row(user_id, **values)
    with store.write() as conn:
        checkins.add(conn, row, tags)
    return row


def session(store: Store, user_id: str, **values: Any) -> Session:
    """Add a session."""
    row_id, now = ulid(), now_ms()
    blank: dict[str, Any] = dict.fromkeys(Session._fields)
    blank.update(
        id=row_id,
        user_id=user_id,
        handle=row_id[-10:].lower(),
        type="coaching",
        coach="goal_grow",
        status="active",
        safety_level="none",
        supportive=0,
        origin="chat",
        local_date=local_date(now),
        tz="UTC",
        started_at=now,
        last_used_at=now,
    )
    row = Session(**{**blank, **values})
    with store.write() as conn:
        sessions.add(conn, row)
    return row


def message(store: Store, user_id: str, session_id: str, **values: Any) -> Message:
    """Add a message to a session."""
    now = now_ms()
    blank: dict[str, Any] = dict.fromkeys(Message._fields)
    blank.update(
        id=ulid(),
        user_id=user_id,
        session_id=session_id,
        turn=messages.next_turn(store.conn, session_id),
        step=0,
        role="user",
        status="success",
        content="hello",
        safety_level="none",
        origin="chat",
        created_at=now,
        updated_at=now,
    )
    row = Message(**{**blank, **values})
    with store.write() as conn:
        messages.add(conn, row)
    return row
