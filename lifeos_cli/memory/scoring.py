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
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.shelf import Shelf

K1, B = 1.2, 0.75
"""BM25 as SQLite has it."""
MOST_ROWS = 20_000
"""Rows one query reads, the rarest words first (docs/memory.md has the times)."""
PEEK = 1_000
"""Rows of a word read to learn how common it is; a rarer one is whole by then."""
BESIDE, POSTPONED = 4_000, 6
"""A word that is too common to be read is looked up in the texts that hold the rarest words of the query, as many
words as stand in so many texts; that many common words at most."""
REMEMBERED = 2_000
"""Words of which a program that stays remembers how common they are (8 kB each at most)."""
_SCATTERED = 4_000
"""Rows from which on a mask over the shelf is faster than sorting them."""


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


class Held(NamedTuple):
    """The rows that hold a word."""

    rows: NDArray[np.intp]
    """Those that were read."""
    share: float
    """How many rows hold it for each that was read."""


def score(
    conn: sqlite3.Connection,
    user_id: str,
    shelf: Shelf,
    query: queries.Query,
    voices: tuple[int, ...],
) -> Words:
    """Score every row of a shelf by the words of a query.

    Args:
        conn: The store.
        user_id: Whose shelf.
        shelf: The rows.
        query: What is looked for.
        voices: Whose words are searched; the others only lend to their neighbours.
    """
    import numpy as np

    searched, means = shelf.of_voices(voices), shelf.means(voices)
    total = max(shelf.count(voices), 1)
    held = _postings(conn, user_id, shelf, query)
    counts = {term: round(int(searched[found.rows].sum()) * found.share) for term, found in held.items()}
    windows = [np.zeros(shelf.size, dtype=np.float32) for _ in range(REACH + 1)]
    scratch = np.zeros(shelf.size, dtype=np.float32)
    mask = np.zeros(shelf.size, dtype=bool)
    for rows, share in held.values():
        touched = rows
        scratch[rows] += 1
        for reach in range(REACH + 1):
            if reach:
                touched = _distinct(np.concatenate((touched, _lend(shelf, rows, reach, scratch))), mask)
            asked = touched[searched[touched]]
            tf, span = scratch[asked], shelf.spans[reach][asked] / means[reach]
            gain = tf * (K1 + 1) / (tf + K1 * (1 - B + B * span))
            windows[reach][asked] += _idf(total, round(len(asked) * share)) * gain
        scratch[touched] = 0
    ideal = sum(_idf(total, counts.get(term, 0)) for term in query.terms)
    return Words(windows, ideal, counts)


def _idf(total: int, count: int) -> float:
    import math

    return max(1e-6, math.log((max(total - count, 0) + 0.5) / (count + 0.5)))


def _postings(conn: sqlite3.Connection, user_id: str, shelf: Shelf, query: queries.Query) -> dict[str, Held]:
    """Return which rows hold each term, about `MOST_ROWS` in all: the rare words whole, common ones beside them."""
    terms = query.terms
    if len(terms) > queries.MOST_TERMS:
        terms = terms[:: -(-len(terms) // 512)]
    peek = PEEK if len(terms) <= queries.MOST_TERMS else max(MOST_ROWS // len(terms), 100)
    newest = {term: _newest(conn, user_id, shelf, term, peek) for term in terms}
    about = {term: count for term, (_, count) in newest.items()}
    found: dict[str, Held] = {}
    left, common = MOST_ROWS, []
    for term in queries.rarest(terms, about):
        if about[term] > left and found:
            common.append(term)
            continue
        rows = newest[term][0]
        if len(rows) == peek:
            rows = places.holding(conn, user_id, term, MOST_ROWS)
        found[term] = Held(
            shelf.rows_of(rows), max(about[term] / len(rows), 1) if len(rows) == MOST_ROWS else 1
        )
        left -= len(rows)
    beside = _few(list(found), about)
    for term in common[:POSTPONED]:
        rows = places.holding(conn, user_id, term, MOST_ROWS, beside=beside)
        if len(rows):
            found[term] = Held(shelf.rows_of(rows), about[term] / len(rows))
    return found


def _newest(
    conn: sqlite3.Connection, user_id: str, shelf: Shelf, term: str, peek: int
) -> tuple[NDArray[np.int64], int]:
    """Return the newest rows that hold a term and about how many do; who asks again is told again."""
    known = shelf.asked.get((term, peek))
    if known is None:
        rows = places.holding(conn, user_id, term, peek)
        known = rows, places.held_by_about(conn, user_id, rows, peek)
        if len(shelf.asked) < REMEMBERED:
            shelf.asked[term, peek] = known
    return known


def _few(terms: list[str], about: Mapping[str, int]) -> list[str]:
    """Return the rarest terms, the first and those that stand in about `BESIDE` texts together."""
    kept, left = terms[:1], BESIDE
    for term in terms:
        left -= about[term]
        if left >= 0 and term not in kept:
            kept.append(term)
    return kept


def _distinct(rows: NDArray[np.intp], mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows sorted, each once (numpy's own `unique` takes ten times as long on a few thousand).

    Args:
        rows: Row indices, changed.
        mask: One entry a row of the shelf, all off, and left so.
    """
    import numpy as np

    if len(rows) > _SCATTERED:
        mask[rows] = True
        found: NDArray[np.intp] = np.flatnonzero(mask)
        mask[found] = False
        return found
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
