"""A made-up person's record: marked as such in every row's origin or name, the same for the same seed."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, HOUR, local_date, now_ms, zone_name
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.ids import ulid
from lifeos_cli.record import assessments, goal_steps, skill_edits, skill_evidence, skills, users
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import checkins
from lifeos_cli.store import users as stored_users
from lifeos_cli.store.rows import Checkin, free_handle, insert

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.store.database import Store

NAME = "Demo"
MARK = "demo"
_HAND = Provenance("demo", MARK)
_NOTES = (
    "long walk by the river",
    "slept badly, still got up early",
    "good talk with Sam",
    "too many meetings",
    "cooked something new",
    "ran before breakfast and felt light",
)
_CHECKED_IN, _NOTED, _KEPT = 0.85, 0.4, 0.55
"""How often the made-up person checks in, leaves a note, and keeps their habit, a day."""
_SKILLS = (
    ("Running", "health", "Ran {} km before work"),
    ("Pacing", "health", "Kept an even pace over {} km"),
    ("Public speaking", "communication", "Spoke for {} minutes in the team meeting"),
    ("Active listening", "communication", "Listened for {} minutes without giving advice"),
    ("Setting boundaries", "communication", "Said no to a task, after {} minutes of doubt"),
    ("Cooking", "home", "Cooked a new dish in {} minutes"),
)
_LINKS = (
    ("Running", "Pacing", "prerequisite"),
    ("Active listening", "Setting boundaries", "enables"),
    ("Public speaking", "Active listening", "synergy"),
)


def person(store: Store, *, apart: bool) -> str:
    """Return the id of the made-up person.

    Args:
        store: Where.
        apart: The store is theirs alone: its first person is renamed. Otherwise they are added to it.

    Raises:
        UsageFault: They are there already.
    """
    there = stored_users.all_users(store.conn)
    if any(user.name == NAME for user in there):
        raise UsageFault(
            "a made-up person is there already", hint=f"Take them away first, or look: --user {NAME}."
        )
    return users.rename(store, there[0].id, NAME).id if apart else users.add(store, NAME).id


def fill(store: Store, user_id: str, *, days: int, seed: int) -> dict[str, int]:
    """Make up so many days up to today; returns how many rows of each kind there are."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable story, no secret
    now = now_ms()
    with store.write() as conn:
        noted = _checkins(conn, user_id, chance, days, now)
        chats = _chats(conn, user_id, chance, days, now)
        goals = _goals(conn, user_id, chance, days, now)
        tests = _tests(store, user_id, chance, days, now)
        shown = _evidence(store, user_id, chance, days, now)
        _linked(store, user_id)
    return {"check-ins": noted, "chats": chats, "goals": goals, "tests": tests, "pieces of evidence": shown}


def _at(now: int, days_ago: int, hour: int) -> int:
    """Return an hour of a day so long ago, never in the future."""
    return min(now, now - now % DAY - days_ago * DAY + hour * HOUR)


def _clamp(value: float) -> int:
    return max(1, min(7, round(value)))


def _checkins(conn: sqlite3.Connection, user_id: str, chance: random.Random, days: int, now: int) -> int:
    drift, count = 0.0, 0
    for ago in range(days - 1, -1, -1):
        drift = 0.8 * drift + chance.gauss(0, 0.7)
        if chance.random() > _CHECKED_IN:
            continue
        sleep = round(2 * min(10, max(4, chance.gauss(7, 1)))) / 2
        mood = _clamp(4.3 + drift + 0.5 * (sleep - 7))
        at = _at(now, ago, 19)
        row_id = ulid(at)
        blank: dict[str, Any] = dict.fromkeys(Checkin._fields)
        blank.update(
            id=row_id,
            user_id=user_id,
            handle=free_handle(conn, "checkins", user_id, row_id),
            at=at,
            local_date=local_date(at),
            tz=zone_name(),
            slot="day",
            timing="on_time",
            mood=mood,
            energy=_clamp(3.8 + 0.6 * drift + 0.5 * (sleep - 7) + chance.gauss(0, 0.6)),
            stress=_clamp(3.9 - 0.6 * drift + chance.gauss(0, 0.8)),
            sleep_hours=sleep,
            note=chance.choice(_NOTES) if chance.random() < _NOTED else None,
            safety_level="none",
            origin=MARK,
            created_at=at,
        )
        checkins.add(conn, Checkin(**blank), [])
        count += 1
    return count


