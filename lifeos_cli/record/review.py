"""A day, week, month or year looked back on: check-ins, goals, skills, insights, facts. Written by rules alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY, local_date, now_ms, to_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkin_items import SCALES
from lifeos_cli.growth.checkins import BASELINE_LEAST, BASELINE_SIZE, by_day, median
from lifeos_cli.growth.goals.rows import STATUS_EVENTS
from lifeos_cli.record import checked, goal_board, periods
from lifeos_cli.record.skills import Forest
from lifeos_cli.store import about, checkins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin

PERIODS = ("day", "week", "month", "year")
TOGETHER_DAYS = 90
"""Days up to the period's end in which it is looked for what went together."""
_DECEMBER = 12


class Period(NamedTuple):
    """A stretch of the person's days."""

    kind: str
    first: str
    """YYYY-MM-DD."""
    last: str
    """Its last day, at most today."""
    start: int
    """Epoch milliseconds, where the person is now."""
    end: int
    """The instant after it."""


def period(kind: str, day: str | None = None) -> Period:
    """Return the period a day lies in; of today without one.

    Raises:
        UsageFault: No such kind, or the day has not come.
    """
    checked.one_of(kind, PERIODS, "a review")
    today = date.fromisoformat(local_date(now_ms()))
    on = date.fromisoformat(checked.day(day, "the day") or today.isoformat())
    if on > today:
        raise UsageFault(f"{on} has not come yet")
    if kind == "day":
        first, after = on, on + timedelta(days=1)
    elif kind == "week":
        first = on - timedelta(days=on.weekday())
        after = first + timedelta(days=7)
    elif kind == "month":
        first = on.replace(day=1)
        after = date(on.year + on.month // _DECEMBER, on.month % _DECEMBER + 1, 1)
    else:
        first, after = date(on.year, 1, 1), date(on.year + 1, 1, 1)
    last = min(after - timedelta(days=1), today)
    return Period(kind, first.isoformat(), last.isoformat(), _midnight(first), _midnight(after))


def _midnight(day: date) -> int:
    return to_ms(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - the person's own midnight


def review(store: Store, user_id: str, chosen: Period) -> dict[str, Any]:
    """Return what a period held, as the command shows it; numbers are unrounded."""
    rows = checkins.between(store.conn, user_id)
    until = [row for row in rows if row.local_date <= chosen.last]
    return {
        "period": chosen.kind,
        "from": chosen.first,
        "to": chosen.last,
        "checkins": _checkins(until, chosen),
        "goals": _goals(store, user_id, chosen),
        "skills": _skills(store, user_id, chosen),
        "conversations": periods.in_review(store, user_id, chosen.kind, chosen.first, chosen.last),
        "insights": _said(about.insights_between(store.conn, user_id, chosen.start, chosen.end)),
        "facts": _said(about.facts_between(store.conn, user_id, chosen.start, chosen.end)),
        "together": _together(until, chosen) if chosen.kind != "day" else [],
    }


def _checkins(rows: Sequence[Checkin], chosen: Period) -> dict[str, Any]:
    inside = [row for row in rows if row.local_date >= chosen.first]
    return {
        "n": len(inside),
        "days": len({row.local_date for row in inside}),
        "items": [found for item in SCALES if (found := _item(rows, item.id, chosen))],
    }


def _item(rows: Sequence[Checkin], name: str, chosen: Period) -> dict[str, Any] | None:
    """Compare the period's answers with the 28 before it: the person's own baseline."""
    answered = [
        (row.local_date, getattr(row, name))
        for row in rows
        if row.timing != "backfilled" and getattr(row, name) is not None
    ]
    values = [value for day, value in answered if day >= chosen.first]
    if not values:
        return None
    before = [value for day, value in answered if day < chosen.first][-BASELINE_SIZE:]
    usual = median(before) if len(before) >= BASELINE_LEAST else None
    mean = sum(values) / len(values)
    return {
        "item": name,
        "n": len(values),
        "mean": mean,
        "baseline": usual,
        "baseline_n": len(before),
        "difference": None if usual is None else mean - usual,
    }


def _goals(store: Store, user_id: str, chosen: Period) -> list[dict[str, Any]]:
    found = []
    for view in goal_board.board(store, user_id):
        events = [
            event
            for event in view.events
            if chosen.first <= event.local_date <= chosen.last and event.withdrawn_at is None
        ]
        done = [
            step.title
            for step in view.milestones
            if step.done_on and chosen.first <= step.done_on <= chosen.last and step.withdrawn_at is None
        ]
        kept = sum(event.type == "kept" for event in events)
        statuses = [event.type for event in events if event.type in STATUS_EVENTS]
        if done or kept or statuses or view.goal.created_on >= chosen.first:
            found.append(
                {
                    "id": view.goal.id,
                    "handle": view.row["handle"],
                    "title": view.goal.title,
                    "status": view.standing.status,
                    "new": chosen.first <= view.goal.created_on <= chosen.last,
                    "milestones_done": done,
                    "kept": kept,
                    "events": statuses,
                    "progress": view.progress.as_dict(),
                }
            )
    return found


def _skills(store: Store, user_id: str, chosen: Period) -> list[dict[str, Any]]:
    """List skills that earned something in the period, with their levels at its two ends."""
    after = Forest(store, user_id, min(chosen.end - 1, now_ms()))
    before = Forest(store, user_id, chosen.start - 1)
    found = []
    for skill in after.skills:
        now = after.states[skill.id]
        then = before.states[skill.id]
        if now.experience != then.experience:
            found.append(
                {
                    "id": skill.id,
                    "handle": after.rows[skill.id]["handle"],
                    "name": skill.name,
                    "level": now.level,
                    "level_before": then.level,
                    "points": now.experience - then.experience,
                }
            )
    return sorted(found, key=lambda row: (row["level_before"] - row["level"], -row["points"], row["name"]))


def _said(rows: Sequence[about.Known]) -> list[dict[str, Any]]:
    return [{"id": row.id, "content": row.text, "local_date": local_date(row.at)} for row in rows]


def _together(rows: Sequence[Checkin], chosen: Period) -> list[dict[str, Any]]:
    from lifeos_cli.growth.trends.together import to_show, together

    first = local_date(_midnight(date.fromisoformat(chosen.last)) - TOGETHER_DAYS * DAY)
    recent = [row for row in rows if row.local_date > first and row.timing != "backfilled"]
    days = {}
    for item in SCALES:
        told = [{"local_date": row.local_date, item.id: getattr(row, item.id)} for row in recent]
        days[item.id] = by_day(told, item.id)
    found = to_show(together(days))
    return [{**one.as_dict(), "sentence": one.sentence()} for one in found]
