"""The legs of one search, as numbers for every row of a shelf, and what each adds to a score."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.memory import fuse, query, scoring
from lifeos_cli.memory.shelf import OTHER_VOICE
from lifeos_cli.store import places, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.directions import Directions
    from lifeos_cli.memory.shelf import Shelf
    from lifeos_cli.memory.spans import Span

ROLES = {
    "user": (words.OWN, words.DERIVED),
    "assistant": (words.ASSISTANT,),
    "any": words.ANY,
}
"""Whose words are searched: the person's own, and what was derived of them, unless told otherwise."""


class Filters(NamedTuple):
    """What a hit must be; None is anything."""

    since: int | None = None
    until: int | None = None
    role: str = "user"
    type_: str | None = None
    coach: str | None = None
    tag: str | None = None

    @property
    def plain(self) -> bool:
        """Whether they ask for nothing but whose words it is."""
        return self._replace(role="user") == Filters()


class Legs(NamedTuple):
    """The legs of one search, one entry a row."""

    words: scoring.Words | None
    cosine: NDArray[np.float32]
    """Of the nearest piece; NaN without a vector."""
    beside: NDArray[np.float32]
    """Of the text with its direct neighbours."""
    total: int
    """How many rows are of the voices searched."""
    among: NDArray[np.bool_]
    """The rows that may be found."""
    factor: NDArray[np.float32]
    """What a row's score is multiplied by."""

    def known(self, *, alone: bool = False) -> NDArray[np.bool_]:
        """Tell of which rows any leg says anything.

        Args:
            alone: The words alone are asked: a row must hold one itself, its neighbours' do not help it.
        """
        import numpy as np

        known: NDArray[np.bool_] = np.isfinite(self.cosine)
        if self.words is not None:
            known |= self.words.near[0 if alone else -1] > 0
        return known


def gather(
    conn: sqlite3.Connection,
    user_id: str,
    shelf: Shelf,
    asked: query.Query,
    filters: Filters,
    *,
    by_words: bool,
    embedder: Embedder | None,
    directions: Directions | None,
) -> Legs:
    """Score every row of a shelf by each leg.

    Args:
        conn: The store.
        user_id: Whose shelf.
        shelf: The rows.
        asked: The query.
        filters: What a hit must be.
        by_words: Whether the words are asked.
        embedder: What makes the query's vector.
        directions: The rows' vectors; None: they are not asked.
    """
    import numpy as np

    voices = ROLES[filters.role]
    among = shelf.of_voices(voices) & fit(conn, user_id, shelf, filters)
    found = scoring.score(conn, user_id, shelf, asked, voices) if by_words else None
    cosine = beside = np.full(shelf.size, np.nan, dtype=np.float32)
    if embedder is not None and directions is not None and asked.text.strip():
        cosine, mean = directions.cosines(direction(embedder, asked.text), shelf.size)
        beside = with_neighbours(shelf, mean, directions.width)
    factor = np.ones(shelf.size, dtype=np.float32)
    if filters.role == "any":
        factor[shelf.of_voices((words.ASSISTANT,))] = OTHER_VOICE
    return Legs(found, cosine, beside, shelf.count(voices), among, factor)


def direction(embedder: Embedder, text: str) -> NDArray[np.float32]:
    """Return a text's unit vector; a long one's is the mean of its pieces'."""
    import numpy as np

    made = embedder.embed(query.pieces(text))
    if len(made) == 1:
        only: NDArray[np.float32] = made[0]
        return only
    mean = made.mean(axis=0)
    unit: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
    return unit


def with_neighbours(
    shelf: Shelf, mean: NDArray[np.float32], width: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return each row's cosine with what stands directly beside it, as if embedded as one."""
    import numpy as np

    lent = np.fmax(mean, np.float32(-1)) * shelf.lends
    lent[np.isnan(mean)] = 0
    total = mean.copy()
    total[:-1] += lent[1:] * shelf.beside[1]
    total[1:] += lent[:-1] * shelf.beside[1]
    return total / width


def fit(conn: sqlite3.Connection, user_id: str, shelf: Shelf, filters: Filters) -> NDArray[np.bool_]:
    """Return which rows meet the filters, but for whose words they are."""
    import numpy as np

    among = np.ones(shelf.size, dtype=bool)
    if filters.since is not None:
        among &= shelf.at >= filters.since
    if filters.until is not None:
        among &= shelf.at < filters.until
    if filters.type_ is not None or filters.coach is not None:
        chosen = places.sessions_where(conn, user_id, type_=filters.type_, coach=filters.coach)
        among &= _of_sessions(shelf, chosen)
    if filters.tag is not None:
        carrying = places.tagged(conn, user_id, filters.tag.strip().lstrip("#"))
        own = np.fromiter((key[1] in carrying for key in shelf.keys), dtype=bool, count=shelf.size)
        among &= own | _of_sessions(shelf, carrying)
    return among


def _of_sessions(shelf: Shelf, sessions: set[str]) -> NDArray[np.bool_]:
    import numpy as np

    codes = [code for code, session in enumerate(shelf.sessions) if session in sessions]
    return np.isin(shelf.group, codes)


def parts(
    shelf: Shelf, legs: Legs, asked: query.Query, when: Sequence[Span], now: int
) -> dict[str, NDArray[np.float32]]:
    """Return what each row's fused score is the sum of, by name.

    Args:
        shelf: The rows.
        legs: How each leg scored them; one that was not asked is left out.
        asked: The query.
        when: The times it names.
        now: The instant from which age counts.
    """
    import numpy as np

    found = legs.words
    if found is None:
        return fuse.add_up({"meaning": legs.cosine}, {"meaning": 1.0}, legs.among)
    rare = query.has_rare(list(found.counts.values()), legs.total)
    share = query.words_share(asked, found.coverage, rare=rare)
    if not np.isfinite(legs.cosine).any():
        share = 1.0
    named = dict(zip(fuse.WORDS, found.near, strict=True)) | {
        "meaning": legs.cosine,
        "meaning_1": legs.beside,
    }
    summed = fuse.add_up(named, fuse.weights(share), legs.among)
    if when:
        summed["time"] = fuse.timely(shelf.at, when) * fuse.TIME
    summed["recent"] = fuse.recent(shelf.at, now) * fuse.RECENT
    return summed
