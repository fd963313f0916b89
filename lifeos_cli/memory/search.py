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
from lifeos_cli.memory import directions as pointing
from lifeos_cli.memory import fuse, near, query, spans
from lifeos_cli.memory import legs as scored
from lifeos_cli.memory import shelf as shelves
from lifeos_cli.memory.hits import KINDS, Hit
from lifeos_cli.memory.index import sizes
from lifeos_cli.memory.legs import Filters
from lifeos_cli.store import changes, places, recallable, vector_marks, words
from lifeos_cli.store.transaction import snapshot
from lifeos_cli.store.vectors_file import attach

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.index.nearest import Nearest
    from lifeos_cli.store.connection import Connection
    from lifeos_cli.store.vector_marks import Mark

MODES = ("hybrid", "text", "vector")
MOST_CHANGES = 2_000
"""Entries of the feed that are followed one by one; after more, everything is read anew."""
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
        stays: Whether the program will search again, and keeps the vectors it has read.
    """

    def __init__(
        self,
        conn: Connection,
        user_id: str,
        embedder: Embedder | None,
        *,
        patience: float = 0,
        stays: bool = False,
    ) -> None:
        self.conn = conn
        self.user_id = user_id
        self.embedder = embedder
        self.patience = patience
        self.stays = stays
        self._read_at = 0.0
        self._shelf: shelves.Shelf | None = None
        self._seq = self._generation = -1
        self._directions: tuple[shelves.Shelf, pointing.Directions] | None = None
        self._version: tuple[int, Mark | None] = (-1, None)
        self._nearest: Nearest | None = None
        if embedder is not None:
            attach(conn)

    def renew(self) -> None:
        """Look at the store with the next search, whatever patience is left; only what changed is read."""
        self._read_at = -math.inf

    def forget(self) -> None:
        """Drop what is kept, so that the next search reads it anew."""
        self._shelf = self._directions = None

    def shelf(self) -> shelves.Shelf:
        """Return the person's rows as they are now, or were within the searcher's patience."""
        if self._shelf is not None and time.monotonic() - self._read_at < self.patience:
            return self._shelf
        with snapshot(self.conn) as conn:
            seq, generation = changes.last_seq(conn), words.generation(conn)
            if generation != self._generation:
                self.forget()
            kept = self._followed(seq)
            self._shelf = kept or shelves.load(conn, self.user_id)
            self._seq, self._generation = seq, generation
        self._read_at = time.monotonic()
        return self._shelf

    def _followed(self, seq: int) -> shelves.Shelf | None:
        """Return the rows with those that came since they were read; None if they must be read anew."""
        old = self._shelf
        if old is None or seq == self._seq:
            return old
        try:
            keys, upto = vector_marks.changed(self.conn, self.user_id, self._seq, MOST_CHANGES)
        except changes.PrunedError:
            return None
        if upto < seq or any(row_id in old.index for _, row_id in keys):
            return None
        return shelves.extended(self.conn, self.user_id, old) if keys else old

    def directions(self, rows: shelves.Shelf) -> pointing.Directions | None:
        """Return the vectors of the rows, as fresh as these; None without an embedder."""
        if self.embedder is None:
            return None
        model, known = self.embedder.model_id, self._directions
        if known and known[0] is rows and time.monotonic() - self._read_at < self.patience:
            return known[1]
        mark = vector_marks.mark(self.conn, self.user_id, model)
        version = (int(self.conn.execute("PRAGMA vec.data_version").fetchone()[0]), mark)
        if known is not None and known[0] is rows and version == self._version:
            return known[1]
        changed = None if known is None else self._changed_since(self._version[1])
        if known is None or changed is None:
            fresh = pointing.directions(self.conn, self.user_id, model, rows)
        else:
            fresh = pointing.refreshed(self.conn, self.user_id, model, rows, old=known, changed=changed)
        self._directions, self._version = (rows, fresh), version
        return fresh

    def _changed_since(self, mark: Mark | None) -> set[str] | None:
        """Return the ids of texts whose vectors may be others than those read at that mark; None: all."""
        if mark is None or mark.place is not None:
            return None
        try:
            keys, upto = vector_marks.changed(self.conn, self.user_id, mark.seq, MOST_CHANGES)
        except changes.PrunedError:
            return None
        return None if upto < changes.last_seq(self.conn) else {row_id for _, row_id in keys}

    def _by_index(self, filters: Filters) -> Nearest | None:
        """Return what names the nearest of a person whose vectors are too many to compare all; None: all are.

        A program that stays has them in memory, unless LanceDB answers; one that searches once reads past them.
        """
        bound = sizes.SCAN_TO if self.stays else sizes.ONCE_TO
        if self.embedder is None or words.total(self.conn, self.user_id) <= bound:
            return None
        if self._nearest is None:
            from lifeos_cli.memory.index.nearest import Nearest

            self._nearest = Nearest(self.conn, self.user_id, self.embedder.model_id)
        if self.stays and not (filters.plain and self._nearest.by_index()):
            return None
        return self._nearest

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
        wanted = filters or Filters()
        nearest = self._by_index(wanted) if mode != "text" and asked.text.strip() else None
        if nearest is not None and self.embedder is not None:
            rows, found = near.gather(
                self.conn,
                self.user_id,
                rows,
                asked,
                wanted,
                most=k + _SPARE,
                by_words=mode != "vector",
                embedder=self.embedder,
                nearest=nearest,
                excluded=excluded,
            )
        else:
            found = scored.gather(
                self.conn,
                self.user_id,
                rows,
                asked,
                wanted,
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
