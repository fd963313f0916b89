"""Skill evidence: one time a person showed a skill, or told of it. Levels are computed from these rows elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.schema_coach import EVIDENCE_KINDS

if TYPE_CHECKING:
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store

OUTCOMES = {"not_yet": 0.0, "partly": 0.5, "done": 1.0}
HARDEST = 5
NAME_LIMIT = 80
"""Characters of a skill's name."""


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
        status: accepted, or proposed for one that does not count yet.
        source: The message and the quote.

    Raises:
        UsageFault: A value is out of range.
    """
    if isinstance(difficulty, bool) or not 1 <= difficulty <= HARDEST:
        raise UsageFault(f"difficulty must be a whole number from 1 to {HARDEST}")
    now = now_ms()
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
        "effective_at": now,
        "created_at": now,
    }
    with store.write() as conn:
        row["handle"] = free_handle(conn, "skill_evidence", user_id, row["id"])
        source.log(conn, user_id).insert("skill_evidence", row)
    return row
