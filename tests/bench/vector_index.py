"""Which vector index at which size: build time, disk, time of a query and recall@10 for two people of one store.

    python -m tests.bench.vector_index [ROWS] [uniform] [only=NAME,NAME]

One person owns half of the vectors, another a twentieth; each asks for their own nearest ten. All candidates answer the
same queries in the same run: numpy over the person's rows, LanceDB's indexes, sqlite-vec (exact, if it and apsw are
installed), pgvector (HNSW, if `PGVECTOR` holds a connection string and psycopg is installed).
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lifeos_cli.ids import ulid
from lifeos_cli.memory.index import lance
from lifeos_cli.memory.legs import ROLES
from lifeos_cli.store.vector_mirror import Row
from lifeos_cli.store.words import OWN
from tests.bench.vector_data import DIM, Vectors, make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Ask = Callable[[str, NDArray[np.float32]], list[int]]

QUERIES = 200
WARM = 20
K = 10
PEOPLE = ("u50", "u5")


def truth(data: Vectors) -> dict[str, list[set[int]]]:
    """Return the exact nearest ten of each query, for each person."""
    found: dict[str, list[set[int]]] = {}
    for name, first, end in data.owner[:2]:
        scores = data.rows[first:end] @ data.queries.T
        best = np.argpartition(-scores, K, axis=0)[:K] + first
        found[name] = [set(map(int, best[:, n])) for n in range(len(data.queries))]
    return found


def measure(name: str, ask: Ask, data: Vectors, exact: dict[str, list[set[int]]]) -> None:
    """Ask every query of a candidate, and print what it took and what share of the exact ten it found."""
    for person in PEOPLE:
        for query in data.queries[:WARM]:
            ask(person, query)
        taken, recall, used = [], [], time.process_time()
        for query, best in zip(data.queries, exact[person], strict=True):
            began = time.perf_counter()
            found = ask(person, query)
            taken.append((time.perf_counter() - began) * 1000)
            recall.append(len(best & set(found)) / K)
        used = (time.process_time() - used) / len(taken) * 1000
        taken.sort()
        p99 = taken[int(len(taken) * 0.99) - 1]
        print(
            f"  {name:<40} {person:<4} p50 {statistics.median(taken):7.1f} ms  p99 {p99:7.1f} ms  "
            f"processor {used:6.1f} ms  recall@10 {statistics.fmean(recall):.3f}",
            flush=True,
        )


def built(name: str, began: float, size: int) -> None:
    """Print what making something took."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {name:<40} built in {time.perf_counter() - began:.1f} s, {size / 1e6:,.0f} MB; peak so far {peak:,.0f} MB",
        flush=True,
    )


def by_numpy(data: Vectors, exact: dict[str, list[set[int]]]) -> None:
    """Multiply all of a person's rows, which lie side by side."""
    own = {name: (first, data.rows[first:end]) for name, first, end in data.owner}

    def ask(person: str, query: NDArray[np.float32]) -> list[int]:
        first, rows = own[person]
        scores = rows @ query
        return [int(row) + first for row in np.argpartition(-scores, K)[:K]]

    measure("numpy, exact, rows by person", ask, data, exact)


def blocks(data: Vectors) -> Iterator[list[Row]]:
    """Give the rows as the mirror reads them."""
    for name, first, end in data.owner:
        for start in range(first, end, 16_384):
            some = data.rows[start : min(start + 16_384, end)].astype(np.float16)
            yield [
                Row(name, "messages", f"{start + n}", 0, OWN, None, 0, 0, 1, half.tobytes())
                for n, half in enumerate(some)
            ]


