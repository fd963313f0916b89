"""What the memory index costs: `python -m tests.bench.memory_index [words|embed|vectors] [ROWS]`.

Every figure stands beside the bare thing it is made of, measured in the same run.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lifeos_cli.ids import ulid
from lifeos_cli.memory.index import indexer, lance, mirror, sizes
from lifeos_cli.paths import resolve
from lifeos_cli.store import recallable, vector_marks, vector_mirror, vectors, vectors_file, words
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

DIM = 384
_COMMON = [
    "i",
    "was",
    "going",
    "to",
    "the",
    "park",
    "with",
    "my",
    "sister",
    "and",
    "then",
    "we",
    "had",
    "a",
    "long",
    "talk",
    "about",
    "work",
    "because",
    "it",
    "had",
    "been",
    "hard",
    "for",
    "me",
    "since",
    "the",
    "move",
    "but",
    "she",
    "said",
    "that",
    "it",
    "would",
    "get",
    "better",
    "when",
    "i",
    "sleep",
    "and",
    "run",
    "more",
    "often",
]


def texts(count: int, seed: int = 0) -> Iterator[str]:
    """Make texts of 8 to 60 words: common ones, and a tail of rare ones."""
    dice = np.random.default_rng(seed)
    for _ in range(count):
        size = int(dice.integers(8, 60))
        rare = dice.zipf(1.3, size)
        pick = dice.integers(0, len(_COMMON), size)
        yield " ".join(
            f"w{rare[n] % 30_000}" if dice.random() < 0.3 else _COMMON[pick[n]] for n in range(size)
        )


def rate(name: str, count: int, work: Callable[[], Any]) -> float:
    """Time some work; returns items a second of processor, which a shared machine does not bend."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    wall, seconds = time.perf_counter() - began, time.process_time() - cpu
    print(f"  {name:<44}{count / seconds:>12,.0f} /s of processor {wall:>9.2f} s on the clock", flush=True)
    return count / seconds


