"""Whether a person is at the beginning: nothing of theirs is there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import checkins, goals, sessions

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def fresh(store: Store, user_id: str) -> bool:
    """Tell whether the person has no check-in, no goal and no session."""
    conn = store.conn
    return not (
        checkins.between(conn, user_id, newest=1, withdrawn=True)
        or sessions.listed(conn, user_id, archived=True, most=1)
        or goals.listed(conn, user_id)
    )
