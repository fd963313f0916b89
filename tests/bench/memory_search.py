"""What a search costs: one in a fresh process, a thousand in one, and each leg alone in the same run.

`python -m tests.bench.memory_search [MESSAGES ...]` (default 10,000 and 100,000). The texts are words by Zipf's law,
their vectors random around a thousand topics: what is measured is time, not what is found. Queries are embedded by the
built-in model.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.timing import BARE, PROGRAM, environment, in_turn, show, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder

SESSION = 40
"""Messages of a session."""
QUERIES = 1_000
MODES = ("text", "vector", "hybrid")


class Fast:
    """Makes vectors under the name of another model, from nothing but the text's checksum.

    Args:
        model: Whose name.
    """

    def __init__(self, model: Embedder) -> None:
        import numpy as np

        self.model_id, self.dimension = model.model_id, model.dimension
        self.topics = np.random.default_rng(1).standard_normal((1_000, self.dimension)).astype(np.float32)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row a text."""
        import numpy as np

        sums = [zlib.crc32(text.encode()) for text in texts]
        dice = np.random.default_rng(sums[0])
        made = self.topics[np.array(sums) % 1_000] + dice.standard_normal(
            (len(texts), self.dimension)
        ).astype("f4")
        unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit


class Talk:
    """Words as people use them: a few all the time, most seldom."""

    def __init__(self) -> None:
        dice = random.Random(7)  # noqa: S311 - words, not secrets
        letters = "etaoinshrdlucmfwypvbgkjqxz"
        known = [
            "".join(dice.choices(letters, range(26, 0, -1), k=dice.randint(2, 10))) for _ in range(20_000)
        ]
        self.pool = dice.choices(known, [1 / (rank + 10) for rank in range(len(known))], k=1_000_000)
        self.dice = dice

    def line(self, least: int, most: int) -> str:
        """Return so many words."""
        start = self.dice.randrange(len(self.pool) - most)
        return " ".join(self.pool[start : start + self.dice.randint(least, most)])


def fill(home: Path, count: int, talk: Talk, model: Embedder) -> None:
    """Put messages into a store, with their vectors."""
    from lifeos_cli.ids import ulid
    from lifeos_cli.memory.index import indexer, mirror
    from lifeos_cli.paths import resolve
    from lifeos_cli.store import messages, users
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message
    from tests.store import make

    with Store(resolve(str(home))) as store:
        person = users.current(store.conn)
        assert person is not None
        held = [make.session(store, person.id).id for _ in range(0, count, SESSION)]
        blank: dict[str, Any] = dict.fromkeys(Message._fields)
        blank |= {
            "user_id": person.id,
            "step": 0,
            "status": "success",
            "safety_level": "none",
            "origin": "chat",
        }
        with store.write() as conn:
            for n in range(count):
                at = 1_600_000_000_000 + n * 60_000
                row = {"id": ulid(), "session_id": held[n // SESSION], "turn": n % SESSION, "role": "user"}
                row |= {"content": talk.line(5, 55), "created_at": at, "updated_at": at}
                messages.add(conn, Message(**{**blank, **row}))
        indexer.catch_up(store, person.id, Fast(model), limit=None)
        with indexer.lock(store):
            mirror.keep(store)


def one_shot(home: Path, talk: Talk) -> None:
    """Time the whole program, one query a process, beside a bare interpreter."""
    env = environment(home)
    cases = {"python -c pass": partial(whole, BARE, env)}
    for mode in MODES:
        asked = (PROGRAM, "memory", "search", talk.line(4, 8), "--mode", mode)
        cases[f"memory search --mode {mode}"] = partial(whole, asked, env)
    show("One search, whole process", in_turn(cases, 9), "python -c pass")
    print(f"  peak memory {_peak():.0f} MB")


def many(home: Path, talk: Talk) -> None:
    """Time a thousand queries, each asked of three processes in turn: the two legs alone, and both."""
    env = environment(home)
    command = [PROGRAM, "memory", "search", "--queries", "-", "--mode"]
    pipes: dict[str, Any] = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }
    asked = {mode: subprocess.Popen([*command, mode], env=env, text=True, **pipes) for mode in MODES}
    spent: dict[str, list[float]] = {mode: [] for mode in MODES}
    for _ in range(QUERIES):
        text = talk.line(4, 8)
        for mode, process in asked.items():
            spent[mode].append(answered(process, text))
    medians = {}
    for mode, seconds in spent.items():
        asked[mode].communicate()
        warm = sorted(seconds[5:])
        p50, p99 = statistics.median(warm), warm[int(len(warm) * 0.99)]
        medians[mode] = p50
        print(
            f"  {mode:<7} first {seconds[0] * 1000:7.1f} ms  p50 {p50 * 1000:6.2f}  p99 {p99 * 1000:6.2f}",
            end="",
        )
        print(f"  p99/p50 {p99 / p50:.2f}")
    both = medians["text"] + medians["vector"]
    print(
        f"  hybrid p50 is {medians['hybrid'] / both:.2f} x the sum of its legs; peak memory {_peak():.0f} MB"
    )


def _peak() -> float:
    """Return the MB that the largest process held so far, of those that have ended."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def answered(process: subprocess.Popen[str], text: str) -> float:
    """Ask a process that searches, and return the seconds until its answer is whole."""
    assert process.stdin
    assert process.stdout
    began = time.perf_counter()
    process.stdin.write(text + "\n")
    process.stdin.flush()
    assert "hits" in json.loads(process.stdout.readline())
    return time.perf_counter() - began


def main(counts: list[int]) -> None:
    """Measure stores of these sizes."""
    from lifeos_cli.memory.index.model import open_embedder

    model, talk = open_embedder("builtin"), Talk()
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            fill(Path(folder), count, talk, model)
            print(f"\n{count:,} messages of one person (made in {time.perf_counter() - began:.0f} s)")
            one_shot(Path(folder), talk)
            many(Path(folder), talk)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000, 100_000])
