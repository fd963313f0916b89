"""What today adds from goals and skills: the next step of each goal, one skill, what was promised and offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.skills.tree import suggestions
from lifeos_cli.record import learnt
from lifeos_cli.record.goal_board import board
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def grown(store: Store, user_id: str, today: str) -> dict[str, Any]:
    """Return `goals` (active ones, those with a day first), `skill`, `followups` due, and `offers` of evidence."""
    views = board(store, user_id, status="active", today=today)
    views.sort(key=lambda view: view.next.due_on if view.next and view.next.due_on else "9999")
    goals = [
        {
            "id": view.goal.id,
            "handle": view.row["handle"],
            "title": view.goal.title,
            "progress": view.progress.as_dict(),
            "next": {"text": view.next.text, "due_date": view.next.due_on} if view.next else None,
        }
        for view in views
    ]
    return {
        "goals": goals,
        "skill": _skill(store, user_id),
        "followups": learnt.due(store, user_id),
        "offers": [
            {"id": row["id"], "handle": row["handle"], "content": row["content"], "skill": row["skill"]}
            for row in stored.evidence(store.conn, user_id)
            if row["status"] == "proposed" and row["withdrawn_at"] is None
        ],
    }


def _skill(store: Store, user_id: str) -> dict[str, Any] | None:
    """Return the one skill most worth practising; None without skills."""
    forest = Forest(store, user_id)
    if not forest.skills:
        return None
    found = suggestions(forest.skills, forest.states, forest.edges, wanted=forest.wanted, most=1)
    if not found:
        return None
    row = forest.rows[found[0].skill_id]
    return {"handle": row["handle"], "name": row["name"], **found[0].as_dict()}