def on_disk(folder: Path) -> int:
    """Return the bytes under a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def by_lance(data: Vectors, exact: dict[str, list[set[int]]], folder: Path, kinds: list[str]) -> None:
    """Ask LanceDB, with each kind of index, at several depths."""
    from lancedb import index

    began = time.perf_counter()
    lance.build(folder / "lance", "bench", DIM, blocks(data), indexed=False)
    table = lance.open_table(folder / "lance", "bench", DIM)
    built("LanceDB table and scalar indexes", began, on_disk(folder / "lance"))
    made: dict[str, tuple[Any, list[tuple[int, int]]]] = {
        "flat": (None, [(0, 0)]),
        "IVF_RQ": (
            index.IvfRq(distance_type="cosine"),
            [(20, 0), (20, 10), (40, 10), (40, 20), (80, 20)],
        ),
        "IVF_SQ": (index.IvfSq(distance_type="cosine"), [(20, 0), (20, 2), (40, 2)]),
        "IVF_FLAT": (index.IvfFlat(distance_type="cosine"), [(20, 0), (40, 0)]),
        "IVF_PQ": (index.IvfPq(distance_type="cosine", num_sub_vectors=48), [(20, 10), (40, 20)]),
        "IVF_HNSW_SQ": (index.HnswSq(distance_type="cosine"), [(20, 0), (20, 2)]),
    }
    for kind in kinds:
        config, depths = made[kind]
        before, began = on_disk(folder / "lance"), time.perf_counter()
        if config is not None:
            table.create_index("vector", config=config, replace=True)
            built(f"LanceDB {kind}", began, on_disk(folder / "lance") - before)
        for probes, refine in depths:

            def ask(
                person: str, query: NDArray[np.float32], probes: int = probes, refine: int = refine
            ) -> list[int]:
                found = lance.nearest(
                    table, person, query, most=K, voices=ROLES["user"], probes=probes, refine=refine
                )
                return [int(near.id) for near in found]

            measure(f"LanceDB {kind}, probes {probes}, refine {refine}", ask, data, exact)


def by_sqlite_vec(data: Vectors, exact: dict[str, list[set[int]]], folder: Path) -> None:
    """Ask sqlite-vec, exact, a partition a person."""
    import apsw  # Python is often built without the loading of extensions
    import sqlite_vec

    with closing(apsw.Connection(str(folder / "vec.db"))) as conn:
        conn.enable_load_extension(True)  # noqa: FBT003 - its own signature
        conn.load_extension(sqlite_vec.loadable_path())
        began = time.perf_counter()
        conn.execute(
            f"CREATE VIRTUAL TABLE v USING vec0(person TEXT PARTITION KEY, e float[{DIM}] distance_metric=cosine)"
        )
        conn.execute("BEGIN")
        for name, first, end in data.owner:
            conn.executemany(
                "INSERT INTO v (rowid, person, e) VALUES (?, ?, ?)",
                ((row, name, data.rows[row].tobytes()) for row in range(first, end)),
            )
        conn.execute("COMMIT")
        built("sqlite-vec", began, (folder / "vec.db").stat().st_size)

        def ask(person: str, query: NDArray[np.float32]) -> list[int]:
            rows = conn.execute(
                "SELECT rowid FROM v WHERE e MATCH ? AND person = ? AND k = ?", (query.tobytes(), person, K)
            )
            return [row[0] for row in rows]

        measure("sqlite-vec, exact, partition a person", ask, data, exact)


def by_pgvector(data: Vectors, exact: dict[str, list[set[int]]], dsn: str) -> None:
    """Ask pgvector's HNSW, which filters after the search, with and without going on until it has enough."""
    import psycopg

    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("CREATE EXTENSION IF NOT EXISTS vector")
        table = f"v{ulid().lower()}"
        conn.execute("SET maintenance_work_mem = '2GB'")
        began = time.perf_counter()
        conn.execute(f"CREATE TABLE {table} (id int, person text, e halfvec({DIM}))")
        with conn.cursor().copy(f"COPY {table} FROM STDIN") as copy:
            for name, first, end in data.owner:
                for row in range(first, end):
                    copy.write_row((row, name, str(data.rows[row].round(5).tolist())))
        conn.execute(f"CREATE INDEX ON {table} USING hnsw (e halfvec_cosine_ops)")
        conn.execute(f"CREATE INDEX ON {table} (person)")
        conn.execute(f"ANALYZE {table}")
        size = conn.execute("SELECT pg_indexes_size(%s)", (table,)).fetchone()
        built("pgvector HNSW", began, size[0] if size else 0)

        def ask(person: str, query: NDArray[np.float32]) -> list[int]:
            rows = conn.execute(
                f"SELECT id FROM {table} WHERE person = %s ORDER BY e <=> %s::halfvec LIMIT %s",
                (person, str(query.tolist()), K),
            )
            return [row[0] for row in rows]

        conn.execute("SET hnsw.ef_search = 100")
        measure("pgvector HNSW, ef 100", ask, data, exact)
        conn.execute("SET hnsw.iterative_scan = strict_order")
        measure("pgvector HNSW, ef 100, iterative", ask, data, exact)
        conn.execute(f"DROP TABLE {table}")


def likeness(data: Vectors) -> None:
    """Print how near the vectors lie to each other."""
    dice = np.random.default_rng(3)
    some = data.rows[dice.integers(0, len(data.rows), 2_000)]
    apart = (some[:1_000] * some[1_000:]).sum(axis=1)
    near = np.sort(data.queries[:50] @ data.rows.T, axis=1)[:, ::-1]
    print(
        f"  cosine of two at random {apart.mean():.2f} (95 % below {np.quantile(apart, 0.95):.2f}); of a query's "
        f"nearest {near[:, 0].mean():.2f}, tenth {near[:, 9].mean():.2f}, hundredth {near[:, 99].mean():.2f}"
    )


def main(given: list[str]) -> None:
    """Measure the candidates named, or all."""
    count = next((int(word) for word in given if word.isdigit()), 100_000)
    named = next((word[5:].split(",") for word in given if word.startswith("only=")), [])
    kinds = named or [
        "numpy",
        "flat",
        "IVF_RQ",
        "IVF_SQ",
        "IVF_FLAT",
        "IVF_PQ",
        "IVF_HNSW_SQ",
        "sqlite-vec",
        "pgvector",
    ]
    data = make(count, QUERIES, uniform="uniform" in given)
    print(
        f"{count:,} vectors of {DIM}{', uniform' if 'uniform' in given else ''}; {QUERIES} queries a person",
        flush=True,
    )
    likeness(data)
    exact = truth(data)
    folder = Path(tempfile.mkdtemp())
    try:
        if "numpy" in kinds:
            by_numpy(data, exact)
        by_lance(data, exact, folder, [kind for kind in kinds if kind == "flat" or kind.startswith("IVF")])
        if "sqlite-vec" in kinds:
            by_sqlite_vec(data, exact, folder)
        if "pgvector" in kinds and os.environ.get("PGVECTOR"):
            by_pgvector(data, exact, os.environ["PGVECTOR"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
