"""What was learnt of the person: recorded with their own words, corrected by a new row that supersedes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.write_log import current

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store

ORIGINS = {"chat": "model_inferred", "cli": "user_said", "imported": "imported"}


def add(store: Store, user_id: str, content: str, source: Provenance) -> dict[str, Any]:
    """Record a fact; returns the row.

    Raises:
        UsageFault: It is empty or too long.
    """
    content = checked.text(content, "a fact", 1000)
    with store.write() as conn:
        row = _row(user_id, content, source)
        row["handle"] = free_handle(conn, "facts", user_id, row["id"])
        source.log(conn, user_id).insert("facts", row)
    return row


def correct(store: Store, user_id: str, typed: str, content: str, source: Provenance) -> dict[str, Any]:
    """Put a new fact in the place of an old one, which stays as history; returns the new row.

    Raises:
        NotFoundError: No fact that stands answers to the id or handle.
        UsageFault: The new one is empty or too long.
    """
    content = checked.text(content, "a fact", 1000)
    with store.write() as conn:
        old = _standing(conn, user_id, typed)
        row = _row(user_id, content, source)
        row["handle"] = old["handle"]
        log = source.log(conn, user_id)
        log.edit("facts", old["id"], {"superseded_by": row["id"], "handle": None})
        log.insert("facts", row)
    return row


def _standing(conn: sqlite3.Connection, user_id: str, typed: str) -> dict[str, Any]:
    row = current(conn, user_id, "facts", resolve(conn, "facts", user_id, typed, noun="facts"))
    if row is None or row["superseded_by"] or row["status"] != "active":
        raise NotFoundError(
            "that fact no longer stands", hint="A correction has taken its place, or it was withdrawn."
        )
    return row


def _row(user_id: str, content: str, source: Provenance) -> dict[str, Any]:
    now = now_ms()
    return {
        "id": ulid(),
        "user_id": user_id,
        "content": content,
        "level": "explicit",
        "valid_from": now,
        "created_at": now,
        **source.columns(),
        "origin": ORIGINS.get(source.origin, "model_inferred"),
    }
