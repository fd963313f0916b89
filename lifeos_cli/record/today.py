"""Today: the check-in that is due, the last days, the next step of each goal, and what waits for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.growth import checkins as growth
from lifeos_cli.growth.skills.tree import suggestions
from lifeos_cli.record import checkins, learnt
from lifeos_cli.record.goal_board import board
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import checkins as stored_checkins
from lifeos_cli.store import extractions, jobs_views, tool_calls
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin, Job
    from lifeos_cli.store.tool_calls import Call

LATELY = 30
"""Days of moods that are shown."""


class Daily(NamedTuple):
    """A day's check-ins, and the days before it."""

    local_date: str
    due: dict[str, Any] | None
    """`slot`, `local_date` and `window` of the check-in that is due; None when it is filled."""
    last: Checkin | None
    """The newest one."""
    streak: int
    """Days in a row."""
    moods: list[float | None]
    """The mean mood of each of the last 30 days, oldest first; None for a day without one."""


def daily(store: Store, user_id: str, windows: Sequence[growth.Window]) -> Daily:
    """Return where a person's check-ins stand today."""
    conn, now = store.conn, now_ms()
    today = local_date(now)
    rows = stored_checkins.between(conn, user_id, start=now - (LATELY + 1) * DAY)
    means = growth.by_day([row._asdict() for row in rows], "mood")
    days = [local_date(now - ago * DAY) for ago in range(LATELY - 1, -1, -1)]
    newest = rows[-1:] or stored_checkins.between(conn, user_id, newest=1)
    return Daily(
        today,
        checkins.due(store, user_id, windows),
        newest[0] if newest else None,
        growth.streak(stored_checkins.days_filled(conn, user_id), today),
        [means.get(day) for day in days],
    )


class Waiting(NamedTuple):
    """What waits for the person, or is being worked on."""

    calls: list[Call]
    """Writes a coach asks for, the oldest first."""
    followups: list[dict[str, Any]]
    """What was to be come back to by today."""
    jobs: list[Job]
    """Background work that waits, runs or has failed, the oldest first."""


def waiting(store: Store, user_id: str) -> Waiting:
    """Return what waits for the person's answer, and the work in the background."""
    conn = store.conn
    jobs = jobs_views.listed(conn, user_id, statuses=("pending", "running", "failed"), most=50)
    return Waiting(tool_calls.listed(conn, user_id, most=50), learnt.due(store, user_id), jobs)


def last_insight(store: Store, user_id: str) -> dict[str, Any] | None:
    """Return the newest insight that stands, as the commands show it."""
    rows = [row for row in extractions.rows_of(store.conn, user_id, "insights", None) if row["stands"]]
    return learnt.public("insights", rows[-1]) if rows else None


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
            for row in stored.offered(store.conn, user_id)
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
