"""What a proposed fact does to the one it was found to change, once the person says yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.record import facts
from lifeos_cli.store import learnt
from lifeos_cli.store.write_log import current

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog


class Revision(NamedTuple):
    """What became of the other fact."""

    how: str = ""
    """`replaced`; `contradicted`: both stand, as an open contradiction; `gone`: it stood no longer; or nothing."""
    other: str = ""
    """What the other fact says."""


def accept(store: Store, user_id: str, row: Mapping[str, Any], source: Provenance, log: WriteLog) -> Revision:
    """Let a proposed fact count, and do to the other one what would have been done at once; one write.

    Where the other one has been corrected meanwhile, its correction stands in
    its place; one that rests on newer words than the proposal is not replaced
    but contradicted. A proposal that is replaced waits no longer.

    Args:
        store: Where.
        user_id: Whose.
        row: The fact, which waits.
        source: Who accepts it.
        log: The write.
    """
    conn = store.conn
    log.edit("facts", row["id"], {"status": "active", "proposed": 0})
    named = row["replaces"] or row["contradicts"]
    other = _in_place(conn, user_id, str(named)) if named else None
    if other is None or other["id"] == row["id"]:
        found = Revision("gone") if named else Revision()
    elif row["contradicts"] or (other["id"] != named and _words(other) > _words(row)):
        found = _dispute(store, user_id, row, other, source, log)
    else:
        _replace(conn, user_id, row, other, log)
        found = Revision("replaced", str(other["content"]))
    for one in learnt.against(conn, user_id, row["id"]):
        found = _dispute(store, user_id, one, {**row, "status": "active"}, source, log)._replace(
            other=str(one["content"])
        )
    facts.settle(store, user_id, log)
    return found


def _dispute(
    store: Store,
    user_id: str,
    row: Mapping[str, Any],
    other: Mapping[str, Any],
    source: Provenance,
    log: WriteLog,
) -> Revision:
    """Note that a fact contradicts another; where that one waits for a yes, it is noted with the yes."""
    waits = other["status"] != "active"
    log.edit("facts", row["id"], {"replaces": None, "contradicts": other["id"] if waits else None})
    if waits:
        return Revision()
    facts.contradict(store, user_id, other, row, source, log=log)
    return Revision("contradicted", str(other["content"]))


def _replace(
    conn: sqlite3.Connection,
    user_id: str,
    row: Mapping[str, Any],
    other: Mapping[str, Any] | None,
    log: WriteLog,
) -> None:
    """Put a fact in the place of another; in that of a proposal, also in the place of what that one was to replace."""
    log.edit("facts", row["id"], {"replaces": None})
    while other is not None:
        log.edit("facts", other["id"], {"superseded_by": row["id"], "proposed": 0})
        further = other["replaces"] if other["proposed"] else None
        other = _in_place(conn, user_id, str(further)) if further else None


def _in_place(conn: sqlite3.Connection, user_id: str, fact_id: str) -> dict[str, Any] | None:
    """Return what stands, or waits, in the place of a fact: itself, its correction, or what a rejected one left."""
    seen: set[str] = set()
    wanted: str | None = fact_id
    while wanted and wanted not in seen:
        seen.add(wanted)
        row = current(conn, user_id, "facts", wanted)
        if row is None:
            return None
        if not row["superseded_by"] and (row["status"] == "active" or row["proposed"]):
            return row
        wanted = row["superseded_by"] or row["replaces"]
    return None


def _words(row: Mapping[str, Any]) -> str:
    """Return an id that grows with the time of the words a fact rests on, or of its writing."""
    return str(row["message_id"] or row["id"])
