"""How fast messages come in against a bare `executemany` of the same rows, and what memory that takes.

`python -m tests.bench.import_jsonl [MESSAGES ...]` (default 100,000). The bare
side starts a Python of its own as the command does, reads no JSON, makes no
ids and keeps no change feed: it inserts ready rows into one table and the
same kind of full-text index, in one transaction.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.timing import PROGRAM, environment

WORDS = 30
"""Mean words of a message."""
SESSION = 40
"""Messages of a session."""
ROUNDS = 3


class Cost(NamedTuple):
    """What something took; on a machine that others use too, the processor's time tells more."""

    wall: float
    processor: float


def write_file(path: Path, count: int) -> None:
    """Write a file of conversations: words by Zipf's law out of 20,000."""
    dice = random.Random(7)  # noqa: S311 - words, not secrets
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    vocabulary = [
        "".join(dice.choices(letters, range(26, 0, -1), k=dice.randint(2, 10))) for _ in range(20_000)
    ]
    weights = [1 / (rank + 10) for rank in range(len(vocabulary))]
    pool = dice.choices(vocabulary, weights, k=1_000_000)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            start = dice.randrange(len(pool) - 100)
            line = {
                "type": "message",
                "session": f"s{n // SESSION}",
                "id": f"m{n}",
                "role": ("user", "assistant")[n % 2],
                "content": " ".join(pool[start : start + dice.randint(5, 2 * WORDS - 5)]),
                "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_600_000_000 + n * 60)),
            }
            file.write(json.dumps(line) + "\n")


def bare(source: Path, target: Path) -> Cost:
    """Insert the same rows as fast as SQLite takes them; returns what the inserts alone cost."""
    rows = []
    for n, text in enumerate(source.open(encoding="utf-8")):
        line = json.loads(text)
        rows.append((n, line["session"], line["id"], line["role"], line["content"], line["created_at"]))
    target.unlink(missing_ok=True)
    conn = sqlite3.connect(target, isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute(
        "CREATE TABLE messages (n INTEGER PRIMARY KEY, session TEXT, id TEXT, role TEXT, content TEXT, created_at TEXT)"
    )
    conn.execute(
        "CREATE VIRTUAL TABLE words USING fts5(content, content='messages', content_rowid='n', "
        "tokenize='porter unicode61')"
    )
    began, used = time.perf_counter(), time.process_time()
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)", rows)
    conn.executemany("INSERT INTO words (rowid, content) VALUES (?, ?)", ((row[0], row[4]) for row in rows))
    conn.execute("COMMIT")
    return Cost(time.perf_counter() - began, time.process_time() - used)


def bare_elsewhere(source: Path, target: Path) -> Cost:
    """Run `bare` in a process of its own, so that its rows count in nobody's memory."""
    code = "import sys; from tests.bench.import_jsonl import *; print(*bare(*map(Path, sys.argv[1:])))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(source), str(target)], capture_output=True, text=True, check=True
    )
    return Cost(*map(float, done.stdout.split()))


def imported(source: Path, home: Path) -> tuple[Cost, float]:
    """Run the command on a new home; returns what it cost and its peak memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "import", "jsonl", str(source), "--no-embed", "-q"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"the import ended with {status}")
    cost = Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime)
    return cost, used.ru_maxrss / 1024


def main(counts: list[int]) -> None:
    """Measure each size, A B A B, and print the best of each side and their ratios."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "messages.jsonl"
            write_file(source, count)
            ours, theirs, peak = [], [], 0.0
            for _ in range(ROUNDS):
                cost, peak = imported(source, Path(folder) / "home")
                ours.append(cost)
                shutil.rmtree(Path(folder) / "home")
                theirs.append(bare_elsewhere(source, Path(folder) / "bare.db"))
        for what, mine, bares in zip(
            Cost._fields, zip(*ours, strict=True), zip(*theirs, strict=True), strict=True
        ):
            print(
                f"{count:>9,} messages, {what}: import {min(mine):.2f} s, bare executemany {min(bares):.2f} s, "
                f"ratio {min(bares) / min(mine):.2f}"
            )
        print(f"{count:>9,} messages: peak memory of the import {peak:.0f} MB", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100_000])
