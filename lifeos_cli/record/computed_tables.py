"""What is computed of a person, as tables for `lifeos sql`: the profile, its snapshots, skills, their links, goals.

Nothing of it is kept in the database, so it is folded when a question names
it and laid beside the person's rows for that question alone.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lifeos_cli.store.database import Store

Table = tuple["Sequence[str]", "list[tuple[Any, ...]]"]
_PICTURE = ("mean", "confidence", "low", "high", "lately", "lately_n", "pomp", "evidence", "last_evidence")
_SKILL = (
    *("id", "handle", "name", "category", "description", "aliases", "level", "level_name", "peak_level"),
    *("mastery", "ability", "sd", "lcb", "experience", "evidence", "strong", "rusty"),
    *("last", "origin", "created"),
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "v_profile": ("dimension", "label", *_PICTURE),
    "v_snapshots": (
        *("id", "handle", "day", "month", "trigger", "reason", "note", "dimension", "label"),
        *_PICTURE,
    ),
    "v_skills": _SKILL,
    "v_skill_links": ("from_skill", "to_skill", "type", "confidence", "assertions", "faded"),
    "v_goal_progress": (
        *("id", "handle", "title", "type", "status", "target_date", "share", "done", "of", "counted"),
        *("run", "best", "met", "recent", "before", "quiet_days", "trend", "pace", "drifting", "next"),
    ),
}
"""Columns of each table, by its name."""


def named_in(store: Store, user_id: str, question: str) -> dict[str, Table]:
    """Return the tables a question names, each with its columns and rows.

    Args:
        store: The store.
        user_id: Whose.
        question: The statement; only its words are looked at.
    """
    words = set(re.findall(r"\w+", question.lower()))
    return {name: (COLUMNS[name], work(store, user_id)) for name, work in _WORK.items() if name in words}


def _rows(columns: Sequence[str], found: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(_plain(row[name]) for name in columns) for row in found]


def _plain(value: Any) -> Any:
    """Return a value as SQLite has it."""
    if isinstance(value, bool):
        return int(value)
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _at(ms: int | None) -> str | None:
    return None if ms is None else f"{local(ms):%Y-%m-%d %H:%M:%S}"


def _profile(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    from lifeos_cli.record import profile

    found = profile.now(store, user_id).as_dict()["dimensions"]
    return _rows(COLUMNS["v_profile"], [_dimension(name, one) for name, one in found.items()])


def _dimension(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    return {**one, "dimension": name, "last_evidence": _at(one["last_evidence_at"])}


def _snapshots(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    from lifeos_cli.store import profile_snapshots

    found = [
        {
            **{key: row[key] for key in ("id", "handle", "trigger", "reason", "note")},
            "day": row["local_date"],
            "month": row["local_date"][:7],
            **dict.fromkeys(("label", *_PICTURE)),
            **_dimension(name, one),
        }
        for row in reversed(profile_snapshots.listed(store.conn, user_id))
        for name, one in json.loads(row["picture"]).items()
    ]
    return _rows(COLUMNS["v_snapshots"], found)


def _skills(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    from lifeos_cli.record.skills import Forest

    forest = Forest(store, user_id)
    found = [
        {
            **forest.public(skill),
            "last": _at(forest.states[skill.id].as_dict()["last_at"]),
            "created": _at(forest.rows[skill.id]["created_at"]),
        }
        for skill in forest.skills
    ]
    return _rows(_SKILL, found)


def _links(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    from lifeos_cli.record.skills import Forest

    forest = Forest(store, user_id)
    found = [
        {**row, "from_skill": row["from_name"], "to_skill": row["to_name"]}
        for row in map(forest.public_edge, forest.all_edges)
    ]
    return _rows(COLUMNS["v_skill_links"], found)


def _goals(store: Store, user_id: str) -> list[tuple[Any, ...]]:
    from lifeos_cli.record.goal_board import board, public

    found = []
    for row in map(public, board(store, user_id)):
        parts: dict[str, Any] = {**(row["progress"] or {}), **(row["rhythm"] or {}), **row["movement"]}
        step = row["next"]["text"] if row["next"] else None
        found.append({**dict.fromkeys(COLUMNS["v_goal_progress"]), **parts, **row, "next": step})
    return _rows(COLUMNS["v_goal_progress"], found)


_WORK: dict[str, Callable[[Store, str], list[tuple[Any, ...]]]] = {
    "v_profile": _profile,
    "v_snapshots": _snapshots,
    "v_skills": _skills,
    "v_skill_links": _links,
    "v_goal_progress": _goals,
}
