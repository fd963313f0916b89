"""The store the app is measured on: years of everything."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.ids import ulid
from lifeos_cli.paths import resolve
from lifeos_cli.record import consents
from lifeos_cli.store import bulk, users
from lifeos_cli.store.database import Store
from lifeos_cli.store.rows import Checkin, insert

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

MESSAGES, SESSIONS, SKILLS, GOALS, CHECKINS = 100_000, 1_000, 500, 200, 3_650
EVIDENCE = 22
"""Pieces of evidence of each skill."""
OBSERVATIONS = 3_650


def fill(home: Path) -> None:
    """Make the store: messages, skills with their edges, goals with milestones and events, check-ins."""
    with Store(resolve(str(home))) as store:
        me = users.all_users(store.conn)[0]
        if store.conn.execute("SELECT COUNT(*) FROM messages").fetchone()[0] >= MESSAGES:
            return
        consents.answer(store, me.id, "adult", granted=True, origin="command")
        consents.answer(store, me.id, "send_to_model", granted=True, detail="anthropic", origin="command")
        with store.write() as conn:
            _talks(conn, me.id)
            _skills(conn, me.id)
            goals(conn, me.id)
            _checkins(conn, me.id)
            _observations(conn, me.id)


def _talks(conn: sqlite3.Connection, user_id: str) -> None:
    now = now_ms()
    for number in range(SESSIONS):
        at = now - (SESSIONS - number) * DAY
        session = ulid(at)
        row: dict[str, Any] = {
            "id": session,
            "user_id": user_id,
            "handle": f"s{number:05}",
            "type": "coaching",
        }
        row |= {"coach": "goal_grow", "title": f"Talk {number}", "status": "active", "origin": "chat"}
        row |= {"local_date": local_date(at), "tz": "UTC", "started_at": at, "last_used_at": at}
        insert(conn, "sessions", row)
        for turn in range(MESSAGES // SESSIONS // 2):
            for step, role in enumerate(("user", "assistant")):
                said: dict[str, Any] = {"id": ulid(at + turn), "user_id": user_id, "session_id": session}
                said |= {"turn": turn, "step": step, "role": role, "status": "success", "origin": "chat"}
                said |= {
                    "content": f"I thought about **point {turn}** of talk {number} and what it means to me."
                }
                insert(conn, "messages", {**said, "coach": "goal_grow", "created_at": at, "updated_at": at})


def _skills(conn: sqlite3.Connection, user_id: str) -> None:
    now = now_ms()
    ids = []
    for number in range(SKILLS):
        row = {
            "id": ulid(now - number),
            "user_id": user_id,
            "handle": f"k{number:04}",
            "name": f"Skill {number}",
        }
        insert(
            conn, "skills", {**row, "category": f"area {number % 12}", "created_at": now, "updated_at": now}
        )
        ids.append(row["id"])
        for piece in range(EVIDENCE):
            shown = {
                "id": ulid(),
                "user_id": user_id,
                "handle": f"e{number:03}{piece:02}",
                "skill": row["name"],
            }
            shown |= {
                "skill_id": row["id"],
                "kind": "action",
                "content": f"did it {piece}",
                "status": "accepted",
            }
            at = now - (number + 40 * piece) * DAY
            insert(
                conn,
                "skill_evidence",
                {**shown, "local_date": local_date(at), "effective_at": at, "created_at": at},
            )
    for one, other in pairwise(ids):
        edge = {"id": ulid(), "user_id": user_id, "from_id": one, "to_id": other, "type": "enables"}
        insert(conn, "skill_edges", {**edge, "confidence": 1.0, "at": now, "created_at": now})


def goals(conn: sqlite3.Connection, user_id: str) -> None:
    now = now_ms()
    for number in range(GOALS):
        at = now - number * DAY
        goal = {
            "id": ulid(at),
            "user_id": user_id,
            "handle": f"g{number:04}",
            "title": f"Goal {number}",
            "type": "outcome",
        }
        daily = number % 2 == 1
        goal |= {"type": "process", "frequency": "daily"} if daily else {}
        insert(conn, "goals", {**goal, "created_on": local_date(at), "created_at": at, "updated_at": at})
        for place in range(5):
            step = {"id": ulid(at), "user_id": user_id, "goal_id": goal["id"], "position": place}
            insert(conn, "milestones", {**step, "title": f"Step {place}", "created_at": at, "updated_at": at})
        for ago in range(1, number, 2) if daily else range(5):
            kept = now - ago * DAY
            event = {"id": ulid(kept), "user_id": user_id, "goal_id": goal["id"], "kind": "kept", "at": kept}
            insert(conn, "goal_events", {**event, "local_date": local_date(kept), "created_at": kept})


def _checkins(conn: sqlite3.Connection, user_id: str) -> None:
    now = now_ms()
    for ago in range(CHECKINS):
        at = now - ago * DAY - DAY
        row: dict[str, Any] = dict.fromkeys(Checkin._fields)
        row |= {
            "id": ulid(at),
            "user_id": user_id,
            "handle": f"c{ago:05}",
            "at": at,
            "local_date": local_date(at),
        }
        row |= {"tz": "UTC", "slot": "day", "timing": "on_time", "mood": 1 + ago % 7, "energy": 4}
        insert(conn, "checkins", {**row, "safety_level": "none", "origin": "cli", "created_at": at})


def _observations(conn: sqlite3.Connection, user_id: str) -> None:
    now, rows = now_ms(), []
    names = ("id", "user_id", "dimension", "kind", "t", "rho2", "level", "words", "items", "instrument")
    for ago in range(OBSERVATIONS):
        at = now - ago * DAY - DAY
        item = (DIMENSIONS[ago % 5], "micro", 55.0, 0.4, None, None, f'["i{ago % 50}"]', "ipip-50")
        read = (DIMENSIONS[ago % 8], "ai", None, None, ago % 5 - 2, 300, None, None)
        rows.append((ulid(at), user_id, *(read if ago % 3 == 0 else item), at, at, local_date(at)))
    bulk.insert(conn, "observations", (*names, "effective_at", "created_at", "local_date"), rows)
