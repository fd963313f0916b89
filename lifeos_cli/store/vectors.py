"""Vectors of a person's texts, as float16 BLOBs laid by person (see `vectors_file`).

Call `attach` once on a connection before anything else here. Writes are the
indexer's and forget's, under the indexer's lock.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import vectors_file
from lifeos_cli.store.words import ANY

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.store.recallable import Text

_INSERT = (
    'INSERT INTO vec.embeddings (user_id, model, voice, owner_id, chunk, owner_tbl, start, "end", '
    "dim, role, session_id, created_at, digest, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PENDING = (
    "INSERT INTO vec.pending (model, owner_id, user_id, stale) SELECT model, :id, :user, :stale FROM vec.models "
    "WHERE model = :model AND mirrored = 1 "
    "ON CONFLICT (model, owner_id) DO UPDATE SET stale = excluded.stale OR vec.pending.stale"
)
_BLOCK = 8_192

attach = vectors_file.attach


class Piece(NamedTuple):
    """A part of a text, as it is embedded."""

    text: Text
    chunk: int
    start: int
    end: int
    """Characters [start, end) of the text."""

    @property
    def content(self) -> str:
        """What is embedded."""
        return self.text.text[self.start : self.end]


class Key(NamedTuple):
    """What a row of a matrix is the vector of."""

    tbl: str
    id: str
    chunk: int
    voice: int
    session_id: str | None
    at: int
    start: int
    end: int


class Matrix(NamedTuple):
    """The vectors of a person."""

    keys: list[Key]
    vectors: NDArray[np.float32]
    """One unit row a key, contiguous."""


def digest(text: str) -> bytes:
    """Return what tells whether a text is still the one that was embedded."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def put(
    conn: sqlite3.Connection,
    user_id: str,
    model: str,
    pieces: Sequence[Piece],
    vectors: NDArray[np.float32],
) -> None:
    """Keep the vectors of whole texts, in place of any they had."""
    import numpy as np

    texts = {piece.text.id: piece.text for piece in pieces}
    drop(conn, user_id, texts, model=model)
    marks = {row_id: digest(text.text) for row_id, text in texts.items()}
    halves = np.ascontiguousarray(vectors, dtype=np.float16)
    rows = [
        (
            *(user_id, model, text.voice, text.id, piece.chunk, text.tbl, piece.start, piece.end, len(half)),
            *(text.role, text.session_id, text.at, marks[text.id], half.tobytes()),
        )
        for piece, half in zip(pieces, halves, strict=True)
        for text in (piece.text,)
    ]
    rows.sort(key=lambda row: row[2:5])
    conn.executemany(_INSERT, rows)
    conn.executemany(_PENDING, [{"id": key, "user": user_id, "stale": 0, "model": model} for key in texts])


def drop(conn: sqlite3.Connection, user_id: str, ids: Iterable[str], *, model: str | None = None) -> int:
    """Delete the vectors of texts, of one model or all; returns how many went."""
    gone = 0
    named = [model] if model else [row[0] for row in conn.execute("SELECT model FROM vec.models")]
    for row_id in ids:
        for name in named:
            key = {"user": user_id, "model": name, "id": row_id}
            went = conn.execute(
                "DELETE FROM vec.embeddings WHERE user_id = :user AND model = :model AND voice IN (0, 1, 2) "
                "AND owner_id = :id",
                key,
            ).rowcount
            if went:
                conn.execute(_PENDING, {**key, "stale": 1})
                gone += went
    return gone


