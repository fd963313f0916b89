"""Whether index and truth agree, row by row, and what the index is like."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.memory.index.pieces import pieces
from lifeos_cli.store import index_truth, vector_marks, vectors
from lifeos_cli.store.index_truth import pages, shapes, word_problems, words_are_sound

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.recallable import Text

SHOWN = 20
"""How many problems are named."""
_ALL = 2**62


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
        if model.serving < 0:  # it goes, some of it may be gone
            continue
        found += _vector_problems(store, user_id, model)
    return found[:SHOWN]


def _vector_problems(store: Store, user_id: str, model: vector_marks.Model) -> list[str]:
    conn = store.conn
    mark = vector_marks.mark(conn, user_id, model.model)
    if mark is None or not vector_marks.follows(conn, mark):  # every text of it is to be looked at again
        return []
    keys, _ = vector_marks.changed(conn, user_id, mark.seq, _ALL)
    waiting = {row_id for _, row_id in keys}
    found = [
        f"{row_id} has vectors of {model.model} and is no text of memory"
        for row_id in index_truth.strays(conn, user_id, model.model)
        if row_id not in waiting
    ]
    for texts in pages(conn, user_id):
        made = shapes(conn, user_id, model.model, texts)
        for text in texts:
            if text.id not in waiting:
                rows = made.get(text.id, [])
                found += _differences(text, rows, model, filled=mark.place is None)
        if len(found) >= SHOWN:
            break
    return found


def _differences(
    text: Text, rows: list[tuple[Any, ...]], model: vector_marks.Model, *, filled: bool
) -> list[str]:
    """Tell how a text's vectors differ from what they should be, in at most one line."""
    if not rows:
        missing = filled and not text.unread
        return [f"{text.tbl} {text.id} has no vector of {model.model}"] if missing else []
    expected = [(piece.chunk, piece.start, piece.end, model.dim, 2 * model.dim) for piece in pieces(text)]
    if [row[:5] for row in rows] != expected:
        return [f"{text.tbl} {text.id} has other pieces than its text ({model.model})"]
    if rows[0][5] != vectors.digest(text.text):
        return [f"{text.tbl} {text.id} has vectors of other words ({model.model})"]
    return []


def stats(store: Store, user_id: str) -> dict[str, Any]:
    """Return what is indexed of the person, what waits, and what it takes on disk."""
    from lifeos_cli.memory.index.indexer import behind
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
