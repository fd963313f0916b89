"""After a kill: replies whose writer is gone keep the text that had been flushed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import now_ms
from lifeos_cli.store import messages, owner
from lifeos_cli.store.transaction import write

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable


def finish_dead_streams(conn: sqlite3.Connection, open_streams: Iterable[tuple[str, str, str]]) -> int:
    """Mark replies of dead processes `interrupted`, with their flushed text; returns how many."""
    dead = [(message, user) for message, user, name in open_streams if not owner.alive(name)]
    if not dead:
        return 0
    with write(conn):
        still_open = {row[0] for row in messages.open_streams(conn)}
        for message, user in dead:
            if message in still_open:
                text = messages.streamed(conn, user, message)
                messages.edit(
                    conn, user, message, {"status": "interrupted", "content": text, "updated_at": now_ms()}
                )
                messages.close_stream(conn, message)
    return len(dead)
