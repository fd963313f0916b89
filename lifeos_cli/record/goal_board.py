"""Goals with all that is computed of them: standing, progress, movement, what comes next, what they lack."""

from __future__ import annotations

import json
from itertools import starmap
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import iso, local_date, now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.goals.course import Movement, NextStep, movement, next_step
from lifeos_cli.growth.goals.progress import Progress, Rhythm, frequency_of, periods, progress, rhythm
from lifeos_cli.growth.goals.quality import Gap, gaps
from lifeos_cli.growth.goals.rows import (
    KEPT,
    STATUS_EVENTS,
    Frequency,
    Goal,
    GoalEvent,
    IfThen,
    Milestone,
    parse_frequency,
    parse_if_then,
)
from lifeos_cli.growth.goals.status import Standing, standing
from lifeos_cli.record import goals
from lifeos_cli.store import goals as stored
from lifeos_cli.store import skills

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store

BoardCache = dict[str, tuple[tuple[Any, ...], "View"]]
"""What a reader that looks again and again keeps of a board: each goal's rows, and the view they came to."""
_MOVES = (KEPT, *STATUS_EVENTS)
"""Events that are movement; a milestone that was reached counts by itself, an edit does not."""


class View(NamedTuple):
    """A goal and what is computed of it on a day."""

    row: Mapping[str, Any]
    goal: Goal
    milestones: tuple[Milestone, ...]
    events: tuple[GoalEvent, ...]
    standing: Standing
    progress: Progress
    rhythm: Rhythm | None
    """Of what is kept regularly."""
    movement: Movement
    next: NextStep | None
    gaps: tuple[Gap, ...]
    skills: tuple[tuple[str, str, str], ...]
    """(id, handle, name) of linked skills."""


def board(
    store: Store,
    user_id: str,
    *,
    status: str | None = None,
    today: str | None = None,
    kept: BoardCache | None = None,
) -> list[View]:
    """Return the person's goals, the newest first.

    Args:
        store: Where.
        user_id: Whose.
        status: Only those that stand so.
        today: The person's day, YYYY-MM-DD; now if None.
        kept: Of an earlier board of the same person: a goal that is as it was is not computed again.
    """
    conn = store.conn
    day = today or local_date(now_ms())
    rows = stored.listed(conn, user_id, status=status)
    if not rows:
        return []
    steps = _by_goal(stored.all_milestones(conn, user_id))
    events: dict[str, list[tuple[Any, ...]]] = {}
    for goal_id, *event in stored.event_tuples(conn, user_id):
        events.setdefault(goal_id, []).append(tuple(event))
    links: dict[str, list[str]] = {}
    pairs = skills.of_goals(conn, user_id)
    for goal_id, skill_id in pairs:
        links.setdefault(goal_id, []).append(skill_id)
    named = {row["id"]: row for row in skills.listed(conn, user_id)} if pairs else {}
    kept = {} if kept is None else kept
    for row in rows:
        key, linked = row["id"], links.get(row["id"], [])
        names = [named[one] for one in linked if one in named]
        given = (row, steps.get(key, []), events.get(key, []), linked, names, day)
        held = kept.get(key)
        if held is None or held[0] != given:
            kept[key] = given, _view(*given)
    for gone in kept.keys() - {row["id"] for row in rows}:
        del kept[gone]
    return [kept[row["id"]][1] for row in rows]


def one(store: Store, user_id: str, typed: str) -> View:
    """Return one goal by its handle, id or title's beginning.

    Raises:
        NotFoundError: No such goal.
        UsageFault: Several titles begin so.
    """
    conn = store.conn
    row = goals.find(conn, user_id, typed)
    links = [link["skill_id"] for link in skills.links_of_goal(conn, user_id, row["id"])]
    every = {skill["id"]: skill for skill in skills.listed(conn, user_id)} if links else {}
    named = [every[skill] for skill in links if skill in every]
    steps = stored.milestones(conn, user_id, row["id"])
    events = [tuple(event) for _, *event in stored.event_tuples(conn, user_id, row["id"])]
    return _view(row, steps, events, links, named, local_date(now_ms()))


def _by_goal(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["goal_id"], []).append(row)
    return found


