"""Whether index and truth agree, row by row, and what the index is like."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.memory.index.indexer import behind
from lifeos_cli.memory.index.pieces import pieces
from lifeos_cli.store import index_truth, vector_marks, vectors
from lifeos_cli.store.index_truth import pages, shapes, word_problems, words_are_sound

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

SHOWN = 20
"""How many problems are named."""


def verify(store: Store, user_id: str) -> list[str]:
    """List where the person's words and vectors differ from their texts; empty means nowhere.

    A text that waits for its vectors is no problem: it is counted by `stats`.
    """
    conn = store.conn
    vectors.attach(conn)
    found: list[str] = []
    try:
        with store.write():  # FTS5's own check is written as an insert
            words_are_sound(conn)
    except sqlite3.DatabaseError:
        found.append("the full-text index does not match the texts")
    found += word_problems(conn, user_id, SHOWN)
    for model in vector_marks.models(conn):
        found += _vector_problems(store, user_id, model)
    return found[:SHOWN]


def _vector_problems(store: Store, user_id: str, model: vector_marks.Model) -> list[str]:
    conn = store.conn
    found = [
        f"{row_id} has vectors of {model.model} and is no text of memory"
        for row_id in index_truth.strays(conn, user_id, model.model)
    ]
    whole = behind(conn, user_id, model.model) == 0
    for texts in pages(conn, user_id):
        made = shapes(conn, user_id, model.model, texts)
        for text in texts:
            rows = made.get(text.id, [])
            if not rows:
                if whole and not text.unread:
                    found.append(f"{text.tbl} {text.id} has no vector of {model.model}")
                continue
            expected = [
                (piece.chunk, piece.start, piece.end, model.dim, 2 * model.dim) for piece in pieces(text)
            ]
            if [row[:5] for row in rows] != expected:
                found.append(f"{text.tbl} {text.id} has other pieces than its text ({model.model})")
            elif whole and rows[0][5] != vectors.digest(text.text):
                found.append(f"{text.tbl} {text.id} has vectors of other words ({model.model})")
            if len(found) >= SHOWN:
                return found
    return found


def stats(store: Store, user_id: str) -> dict[str, Any]:
    """Return what is indexed of the person, what waits, and what it takes on disk."""
    from lifeos_cli.store import words
    from lifeos_cli.store.vectors_file import path_of

    conn = store.conn
    vectors.attach(conn)
    path = path_of(conn)
    serving = vector_marks.serving(conn)
    models = []
    for model in vector_marks.models(conn):
        texts, pieces_ = vectors.counts(conn, user_id, model.model)
        models.append(
            {
                "model": model.model,
                "embedder": model.spec,
                "dimension": model.dim,
                "serving": model.serving == 1,
                "texts": texts,
                "vectors": pieces_,
                "waiting": behind(conn, user_id, model.model),
                "mirrored": bool(model.mirrored),
            }
        )
    texts = words.count(conn, user_id)
    return {
        "texts": texts,
        "waiting": models[0]["waiting"] if serving else texts,
        "serving": serving.model if serving else None,
        "models": models,
        "vectors_bytes": sum(
            part.stat().st_size
            for part in path.parent.glob(f"{path.name}*")
            if not part.name.endswith(".lock")
        ),
    }
