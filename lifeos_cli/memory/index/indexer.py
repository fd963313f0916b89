"""The one indexer: it follows the change feed from its mark and keeps the vectors in step with the texts.

What is done twice comes out the same: a text whose vectors were made of these
very words is passed over, and the mark moves in the transaction that brings
the vectors. So it can be killed anywhere and go on. Who indexes holds a lock
of the kernel's; whoever finds it taken leaves the work to its holder.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.memory.index.pieces import pieces
from lifeos_cli.safety import classify
from lifeos_cli.store import changes, index_truth, vector_marks, vectors, vectors_file, words
from lifeos_cli.store.locks import beside, open_lock, take
from lifeos_cli.store.recallable import fetch
from lifeos_cli.store.vector_marks import Mark

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.recallable import Text

BATCH = 64
"""Pieces the embedder gets at once, of about one length."""
PAGE = 512
"""Texts looked at in one go; what a kill can cost is their embedding."""


class Progress(NamedTuple):
    """What one run of the indexer did."""

    done: int
    """Texts embedded."""
    left: int
    """Texts that wait."""
    held: bool = False
    """Another process is indexing, so this one did nothing."""


@contextmanager
def lock(store: Store, *, seconds: float = 0) -> Iterator[bool]:
    """Hold the indexer's lock for the block; yields False if another process has it."""
    handle = open_lock(beside(store.path, "index"))
    try:
        yield take(handle, exclusive=True, seconds=seconds)
    finally:
        os.close(handle)


class Indexer:
    """Brings one person's vectors of one model up to date. Hold the lock while it works.

    Args:
        store: The open store; `vec` is attached to it.
        user_id: Whose texts.
        embedder: What makes the vectors.
        spec: The setting the embedder was made by.
    """

    def __init__(self, store: Store, user_id: str, embedder: Embedder, *, spec: str = "builtin") -> None:
        self.store = store
        self.user_id = user_id
        self.embedder = embedder
        self.spec = spec
        self.model = embedder.model_id
        vectors.attach(store.conn)

    def left(self) -> int:
        """Return about how many texts wait."""
        return behind(self.store.conn, self.user_id, self.model)

    def run(
        self,
        *,
        limit: int | None = None,
        told: Callable[[int], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> int:
        """Index until nothing waits, `limit` texts are embedded, or `stop` says so.

        Args:
            limit: At most so many texts.
            told: Hears after every page how many texts were embedded in it.
            stop: Asked between pages.

        Returns:
            How many texts were embedded.
        """
        done = 0
        self._begin()
        while not stop() and (limit is None or done < limit):
            embedded, ended = self._page(PAGE if limit is None else min(PAGE, limit - done))
            done += embedded
            told(embedded)
            if ended:
                break
        with self.store.write() as conn:
            vector_marks.hold_feed(conn, self.user_id)
        return done

    def _begin(self) -> None:
        """Note the model; start filling if nothing is known of the person, or the feed was cut or replaced."""
        conn = self.store.conn
        found = vector_marks.mark(conn, self.user_id, self.model)
        if found is None or not vector_marks.follows(conn, found):
            with self.store.write():
                vector_marks.add_model(conn, self.model, self.spec, self.embedder.dimension)
                start = Mark(changes.last_seq(conn), words.bounds(conn, self.user_id)[0])
                for known in vector_marks.models(conn):
                    vectors.drop(conn, self.user_id, index_truth.strays(conn, self.user_id, known.model))
                vector_marks.set_mark(conn, self.user_id, self.model, start)

    def _page(self, most: int) -> tuple[int, bool]:
        """Bring the next texts in and move the mark; returns how many were embedded, and whether that was all."""
        conn = self.store.conn
        mark = vector_marks.mark(conn, self.user_id, self.model)
        if mark is None:  # forgotten, or the model was dropped, while we were at it
            return 0, True
        if mark.place is not None:
            keys, place = vector_marks.places(conn, self.user_id, mark.place, most)
            after = Mark(mark.seq, place)
        else:
            keys, upto = vector_marks.changed(conn, self.user_id, mark.seq, most)
            after = Mark(upto, None)
        texts = self._readable(keys)
        known = index_truth.digests(conn, self.user_id, self.model, texts.values())
        fresh = [text for text in texts.values() if known.get(text.id) != vectors.digest(text.text)]
        gone = [row_id for tbl, row_id in keys if (tbl, row_id) not in texts]
        parts = [piece for text in fresh for piece in pieces(text)]
        made = embed(self.embedder, [part.content for part in parts]) if parts else None
        if after == mark and not gone and made is None:
            return 0, self._ended(after)
        with self.store.write():
            # of every model: one whose filling was broken off follows nothing until it is taken up again
            vectors.drop(conn, self.user_id, gone)
            if made is not None:
                vectors.put(conn, self.user_id, self.model, parts, made)
            vector_marks.set_mark(conn, self.user_id, self.model, after)
        vectors_file.checkpoint(self.store.conn)
        return len(fresh), self._ended(after)

    def _ended(self, mark: Mark) -> bool:
        return mark.place is None and mark.seq >= changes.last_seq(self.store.conn)

    def _readable(self, keys: list[tuple[str, str]]) -> dict[tuple[str, str], Text]:
        """Return the texts that may be embedded; imported ones are first read for their safety."""
        conn = self.store.conn
        texts = fetch(conn, self.user_id, keys)
        unread = [text for text in texts.values() if text.unread]
        if not unread:
            return texts
        verdicts = [(text.tbl, text.id, *_verdict(text)) for text in unread]
        with self.store.write():
            vector_marks.read_safely(conn, self.user_id, verdicts)
        return fetch(conn, self.user_id, keys)


def _verdict(text: Text) -> tuple[str, str | None]:
    """Judge what a person wrote; what an assistant wrote is judged by the turn it answers."""
    if text.voice != words.OWN:
        return text.safety_level, None
    verdict = classify(text.text)
    return verdict.level, verdict.kind


def embed(embedder: Embedder, texts: list[str]) -> NDArray[np.float32]:
    """Embed texts in batches of like length, so that none is padded to the length of a much longer one."""
    import numpy as np

    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    made = np.empty((len(texts), embedder.dimension), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        some = order[start : start + BATCH]
        made[some] = embedder.embed([texts[n] for n in some])
    return made


def behind(conn: sqlite3.Connection, user_id: str, model: str) -> int:
    """Return about how many of the person's texts wait for their vectors (needs `vec`)."""
    return vector_marks.behind(conn, user_id, vector_marks.mark(conn, user_id, model))


def catch_up(
    store: Store, user_id: str, embedder: Embedder, *, limit: int | None = 256, spec: str = "builtin"
) -> Progress:
    """Embed what waits, up to `limit` texts; leave it if another process is at it.

    Args:
        store: The open store.
        user_id: Whose texts.
        embedder: What makes the vectors.
        limit: At most so many; None for all.
        spec: The setting the embedder was made by.
    """
    indexer = Indexer(store, user_id, embedder, spec=spec)
    if not indexer.left():
        return Progress(0, 0)
    with lock(store) as ours:
        if not ours:
            return Progress(0, indexer.left(), held=True)
        done = indexer.run(limit=limit)
    return Progress(done, indexer.left())