def _chats(conn: sqlite3.Connection, user_id: str, chance: random.Random, days: int, now: int) -> int:
    """Make up a short talk about every two weeks."""
    count = 0
    for ago in range(days - 1, -1, -14):
        at = _at(now, ago, 20)
        session_id = ulid(at)
        row = {
            "id": session_id,
            "user_id": user_id,
            "handle": free_handle(conn, "sessions", user_id, session_id),
            "type": "coaching",
            "coach": chance.choice(("goal_grow", "habit", "focus", "gratitude")),
            "title": f"Made up: {chance.choice(_NOTES)}",
            "status": "ended",
            "origin": MARK,
            "local_date": local_date(at),
            "tz": zone_name(),
            "started_at": at,
            "last_used_at": at,
            "ended_at": at,
        }
        insert(conn, "sessions", row)
        lines = (("user", f"Today: {chance.choice(_NOTES)}."), ("assistant", "What made it so?"))
        for step, (role, text) in enumerate(lines):
            said: dict[str, Any] = {
                "id": ulid(at + step),
                "user_id": user_id,
                "session_id": session_id,
                "turn": 0,
            }
            said |= {"step": step, "role": role, "status": "success", "content": text, "origin": MARK}
            insert(conn, "messages", {**said, "created_at": at + step, "updated_at": at + step})
        count += 1
    return count


def _goal(conn: sqlite3.Connection, user_id: str, at: int, **values: Any) -> str:
    row_id = ulid(at)
    row: dict[str, Any] = {
        "id": row_id,
        "user_id": user_id,
        "handle": free_handle(conn, "goals", user_id, row_id),
    }
    row |= {"created_on": local_date(at), "created_at": at, "updated_at": at, "origin": MARK}
    insert(conn, "goals", row | values)
    _happened(conn, user_id, row_id, "created", at)
    return row_id


def _happened(conn: sqlite3.Connection, user_id: str, goal_id: str, kind: str, at: int) -> None:
    row = {"id": ulid(at), "user_id": user_id, "goal_id": goal_id, "kind": kind, "origin": MARK}
    insert(conn, "goal_events", {**row, "local_date": local_date(at), "at": at, "created_at": at})


def _goals(conn: sqlite3.Connection, user_id: str, chance: random.Random, days: int, now: int) -> int:
    start = _at(now, days - 1, 8)
    run = _goal(
        conn,
        user_id,
        start,
        title="Run 10 km without a stop",
        type="outcome",
        why="To feel light",
        measure="10 km in one go",
        target_date=local_date(now + 60 * DAY),
        if_then=json.dumps(["If it rains, then I run inside"]),
    )
    for n, title in enumerate(("3 km", "5 km", "8 km", "10 km")):
        done = _at(now, days - 1 - (n + 1) * days // 5, 9) if n < 3 else None  # noqa: PLR2004 - the last one is open
        row = {"id": ulid(start + n), "user_id": user_id, "goal_id": run, "position": n, "title": title}
        row |= {"status": "completed" if done else "open", "created_at": start, "updated_at": done or start}
        row |= (
            {"completed_at": done, "done_on": local_date(done)}
            if done
            else {"due_date": local_date(now + 10 * DAY)}
        )
        insert(conn, "milestones", row)
    habit = _goal(
        conn,
        user_id,
        start,
        title="Meditate",
        type="process",
        why="To begin the day slowly",
        cue="after breakfast",
        frequency="4 times a week",
    )
    for ago in range(days - 1, -1, -1):
        if chance.random() < _KEPT:
            _happened(conn, user_id, habit, "kept", _at(now, ago, 8))
    listener = _goal(
        conn,
        user_id,
        start,
        title="Be somebody who listens",
        type="identity",
        value="attention",
        weekly_action="one talk without a phone on the table",
    )
    for ago in range(days - 1, -1, -9):
        _happened(conn, user_id, listener, "kept", _at(now, ago, 21))
    return 3


def _tests(store: Store, user_id: str, chance: random.Random, days: int, now: int) -> int:
    count = 0
    traits = {name: chance.gauss(0, 0.8) for name in load("mini-ipip").scales}
    for ago in range(days - 1, -1, -90):
        for name in ("mini-ipip", *(("self-awareness", "growth-mindset") if ago >= days - 1 else ())):
            form = load(name)
            answers: dict[str, int | None] = {}
            for item in form.items:
                keyed = (item.mean or 3.3) + traits.get(item.dimension, 0.3) + chance.gauss(0, 0.9)
                answers[item.id] = item.keyed(max(1, min(5, round(keyed))))
            assessments.finish(store, user_id, form, answers, at=_at(now, ago, 18))
            count += 1
    return count


def _evidence(store: Store, user_id: str, chance: random.Random, days: int, now: int) -> int:
    made: dict[str, str] = {}
    for name, category, _ in _SKILLS:
        row, _ = skill_edits.add(store, user_id, name, category=category, source=_HAND)
        made[name] = row["id"]
    count = 0
    for ago in range(days - 1, -1, -3):
        name, _, text = chance.choice(_SKILLS)
        skill_evidence.add(
            store,
            user_id,
            skill=made[name],
            content=text.format(chance.randint(3, 12)),
            kind=chance.choice(("action", "action", "reflection", "conversation")),
            difficulty=chance.randint(2, 4),
            outcome=chance.choice(("done", "done", "partly")),
            at=_at(now, ago, 19),
            source=_HAND,
        )
        count += 1
    return count


def _linked(store: Store, user_id: str) -> None:
    for one, other, type_ in _LINKS:
        skill_edits.link(store, user_id, one, other, type_)
    goal_steps.link(store, user_id, "Run 10 km", skills.find(store, user_id, "Running").id)
