"""A message among those said around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import recallable

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

BEFORE, AFTER = 4, 4
"""Messages shown before a message and after it."""


class Said(NamedTuple):
    """One text of a conversation."""

    id: str
    role: str
    at: int
    """Epoch milliseconds."""
    text: str


def around(store: Store, user_id: str, message_id: str) -> tuple[Said, ...]:
    """Return a message with what was said before it and after it; empty where it is there no longer."""
    found = recallable.neighbours(store.conn, user_id, [message_id], BEFORE, AFTER)
    return tuple(Said(one.id, one.role, one.at, one.text) for one in found.get(message_id, ()))
