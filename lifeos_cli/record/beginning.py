"""Whether anything was ever said here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import about

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def is_new(store: Store, user_id: str) -> bool:
    """Tell whether a person has neither a check-in nor a goal nor a session yet."""
    return not about.has_begun(store.conn, user_id)
