"""Export as a Convex snapshot ZIP: the tables of the schema this program was first drawn for, and agent threads.

Numbers are Float64 there and so are written with a point; an id is made of the
row's own, so the same row has the same id every time.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from datetime import datetime
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, BinaryIO

from lifeos_cli.clock import to_ms
from lifeos_cli.ids import ALPHABET
from lifeos_cli.transfer import convex_ids
from lifeos_cli.transfer.selection import Selection, rows, standing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

AGENT = "_components/agent/"
TABLES = {
    "users": 10001,
    "conversationSessions": 10002,
    "goals": 10003,
    "skills": 10004,
    "skillEvidence": 10005,
}
THREADS, MESSAGES = 10001, 10002
"""Numbers of the agent component's tables, in its own list."""
_README = (
    "# Welcome to your Convex snapshot export!\n\nMade by lifeos. Documents are in <table>/documents.jsonl.\n"
)
_SESSION_TYPES = {"checkin": "daily_checkin"}
_WHEN = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every member: the same rows give the same bytes."""


class Writer:
    """One snapshot.

    Args:
        conn: The store, in a read transaction.
        user_id: Whose.
        want: Which rows.
    """

    def __init__(self, conn: sqlite3.Connection, user_id: str, want: Selection) -> None:
        self._conn, self._user_id, self._want = conn, user_id, want
        self._me = convex_ids.encode(TABLES["users"], _own(user_id))
        self.counts: Counter[str] = Counter()

    def write(self, target: BinaryIO, tell: Callable[[int], None] = lambda _n: None) -> Counter[str]:
        """Write the ZIP; returns how many rows of each type went in."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as self._file:
            self._text("README.md", _README)
            self._text("_tables/documents.jsonl", _numbers(TABLES))
            self._text(
                f"{AGENT}_tables/documents.jsonl", _numbers({"threads": THREADS, "messages": MESSAGES})
            )
            for table, documents in (
                ("users", self._users),
                ("conversationSessions", self._sessions),
                (f"{AGENT}threads", self._threads),
                (f"{AGENT}messages", self._messages),
                ("goals", self._goals),
                ("skills", self._skills),
                ("skillEvidence", self._evidence),
            ):
                self._table(table, documents())
                tell(self.counts.total())
        return +self.counts

    def _rows(self, kind: str) -> Iterator[dict[str, Any]]:
        if kind == "user" or not self._want.types or kind in self._want.types:
            want = self._want if kind != "user" else Selection()
            yield from filter(standing, rows(self._conn, self._user_id, want._replace(types=(kind,))))

    def _text(self, name: str, text: str) -> None:
        info = zipfile.ZipInfo(name, _WHEN)
        info.external_attr = 0o600 << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        self._file.writestr(info, text)

    def _table(self, name: str, documents: Iterator[dict[str, Any]]) -> None:
        info = zipfile.ZipInfo(f"{name}/documents.jsonl", _WHEN)
        info.compress_type = zipfile.ZIP_DEFLATED
        encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
        with self._file.open(info, "w", force_zip64=True) as member, TextIOWrapper(member, "ascii") as text:
            for document in documents:
                text.write(
                    encode({key: value for key, value in document.items() if value is not None}) + "\n"
                )
        self._text(f"{name}/generated_schema.jsonl", '"uniform"\n')

    def _users(self) -> Iterator[dict[str, Any]]:
        for row in self._rows("user"):
            at = _ms(row["created_at"])
            yield {
                "_id": self._me,
                "_creationTime": at,
                "externalId": row.get("external_id", row["id"]),
                "email": row.get("email", ""),
                "name": row["name"],
                "createdAt": at,
                "onboardingComplete": True,
                "lastActiveAt": _ms(row["last_active_at"]) if "last_active_at" in row else at,
            }

    def _sessions(self) -> Iterator[dict[str, Any]]:
        insights: dict[str, list[str]] = {}
        for row in self._rows("insight"):
            insights.setdefault(row.get("session_id", ""), []).append(row["content"])
        tags: dict[str, list[str]] = {}
        for row in rows(self._conn, self._user_id, Selection(types=("session", "tag"))):
            if row["type"] == "tag":
                tags.setdefault(row["owner_id"], []).append(row["name"])
        for row in self._rows("session"):
            self.counts["session"] += 1
            self.counts["insight"] += len(insights.get(row["id"], ()))
            at = _ms(row["started_at"])
            yield {
                "_id": _id("conversationSessions", row),
                "_creationTime": at,
                "userId": self._me,
                "threadId": convex_ids.encode(THREADS, _own(row["id"])),
                "startedAt": at,
                "sessionType": _SESSION_TYPES.get(row["session_type"], row["session_type"]),
                "coachType": row.get("coach"),
                "summary": row.get("summary"),
                "endedAt": _ms(row["ended_at"]) if "ended_at" in row else None,
                "insights": insights.get(row["id"]),
                "tags": tags.get(row["id"]),
            }

    def _threads(self) -> Iterator[dict[str, Any]]:
        for row in self._rows("session"):
            yield {
                "_id": convex_ids.encode(THREADS, _own(row["id"])),
                "_creationTime": _ms(row["started_at"]),
                "userId": self._me,
                "title": row.get("title"),
                "summary": row.get("summary"),
                "status": "archived" if "archived_at" in row else "active",
            }

    def _messages(self) -> Iterator[dict[str, Any]]:
        for row in self._rows("message"):
            if row["role"] == "tool":
                continue
            self.counts["message"] += 1
            yield {
                "_id": convex_ids.encode(MESSAGES, _own(row["id"])),
                "_creationTime": _ms(row["created_at"]),
                "threadId": convex_ids.encode(THREADS, _own(row["session_id"])),
                "userId": self._me,
                "order": float(row["turn"]),
                "stepOrder": float(row["step"]),
                "tool": False,
                "message": {"role": row["role"], "content": row["content"]},
                "text": row["content"],
                "status": "success" if row["status"] == "success" else "failed",
                "agentName": row.get("coach"),
                "model": row.get("model"),
                "provider": row.get("provider"),
            }

    def _goals(self) -> Iterator[dict[str, Any]]:
        steps: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows("milestone"):
            steps.setdefault(row["goal_id"], []).append(row)
        for row in self._rows("goal"):
            self.counts["goal"] += 1
            self.counts["milestone"] += len(steps.get(row["id"], ()))
            at = _ms(row["created_at"])
            target = row.get("target_date")
            yield {
                "_id": _id("goals", row),
                "_creationTime": at,
                "userId": self._me,
                "title": row["title"],
                "goalType": row["goal_type"],
                "status": row["status"],
                "whyItMatters": row.get("why"),
                "milestones": [_milestone(one) for one in sorted(steps.get(row["id"], ()), key=_position)],
                "createdAt": at,
                "targetDate": float(to_ms(datetime.fromisoformat(target))) if target else None,
            }

    def _skills(self) -> Iterator[dict[str, Any]]:
        seen: dict[str, dict[str, Any]] = {}
        for row in self._rows("skill_evidence"):
            seen.setdefault(row["skill"], row)
        for name, row in seen.items():
            at = _ms(row["effective_at"])
            yield {
                "_id": _skill(row),
                "_creationTime": at,
                "userId": self._me,
                "name": name,
                "description": "",
                "level": 1.0,
                "experience": 0.0,
                "discoveredAt": at,
                "lastActivityAt": at,
                "evidenceCount": 1.0,
            }
        self._skill_ids = {name: _skill(row) for name, row in seen.items()}

    def _evidence(self) -> Iterator[dict[str, Any]]:
        for row in self._rows("skill_evidence"):
            self.counts["skill_evidence"] += 1
            at = _ms(row["effective_at"])
            yield {
                "_id": _id("skillEvidence", row),
                "_creationTime": at,
                "userId": self._me,
                "createdAt": at,
                "skillId": self._skill_ids[row["skill"]],
                "sourceType": row["kind"],
                "content": row["content"],
                "assessment": row.get("assessment", ""),
                "pointsAwarded": float(row.get("points", 0)),
            }


def _numbers(tables: dict[str, int]) -> str:
    return "".join(f'{{"name":"{name}","id":{number}}}\n' for name, number in tables.items())


def _own(row_id: str) -> bytes:
    """Return the 16 bytes a ULID is."""
    number = 0
    for letter in row_id:
        number = number << 5 | ALPHABET.index(letter)
    return number.to_bytes(16, "big")


def _id(table: str, row: dict[str, Any]) -> str:
    return convex_ids.encode(TABLES[table], _own(row["id"]))


def _skill(row: dict[str, Any]) -> str:
    """Return the id of a skill: that of the first evidence of it, in the skills' own table."""
    return convex_ids.encode(TABLES["skills"], _own(row["id"]))


def _position(row: dict[str, Any]) -> int:
    return int(row["position"])


def _milestone(row: dict[str, Any]) -> dict[str, Any]:
    done = row["status"] == "completed"
    found: dict[str, Any] = {"title": row["title"], "completed": done}
    return found | ({"completedAt": _ms(row["completed_at"])} if done and "completed_at" in row else {})


def _ms(moment: str | int) -> float:
    return float(moment if isinstance(moment, int) else to_ms(datetime.fromisoformat(moment)))
