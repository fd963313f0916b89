"""How well memory finds: recall of the labelled messages, for words, vectors and both, and how long it takes.

    python -m tests.bench.retrieval                         our own conversations
    python -m tests.bench.retrieval madial=DIR locomo=FILE realtalk=DIR beam=DIR json=FILE
    python -m tests.bench.retrieval --through-cli ...       import and search by the program itself
    python -m tests.bench.retrieval --named                 as in a store too large to compare everything
    python -m tests.bench.retrieval --off-topic memorybank=DIR ...

Recall@k is the share of a question's labelled messages among the first k hits, averaged over questions; session
recall@5 the share of their sessions among the first five sessions of the hits.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.memory.index import sizes
from tests.bench import retrieval_sets as sets
from tests.bench.timing import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.search import Searcher
    from lifeos_cli.store.rows import Message, Session
    from tests.bench.retrieval_sets import Conversation, Question

DEPTH = 50
"""Hits asked for: enough for recall@20 and for five sessions."""
MODES = ("text", "vector", "hybrid")
READERS: dict[str, Callable[[Path], Iterable[Conversation]]] = {
    "json": sets.plain,
    "locomo": sets.locomo,
    "realtalk": sets.realtalk,
    "beam": sets.beam,
    "madial": sets.madial,
    "memorybank": sets.memorybank,
}


class Answer(NamedTuple):
    """The hits of one question, best first."""

    ids: list[str]
    sessions: list[str]
    cosine: float
    """The best cosine among the hits."""
    seconds: float


Ask = "Callable[[list[Question], str], list[Answer]]"


def figures(question: Question, answer: Answer, sessions: dict[str, str]) -> dict[str, float]:
    """Return what one answer is worth."""
    wanted, ranks = question.evidence, [n for n, row in enumerate(answer.ids, 1) if row in question.evidence]
    rooms = {sessions[row] for row in wanted}
    values = {f"r@{k}": len(wanted & set(answer.ids[:k])) / len(wanted) for k in (5, 10, 20)}
    values["any@10"] = float(bool(ranks) and ranks[0] <= 10)
    values["mrr"] = 1 / ranks[0] if ranks else 0.0
    values["s@5"] = len(rooms & set(list(dict.fromkeys(answer.sessions))[:5])) / len(rooms)
    return values


def fill(folder: Path, conversation: Conversation, embedder: Embedder) -> Searcher:
    """Put a conversation into a store of its own, in this process, and embed it."""
    from lifeos_cli.memory.index.indexer import catch_up
    from lifeos_cli.memory.search import Searcher
    from lifeos_cli.paths import resolve
    from lifeos_cli.store import messages
    from lifeos_cli.store.database import Store
    from tests.store import make

    store = Store(resolve(str(folder)))
    person = make.user(store, "bench")
    opened: dict[str, Session] = {}
    rows = []
    for n, line in enumerate(conversation.lines):
        if line.session not in opened:
            opened[line.session] = make.session(store, person.id, external_id=line.session, source="bench")
        rows.append(_message(opened[line.session], n, line))
    with store.write() as conn:
        for row in rows:
            messages.add(conn, row)
    catch_up(store, person.id, embedder, limit=None)
    return Searcher(store.conn, person.id, embedder)


def _message(session: Session, turn: int, line: sets.Line) -> Message:
    from lifeos_cli.ids import ulid
    from lifeos_cli.store.rows import Message

    at = round(line.at.timestamp() * 1000)
    blank: dict[str, Any] = dict.fromkeys(Message._fields)
    blank |= {"id": ulid(), "user_id": session.user_id, "session_id": session.id, "turn": turn, "step": 0}
    blank |= {"role": line.role, "content": line.content, "status": "success", "safety_level": "none"}
    blank |= {
        "origin": "imported",
        "source": "bench",
        "external_id": line.id,
        "created_at": at,
        "updated_at": at,
    }
    return Message(**blank)


def in_process(searcher: Searcher) -> Callable[[list[Question], str], list[Answer]]:
    """Return what asks a searcher."""

    def ask(questions: list[Question], mode: str) -> list[Answer]:
        answers = []
        for question in questions:
            began = time.perf_counter()
            hits = searcher.search(question.text, k=DEPTH, mode=mode)
            taken = time.perf_counter() - began
            best = max((hit.vector_score or 0.0 for hit in hits), default=0.0)
            ids = [str(hit.text.external_id) for hit in hits]
            answers.append(Answer(ids, [str(hit.session) for hit in hits], best, taken))
        return answers

    return ask


def through_cli(folder: Path, conversation: Conversation) -> Callable[[list[Question], str], list[Answer]]:
    """Import a conversation by the program; returns what asks the program."""
    env = environment(folder)
    lines = [
        {
            "type": "message",
            "session": line.session,
            "id": line.id,
            "role": line.role,
            "content": line.content,
        }
        | {"created_at": line.at.isoformat()}
        for line in conversation.lines
    ]
    given = "".join(json.dumps(line) + "\n" for line in lines)
    subprocess.run(
        [PROGRAM, "import", "jsonl", "-"], input=given, env=env, text=True, check=True, capture_output=True
    )

    def ask(questions: list[Question], mode: str) -> list[Answer]:
        asked = "".join(" ".join(question.text.split()) + "\n" for question in questions)
        command = [PROGRAM, "memory", "search", "--queries", "-", "-k", str(DEPTH), "--mode", mode]
        began = time.perf_counter()
        done = subprocess.run(command, input=asked, env=env, text=True, check=True, capture_output=True)
        each = (time.perf_counter() - began) / max(len(questions), 1)
        answers = []
        for text in done.stdout.splitlines():
            hits = json.loads(text)["hits"]
            best = max((hit["vector_score"] or 0.0 for hit in hits), default=0.0)
            ids = [hit["external_id"] for hit in hits]
            answers.append(Answer(ids, [hit["session"] for hit in hits], best, each))
        return answers

    return ask


def report(name: str, conversations: list[Conversation], asks: list[Callable[..., list[Answer]]]) -> None:
    """Print the figures of a set, per leg and per category."""
    total = sum(len(one.questions) for one in conversations)
    print(f"\n{name}: {len(conversations)} conversations, {total} questions")
    for mode in MODES:
        values: dict[str, list[dict[str, float]]] = defaultdict(list)
        seconds: list[float] = []
        for one, ask in zip(conversations, asks, strict=True):
            sessions = {line.id: line.session for line in one.lines}
            for question, answer in zip(one.questions, ask(one.questions, mode), strict=True):
                found = figures(question, answer, sessions)
                values["all"].append(found)
                values[question.category].append(found)
                seconds.append(answer.seconds)
        for category, rows in values.items():
            mean = {key: statistics.fmean(row[key] for row in rows) for key in rows[0]}
            shown = "  ".join(f"{key} {value:.3f}" for key, value in mean.items())
            print(f"  {mode:<7} {category:<28} {len(rows):4d}  {shown}")
        print(f"  {mode:<7} {statistics.median(seconds) * 1000:.1f} ms a query (median)")


def off_topic(asks: dict[str, Callable[..., list[Answer]]], questions: dict[str, list[Question]]) -> None:
    """Print how well the best cosine tells a person's own questions from another's."""
    own = [a.cosine for name, ask in asks.items() for a in ask(questions[name], "vector")]
    foreign = [
        a.cosine
        for name, ask in asks.items()
        for other, rows in questions.items()
        if other != name
        for a in ask(rows, "vector")
    ]
    higher = sum((a > b) + (a == b) / 2 for a in own for b in foreign) / (len(own) * len(foreign))
    floor = sorted(own)[len(own) // 10]
    refused = sum(b < floor for b in foreign) / len(foreign)
    print(f"\noff topic: AUROC {higher:.3f}; the floor {floor:.3f} keeps 90 % of {len(own)} and", end=" ")
    print(f"refuses {refused:.1%} of {len(foreign)}")
    for at in (0.3, 0.35, 0.4, 0.45):
        kept = sum(a >= at for a in own) / len(own)
        print(f"  at {at:.2f}: keeps {kept:.1%}, refuses {sum(b < at for b in foreign) / len(foreign):.1%}")


def _embedder() -> Embedder:
    from lifeos_cli.memory.index.model import open_embedder

    return open_embedder("builtin")


def main(given: list[str]) -> None:
    """Measure our own set and those named."""
    by_cli = "--through-cli" in given
    if "--named" in given:
        sizes.ONCE_TO = 0
    chosen = [word.split("=", 1) for word in given if "=" in word]
    wanted = {name: list(READERS[name](Path(where))) for name, where in chosen}
    own = list(sets.own())
    todo = {"own": own, "own, in one store": [sets.together(own)]} | wanted
    embedder = None if by_cli else _embedder()
    with tempfile.TemporaryDirectory() as folder:
        for name, conversations in todo.items():
            asks = []
            for n, one in enumerate(conversations):
                home = Path(folder) / name.replace(" ", "-") / str(n)
                asks.append(
                    through_cli(home, one) if embedder is None else in_process(fill(home, one, embedder))
                )
            if any(one.questions for one in conversations):
                report(name, conversations, asks)
            if "--off-topic" in given:
                probes = {one.name: one.questions for one in conversations}
                if name == "memorybank":
                    texts = sets.probes(Path(dict(chosen)[name]))
                    probes = {
                        one.name: [sets.Question(text, frozenset(), "") for text in texts.get(one.name, [])]
                        for one in conversations
                    }
                if len(conversations) > 1:
                    off_topic({one.name: ask for one, ask in zip(conversations, asks, strict=True)}, probes)


if __name__ == "__main__":
    main(sys.argv[1:])
