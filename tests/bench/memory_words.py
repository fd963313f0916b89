"""What the words leg costs as a store grows: `python -m tests.bench.memory_words [MESSAGES ...]`.

Default 10,000, 100,000 and 1,000,000. One person owns half of the messages, another a twentieth. The texts are words by
Zipf's law without any stop words, so that a query is mostly words that stand in thousands of texts: the worst case.
Beside it, in the same run: the same words OR'ed in FTS5, its best 100, the person's range only.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.memory_search import SESSION, Talk

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

SHARES = (("u50", 0.5), ("u5", 0.05), ("rest", 0.45))
LENGTHS = (3, 5, 10, 20, 40)
EACH = 60
"""Queries of each length."""
_COLUMNS = ("id", "user_id", "session_id", "turn", "step", "role", "status", "content", "origin")


def fill(store: Store, count: int, talk: Talk) -> dict[str, str]:
    """Put everybody's messages into a store; returns the people's ids by name."""
    from lifeos_cli.ids import ulid
    from lifeos_cli.store import words
    from tests.store import make

    names = (*_COLUMNS, "created_at", "updated_at")
    statement = f"INSERT INTO messages ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    people = {}
    for name, share in SHARES:
        people[name] = person = make.user(store, name).id
        todo = round(count * share)
        for start in range(0, todo, 10_000):
            size = min(10_000, todo - start)
            held = [make.session(store, person).id for _ in range(0, size, SESSION)]
            rows = []
            for n in range(size):
                turn, at = n % SESSION, 1_600_000_000_000 + (start + n) * 60_000
                text = talk.line(5, 55)
                rows.append(
                    (ulid(), person, held[n // SESSION], turn, 0, "user", "success", text, "chat", at, at)
                )
            with store.write() as conn, words.in_bulk(conn, person):
                conn.executemany(statement, rows)
    return people


def ask(store: Store, person: str, name: str, talk: Talk) -> None:
    """Time queries of each length: ours, and FTS5's own ranking."""
    from lifeos_cli.memory import query
    from lifeos_cli.memory.search import Searcher
    from lifeos_cli.store import words

    began = time.perf_counter()
    searcher = Searcher(store.conn, person, None)
    rows = searcher.shelf().size
    print(f"  {name}: {rows:,} texts, read in {time.perf_counter() - began:.2f} s")
    everything: list[float] = []
    for length in LENGTHS:
        ours, theirs = [], []
        for n in range(EACH + 3):
            text = talk.line(length, length)
            began = time.perf_counter()
            searcher.search(text, mode="text")
            ours.append(time.perf_counter() - began)
            if n % 6 == 0:
                began = time.perf_counter()
                expression = query.expression(query.read(text).terms)
                words.search(store.conn, person, expression, limit=100)
                theirs.append(time.perf_counter() - began)
        ours = ours[3:]
        everything += ours
        print(
            f"    {length:>2} words: p50 {_ms(ours, 0.5)}  p99 {_ms(ours, 0.99)}   FTS5 OR'ed p50 {_ms(theirs, 0.5)}",
            flush=True,
        )
    print(f"    all lengths: p50 {_ms(everything, 0.5)}  p99 {_ms(everything, 0.99)}", flush=True)


def _ms(taken: list[float], share: float) -> str:
    ordered = sorted(taken)
    found = statistics.median(ordered) if share == 0.5 else ordered[int(len(ordered) * share) - 1]
    return f"{found * 1000:7.1f} ms"


def main(counts: list[int]) -> None:
    """Measure stores of these sizes."""
    from lifeos_cli.paths import resolve
    from lifeos_cli.store.database import Store

    for count in counts:
        talk = Talk()
        with tempfile.TemporaryDirectory() as folder, Store(resolve(str(Path(folder)))) as store:
            began = time.perf_counter()
            people: dict[str, Any] = fill(store, count, talk)
            print(f"\n{count:,} messages (made in {time.perf_counter() - began:.0f} s)", flush=True)
            for name in ("u50", "u5"):
                ask(store, people[name], name, talk)
        print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 100_000, 1_000_000])
