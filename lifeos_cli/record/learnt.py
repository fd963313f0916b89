"""Looking at what was learnt of a person, and the person's word on it: accept, withdraw, done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local_date, now_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.record import facts, revisions
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import extractions, learnt
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.write_log import current

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog

_BY_PERSON = Provenance()
_FACT = ("level", "reinforced", "superseded_by", "replaces", "contradicts")
_FOLLOWUP = ("due_date",)


def listed(store: Store, user_id: str, table: str, *, every: bool = False) -> list[dict[str, Any]]:
    """List facts, insights or follow-ups as the commands show them, oldest first.

    Args:
        store: Where.
        user_id: Whose.
        table: facts, insights or followups.
        every: Those that no longer stand too; of follow-ups, those that are done.
    """
    rows = extractions.rows_of(store.conn, user_id, table, None)
    if not every:
        rows = [row for row in rows if row["stands"] and row["status"] != "done"]
    return [public(table, row) for row in rows]


def find(store: Store, user_id: str, table: str, typed: str) -> dict[str, Any]:
    """Return the row of a handle or id.

    Raises:
        NotFoundError: There is none.
    """
    row = current(
        store.conn, user_id, table, resolve(store.conn, table, user_id, typed, title="content", noun=table)
    )
    if row is None:
        raise NotFoundError(f"there is no such row of {table}")
    return row


def accept(store: Store, user_id: str, table: str, typed: str) -> dict[str, Any]:
    """Let a proposed fact or insight count; returns the row.

    Of a fact it has `revision` (`revisions.Revision`): what became of the one it was found to change.

    Raises:
        NotFoundError: No proposal answers to it.
    """
    with store.write() as conn:
        row = _fitting(store, user_id, table, typed, "proposed")
        log = _BY_PERSON.log(conn, user_id)
        if table != "facts":
            return _edited(log, table, row, {"status": "active", "proposed": 0})
        done = revisions.accept(store, user_id, row, _BY_PERSON, log)
        return {**(current(conn, user_id, table, row["id"]) or row), "revision": done}


def withdraw(store: Store, user_id: str, table: str, typed: str) -> dict[str, Any]:
    """Let a row count no longer; it stays in the log.

    Raises:
        NotFoundError: Nothing that stands or is proposed answers to it.
    """
    gone = {"status": "canceled"} if table == "followups" else {"status": "withdrawn", "proposed": 0}
    with store.write() as conn:
        log = _BY_PERSON.log(conn, user_id)
        row = _edited(log, table, _fitting(store, user_id, table, typed, "standing"), gone)
        if table == "facts":
            facts.settle(store, user_id, log)
    return row


def done(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Mark a follow-up as done.

    Raises:
        NotFoundError: No open one answers to it.
    """
    values: dict[str, Any] = {"status": "done", "done_at": now_ms()}
    with store.write() as conn:
        row = _fitting(store, user_id, "followups", typed, "open")
        return _edited(_BY_PERSON.log(conn, user_id), "followups", row, values)


def _fitting(store: Store, user_id: str, table: str, typed: str, wanted: str) -> dict[str, Any]:
    row = find(store, user_id, table, typed)
    state = _state(row)
    fits = state == wanted or (wanted == "standing" and state in ("active", "proposed", "open", "done"))
    if not fits:
        raise NotFoundError(f"that is not {wanted}, it is {state}")
    return row


def _edited(log: WriteLog, table: str, row: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    log.edit(table, row["id"], values)
    return {**row, **values}


def _state(row: Mapping[str, Any]) -> str:
    if row.get("superseded_by"):
        return "superseded"
    return "proposed" if row.get("proposed") and row["status"] == "withdrawn" else str(row["status"])


def due(store: Store, user_id: str) -> list[dict[str, Any]]:
    """List the open follow-ups whose day has come, the oldest first."""
    rows = learnt.due(store.conn, user_id, local_date(now_ms()))
    return [public("followups", row) for row in rows]


def why(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return a fact with what it rests on: the messages that say it, or the facts that contradict each other.

    Raises:
        NotFoundError: There is no such fact.
    """
    row = find(store, user_id, "facts", typed)
    ids = json.loads(row["sources"]) if row["sources"] else [row["message_id"]] if row["message_id"] else []
    table = "facts" if row["level"] == "contradiction" else "messages"
    found = [one for one in (current(store.conn, user_id, table, str(one)) for one in ids) if one]
    rests = [
        {
            "id": one["id"],
            "session_id": one["session_id"],
            "text": one["content"],
            "at": iso(one["created_at"]),
        }
        for one in found
    ]
    earlier = [public("facts", one) for one in learnt.versions(store.conn, user_id, row["id"])]
    return {**public("facts", row), "rests_on": rests, "earlier": earlier}


def public(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as the commands show it."""
    more = {"facts": _FACT, "followups": _FOLLOWUP}.get(table, ())
    shown = {
        "id": row["id"],
        "handle": row["handle"],
        "content": row["content"],
        "status": _state(row),
        **{name: row[name] for name in more},
        "origin": row["origin"],
        "quote": row["quote"],
        "session_id": row["session_id"],
        "message_id": row["message_id"],
        "created_at": iso(row["created_at"]),
    }
    if table == "facts":
        shown |= {
            "sources": json.loads(row["sources"]) if row["sources"] else [],
            "valid_from": iso(row["valid_from"]),
        }
    if table == "followups":
        shown["done_at"] = iso(row["done_at"])
    return shown
