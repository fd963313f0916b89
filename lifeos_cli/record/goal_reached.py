"""What a reached goal brings: a picture of the profile, and evidence offered for its skills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.growth.goals.finish import offers
from lifeos_cli.ids import ulid
from lifeos_cli.record import snapshots
from lifeos_cli.store import skills
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog


def reached(store: Store, log: WriteLog, goal: Mapping[str, Any], source: Provenance) -> list[dict[str, Any]]:
    """Keep the milestone and offer the evidence, inside the goal's write; returns the offers."""
    from lifeos_cli.record.goal_board import as_goal

    snapshots.settle(store, log.user_id, milestone=snapshots.REACHED)
    linked = [row["skill_id"] for row in skills.links_of_goal(log.conn, log.user_id, goal["id"])]
    names = {row["id"]: row["name"] for row in skills.listed(log.conn, log.user_id)}
    now = now_ms()
    found = []
    for offer in offers(as_goal(goal, tuple(linked))):
        row: dict[str, Any] = {
            "id": ulid(),
            "user_id": log.user_id,
            "skill": names[offer.skill_id],
            "skill_id": offer.skill_id,
            "kind": offer.source,
            "content": offer.content,
            "difficulty": offer.difficulty,
            "outcome": offer.outcome,
            **source.columns(),
            "origin": "goal",
            "status": "proposed",
            "local_date": local_date(now),
            "effective_at": now,
            "created_at": now,
        }
        row["handle"] = free_handle(log.conn, "skill_evidence", log.user_id, row["id"])
        log.insert("skill_evidence", row)
        found.append(row)
    return found
