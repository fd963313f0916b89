"""Drafts: what a person typed and has not sent survives the end of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import now_ms
from lifeos_cli.store import drafts
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store


def keep(store: Store, user_id: str, typed: Mapping[str, str]) -> None:
    """Keep what stands in fields now, by place; an empty one is forgotten. Nothing is written if nothing changed."""
    held = drafts.listed(store.conn, user_id)
    changed = {place: text for place, text in typed.items() if held.get(place, "") != storable(text)}
    if not changed:
        return
    with store.write() as conn:
        for place, text in changed.items():
            if text.strip():
                drafts.put(conn, user_id, place, storable(text), now_ms())
            else:
                drafts.drop(conn, user_id, place)


def kept(store: Store, user_id: str) -> dict[str, str]:
    """Return what was kept, by place."""
    return drafts.listed(store.conn, user_id)
