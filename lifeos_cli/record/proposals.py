"""What was found in conversations and waits for the person's yes or no: one list, one pair of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso
from lifeos_cli.errors import NotFoundError
from lifeos_cli.record import goals, learnt, observations, skill_evidence, snapshots
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.record.revisions import Revision
from lifeos_cli.store import extractions
from lifeos_cli.store.write_log import current
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store

KINDS = {
    "fact": "facts",
    "insight": "insights",
    "goal": "goals",
    "skill": "skill_evidence",
    "observation": "observations",
}
"""Kinds by their name here, with their tables."""
_BY_PERSON = Provenance()


def listed(store: Store, user_id: str) -> list[dict[str, Any]]:
    """List what waits, oldest first."""
    found = [
        (row["created_at"], row["id"], _public(kind, row, _about(store, user_id, kind, row)))
        for kind, table in KINDS.items()
        for row in extractions.rows_of(store.conn, user_id, table, None)
        if _waits(kind, row)
    ]
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])]


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the proposal of a handle or id.

    Raises:
        NotFoundError: None waits under it.
    """
    wanted = typed.strip()
    rows = listed(store, user_id)
    for row in rows:
        if wanted.upper() == row["id"] or wanted.casefold() == row["handle"]:
            return row
    raise NotFoundError(
        f"no proposal answers to '{one_line(typed, 40)}'", hint="`lifeos proposals list` lists them."
    )


def accept(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Let a proposal count; returns it with `revised`, what became of the fact it was found to change.

    Raises:
        NotFoundError: None waits under it.
    """
    revised = Revision()
    with store.write() as conn:
        row = find(store, user_id, typed)
        if row["kind"] == "skill":
            skill_evidence.accept(store, user_id, row["id"], _BY_PERSON)
        elif row["kind"] == "observation":
            _BY_PERSON.log(conn, user_id).edit("observations", row["id"], {"status": "accepted"})
            snapshots.settle(store, user_id)
        elif row["kind"] == "goal":
            goals.settle(store, user_id, row["id"], accepted=True, source=_BY_PERSON)
        else:
            revised = learnt.accept(store, user_id, KINDS[row["kind"]], row["id"]).get("revision", revised)
    return {**row, "status": "accepted", "revised": revised}


def reject(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Withdraw a proposal: it stays in the log, and does not come back when its session is read again.

    Raises:
        NotFoundError: None waits under it.
    """
    with store.write():
        row = find(store, user_id, typed)
        if row["kind"] == "skill":
            skill_evidence.withdraw(store, user_id, row["id"], _BY_PERSON)
        elif row["kind"] == "observation":
            observations.withdraw(store, user_id, row["id"])
        elif row["kind"] == "goal":
            goals.settle(store, user_id, row["id"], accepted=False, source=_BY_PERSON)
        else:
            learnt.withdraw(store, user_id, KINDS[row["kind"]], row["id"])
    return {**row, "status": "rejected", "revised": Revision()}


def _waits(kind: str, row: Mapping[str, Any]) -> bool:
    if kind == "goal":
        return bool(row["proposed"])
    if kind in ("fact", "insight"):
        return bool(row["proposed"]) and row["status"] == "withdrawn" and not row.get("superseded_by")
    return bool(row["stands"]) and row["status"] == "proposed" and row["withdrawn_at"] is None


def _about(store: Store, user_id: str, kind: str, row: Mapping[str, Any]) -> str | None:
    """Name the skill or dimension; of a fact, the one it takes the place of or contradicts."""
    column = {"skill": "skill", "observation": "dimension"}.get(kind)
    if column is not None:
        return str(row[column])
    other = (row["replaces"] or row["contradicts"]) if kind == "fact" else None
    found = current(store.conn, user_id, "facts", str(other)) if other else None
    return str(found["content"]) if found else None


def _public(kind: str, row: Mapping[str, Any], about: str | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "id": row["id"],
        "handle": row["handle"],
        "about": about,
        "content": row["title"] if kind == "goal" else row["content"],
        "quote": row["quote"],
        "replaces": row["replaces"] if kind == "fact" else None,
        "contradicts": row["contradicts"] if kind == "fact" else None,
        "level": row["level"] if kind == "observation" else None,
        "alternative": row["alternative"] if kind == "observation" else None,
        "status": "proposed",
        "session_id": row["session_id"],
        "message_id": row["message_id"],
        "created_at": iso(row["created_at"]),
    }
