"""The legs of a search where a person's texts are too many to compare all of their vectors with the query.

LanceDB or a scan names the nearest, the words name theirs; those candidates
and what stands beside them are compared exactly, by the vectors in SQLite, and
nothing else is ranked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.memory import directions as pointing
from lifeos_cli.memory import legs, scoring
from lifeos_cli.memory import shelf as shelves
from lifeos_cli.store import words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.index.nearest import Nearest
    from lifeos_cli.memory.query import Query
    from lifeos_cli.memory.shelf import Shelf
    from lifeos_cli.store.vectors import Key

NAMED, SAID = 100, 50
"""Candidates named by their meaning, and those the words name, by the text alone and with what stands around it; more
when more hits are wanted."""


class Found(NamedTuple):
    """The candidates, as a shelf of their own with its legs."""

    rows: Shelf
    legs: legs.Legs


def gather(
    conn: sqlite3.Connection,
    user_id: str,
    shelf: Shelf,
    asked: Query,
    filters: legs.Filters,
    *,
    most: int,
    by_words: bool,
    embedder: Embedder,
    nearest: Nearest,
    excluded: NDArray[np.bool_] | None,
) -> Found:
    """Score the candidates by each leg.

    Args:
        conn: The store, with `vec`.
        user_id: Whose shelf.
        shelf: The rows.
        asked: The query.
        filters: What a hit must be.
        most: How many hits are wanted.
        by_words: Whether the words are asked.
        embedder: What makes the query's vector.
        nearest: What names the nearest.
        excluded: Rows that may not be found.
    """
    import numpy as np

    voices = legs.ROLES[filters.role]
    allowed = shelf.of_voices(voices) & legs.fit(conn, user_id, shelf, filters)
    if excluded is not None:
        allowed = allowed & ~excluded
    query = legs.direction(embedder, asked.text)

    def among(keys: Sequence[Key]) -> NDArray[np.bool_]:
        rows = np.array([shelf.index.get(key.id, -1) for key in keys], dtype=np.intp)
        return (rows >= 0) & allowed[rows]

    near = nearest.search(
        query, most=max(NAMED, 2 * most), voices=voices, among=None if filters.plain else among
    )
    named = np.array([shelf.index.get(hit.id, -1) for hit in near], dtype=np.intp)
    chosen = [named[named >= 0]]
    said = scoring.score(conn, user_id, shelf, asked, voices) if by_words else None
    if said is not None:
        chosen += [_best(score, allowed, max(SAID, most)) for score in (said.near[0], said.near[-1])]
    candidates = np.unique(np.concatenate(chosen))
    candidates = candidates[allowed[candidates]]
    rows = np.unique(np.clip(np.concatenate([candidates + k for k in (-1, 0, 1)]), 0, shelf.size - 1))
    some = shelves.part(shelf, rows)
    known = pointing.of_rows(conn, user_id, embedder.model_id, some, np.arange(some.size))
    cosine, mean = known.cosines(query, some.size)
    factor = np.ones(some.size, dtype=np.float32)
    if filters.role == "any":
        factor[some.of_voices((words.ASSISTANT,))] = shelves.OTHER_VOICE
    return Found(
        some,
        legs.Legs(
            words=said and said._replace(near=[score[rows] for score in said.near]),
            cosine=cosine,
            beside=legs.with_neighbours(some, mean, known.width),
            total=shelf.count(voices),
            among=np.isin(rows, candidates),
            factor=factor,
        ),
    )


def _best(score: NDArray[np.float32], allowed: NDArray[np.bool_], most: int) -> NDArray[np.intp]:
    """Return the rows that score highest, of those that score at all."""
    import numpy as np

    rows = np.flatnonzero((score > 0) & allowed)
    if len(rows) > most:
        rows = rows[np.argpartition(-score[rows], most)[:most]]
    return rows
