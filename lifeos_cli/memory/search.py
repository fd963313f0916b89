"""Find what was said: words and meaning together, one person's texts only.

`Searcher` keeps a person's shelf in memory and is for programs that search
again; `search` does it once. Both only ever look at rows of the person they
were made for, and read texts by that person's id alone.
"""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from lifeos_cli.clock import now_ms
from lifeos_cli.memory import fuse, query, spans
from lifeos_cli.memory import legs as scored
from lifeos_cli.memory import shelf as shelves
from lifeos_cli.memory.hits import KINDS, Hit
from lifeos_cli.memory.legs import Filters
from lifeos_cli.store import changes, places, recallable
from lifeos_cli.store.vectors_file import attach

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.store.connection import Connection

MODES = ("hybrid", "text", "vector")
_TABLES = frozenset({"messages", "checkins", "insights", "facts", "sessions"})
_SPARE = 10
"""Rows read beyond those asked for, so that duplicates can be left out."""


class Searcher:
    """Searches one person's texts, with what it needs kept in memory.

    Args:
        conn: A connection to the store, for one thread, outside any transaction.
        user_id: Whose texts; no other row is ever read.
        embedder: What makes the query's vector; None: words alone.
        patience: For how many seconds what was read serves although the store has moved on. A chat can wait: what it
            does not see yet is in its own history, and what was forgotten meanwhile is never read back. 0: not at all.
    """

    def __init__(
        self, conn: Connection, user_id: str, embedder: Embedder | None, *, patience: float = 0
    ) -> None:
        self.conn = conn
        self.user_id = user_id
        self.embedder = embedder
        self.patience = patience
        self._read_at = 0.0
        self._shelf: shelves.Shelf | None = None
        self._directions: shelves.Directions | None = None
        self._seq = self._version = -1
        if embedder is not None:
            attach(conn)

    def forget(self) -> None:
        """Drop what is kept, so that the next search reads it anew (after writing vectors on this connection)."""
        self._shelf = self._directions = None

    def shelf(self) -> shelves.Shelf:
        """Return the person's rows as they are now, or were within the searcher's patience."""
        if self._shelf is not None and time.monotonic() - self._read_at < self.patience:
            return self._shelf
        seq = changes.last_seq(self.conn)
        stale = self._shelf is None or seq < self._seq
        if not stale and seq > self._seq:
            stale = bool(changes.changed_tables(self.conn, self._seq, self.user_id) & _TABLES)
        if stale or self._shelf is None:
            self._shelf, self._directions = shelves.load(self.conn, self.user_id), None
            self._read_at = time.monotonic()
        self._seq = seq
        return self._shelf

    def directions(self, rows: shelves.Shelf) -> shelves.Directions | None:
        """Return the vectors of the rows, as fresh as these; None without an embedder."""
        if self.embedder is None:
            return None
        if self._directions is not None and time.monotonic() - self._read_at < self.patience:
            return self._directions
        version = int(self.conn.execute("PRAGMA vec.data_version").fetchone()[0])
        if self._directions is None or version != self._version:
            self._directions = shelves.directions(self.conn, self.user_id, self.embedder.model_id, rows)
            self._version = version
        return self._directions

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        filters: Filters | None = None,
        mode: str = "hybrid",
        now: int | None = None,
        excluded: NDArray[np.bool_] | None = None,
    ) -> list[Hit]:
        """Find the texts that answer a query best; the best first, texts that say the same only once.

        Args:
            text: The query, anything a person may type or paste.
            k: At most so many.
            filters: What a hit must be.
            mode: `hybrid`, or one leg alone: `text` (BM25), `vector` (cosine).
            now: The instant time words are read against (default: the clock).
            excluded: Rows of `shelf()` that may not be found.
        """
        rows, asked = self.shelf(), query.read(text)
        if not rows.size or k <= 0:
            return []
        found = scored.gather(
            self.conn,
            self.user_id,
            rows,
            asked,
            filters or Filters(),
            by_words=mode != "vector",
            embedder=self.embedder,
            directions=None if mode == "text" else self.directions(rows),
        )
        if excluded is not None:
            found = found._replace(among=found.among & ~excluded)
        if mode == "text" and found.words is not None:
            parts = fuse.add_up({"words": found.words.near[0]}, {"words": 1.0}, found.among)
        else:
            moment = now_ms() if now is None else now
            parts = scored.parts(rows, found, asked, spans.find(text, moment), moment)
        return self._hits(rows, found, parts, k, found.among & found.known(alone=mode == "text"))

    def _hits(
        self,
        rows: shelves.Shelf,
        found: scored.Legs,
        parts: dict[str, NDArray[np.float32]],
        k: int,
        among: NDArray[np.bool_],
    ) -> list[Hit]:
        """Read the best rows' texts, leaving out what says the same as a better one."""
        most = k + _SPARE
        while True:
            ranked = fuse.best(parts, found.factor, rows.at, among, most)
            texts = recallable.fetch(self.conn, self.user_id, [rows.keys[row] for row in ranked.rows])
            hits: dict[str, Hit] = {}
            for row, score, explained in zip(ranked.rows, ranked.scores, ranked.parts, strict=True):
                text = texts.get(rows.keys[row])
                if text is not None:
                    hits.setdefault(fuse.same(text.text), _hit(found, row, text, score, explained))
            if len(hits) >= k or len(ranked.rows) < most:
                return self._named(list(hits.values())[:k])
            most *= 4

    def _named(self, hits: list[Hit]) -> list[Hit]:
        """Give the hits the names their sessions have outside."""
        names = places.external_ids(
            self.conn, self.user_id, [hit.text.session_id for hit in hits if hit.text.session_id]
        )
        return [
            hit._replace(session=names.get(str(hit.text.session_id), hit.text.session_id)) for hit in hits
        ]


def _hit(found: scored.Legs, row: int, text: recallable.Text, score: float, parts: dict[str, float]) -> Hit:
    cosine = float(found.cosine[row])
    return Hit(
        text=text,
        kind=KINDS[text.tbl],
        score=score,
        text_score=float(found.words.near[0][row]) if found.words is not None else 0.0,
        vector_score=None if math.isnan(cosine) else cosine,
        parts=parts,
        session=None,
    )


def search(
    conn: Connection,
    user_id: str,
    text: str,
    *,
    embedder: Embedder | None,
    k: int = 10,
    filters: Filters | None = None,
    mode: str = "hybrid",
    now: int | None = None,
) -> list[Hit]:
    """Search once (see `Searcher.search`)."""
    return Searcher(conn, user_id, embedder).search(text, k=k, filters=filters, mode=mode, now=now)
