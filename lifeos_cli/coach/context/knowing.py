"""What is known of a person, read again only when something of it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.coach.context import gathering
from lifeos_cli.store import changes

if TYPE_CHECKING:
    from lifeos_cli.coach.context.items import Item
    from lifeos_cli.store.database import Store

TALK = frozenset(
    (
        *("messages", "sessions", "usage", "recaps", "notices", "jobs", "tool_calls", "undo_log", "insights"),
        "tag_choices",
    )
)
"""Tables that say nothing of what is told here: every turn writes to some of them."""


class Known:
    """Profile, goals, skills and facts for one conversation.

    Folding years of evidence takes up to a tenth of a second, and a turn seldom changes any of it.

    Args:
        store: The store.
        user_id: Whose.
    """

    def __init__(self, store: Store, user_id: str) -> None:
        self._store, self._user_id = store, user_id
        self._held: dict[str, list[Item]] | None = None
        self._seq, self._day = -1, ""

    def sections(self) -> dict[str, list[Item]]:
        """Return what is known as of now, by section."""
        conn, day = self._store.conn, local_date(now_ms())
        seq = changes.last_seq(conn)
        if self._held is None or day != self._day or seq < self._seq or self._changed():
            self._held = gathering.known(self._store, self._user_id)
        self._seq, self._day = seq, day
        return self._held

    def _changed(self) -> bool:
        return bool(changes.changed_tables(self._store.conn, self._seq, self._user_id) - TALK)
