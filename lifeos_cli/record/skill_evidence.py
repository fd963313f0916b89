"""Skill evidence: one time a person showed a skill, or told of it. Levels are computed from these rows elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.skills.rows import NAME_LIMIT
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store import skills as stored
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.schema_coach import EVIDENCE_KINDS

if TYPE_CHECKING:
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.record.skill_edits import Near
    from lifeos_cli.store.database import Store

OUTCOMES = {"not_yet": 0.0, "partly": 0.5, "done": 1.0}
HARDEST = 5


def add(
    store: Store,
    user_id: str,
    *,
    skill: str,
    content: str,
    kind: str = "conversation",
    difficulty: int = 3,
    outcome: str = "done",
    assessment: str | None = None,
    at: int | None = None,
    near: Near | None = None,
    status: str = "accepted",
    source: Provenance,
) -> dict[str, Any]:
    """Add evidence of a skill; returns the row.

    Args:
        store: Where.
        user_id: Whose skill.
        skill: Its name.
        content: What they did.
        kind: conversation, reflection, action or assessment; weights come from it.
        difficulty: 1 (easy) to 5.
        outcome: not_yet, partly or done.
        assessment: How well, in words.
        at: When it happened, epoch milliseconds; now if None.
        near: How near the name is to skills there are, by an embedding model.
        status: accepted, or proposed for one that does not count yet.
        source: The message and the quote.

    Raises:
        UsageFault: A value is out of range.
    """
    if isinstance(difficulty, bool) or not 1 <= difficulty <= HARDEST:
        raise UsageFault(f"difficulty must be a whole number from 1 to {HARDEST}")
    now = now_ms()
    when = now if at is None else at
    if when > now:
        raise UsageFault(f"{iso(when)} is in the future")
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "skill": checked.text(skill, "a skill's name", NAME_LIMIT),
        "kind": checked.one_of(kind, EVIDENCE_KINDS, "kind"),
        "content": checked.text(content, "evidence"),
        "assessment": checked.optional(assessment, "an assessment"),
        "difficulty": difficulty,
        "outcome": OUTCOMES[checked.one_of(outcome, tuple(OUTCOMES), "outcome")],
        **source.columns(),
        "origin": {"cli": "person", "rules": "rules"}.get(source.origin, "model"),
        "status": status,
        "local_date": local_date(when),
        "effective_at": when,
        "created_at": now,
    }
    from lifeos_cli.record.skill_edits import emerge

    with store.write() as conn:
        log = source.log(conn, user_id)
        if status == "accepted":  # a proposal gives birth to no skill
            row["skill_id"], row["skill"] = emerge(store, log, row["skill"], near)
        row["handle"] = free_handle(conn, "skill_evidence", user_id, row["id"])
        log.insert("skill_evidence", row)
    return row


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the evidence of that handle or id.

    Raises:
        NotFoundError: There is none.
    """
    row_id = resolve(store.conn, "skill_evidence", user_id, typed, noun="skills")
    row = stored.evidence_row(store.conn, user_id, row_id)
    if row is None:
        raise NotFoundError("no such evidence")
    return row


def withdraw(store: Store, user_id: str, typed: str, source: Provenance) -> dict[str, Any]:
    """Take a piece of evidence out of what counts; returns the row.

    Raises:
        NotFoundError: There is none.
        UsageFault: It was withdrawn before.
    """
    with store.write() as conn:
        row = find(store, user_id, typed)
        if row["withdrawn_at"] is not None:
            raise UsageFault("that evidence was withdrawn before")
        values = {"status": "withdrawn", "withdrawn_at": now_ms()}
        source.log(conn, user_id).edit("skill_evidence", row["id"], values)
        return {**row, **values}


def accept(store: Store, user_id: str, typed: str, source: Provenance) -> dict[str, Any]:
    """Let proposed evidence count; returns the row.

    Raises:
        NotFoundError: There is none.
        UsageFault: It is no proposal.
    """
    with store.write() as conn:
        row = find(store, user_id, typed)
        if row["status"] != "proposed" or row["withdrawn_at"] is not None:
            raise UsageFault("that evidence is no proposal")
        source.log(conn, user_id).edit("skill_evidence", row["id"], {"status": "accepted"})
        return {**row, "status": "accepted"}
