"""What was learnt of the person: recorded with their own words, corrected by a new row that supersedes."""

from __future__ import annotations

import json
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
    from collections.abc import Mapping, Sequence

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store

ORIGINS = {"chat": "model_inferred", "cli": "user_said", "rules": "user_said", "imported": "imported"}


def add(
    store: Store,
    user_id: str,
    content: str,
    source: Provenance,
    *,
    level: str = "explicit",
    rests_on: Sequence[str] = (),
    proposed: bool = False,
) -> dict[str, Any]:
    """Record a fact; returns the row.

    Args:
        store: Where.
        user_id: Whose.
        content: What is so, in one sentence.
        source: The message and the quote.
        level: explicit, inferred or contradiction.
        rests_on: The ids of the messages that say it; of a contradiction, of the two facts.
        proposed: It does not count until the person agrees.

    Raises:
        UsageFault: It is empty or too long.
    """
    content = checked.text(content, "a fact", 1000)
    with store.write() as conn:
        row = _row(user_id, content, source) | {"level": level, "sources": _listed(rests_on, source)}
        if proposed:
            row |= {"status": "withdrawn", "proposed": 1}
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
        row = _row(user_id, content, source) | {"sources": _listed((), source)}
        row["handle"] = old["handle"]
        log = source.log(conn, user_id)
        log.edit("facts", old["id"], {"superseded_by": row["id"], "handle": None})
        log.insert("facts", row)
    return row


def reinforce(
    store: Store, user_id: str, row: Mapping[str, Any], message_id: str, source: Provenance
) -> bool:
    """Count that a message says a fact once more; returns whether it had not been counted."""
    known = json.loads(row["sources"]) if row["sources"] else [row["message_id"]]
    if message_id in known:
        return False
    values = {"reinforced": row["reinforced"] + 1, "sources": json.dumps([*known, message_id])}
    with store.write() as conn:
        source.log(conn, user_id).edit("facts", row["id"], values)
    return True


def _listed(rests_on: Sequence[str], source: Provenance) -> str | None:
    ids = list(rests_on) or ([source.message_id] if source.message_id else [])
    return json.dumps(ids) if ids else None


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
