"""What happens to a goal: its status, its milestones, its occurrences, its links; each an event of its log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.goals.rows import KEPT, check_target, parse_if_then
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, goals
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import goals as stored
from lifeos_cli.store import skills

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store

HAND = Provenance("goals", "cli")


def status(store: Store, user_id: str, typed: str, what: str, source: Provenance = HAND) -> dict[str, Any]:
    """Let a status event happen to a goal: complete, pause, resume, abandon or reopen; returns the row.

    Raises:
        NotFoundError: No such goal.
        UsageFault: It does not apply.
    """
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        goals.change_status(store, source.log(conn, user_id), row, what, source)
        return goals.shown(conn, user_id, row["id"])


def kept(
    store: Store, user_id: str, typed: str, *, day: str | None = None, source: Provenance = HAND
) -> dict[str, Any]:
    """Note that what a goal wants done was done once, today or on a day before; returns the goal's row.

    Raises:
        NotFoundError: No such goal.
        UsageFault: An outcome is kept by its milestones, or the day has not come.
    """
    today = local_date(now_ms())
    on = checked.day(day, "the day") or today
    if on > today:
        raise UsageFault(f"{on} has not come yet")
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        if row["type"] == "outcome":
            raise UsageFault(
                "An outcome has milestones, not occurrences", hint="`lifeos goals milestone done` marks one."
            )
        goals.event(source.log(conn, user_id), row["id"], KEPT, {}, source, day=on)
        return row


def add_milestone(
    store: Store, user_id: str, typed: str, title: str, due: str | None = None, source: Provenance = HAND
) -> dict[str, Any]:
    """Add a milestone at the end; returns the goal with its milestones.

    Raises:
        NotFoundError: No such goal.
        UsageFault: The title is there already, or the day is past.
    """
    if due is not None:
        check_target(due, local_date(now_ms()))
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        wanted = title.strip().casefold()
        if any(
            one["title"].casefold() == wanted and one["status"] != "dropped"
            for one in stored.milestones(conn, user_id, row["id"])
        ):
            raise UsageFault("the goal has a milestone of that title")
        step = {"title": title, **({"due_date": due} if due else {})}
        return goals.edit(store, user_id, row["id"], {}, source, milestones=[step])


def drop_milestone(store: Store, user_id: str, typed: str, milestone: str) -> dict[str, Any]:
    """Withdraw a milestone; it no longer counts. Returns the goal with its milestones."""
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        step = goals.one_milestone(stored.milestones(conn, user_id, row["id"]), milestone)
        log = HAND.log(conn, user_id)
        log.edit("milestones", step["id"], {"status": "dropped", "updated_at": now_ms()})
        goals.event(log, row["id"], "milestone_dropped", {"title": step["title"]}, HAND, step["id"])
        return goals.shown(conn, user_id, row["id"])


def reorder(store: Store, user_id: str, typed: str, order: Sequence[str]) -> dict[str, Any]:
    """Put milestones into a new order: those named first, the others after them as they were.

    Raises:
        NotFoundError: No such goal or milestone.
        UsageFault: One is named twice, or none.
    """
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        rows = [one for one in stored.milestones(conn, user_id, row["id"]) if one["status"] != "dropped"]
        first = [goals.one_milestone(rows, name)["id"] for name in order]
        if not first or len(set(first)) < len(first):
            raise UsageFault("name each milestone once", hint="By number, id or title, the first one first.")
        rest = [one["id"] for one in rows if one["id"] not in first]
        log = HAND.log(conn, user_id)
        for place, step in enumerate([*first, *rest]):
            log.edit("milestones", step, {"position": place, "updated_at": now_ms()})
        goals.event(log, row["id"], "milestones_reordered", {}, HAND)
        return goals.shown(conn, user_id, row["id"])


def add_plan(store: Store, user_id: str, typed: str, plan: str) -> dict[str, Any]:
    """Add an if-then plan; returns the goal with its milestones.

    Raises:
        NotFoundError: No such goal.
        UsageFault: It does not say when and what, or it is there already.
    """
    said = str(parse_if_then(plan))
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        plans = json.loads(row["if_then"] or "[]")
        if said in plans:
            raise UsageFault("the goal has that plan already")
        return goals.edit(store, user_id, row["id"], {"if_then": [*plans, said]}, HAND)


def link(store: Store, user_id: str, typed: str, skill_id: str) -> dict[str, Any]:
    """Link a goal with a skill (by the skill's id); returns the goal's row.

    Raises:
        NotFoundError: No such goal.
        UsageFault: They are linked.
    """
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        if any(one["skill_id"] == skill_id for one in skills.links_of_goal(conn, user_id, row["id"])):
            raise UsageFault("they are linked already")
        log = HAND.log(conn, user_id)
        values = {"id": ulid(), "user_id": user_id, "goal_id": row["id"], "skill_id": skill_id}
        log.insert("goal_skills", {**values, "created_at": now_ms()})
        goals.event(log, row["id"], "skill_linked", {"skill_id": skill_id}, HAND)
        return row


def unlink(store: Store, user_id: str, typed: str, skill_id: str) -> dict[str, Any]:
    """Take a link with a skill away; returns the goal's row.

    Raises:
        NotFoundError: No such goal, or they are not linked.
    """
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        links = [one for one in skills.links_of_goal(conn, user_id, row["id"]) if one["skill_id"] == skill_id]
        if not links:
            raise NotFoundError("they are not linked")
        log = HAND.log(conn, user_id)
        for one in links:
            log.edit("goal_skills", one["id"], {"withdrawn_at": now_ms()})
        goals.event(log, row["id"], "skill_unlinked", {"skill_id": skill_id}, HAND)
        return row


def withdraw(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Take a goal out of every list; it stays in the log. Returns the row.

    Raises:
        NotFoundError: No such goal.
    """
    with store.write() as conn:
        row = goals.find(conn, user_id, typed)
        log = HAND.log(conn, user_id)
        log.edit("goals", row["id"], {"withdrawn_at": now_ms(), "updated_at": now_ms()})
        goals.event(log, row["id"], "withdrawn", {}, HAND)
        return row
