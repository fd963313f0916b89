"""The words leg in numbers: BM25 of each text, and of each text with what was said around it.

Full text search tells who holds a word; the ranking is computed here, with the
person's own word counts, so that a text and its neighbourhood (1 and 2 lines to
either side, in the same session) are scored as if each had been indexed whole.
A word is counted once a text: more often is rare in talk, and changes nothing
that could be measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.memory import query as queries
from lifeos_cli.memory.shelf import REACH
from lifeos_cli.store import places

if TYPE_CHECKING:
    import sqlite3

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.shelf import Shelf

K1, B = 1.2, 0.75
"""BM25 as SQLite has it."""
MOST_ROWS = 60_000
"""Rows one query looks at: the rarest words first, then the newest texts of a word that is everywhere."""


class Words(NamedTuple):
    """What the words of a query say about every row of a shelf."""

    near: list[NDArray[np.float32]]
    """BM25 of the text alone, with 1 neighbour to either side, with 2."""
    ideal: float
    """What a text of ordinary length that holds every word of the query would get."""
    counts: dict[str, int]
    """In how many of the searched texts each word stands."""

    @property
    def coverage(self) -> float:
        """How much of the query the best text holds, 0 to 1, the rare words counting most."""
        best = float(self.near[0].max(initial=0))
        return min(1.0, best / self.ideal) if self.ideal > 0 else 0.0


def score(
    conn: sqlite3.Connection,
    user_id: str,
    shelf: Shelf,
    query: queries.Query,
    searched: NDArray[np.bool_],
) -> Words:
    """Score every row of a shelf by the words of a query.

    Args:
        conn: The store.
        user_id: Whose shelf.
        shelf: The rows.
        query: What is looked for.
        searched: The rows whose voice is searched; the others only lend to their neighbours.
    """
    import numpy as np

    total = max(int(searched.sum()), 1)
    held = _postings(conn, user_id, shelf, query)
    counts = {term: int(searched[rows].sum()) for term, rows in held.items()}
    windows = [np.zeros(shelf.size, dtype=np.float32) for _ in range(REACH + 1)]
    spans = shelf.spans
    means = [max(float(span[searched].mean()) if total else 1.0, 1.0) for span in spans]
    scratch = np.zeros(shelf.size, dtype=np.float32)
    for rows in held.values():
        touched = rows
        scratch[rows] += 1
        for reach in range(REACH + 1):
            if reach:
                touched = _distinct(np.concatenate((touched, _lend(shelf, rows, reach, scratch))))
            asked = touched[searched[touched]]
            tf, span = scratch[asked], spans[reach][asked] / means[reach]
            gain = tf * (K1 + 1) / (tf + K1 * (1 - B + B * span))
            windows[reach][asked] += _idf(total, len(asked)) * gain
        scratch[touched] = 0
    ideal = sum(_idf(total, counts.get(term, 0)) for term in query.terms)
    return Words(windows, ideal, counts)


def _idf(total: int, count: int) -> float:
    import math

    return max(1e-6, math.log((total - count + 0.5) / (count + 0.5)))


def _postings(
    conn: sqlite3.Connection, user_id: str, shelf: Shelf, query: queries.Query
) -> dict[str, NDArray[np.intp]]:
    """Return which rows hold each term, at most `MOST_ROWS` in all, the rarest words whole."""
    terms, most = query.terms, MOST_ROWS
    if len(terms) > queries.MOST_TERMS:
        terms = terms[:: -(-len(terms) // 512)]
        most = max(MOST_ROWS // len(terms), 100)
    numbers = {term: places.holding(conn, user_id, term, most) for term in terms}
    kept = queries.rarest(terms, {term: len(rows) for term, rows in numbers.items()})
    found, left = {}, MOST_ROWS
    for term in kept:
        if left <= 0:
            break
        found[term] = shelf.rows_of(numbers[term][:left])
        left -= len(numbers[term])
    return found


def _distinct(rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows sorted, each once (numpy's own `unique` takes ten times as long on a few thousand)."""
    import numpy as np

    rows.sort()
    first = np.ones(len(rows), dtype=bool)
    np.not_equal(rows[1:], rows[:-1], out=first[1:])
    return rows[first]


def _lend(shelf: Shelf, rows: NDArray[np.intp], k: int, into: NDArray[np.float32]) -> NDArray[np.intp]:
    """Add what rows lend to those at distance `k`; returns the rows that got something."""
    import numpy as np

    right = rows[rows + k < shelf.size]
    right = right[shelf.beside[k][right]]
    into[right + k] += shelf.lends[right]
    left = rows[rows >= k]
    left = left[shelf.beside[k][left - k]]
    into[left - k] += shelf.lends[left]
    return np.concatenate((right + k, left - k))
