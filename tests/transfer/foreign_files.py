"""Files as other programs write them, made small."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from lifeos_cli.transfer import convex_ids

if TYPE_CHECKING:
    from pathlib import Path


def node(
    key: str, parent: str | None, role: str | None, *parts: Any, at: float | None = 1.7e9, **more: Any
) -> Any:
    """Make a node of a ChatGPT tree; without a role nobody speaks in it."""
    content = {"content_type": more.pop("kind", "text"), "parts": list(parts)}
    message = {"id": f"m-{key}", "author": {"role": role}, "create_time": at, "content": content, **more}
    return key, {"id": key, "parent": parent, "children": [], "message": message if role else None}


def tree(*nodes: Any, current: str | None = None, key: str = "c1", title: str = "A tree") -> dict[str, Any]:
    """Make a ChatGPT conversation."""
    return {"id": key, "title": title, "create_time": 1.7e9, "current_node": current, "mapping": dict(nodes)}


def zipped(path: Path, **members: bytes | str) -> str:
    """Write a ZIP; two underscores in a name stand for a slash, one before the ending for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return str(path)


def convex_id(table: int, n: int) -> str:
    """Make the id of a Convex document."""
    return convex_ids.encode(table, n.to_bytes(16, "big"))


NUMBERS = {
    "users": 10001,
    "conversationSessions": 10002,
    "messageEmbeddings": 10003,
    "skills": 10004,
    "skillEvidence": 10005,
    "goals": 10006,
    "psychometricProfiles": 10007,
}
AT = 1_767_312_000_000.0


def snapshot(
    path: Path,
    tables: dict[str, list[dict[str, Any]]],
    agent: dict[str, list[dict[str, Any]]] | None = None,
    *,
    folder: str = "",
    legacy: bool = False,
) -> str:
    """Write a Convex snapshot of these documents."""
    schema = '"never"\n' if legacy else '"uniform"\n'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{folder}README.md", "# Welcome to your Convex snapshot export!")
        for at, found in (("", tables), ("_components/agent/", agent or {})):
            numbers = [{"name": name, "id": NUMBERS.get(name, 10100 + n)} for n, name in enumerate(found)]
            file.writestr(f"{folder}{at}_tables/documents.jsonl", lines(numbers))
            for name, docs in found.items():
                file.writestr(f"{folder}{at}{name}/documents.jsonl", lines(docs))
                file.writestr(f"{folder}{at}{name}/generated_schema.jsonl", schema)
    return str(path)


def lines(docs: list[dict[str, Any]]) -> str:
    """Write documents a line each."""
    return "".join(json.dumps(doc) + "\n" for doc in docs)


def life(user: str | None = None) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[dict[str, Any]]]]:
    """Make a small life: a session with its thread, a goal, evidence of a skill, scores."""
    me, talk = convex_id(10001, 1), convex_id(10002, 1)
    whose = user or me
    tables: dict[str, list[dict[str, Any]]] = {
        "users": [
            {"_id": me, "_creationTime": AT, "externalId": "ext-1", "name": "Ada", "email": "ada@example.org"}
        ],
        "conversationSessions": [
            {
                "_id": talk,
                "_creationTime": AT,
                "userId": whose,
                "threadId": "t1",
                "sessionType": "daily_checkin",
                "startedAt": AT,
                "summary": "Moving",
                "insights": ["needs quiet"],
                "tags": ["home", "two words"],
            }
        ],
        "messageEmbeddings": [
            {
                "_id": convex_id(10003, 1),
                "_creationTime": AT,
                "userId": whose,
                "sessionId": talk,
                "messageId": "m9",
                "content": "later words",
                "role": "user",
                "embedding": [0.5, 1.0],
                "createdAt": AT + 9000,
            }
        ],
        "goals": [
            {
                "_id": convex_id(10006, 1),
                "_creationTime": AT,
                "userId": whose,
                "title": "Write",
                "status": "paused",
                "goalType": "outcome",
                "createdAt": AT,
                "targetDate": AT,
                "whyItMatters": "joy",
                "milestones": [
                    {"title": "one", "completed": True, "completedAt": AT},
                    {"title": "two", "completed": False},
                ],
            }
        ],
        "skills": [{"_id": convex_id(10004, 1), "_creationTime": AT, "userId": whose, "name": "patience"}],
        "skillEvidence": [
            {
                "_id": convex_id(10005, 1),
                "_creationTime": AT,
                "userId": whose,
                "skillId": convex_id(10004, 1),
                "sourceType": "reflection",
                "content": "I waited",
                "assessment": "good",
                "pointsAwarded": 5.0,
                "createdAt": AT,
            }
        ],
        "psychometricProfiles": [{"_id": convex_id(10007, 1), "_creationTime": AT, "userId": whose}],
    }
    agent: dict[str, list[dict[str, Any]]] = {
        "threads": [
            {"_id": "t1", "_creationTime": AT, "userId": whose, "status": "active"},
            {"_id": "t2", "_creationTime": AT, "userId": whose, "title": "Loose", "status": "active"},
        ],
        "messages": [
            _said("a2", "t1", 0, 1, "assistant", [{"type": "text", "text": "reply"}, {"type": "tool-call"}]),
            _said("a1", "t1", 0, 0, "user", "first words"),
            {**_said("a3", "t1", 0, 2, "tool", "x"), "tool": True},
            _said("a4", "t2", 0, 0, "user", "loose words"),
        ],
    }
    return tables, agent


def _said(key: str, thread: str, order: int, step: int, role: str, content: Any) -> dict[str, Any]:
    return {
        "_id": key,
        "_creationTime": AT + step * 1000,
        "threadId": thread,
        "order": float(order),
        "stepOrder": float(step),
        "message": {"role": role, "content": content},
        "tool": False,
        "status": "success",
    }


def as_stream(value: Any) -> io.BytesIO:
    """Write a value as JSON bytes."""
    return io.BytesIO(json.dumps(value).encode())