def drop_model(conn: sqlite3.Connection, model: str, most: int) -> int:
    """Delete up to `most` vectors of a model, of everybody; returns how many went.

    The first piece of a text goes first: what is left of one that was cut off there is known by it, and made anew.
    """
    gone = 0
    for person in _people(conn):
        rows = conn.execute(
            "SELECT voice, owner_id, chunk FROM vec.embeddings WHERE user_id = :user AND model = :model "
            "ORDER BY voice, owner_id, chunk LIMIT :most",
            {"user": person, "model": model, "most": most - gone},
        ).fetchall()
        conn.executemany(
            "DELETE FROM vec.embeddings WHERE user_id = :user AND model = :model AND voice = :voice "
            "AND owner_id = :id AND chunk = :chunk",
            [
                {"user": person, "model": model, "voice": row[0], "id": row[1], "chunk": row[2]}
                for row in rows
            ],
        )
        gone += len(rows)
        if gone >= most:
            break
    return gone


def _people(conn: sqlite3.Connection) -> Iterator[str]:
    """Give whose vectors there are, stepping from person to person, over the vectors of each."""
    person = ""
    while True:
        person = conn.execute(
            "SELECT MIN(user_id) FROM vec.embeddings WHERE user_id > :last", {"last": person}
        ).fetchone()[0]
        if person is None:
            return
        yield person


def drop_person(conn: sqlite3.Connection, user_id: str) -> int:
    """Delete all of a person's vectors, and what is known of them; returns how many went."""
    conn.execute(
        "INSERT INTO vec.pending (model, owner_id, user_id, stale) SELECT DISTINCT e.model, e.owner_id, e.user_id, 1 "
        "FROM vec.embeddings e JOIN vec.models m ON m.model = e.model WHERE e.user_id = :user AND m.mirrored = 1 "
        "ON CONFLICT (model, owner_id) DO UPDATE SET stale = 1",
        {"user": user_id},
    )
    conn.execute("DELETE FROM vec.marks WHERE user_id = :user", {"user": user_id})
    return conn.execute("DELETE FROM vec.embeddings WHERE user_id = :user", {"user": user_id}).rowcount


def blocks(
    conn: sqlite3.Connection, user_id: str, model: str, *, voices: Collection[int] = ANY
) -> Iterator[tuple[list[Key], NDArray[np.float16]]]:
    """Read a person's vectors of a model in blocks, by voice, then by id: what a scan of any size needs."""
    import numpy as np

    slots = ", ".join(str(int(voice)) for voice in sorted(voices))
    cursor = conn.execute(
        'SELECT owner_tbl, owner_id, chunk, voice, session_id, created_at, start, "end", vector '
        f"FROM vec.embeddings WHERE user_id = :user AND model = :model AND voice IN ({slots}) "
        "ORDER BY voice, owner_id, chunk",
        {"user": user_id, "model": model},
    )
    cursor.row_factory = None
    while rows := cursor.fetchmany(_BLOCK):
        halves = np.frombuffer(b"".join([row[8] for row in rows]), dtype=np.float16)
        yield [Key._make(row[:8]) for row in rows], halves.reshape(len(rows), -1)


def matrix(conn: sqlite3.Connection, user_id: str, model: str, *, voices: Collection[int] = ANY) -> Matrix:
    """Return all of a person's vectors of a model at once (see `blocks`).

    Args:
        conn: The store, with `vec`.
        user_id: Whose.
        model: Of this model.
        voices: Whose words.
    """
    import numpy as np

    keys: list[Key] = []
    parts = []
    for some, halves in blocks(conn, user_id, model, voices=voices):
        keys += some
        parts.append(halves)
    if not parts:
        return Matrix([], np.zeros((0, 0), dtype=np.float32))
    whole = np.empty((len(keys), parts[0].shape[1]), dtype=np.float32)
    return Matrix(keys, np.concatenate(parts, out=whole, casting="unsafe"))


def counts(conn: sqlite3.Connection, user_id: str, model: str) -> tuple[int, int]:
    """Return how many texts of the person have vectors of the model, and how many vectors that is."""
    row = conn.execute(
        "SELECT COUNT(*), COALESCE(SUM(CASE chunk WHEN 0 THEN 1 ELSE 0 END), 0) FROM vec.embeddings "
        "WHERE user_id = :user AND model = :model",
        {"user": user_id, "model": model},
    ).fetchone()
    return int(row[1]), int(row[0])
