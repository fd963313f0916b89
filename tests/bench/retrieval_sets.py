"""Conversations with questions whose answers are known, read from our own format and from public sets' shapes.

Our own format, `.chat`, is plain text:

    # a comment
    == SESSION 2025-02-03T19:05
    Speaker: a line, and a name for it at its end if a question needs it ^name
    ?? category | the question | name, another name

A speaker called `assistant` is one; everybody else is `user`, and their name stays before their words, unless it is
`user`. The JSON format says the same: `{"name", "messages": [{"id", "session", "role", "content", "created_at"}],
"questions": [{"query", "evidence": [ids], "category"}]}`, one such object or a list of them.

Adapters read the files of LoCoMo (`locomo10.json`), REALTALK (a folder of chats), BEAM (a folder of numbered chats)
and MADial-Bench (its folder) as their authors publish them. None of those sets is part of this project.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = Path(__file__).parent / "data"
START = datetime(2024, 1, 1, tzinfo=UTC)
_ID = re.compile(r"D:?(\d+):0*(\d+)")
_TALK = re.compile(r"^([^:]{1,30}): (.*?)(?: \^(\w+))?$")


class Line(NamedTuple):
    """One message."""

    id: str
    session: str
    role: str
    content: str
    at: datetime


class Question(NamedTuple):
    """What is asked, and the messages that hold the answer."""

    text: str
    evidence: frozenset[str]
    category: str


class Conversation(NamedTuple):
    """What one person's store holds, and what is asked of it."""

    name: str
    lines: list[Line]
    questions: list[Question]


def chat(path: Path) -> Conversation:
    """Read a file of our own format."""
    lines: list[Line] = []
    named: dict[str, str] = {}
    asked: list[tuple[str, str, str]] = []
    session, at = "", START
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.startswith("== "):
            _, session, when = text.split()
            at = datetime.fromisoformat(when).replace(tzinfo=UTC)
        elif text.startswith("?? "):
            category, question, evidence = text[3:].split(" | ")
            asked.append((question, evidence, category))
        elif found := _TALK.match(text):
            speaker, words, name = found.groups()
            row = f"{path.stem}:{len(lines)}"
            content = words if speaker in {"user", "assistant"} else f"{speaker}: {words}"
            role = "assistant" if speaker == "assistant" else "user"
            lines.append(Line(row, f"{path.stem}-{session}", role, content, at))
            at += timedelta(minutes=1)
            if name:
                named[name] = row
    questions = [
        Question(text, frozenset(named[name.strip()] for name in evidence.split(",")), category)
        for text, evidence, category in asked
    ]
    return Conversation(path.stem, lines, questions)


def plain(path: Path) -> Iterator[Conversation]:
    """Read our JSON format."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    for one in whole if isinstance(whole, list) else [whole]:
        lines = [
            Line(
                row["id"],
                row["session"],
                row["role"],
                row["content"],
                datetime.fromisoformat(row["created_at"]),
            )
            for row in one["messages"]
        ]
        questions = [
            Question(row["query"], frozenset(row["evidence"]), row.get("category", "all"))
            for row in one["questions"]
        ]
        yield Conversation(one["name"], lines, questions)


def _sessions(name: str, talk: dict[str, Any]) -> Iterator[Line]:
    """Read `session_1`, `session_2` ... with their `session_1_date_time`."""
    numbers = sorted(int(found[1]) for key in talk if (found := re.fullmatch(r"session_(\d+)", key)))
    for number in numbers:
        at = _moment(str(talk.get(f"session_{number}_date_time", ""))) or START + timedelta(days=number)
        for n, turn in enumerate(talk[f"session_{number}"] or []):
            words = turn.get("clean_text") or turn.get("text") or ""
            if turn.get("blip_caption"):
                words = f"{words} [{turn['blip_caption']}]".strip()
            when = _moment(str(turn.get("date_time", ""))) or at + timedelta(minutes=n)
            row = str(turn.get("dia_id") or f"D{number}:{n + 1}")
            yield Line(row, f"{name}-{number}", "user", f"{turn['speaker']}: {words}", when)


def _moment(text: str) -> datetime | None:
    for form in ("%I:%M %p on %d %B, %Y", "%d.%m.%Y, %H:%M:%S", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _asked(rows: list[dict[str, Any]], known: set[str]) -> list[Question]:
    """Read `qa`, whose evidence is sometimes a list in one string; what names no message is left out."""
    questions = []
    for row in rows:
        named = {f"D{a}:{b}" for text in row.get("evidence") or [] for a, b in _ID.findall(str(text))}
        if named & known:
            questions.append(
                Question(row["question"], frozenset(named & known), str(row.get("category", "all")))
            )
    return questions


def locomo(path: Path) -> Iterator[Conversation]:
    """Read LoCoMo's one file."""
    for sample in json.loads(path.read_text(encoding="utf-8")):
        lines = list(_sessions(sample["sample_id"], sample["conversation"]))
        yield Conversation(sample["sample_id"], lines, _asked(sample["qa"], {line.id for line in lines}))


