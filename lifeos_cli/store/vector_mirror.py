"""What the LanceDB mirror of a model has to follow, and the rows it is built from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

_COLUMNS = 'user_id, owner_tbl, owner_id, chunk, voice, session_id, created_at, start, "end", vector'
_BLOCK = 16_384


class Row(NamedTuple):
    """One vector as it is mirrored."""

    user_id: str
    tbl: str
    id: str
    chunk: int
    voice: int
    session_id: str | None
    at: int
    start: int
    end: int
    vector: bytes
    """float16."""


class Pending(NamedTuple):
    """A text whose vectors the mirror has yet to follow."""

    id: str
    user_id: str
    stale: int
    """1: the mirror may hold vectors of it that are gone."""


def all_rows(conn: sqlite3.Connection, model: str) -> Iterator[list[Row]]:
    """Read everybody's vectors of a model, in blocks."""
    cursor = conn.cursor()
    cursor.row_factory = None
    cursor.execute(f"SELECT {_COLUMNS} FROM vec.embeddings WHERE model = :model", {"model": model})
    while rows := cursor.fetchmany(_BLOCK):
        yield [Row._make(row) for row in rows]


def pending(conn: sqlite3.Connection, model: str, most: int) -> list[Pending]:
    """List texts the mirror has yet to follow."""
    rows = conn.execute(
        "SELECT owner_id, user_id, stale FROM vec.pending WHERE model = :model ORDER BY owner_id LIMIT :most",
        {"model": model, "most": most},
    )
    return [Pending(*row) for row in rows]


def rows_of(conn: sqlite3.Connection, model: str, texts: Sequence[Pending]) -> list[Row]:
    """Return the vectors these texts have now."""
    found: list[Row] = []
    for text in texts:
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM vec.embeddings WHERE user_id = :user AND model = :model "
            "AND voice IN (0, 1, 2) AND owner_id = :id",
            {"user": text.user_id, "model": model, "id": text.id},
        )
        found += [Row(*row) for row in rows]
    return found


def followed(conn: sqlite3.Connection, model: str, texts: Sequence[Pending]) -> None:
    """Note that the mirror has followed these."""
    conn.executemany(
        "DELETE FROM vec.pending WHERE model = :model AND owner_id = :id",
        [{"model": model, "id": text.id} for text in texts],
    )


def waiting(conn: sqlite3.Connection, model: str) -> int:
    """Return how many texts the mirror has yet to follow."""
    row = conn.execute("SELECT COUNT(*) FROM vec.pending WHERE model = :model", {"model": model}).fetchone()
    return int(row[0])


def total(conn: sqlite3.Connection, model: str) -> int:
    """Return how many vectors of the model there are, of everybody."""
    row = conn.execute(
        "SELECT COUNT(*) FROM vec.embeddings WHERE model = :model", {"model": model}
    ).fetchone()
    return int(row[0])
