"""Taking writes back: the last one, or all that an exchange's tools wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, now_ms
from lifeos_cli.errors import LifeosError, NotFoundError
from lifeos_cli.store import undo_log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.undo_log import Entry

CHANGED = "what it wrote has been changed since, so it was left as it is"


class ChangedSinceError(LifeosError):
    """What a write left is no longer what is there; somebody else's change is not overwritten."""


def listed(store: Store, user_id: str, most: int = 20) -> list[dict[str, Any]]:
    """List the writes that can be taken back, the newest first, as the commands show them."""
    return [_public(write) for write in undo_log.writes(store.conn, user_id, most=most)]


def undo_last(store: Store, user_id: str, *, shown: str | None = None) -> dict[str, Any]:
    """Take back the last write, whole; returns what it was.

    Args:
        store: Where it was written.
        user_id: Whose.
        shown: Id of the write the person was asked about; another one is not taken back in its place.

    Raises:
        NotFoundError: There is none.
        ChangedSinceError: A row of it was changed since, or another write came after the one shown; nothing
            was done.
    """
    with store.write() as conn:
        last = undo_log.writes(conn, user_id, most=1)
        if not last:
            raise NotFoundError("there is no write to take back")
        found = _public(last[0])
        if shown not in (None, found["id"]):
            raise ChangedSinceError("something was written since, so nothing was taken back")
        if undo_log.reverse(conn, user_id, last[0], now_ms()):
            raise ChangedSinceError(
                f"the last write ({found['actor']}) stays: {CHANGED}", hint="`lifeos undo --list` shows it."
            )
    return found


def undo_calls(
    conn: sqlite3.Connection, user_id: str, call_ids: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Take back what tool calls wrote, in the caller's transaction, and forget how.

    Returns:
        A name (`goals abcd`) for each write that stays because its row was
        changed since, and the ids of the rows that were taken back.
    """
    now = now_ms()
    stuck: list[str] = []
    gone: list[str] = []
    for write in undo_log.of_calls(conn, user_id, call_ids):
        entry = undo_log.reverse(conn, user_id, write, now)
        if entry is None:
            gone += [one.row_id for one in write]
        else:
            stuck.append(f"{entry.tbl} {_handle(entry)}")
    undo_log.drop(conn, user_id, call_ids)
    return stuck, gone


def _handle(entry: Entry) -> str:
    return str(json.loads(entry.after).get("handle") or entry.row_id)


def _public(write: Sequence[Entry]) -> dict[str, Any]:
    first = write[0]
    return {
        "id": first.write_id,
        "actor": first.actor,
        "at": iso(first.at),
        "session_id": first.session_id,
        "tool_call_id": first.tool_call_id,
        "rows": [
            {"table": one.tbl, "id": one.row_id, "op": "insert" if one.before is None else "update"}
            for one in write
        ],
    }
