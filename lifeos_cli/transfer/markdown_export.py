"""Export as a folder of Markdown to read: a file a session, a file a day of check-ins, a file a goal."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.checkin_items import ITEMS
from lifeos_cli.store.spool import spool
from lifeos_cli.text import one_line
from lifeos_cli.transfer.selection import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lifeos_cli.transfer.folders import Folder

_UNFIT = re.compile(r"[^\w. -]+")
_SPEAKERS = {"user": "Me", "assistant": "Coach"}
_NAME = 60
"""Characters of a title in a file's name."""


def write(folder: Folder, rows: Iterator[dict[str, Any]], tags: Mapping[str, list[str]]) -> int:
    """Write the rows; returns how many were written.

    Args:
        folder: Empty.
        rows: As `selection.rows` gives them: sessions before their messages, those of a type together.
        tags: By the id of the row they belong to.
    """
    sessions: dict[str, dict[str, Any]] = {}
    goals: dict[str, dict[str, Any]] = {}
    count = 0
    for kind, some in groupby(filter(standing, rows), key=lambda row: str(row["type"])):
        if kind == "session":
            sessions = {row["id"]: row for row in some}
            count += len(sessions)
        elif kind == "message":
            count += _messages(folder, sessions, some, tags)
        elif kind == "checkin":
            count += _checkins(folder, some, tags)
        elif kind == "goal":
            goals = {row["id"]: {**row, "steps": []} for row in some}
            count += len(goals)
        elif kind == "milestone":
            count += sum(_step(goals, row) for row in some)
        elif kind in ("insight", "fact", "skill_evidence"):
            count += _list(folder, kind, some)
    for goal in goals.values():
        _goal(folder, goal)
    return count


def _step(goals: Mapping[str, dict[str, Any]], row: dict[str, Any]) -> bool:
    """Add a milestone to its goal; returns whether that is there."""
    goal = goals.get(row["goal_id"])
    if goal is not None:
        goal["steps"].append(row)
    return goal is not None


def front_matter(values: Mapping[str, Any]) -> str:
    """Write a head of YAML: values as JSON, which YAML reads the same; empty ones are left out."""
    kept = {key: value for key, value in values.items() if value not in (None, "", [])}
    lines = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items())
    return "---\n" + "".join(f"{line}\n" for line in lines) + "---\n\n"


def _messages(
    folder: Folder,
    sessions: Mapping[str, dict[str, Any]],
    rows: Iterable[dict[str, Any]],
    tags: Mapping[str, list[str]],
) -> int:
    count = 0
    with spool() as said:
        for row in rows:
            if row["role"] in _SPEAKERS and row.get("content"):
                words = f"**{_SPEAKERS[row['role']]}:** {row['content'].strip()}"
                said.add(row["session_id"], 0, "", (row["turn"], row["step"]), row["id"], words)
                count += 1
        for key in said.owners():
            session = sessions.get(key, {"id": key, "handle": key.lower(), "local_date": "undated"})
            _session(folder, session, (text for _, text in said.of(key)), tags.get(key))
    return count


def _session(folder: Folder, session: Mapping[str, Any], said: Iterable[str], tags: list[str] | None) -> None:
    head = front_matter(
        {
            **{
                name: session.get(name)
                for name in ("id", "title", "session_type", "coach", "started_at", "origin")
            },
            "date": session.get("local_date"),
            "tags": tags,
        }
    )
    title = one_line(session.get("title") or session.get("session_type") or "session", _NAME)
    summary = f"> {one_line(session['summary'])}\n\n" if session.get("summary") else ""
    name = (
        f"sessions/{session['local_date'][:4]}/{session['local_date']} {_fit(title)} {session['handle']}.md"
    )
    folder.text(name, f"{head}# {title}\n\n{summary}" + "\n\n".join(said) + "\n")


def _checkins(folder: Folder, rows: Iterable[dict[str, Any]], tags: Mapping[str, list[str]]) -> int:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        days.setdefault(row["local_date"], []).append(row)
    scales = [item.id for item in ITEMS if item.is_scale]
    for day, found in days.items():
        found.sort(key=lambda row: (row["at"], row["id"]))
        head = {name: [row[name] for row in found if name in row] for name in scales}
        parts = []
        for row in found:
            numbers = ", ".join(f"{name} {row[name]:g}" for name in scales if name in row)
            words = [f"{row[name].strip()}" for name in ("note", "gratitude", "intention") if row.get(name)]
            marks = " ".join(f"#{tag}" for tag in tags.get(row["id"], ()))
            parts.append("\n\n".join(filter(None, (f"## {row['slot']}", numbers, *words, marks))))
        plain = {key: value[0] if len(value) == 1 else value for key, value in head.items()}
        every = sorted({tag for row in found for tag in tags.get(row["id"], ())})
        text = (
            front_matter({"date": day, **plain, "tags": every}) + f"# {day}\n\n" + "\n\n".join(parts) + "\n"
        )
        folder.text(f"checkins/{day[:4]}/{day}.md", text)
    return sum(map(len, days.values()))


def _goal(folder: Folder, goal: Mapping[str, Any]) -> None:
    names = ("id", "goal_type", "status", "target_date", "measure", "cue", "frequency", "value", "created_at")
    steps = sorted(goal["steps"], key=lambda row: row["position"])
    listed = "".join(
        f"- [{'x' if row['status'] == 'completed' else ' '}] {one_line(row['title'])}\n" for row in steps
    )
    parts = (f"# {one_line(goal['title'])}", (goal.get("why") or "").strip(), listed.strip())
    name = f"goals/{_fit(one_line(goal['title'], _NAME))} {goal.get('handle') or goal['id'].lower()}.md"
    folder.text(
        name, front_matter({key: goal.get(key) for key in names}) + "\n\n".join(filter(None, parts)) + "\n"
    )


def _list(folder: Folder, kind: str, rows: Iterable[dict[str, Any]]) -> int:
    """Write what was learnt as one list, each with its day and where it comes from."""
    lines = []
    for row in rows:
        day = str(row.get("effective_at") or row["created_at"])[:10]
        about = f"{one_line(row['skill'])}: " if row.get("skill") else ""
        lines.append(f"- {day} {about}{one_line(row['content'])} ({row['origin']})")
    if lines:
        folder.text(f"{kind}s.md" if kind != "skill_evidence" else "skills.md", "\n".join(lines) + "\n")
    return len(lines)


def _fit(title: str) -> str:
    """Return a title as part of a file's name: no separators, no dots in front, never empty."""
    return _UNFIT.sub("_", title).strip(" ._") or "untitled"