def _view(
    row: Mapping[str, Any],
    steps: list[dict[str, Any]],
    log: list[tuple[Any, ...]],
    links: list[str],
    named: list[dict[str, Any]],
    today: str,
) -> View:
    goal = as_goal(row, tuple(links))
    milestones = tuple(map(as_milestone, steps))
    events = tuple(starmap(_event, log))
    stands = standing(goal.created_on, events)
    if stands.status != row["status"]:  # a row from elsewhere, without the events that led there
        stands = stands._replace(status=row["status"])
    regular = goal.type != "outcome" and frequency_of(goal) is not None
    ran = periods(goal, events, stands, today) if regular else ()
    done = progress(goal, milestones, events, stands, today, ran)
    return View(
        row,
        goal,
        milestones,
        events,
        stands,
        done,
        rhythm(ran) if regular else None,
        movement(goal, milestones, [one for one in events if one.type in _MOVES], done, today),
        next_step(goal, milestones, events, stands, today, ran),
        tuple(gaps(goal, milestones, today)),
        tuple((one["id"], one["handle"], one["name"]) for one in named),
    )


def as_goal(row: Mapping[str, Any], linked: tuple[str, ...] = ()) -> Goal:
    """Return a goal's row as growth reads it."""
    return Goal(
        id=row["id"],
        title=row["title"],
        type=row["type"],
        created_on=row["created_on"] or local_date(row["created_at"]),
        why=row["why"] or "",
        measure=row["measure"] or "",
        target_date=row["target_date"],
        cue=row["cue"] or "",
        frequency=_frequency(row["frequency"]),
        value=row["value"] or "",
        weekly_action=row["weekly_action"] or "",
        plans=tuple(map(_plan, json.loads(row["if_then"] or "[]"))),
        skills=linked,
    )


def _frequency(text: str | None) -> Frequency | None:
    try:
        return parse_frequency(text) if text else None
    except UsageFault:  # words from elsewhere that nothing can be counted by
        return None


def _plan(text: str) -> IfThen:
    try:
        return parse_if_then(text)
    except UsageFault:
        return IfThen("the moment comes", text)


def as_milestone(row: Mapping[str, Any]) -> Milestone:
    """Return a milestone's row as growth reads it."""
    done = None
    if row["status"] == "completed":
        done = row["done_on"] or local_date(row["completed_at"] or row["updated_at"])
    gone = row["updated_at"] if row["status"] == "dropped" else None
    return Milestone(row["id"], row["title"], row["position"], row["due_date"], done, gone)


def _event(row_id: str, kind: str, at: int, day: str | None, withdrawn_at: int | None) -> GoalEvent:
    return GoalEvent(row_id, kind, at, day or local_date(at), withdrawn_at)


def public(view: View) -> dict[str, Any]:
    """Return a goal as the commands show it, nothing rounded."""
    row = view.row
    return {
        "id": row["id"],
        "handle": row["handle"],
        "title": row["title"],
        "type": row["type"],
        "status": view.standing.status,
        "since": view.standing.since,
        **{name: row[name] for name in (*goals.WORDS, "target_date")},
        "if_then": json.loads(row["if_then"] or "[]"),
        "milestones": [
            {
                "id": step.id,
                "number": n,
                "title": step.title,
                "due_date": step.due_on,
                "done_on": step.done_on,
            }
            for n, step in enumerate((s for s in view.milestones if s.withdrawn_at is None), 1)
        ],
        "skills": [{"id": one, "handle": handle, "name": name} for one, handle, name in view.skills],
        "progress": view.progress.as_dict(),
        "rhythm": view.rhythm.as_dict() if view.rhythm else None,
        "movement": view.movement.as_dict(),
        "next": view.next.as_dict() if view.next else None,
        "gaps": [gap.as_dict() for gap in view.gaps],
        "created_on": view.goal.created_on,
        "session_id": row["session_id"],
        "message_id": row["message_id"],
        "quote": row["quote"],
        "origin": row["origin"],
        "created_at": iso(row["created_at"]),
        "updated_at": iso(row["updated_at"]),
        "completed_at": iso(row["completed_at"]),
    }


def public_event(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as the commands show it."""
    return {
        "id": row["id"],
        "goal_id": row["goal_id"],
        "milestone_id": row["milestone_id"],
        "kind": row["kind"],
        "detail": json.loads(row["detail"] or "{}"),
        "quote": row["quote"],
        "origin": row["origin"],
        "local_date": row["local_date"] or local_date(row["at"]),
        "at": iso(row["at"]),
        "withdrawn_at": iso(row["withdrawn_at"]),
    }
