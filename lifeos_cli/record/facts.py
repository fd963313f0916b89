"""What was learnt of the person: recorded with their own words, corrected by a new row that supersedes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store import extractions
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.write_log import current

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog

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
    replaces: str | None = None,
    contradicts: str | None = None,
    log: WriteLog | None = None,
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
        replaces: The id of the fact it takes the place of then.
        contradicts: The id of the fact it contradicts then.
        log: The write it is a part of; one of its own if none.

    Raises:
        UsageFault: It is empty or too long.
    """
    content = checked.text(content, "a fact", 1000)
    with store.write() as conn:
        row = _row(user_id, content, source) | {"level": level, "sources": _listed(rests_on, source)}
        if proposed:
            row |= {"status": "withdrawn", "proposed": 1, "replaces": replaces, "contradicts": contradicts}
        row["handle"] = free_handle(conn, "facts", user_id, row["id"])
        (log or source.log(conn, user_id)).insert("facts", row)
    return row


def correct(store: Store, user_id: str, typed: str, content: str, source: Provenance) -> dict[str, Any]:
    """Put a new fact in the place of an old one, which stays as history; returns the new row.

    Of a contradiction it takes the place of both facts: that is the person's answer.

    Raises:
        NotFoundError: No fact that stands answers to the id or handle.
        UsageFault: The new one is empty or too long.
    """
    content = checked.text(content, "a fact", 1000)
    with store.write() as conn:
        old = _standing(conn, user_id, typed)
        row = _row(user_id, content, source) | {"sources": _listed((), source)}
        row["handle"] = old["handle"]
        answered = json.loads(old["sources"] or "[]") if old["level"] == "contradiction" else []
        log = source.log(conn, user_id)
        log.edit("facts", old["id"], {"superseded_by": row["id"], "handle": None})
        for fact_id in answered:
            one = current(conn, user_id, "facts", str(fact_id))
            if one is not None and one["status"] == "active" and not one["superseded_by"]:
                log.edit("facts", one["id"], {"superseded_by": row["id"], "handle": None})
        log.insert("facts", row)
        settle(store, user_id, log)
    return row


def contradict(
    store: Store,
    user_id: str,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    source: Provenance,
    *,
    log: WriteLog | None = None,
) -> dict[str, Any]:
    """Note that two facts cannot both be so; it stays open until the person corrects or withdraws one."""
    both = f'Two facts contradict each other: "{one["content"]}" and "{other["content"]}"'
    return add(
        store,
        user_id,
        both[:1000],
        source,
        level="contradiction",
        rests_on=(str(one["id"]), str(other["id"])),
        log=log,
    )


def settle(store: Store, user_id: str, log: WriteLog) -> list[str]:
    """Withdraw contradictions of facts that no longer both stand, as a part of a write; returns their ids."""
    with store.write() as conn:
        gone = []
        for row in extractions.contradictions(conn, user_id):
            two = [current(conn, user_id, "facts", str(one)) for one in json.loads(row["sources"] or "[]")]
            if not all(one and one["status"] == "active" and not one["superseded_by"] for one in two):
                log.edit("facts", row["id"], {"status": "withdrawn", "proposed": 0})
                gone.append(str(row["id"]))
    return gone


def reinforce(
    store: Store, user_id: str, row: Mapping[str, Any], message_ids: Sequence[str], source: Provenance
) -> int:
    """Count that messages say a fact once more; returns how many had not been counted."""
    known = json.loads(row["sources"]) if row["sources"] else [row["message_id"]]
    new = [one for one in dict.fromkeys(message_ids) if one not in known]
    if new:
        values = {"reinforced": row["reinforced"] + len(new), "sources": json.dumps([*known, *new])}
        with store.write() as conn:
            source.log(conn, user_id).edit("facts", row["id"], values)
    return len(new)


def _listed(rests_on: Sequence[str], source: Provenance) -> str | None:
    ids = list(rests_on) or ([source.message_id] if source.message_id else [])
    return json.dumps(ids) if ids else None


def _standing(conn: sqlite3.Connection, user_id: str, typed: str) -> dict[str, Any]:
    row = current(
        conn, user_id, "facts", resolve(conn, "facts", user_id, typed, title="content", noun="facts")
    )
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
