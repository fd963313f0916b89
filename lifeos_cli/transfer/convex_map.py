"""Documents of a Convex snapshot as ours: sessions, messages, goals, insights, evidence.

The tables are those of the schema this program was first drawn for; threads
are those of the agent component.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import local_date
from lifeos_cli.text import one_line, storable
from lifeos_cli.transfer.lines import Kept, Said, UnusableError
from lifeos_cli.transfer.units import key_of, moment, talk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.transfer.lines import Item

SESSION_TYPES = {"daily_checkin": "checkin", "checkin": "checkin", "coaching": "coaching"}
GOAL_TYPES = ("outcome", "process", "identity")
GOAL_STATUSES = ("active", "completed", "paused", "abandoned")
KINDS = ("conversation", "reflection", "action", "assessment")
TITLE, TEXT = 200, 100_000
"""Characters of a title, and of another text."""


class Placed(NamedTuple):
    """An item and where it stands among those of its session or goal."""

    group: str
    rank: int
    place: tuple[float, float]
    item: Item


def session(number: int, doc: Mapping[str, Any], title: str | None) -> list[Placed]:
    """Read a document of `conversationSessions`: the session, titled as its thread, and what was learnt in it."""
    key = key_of(doc.get("_id"), "_id")
    at = at_of(doc, "startedAt")
    kind = SESSION_TYPES.get(str(doc.get("sessionType")), "exploration")
    coach = text_of(doc, "coachType", 100)
    tags = doc.get("tags") if isinstance(doc.get("tags"), list) else []
    head = talk(number, key, title, at, kind=kind, coach=coach, summary=doc.get("summary"), tags=tags or [])
    placed = [Placed(key, 0, (-1, 0), head)]
    insights = doc.get("insights") if isinstance(doc.get("insights"), list) else []
    for n, told in enumerate(insights or []):
        if isinstance(told, str) and told.strip():
            values = {
                "content": storable(told)[:TEXT],
                "session_id": key,
                "origin": "imported",
                "created_at": at or 0,
            }
            placed.append(Placed(key, 0, (3, n), Kept(number, "insights", f"{key}#{n}", values)))
    return placed


def thread(number: int, doc: Mapping[str, Any]) -> list[Placed]:
    """Read a thread of the agent component that no session of the app names."""
    key = key_of(doc.get("_id"), "_id")
    head = talk(number, key, doc.get("title"), at_of(doc), summary=doc.get("summary"))
    return [Placed(key, 0, (-1, 0), head)]


def agent_message(number: int, doc: Mapping[str, Any], group: str) -> list[Placed]:
    """Read a message of the agent component; those of tools, and those without words, give nothing."""
    message = doc.get("message")
    role = message.get("role") if isinstance(message, dict) else None
    if doc.get("tool") is True or not isinstance(message, dict) or role not in ("user", "assistant"):
        return []
    words = _content(message.get("content")) or text_of(doc, "text", None) or ""
    if not words.strip():
        return []
    key = key_of(doc.get("_id"), "_id")
    place = (number_of(doc.get("order")) or 0.0, number_of(doc.get("stepOrder")) or 0.0)
    return [Placed(group, 0, place, Said(number, key, group, role, words, at_of(doc)))]


def embedded_message(number: int, doc: Mapping[str, Any]) -> list[Placed]:
    """Read a document of `messageEmbeddings`: the text, not its vector."""
    role = doc.get("role")
    if role not in ("user", "assistant"):
        raise UnusableError("role must be user or assistant")
    words = text_of(doc, "content", None)
    if not words:
        raise UnusableError("no words in it")
    group = key_of(doc.get("sessionId"), "sessionId")
    message_id = doc.get("messageId")
    key = key_of(message_id if isinstance(message_id, str) and message_id.strip() else doc.get("_id"), "_id")
    at = at_of(doc, "createdAt")
    # Behind the numbered messages of a thread: in milliseconds every time is greater than a number of turns.
    return [Placed(group, 0, (1e15 + (at or 0), 0), Said(number, key, group, role, words, at))]


def goal(number: int, doc: Mapping[str, Any]) -> list[Placed]:
    """Read a goal with its milestones; that it was set is an event of it."""
    key = key_of(doc.get("_id"), "_id")
    title = text_of(doc, "title", None)
    kind, status = doc.get("goalType"), doc.get("status")
    if not title:
        raise UnusableError("no title")
    if kind not in GOAL_TYPES or status not in GOAL_STATUSES:
        raise UnusableError("goalType or status is none that is known")
    at = at_of(doc, "createdAt") or 0
    target = at_of(doc, "targetDate")
    common = {"origin": "imported", "created_at": at}
    row = {
        "title": one_line(title, TITLE),
        "type": kind,
        "status": status,
        **common,
        "updated_at": at,
        "why": text_of(doc, "whyItMatters", TEXT) or text_of(doc, "description", TEXT),
        "target_date": None if target is None else local_date(target),
    }
    event = {
        "goal_id": key,
        "kind": "created",
        "detail": json.dumps({"title": row["title"]}),
        "at": at,
        **common,
    }
    placed = [
        Placed(key, 1, (0, 0), Kept(number, "goals", key, row)),
        Placed(key, 1, (2, 0), Kept(number, "goal_events", f"{key}#created", event)),
    ]
    if status != "active":
        changed = {**event, "kind": status, "detail": json.dumps({"status": ["active", status]})}
        placed.append(Placed(key, 1, (2, 1), Kept(number, "goal_events", f"{key}#{status}", changed)))
    milestones = doc.get("milestones") if isinstance(doc.get("milestones"), list) else []
    for n, told in enumerate(milestones or []):
        name = text_of(told, "title", None) if isinstance(told, dict) else None
        if name:
            done = told.get("completed") is True
            values = {
                "goal_id": key,
                "position": n,
                "title": one_line(name, TITLE),
                "created_at": at,
                "updated_at": at,
                "status": "completed" if done else "open",
                "completed_at": at_of(told, "completedAt") if done else None,
            }
            placed.append(Placed(key, 1, (1, n), Kept(number, "milestones", f"{key}#{n}", values)))
    return placed


def evidence(number: int, doc: Mapping[str, Any], skills: Mapping[str, str]) -> list[Placed]:
    """Read a document of `skillEvidence`, under the name its skill has, else under the id as it stands."""
    key = key_of(doc.get("_id"), "_id")
    words, kind = text_of(doc, "content", TEXT), doc.get("sourceType")
    skill = key_of(doc.get("skillId"), "skillId")
    if not words:
        raise UnusableError("no content")
    at, points = at_of(doc, "createdAt") or 0, number_of(doc.get("pointsAwarded"))
    values = {
        "skill": one_line(skills.get(skill, storable(skill)), TITLE),
        "kind": kind if kind in KINDS else "conversation",
        "content": words,
        "assessment": text_of(doc, "assessment", TEXT),
        "points": None if points is None or abs(points) >= 2**53 else round(points),
        "origin": "imported",
        "status": "proposed",
        "effective_at": at,
        "created_at": at,
    }
    return [Placed(key, 2, (0, 0), Kept(number, "skill_evidence", key, values))]


def at_of(doc: Mapping[str, Any], key: str = "_creationTime") -> int | None:
    """Return a document's instant: Convex writes milliseconds, as a number."""
    for name in (key, "_creationTime"):
        value = number_of(doc.get(name))
        if value is not None:
            found = moment(round(value), name) if abs(value) >= 1e11 else None  # noqa: PLR2004 - below: the seventies
            if found is not None:
                return found
    return None


def number_of(value: Any) -> float | None:
    """Return a finite number, whichever way the snapshot writes it."""
    if isinstance(value, str) and value.lstrip("-").isdigit() and len(value) < 20:  # noqa: PLR2004 - 64 bits
        return float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def text_of(doc: Mapping[str, Any], key: str, limit: int | None) -> str | None:
    """Return a field's text, None if it has none."""
    value = doc.get(key)
    return storable(value)[:limit] if isinstance(value, str) and value.strip() else None


def _content(content: Any) -> str:
    """Return the words of a message of the agent: itself, or the text parts of it."""
    if isinstance(content, str):
        return storable(content)
    parts = [
        storable(part["text"])
        for part in (content if isinstance(content, list) else ())
        if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
    ]
    return "\n\n".join(part for part in parts if part.strip())
