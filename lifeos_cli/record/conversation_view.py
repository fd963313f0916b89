"""What a screen shows of conversations: the list, a session's last messages, and what it has cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import messages, sessions, usage

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session

LISTED = 200
"""Sessions of the list."""


class Shown(NamedTuple):
    """A session on the screen."""

    session: Session | None
    """None before the first message, or when it was removed."""
    rows: tuple[Message, ...]
    """Its last messages, in their order."""
    older: int
    """How many messages there are before those."""
    sent: int
    """Tokens sent in the session, those read from a cache with them."""
    received: int
    cost_nanos: int
    """What is known of its cost, in billionths of the currency."""


def recent(store: Store, user_id: str) -> tuple[Session, ...]:
    """Return the sessions used last, archived ones left out."""
    return tuple(sessions.listed(store.conn, user_id, most=LISTED))


def shown(store: Store, user_id: str, session_id: str, last: int) -> Shown:
    """Return a session's last messages and its sums.

    Args:
        store: Where.
        user_id: Whose.
        session_id: Which; empty: none has begun.
        last: How many messages.
    """
    session = sessions.get(store.conn, user_id, session_id) if session_id else None
    if session is None:
        return Shown(None, (), 0, 0, 0, 0)
    rows = messages.of_session(store.conn, user_id, session_id, last=last)
    count = messages.counts(store.conn, user_id, [session_id])[session_id]
    sent, received, cost = usage.of_session(store.conn, user_id, session_id)
    return Shown(session, tuple(rows), max(count - len(rows), 0), sent, received, cost)