def message_rows(store: Store, count: int) -> tuple[str, list[str], list[tuple[Any, ...]]]:
    """Make rows of messages, the person's and the assistant's in turn, in sessions of 50 turns."""
    person = store.conn.execute("SELECT id FROM users").fetchone()[0]
    names = [
        "id",
        "user_id",
        "session_id",
        "turn",
        "step",
        "role",
        "status",
        "content",
        "origin",
        "created_at",
        "updated_at",
    ]
    rows: list[tuple[Any, ...]] = []
    session = ""
    for n, text in enumerate(texts(count)):
        if n % 100 == 0:
            session = make.session(store, person).id
        role = ("user", "assistant")[n % 2]
        rows.append((ulid(), person, session, n // 2 % 50, n % 2, role, "success", text, "chat", n, n))
    return person, names, rows


def bench_words(count: int) -> None:
    """Ingest through the triggers against a bare executemany into the same tables without and with FTS5."""
    print(f"words, {count:,} messages")
    with tempfile.TemporaryDirectory() as home, Store(resolve(home)) as store:
        _, names, rows = message_rows(store, count)
        slots = f"({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        ddl = store.conn.execute("SELECT sql FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
        bare: dict[str, float] = {}
        for kind in ("plain", "with FTS5"):
            with closing(sqlite3.connect(Path(home) / f"{kind}.db", isolation_level=None)) as conn:
                conn.executescript(
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; {ddl}"
                )
                for index in store.conn.execute(
                    "SELECT sql FROM sqlite_master WHERE tbl_name = 'messages' AND type = 'index' AND sql <> ''"
                ):
                    conn.execute(index[0])
                conn.execute(
                    "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61')"
                )
                conn.execute("BEGIN IMMEDIATE")

                def insert(conn: sqlite3.Connection = conn, *, fts: bool = kind != "plain") -> None:
                    conn.executemany(f"INSERT INTO messages {slots}", rows)
                    if fts:
                        conn.executemany(
                            "INSERT INTO words (rowid, text) VALUES (?, ?)",
                            ((n, row[7]) for n, row in enumerate(rows)),
                        )
                    conn.execute("COMMIT")

                bare[kind] = rate(f"bare executemany, {kind}", count, insert)

        def ours() -> None:
            for start in range(0, count, 1000):
                with store.write() as conn, words.in_bulk(conn, rows[0][1]):
                    conn.executemany(f"INSERT INTO messages {slots}", rows[start : start + 1000])

        through = rate("ours: row, feed, words, a thousand a commit", count, ours)
        for kind, found in bare.items():
            print(f"  ratio to bare, {kind}: {through / found:.2f}")
        search_words(store, rows[0][1])
        print(f"  database {store.path.stat().st_size / 1e6:.0f} MB + log, peak {peak():.0f} MB")


def search_words(store: Store, person: str) -> None:
    """Time OR'ed queries of the person's own words."""
    taken = []
    for n, text in enumerate(texts(60, seed=7)):
        expression = " OR ".join(words.phrase(word) for word in dict.fromkeys(text.split()[:10]))
        began = time.perf_counter()
        words.search(store.conn, person, expression, limit=100, voices=(words.OWN,) if n % 2 else words.ANY)
        taken.append(time.perf_counter() - began)
    show("ten words OR'ed, best 100", taken)


def show(name: str, taken: list[float]) -> None:
    """Print median and 99th percentile."""
    ordered = sorted(taken)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    print(
        f"  {name:<44}p50 {statistics.median(taken) * 1000:>8.1f} ms   p99 {p99 * 1000:>8.1f} ms", flush=True
    )


def peak() -> float:
    """Return the peak resident megabytes of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench_embed(count: int) -> None:
    """Index against the bare embedder over the same pieces in the same length-sorted batches."""
    from lifeos_cli.memory.index.model import open_embedder

    print(f"embedding, {count:,} messages")
    embedder = open_embedder("builtin")
    embedder.embed(["warm"])
    with tempfile.TemporaryDirectory() as home, Store(resolve(home)) as store:
        person, names, rows = message_rows(store, count)
        with store.write() as conn:
            conn.executemany(
                f"INSERT INTO messages ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows
            )
        contents = sorted((row[7] for row in rows), key=len)

        def bare() -> None:
            for start in range(0, count, indexer.BATCH):
                embedder.embed(contents[start : start + indexer.BATCH])

        alone = rate("the embedder alone", count, bare)
        ours = rate("the indexer", count, lambda: indexer.catch_up(store, person, embedder, limit=None))
        print(f"  ratio {ours / alone:.2f}, peak {peak():.0f} MB")


def bench_vectors(count: int) -> None:
    """Search one person's vectors: half of the store's, and a twentieth; BLOBs, memory, LanceDB."""
    print(f"vectors, {count:,} of {DIM}")
    with tempfile.TemporaryDirectory() as home, Store(resolve(home)) as store:
        vectors.attach(store.conn)
        dice = np.random.default_rng(1)
        centres = dice.standard_normal((max(200, count // 250), DIM)).astype(np.float32)
        half = store.conn.execute("SELECT id FROM users").fetchone()[0]
        people = [half, make.user(store, "u5").id, make.user(store, "rest").id]
        with store.write() as conn:
            vector_marks.add_model(conn, "bench", "builtin", DIM)
        began = time.perf_counter()
        shares = (0.5, 0.05, 0.45)
        for person, share in zip(people, shares, strict=True):
            for start in range(0, int(count * share), 10_000):
                _fill(store, person, min(10_000, int(count * share) - start), centres, dice)
        print(f"  BLOBs written at {count / (time.perf_counter() - began):,.0f} /s", flush=True)
        size = sum(part.stat().st_size for part in store.path.parent.glob("vectors.db*"))
        began = time.perf_counter()
        sizes.MIRROR_FROM = 0
        with indexer.lock(store):
            mirror.keep(store)
        disk = sum(file.stat().st_size for file in mirror.folder(store.conn).rglob("*") if file.is_file())
        print(
            f"  LanceDB built in {time.perf_counter() - began:.1f} s; "
            f"BLOBs {size / 1e6:,.0f} MB, LanceDB {disk / 1e6:,.0f} MB"
        )
        for name, person in zip(("u50", "u5"), people, strict=False):
            _compare(store, name, person, centres, dice)
        print(f"  peak {peak():.0f} MB; not yet mirrored {vector_mirror.waiting(store.conn, 'bench')}")


def _fill(
    store: Store, person: str, count: int, centres: NDArray[np.float32], dice: np.random.Generator
) -> None:
    made = centres[dice.integers(0, len(centres), count)] + 0.8 * dice.standard_normal(
        (count, DIM), dtype=np.float32
    )
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    blank = ("user", None, None, None, None, "", 0, None, "none", 0)
    pieces = [
        vectors.Piece(recallable.Text("messages", ulid(), n % 3, *blank), 0, 0, 1) for n in range(count)
    ]
    with store.write() as conn:
        vectors.put(conn, person, "bench", pieces, made)
    vectors_file.checkpoint(store.conn)


def _compare(
    store: Store, name: str, person: str, centres: NDArray[np.float32], dice: np.random.Generator
) -> None:
    began = time.perf_counter()
    exact = vectors.matrix(store.conn, person, "bench")
    print(f"  {name}: {len(exact.keys):,} rows; read into memory in {time.perf_counter() - began:.2f} s")
    table = lance.open_table(mirror.folder(store.conn), "bench", DIM)
    queries = exact.vectors[dice.integers(0, len(exact.keys), 100)] + 0.03 * dice.standard_normal(
        (100, DIM), dtype=np.float32
    )
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    taken: dict[str, list[float]] = {"memory": [], "lance": []}
    recall = []
    for query in queries:
        began = time.perf_counter()
        scores = exact.vectors @ query
        best = {exact.keys[row].id for row in np.argpartition(-scores, 10)[:10]}
        taken["memory"].append(time.perf_counter() - began)
        began = time.perf_counter()
        near = lance.nearest(table, person, query, most=10, voices=words.ANY)
        taken["lance"].append(time.perf_counter() - began)
        recall.append(len(best & {row.id for row in near}) / 10)
    show(f"{name} numpy in memory, exact", taken["memory"])
    show(f"{name} LanceDB IVF_RQ, 20 probes, refine 10", taken["lance"][5:])
    print(f"  {name} LanceDB recall@10 of exact {statistics.mean(recall):.3f}")
    began = time.perf_counter()
    for _, block in vectors.blocks(store.conn, person, "bench"):
        np.argpartition(-(block.astype(np.float32) @ queries[0]), min(10, len(block) - 1))
    print(
        f"  {name} one scan of the BLOBs, nothing kept: {(time.perf_counter() - began) * 1000:.0f} ms",
        flush=True,
    )


BENCHES = {
    "words": (bench_words, 100_000),
    "embed": (bench_embed, 3_000),
    "vectors": (bench_vectors, 100_000),
}


def main() -> None:
    """Run the named benchmark, or all at their usual size."""
    named = sys.argv[1:2] or [*BENCHES]
    for name in named:
        run, size = BENCHES[name]
        run(int(sys.argv[2]) if len(sys.argv) > 2 else size)


if __name__ == "__main__":
    main()