def realtalk(folder: Path) -> Iterator[Conversation]:
    """Read REALTALK's chats, one a file."""
    for path in sorted(folder.glob("*.json")):
        talk = json.loads(path.read_text(encoding="utf-8"))
        lines = list(_sessions(path.stem, talk))
        yield Conversation(path.stem, lines, _asked(talk.get("qa") or [], {line.id for line in lines}))


def beam(folder: Path) -> Iterator[Conversation]:
    """Read BEAM's chats: `N/chat.json` beside `N/probing_questions/probing_questions.json`."""
    for path in sorted(folder.glob("*/chat.json"), key=lambda found: found.parent.name.zfill(6)):
        name = path.parent.name
        lines: list[Line] = []
        for b, batch in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            turns = [
                turn for group in batch["turns"] for turn in (group if isinstance(group, list) else [group])
            ]
            for turn in turns:
                at = START + timedelta(minutes=len(lines))
                lines.append(Line(str(turn["id"]), f"{name}-{b}", turn["role"], turn["content"], at))
        known = {line.id for line in lines}
        asked: list[Question] = []
        probes = path.parent / "probing_questions" / "probing_questions.json"
        for ability, rows in json.loads(probes.read_text(encoding="utf-8")).items():
            for row in rows:
                ids = set(re.findall(r"\d+", json.dumps(row.get("source_chat_ids", [])))) & known
                if ids:
                    asked.append(Question(row["question"], frozenset(ids), ability))
        yield Conversation(name, lines, asked)


def madial(folder: Path) -> Iterator[Conversation]:
    """Read MADial-Bench: each person's memories as dated messages, asked by the dialogue up to the test turn."""
    memories: dict[str, dict[str, str]] = {}
    for text in (folder / "MADial-Bench-en-memory.json").read_text(encoding="utf-8").splitlines():
        memories |= json.loads(text)
    talks = [
        json.loads(text)
        for text in (folder / "MADial-Bench-en-dialogue.json").read_text(encoding="utf-8").splitlines()
    ]
    for person in sorted({talk["user-id"] for talk in talks}):
        own = [talk for talk in talks if talk["user-id"] == person]
        name = re.match(r"<(\w+)>", own[0]["dialogue"][1])
        kept = {row: one for row, one in memories.items() if name and name[1] in one["event"]}
        lines = [
            Line(
                row,
                f"memory-{row}",
                "user",
                one["event"],
                datetime.fromisoformat(one["time"]).replace(tzinfo=UTC),
            )
            for row, one in kept.items()
        ]
        questions = [
            Question(_spoken(talk), frozenset(str(row) for row in talk["relevant-id"]), "recall")
            for talk in own
        ]
        yield Conversation(f"madial-{person}", lines, questions)


def _spoken(talk: dict[str, Any]) -> str:
    turns = [turn.strip() for turn in talk["dialogue"][1 : talk["test-turn"][0]]]
    return " ".join(re.sub(r'^<(\w+)>: ?"?(.*?)"?$', r"\1: \2", turn) for turn in turns)


def memorybank(folder: Path) -> Iterator[Conversation]:
    """Read MemoryBank: ten days of companion chat a person; its questions have no labels, so none are read."""
    for person, kept in json.loads((folder / "memory_bank_en.json").read_text(encoding="utf-8")).items():
        lines = []
        for day, pairs in kept["history"].items():
            at = datetime.fromisoformat(day).replace(tzinfo=UTC)
            for n, pair in enumerate(pairs):
                spoken = (("user", pair["query"]), ("assistant", pair["response"]))
                for role, words in spoken:
                    row = f"{day}:{n}:{role}"
                    lines.append(
                        Line(row, day, role, words, at + timedelta(minutes=2 * n + (role != "user")))
                    )
        yield Conversation(person.strip(), lines, [])


def probes(folder: Path) -> dict[str, list[str]]:
    """Read MemoryBank's questions by person, for the test of what is off topic."""
    found: dict[str, list[str]] = {}
    for text in (folder / "probing_questions_en.jsonl").read_text(encoding="utf-8").splitlines():
        for person, questions in json.loads(text).items():
            found.setdefault(person.strip(), []).extend(questions)
    return found


def own() -> Iterator[Conversation]:
    """Read the conversations of this project."""
    for path in sorted(OWN.glob("*.chat")):
        yield chat(path)


def together(conversations: list[Conversation]) -> Conversation:
    """Put conversations into one store: what is not asked for is in the way of what is."""
    lines = [
        line._replace(id=f"{one.name}/{line.id}", session=f"{one.name}/{line.session}")
        for one in conversations
        for line in one.lines
    ]
    questions = [
        question._replace(evidence=frozenset(f"{one.name}/{row}" for row in question.evidence))
        for one in conversations
        for question in one.questions
    ]
    return Conversation("together", lines, questions)
