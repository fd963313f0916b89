"""The one place that talks to LanceDB: a table of vectors with the person as a filter, no texts in it.

Which index and how deep it is asked is told by `sizes`, by what was measured.
"""

from __future__ import annotations

import os
import warnings
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.memory.index import sizes
from lifeos_cli.store.words import ANY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.store.vector_mirror import Row

FORMAT = "2"
NAME = "vectors"
_ASKED = 500


class Near(NamedTuple):
    """A vector near a query."""

    tbl: str
    id: str
    chunk: int
    voice: int
    session_id: str | None
    at: int
    start: int
    end: int
    score: float
    """Cosine."""


@contextmanager
def _calm() -> Iterator[None]:
    """Keep LanceDB's advice about its own calls off the person's screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _schema(model: str, dim: int) -> Any:
    import pyarrow as pa

    text, whole = pa.utf8(), pa.int64()
    key = pa.field("key", text, nullable=False, metadata={"lance-schema:unenforced-primary-key": "true"})
    fields = [key, *((name, text) for name in ("user_id", "tbl", "owner_id", "session_id"))]
    fields += [("voice", pa.int8()), *((name, whole) for name in ("chunk", "at", "start", "end"))]
    fields.append(("vector", pa.list_(pa.float16(), dim)))
    return pa.schema(fields, metadata={"lifeos": f"{FORMAT}:{model}"})


def _batch(rows: Sequence[Row], schema: Any, dim: int) -> Any:
    import numpy as np
    import pyarrow as pa

    flat = np.frombuffer(b"".join([row.vector for row in rows]), dtype=np.float16)
    columns: dict[str, list[Any]] = {
        "key": [f"{row.id}:{row.chunk}" for row in rows],
        "user_id": [row.user_id for row in rows],
        "tbl": [row.tbl for row in rows],
        "owner_id": [row.id for row in rows],
        "session_id": [row.session_id for row in rows],
        "voice": [row.voice for row in rows],
        "chunk": [row.chunk for row in rows],
        "at": [row.at for row in rows],
        "start": [row.start for row in rows],
        "end": [row.end for row in rows],
    }
    arrays = [pa.array(values, schema.field(name).type) for name, values in columns.items()]
    arrays.append(pa.FixedSizeListArray.from_arrays(pa.array(flat), dim))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _connect(folder: Path) -> Any:
    os.environ.setdefault("LANCEDB_LOG", "error")  # its warnings go straight to stderr
    import lancedb

    return lancedb.connect(str(folder), read_consistency_interval=timedelta(0))


def build(
    folder: Path, model: str, dim: int, blocks: Iterable[Sequence[Row]], *, indexed: bool = True
) -> int:
    """Make the table, with its index where it is worth one; returns how many rows it has.

    Args:
        folder: Where it goes.
        model: Whose vectors.
        dim: Their dimension.
        blocks: The rows.
        indexed: Whether the vectors may get an index.
    """
    import pyarrow as pa

    schema = _schema(model, dim)
    reader = pa.RecordBatchReader.from_batches(schema, (_batch(rows, schema, dim) for rows in blocks))
    with _calm():
        table = _connect(folder).create_table(NAME, data=reader, schema=schema, mode="overwrite")
        _index(table, vectors=indexed)
    return int(table.count_rows())


def _index(table: Any, *, vectors: bool) -> None:
    from lancedb.index import Bitmap, BTree, IvfRq

    for name in ("user_id", "voice"):
        table.create_index(name, config=Bitmap(), replace=True)
    table.create_index("owner_id", config=BTree(), replace=True)
    if vectors and table.count_rows() >= sizes.INDEX_FROM:
        table.create_index("vector", config=IvfRq(distance_type="cosine"), replace=True)


def open_table(folder: Path, model: str, dim: int) -> Any:
    """Open the table.

    Raises:
        Exception: It is missing, torn, or not of this model and format. LanceDB raises whatever it likes.
    """
    table = _connect(folder).open_table(NAME)
    found = (table.schema.metadata or {}).get(b"lifeos", b"").decode()
    if found != f"{FORMAT}:{model}" or table.schema.field("vector").type.list_size != dim:
        raise ValueError(f"it is of another kind ({found or 'unnamed'})")
    table.count_rows()
    return table


def follow(table: Any, dim: int, rows: Sequence[Row], gone: Collection[str]) -> None:
    """Bring vectors in, and take out those of texts that are gone or were cut otherwise before."""
    dropped = [f"'{row_id}'" for row_id in gone if row_id.isalnum()]
    with _calm():
        for start in range(0, len(dropped), _ASKED):
            table.delete(f"owner_id IN ({', '.join(dropped[start : start + _ASKED])})")
        if rows:
            merge = table.merge_insert("key").when_matched_update_all().when_not_matched_insert_all()
            merge.execute(_batch(rows, table.schema, dim))


def tidy(table: Any, *, purge: bool = False) -> None:
    """Merge small files, bring new rows into the indexes; with `purge` no old version stays on disk."""
    with _calm():
        table.optimize(cleanup_older_than=timedelta(0) if purge else timedelta(hours=1))


def nearest(
    table: Any,
    user_id: str,
    query: NDArray[np.float32],
    *,
    most: int,
    voices: Collection[int],
    probes: int = 20,
    refine: int | None = None,
) -> list[Near]:
    """Return the person's vectors nearest to a query; the person is filtered before, not after, the search.

    Args:
        table: An open table.
        user_id: Whose vectors.
        query: A unit vector.
        most: At most so many.
        voices: Whose words.
        probes: Parts of the index that are looked into; 0: all rows, exactly.
        refine: So many times `most` are compared exactly; 0: none; None: by `sizes`.
    """
    if not user_id.isalnum():
        return []
    where = f"user_id = '{user_id}'"
    if not set(voices) >= set(ANY):
        where += f" AND voice IN ({', '.join(str(int(voice)) for voice in voices)})"
    names = [*Near._fields[:-1]]
    names[1] = "owner_id"
    with _calm():
        asked = table.search(query, vector_column_name="vector").distance_type("cosine")
        asked = asked.nprobes(probes) if probes else asked.bypass_vector_index()
        if refine := sizes.refine(most) if refine is None else refine:
            asked = asked.refine_factor(refine)
        found = asked.where(where, prefilter=True).select([*names, "_distance"]).limit(most).to_arrow()
    columns = [found[name].to_pylist() for name in (*names, "_distance")]
    return [Near._make([*row, 1.0 - distance]) for *row, distance in zip(*columns, strict=True)]
