"""A person's texts as numbers: which stands beside which, how long, when, and where its vectors point.

Everything here comes from the store and is thrown away with the search, or
kept by a program that searches again. Rows stand in the order of the
conversations, so the neighbours of a message are the rows beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lifeos_cli.store import places
from lifeos_cli.store.schema_memory import VOICE_BITS

if TYPE_CHECKING:
    import sqlite3

    import numpy as np
    from numpy.typing import NDArray

OTHER_VOICE = 0.6
"""What the assistant's words count beside the person's own (measured: .5 to .7 alike)."""
SELF_CONTAINED = 60
"""Words from which on a text speaks for itself, and lends less of its score to those beside it."""
REACH = 2
"""How many neighbours to either side a text shares with."""


@dataclass(slots=True)
class Shelf:
    """The rows of one person, in the order of the conversations; every array has one entry a row."""

    keys: list[tuple[str, str]]
    """(table, id)."""
    numbers: NDArray[np.int64]
    """Row number in `words`; its two lowest bits are the voice."""
    sessions: list[str]
    """Session ids by code."""
    group: NDArray[np.int32]
    """Code of the session; what stands alone has a code below zero of its own."""
    turns: NDArray[np.int64]
    at: NDArray[np.int64]
    length: NDArray[np.float32]
    """Words."""
    lends: NDArray[np.float32]
    """How much of its score a row lends to its neighbours, 0 to 1."""
    first: int
    """The lowest place of a row (its number without the voice)."""
    by_place: NDArray[np.int32]
    """Row index by place, counted from the first; -1 where nothing stands."""
    beside: dict[int, NDArray[np.bool_]] = field(default_factory=dict)
    """By distance: whether the row so far to the right is of the same session."""

    spans: list[NDArray[np.float32]] = field(default_factory=list)
    """Words of each text alone, with 1 neighbour to either side, with 2; a neighbour's count as far as it lends."""

    @property
    def size(self) -> int:
        """How many rows."""
        return len(self.keys)

    asked: dict[tuple[str, int], tuple[NDArray[np.int64], int]] = field(default_factory=dict)
    """By word and how many were asked for: the newest row numbers that hold it, and about how many do."""
    _of_voices: dict[tuple[int, ...], NDArray[np.bool_]] = field(default_factory=dict)

    def of_voices(self, voices: tuple[int, ...]) -> NDArray[np.bool_]:
        """Tell which rows are of these voices (see `store.words`)."""
        import numpy as np

        if voices not in self._of_voices:
            self._of_voices[voices] = np.isin(self.numbers & 3, voices)
        return self._of_voices[voices]

    _means: dict[tuple[int, ...], tuple[int, list[float]]] = field(default_factory=dict)

    def count(self, voices: tuple[int, ...]) -> int:
        """Return how many rows are of these voices."""
        return self._summed(voices)[0]

    def means(self, voices: tuple[int, ...]) -> list[float]:
        """Return the mean of each of `spans` over the rows of these voices, at least 1."""
        return self._summed(voices)[1]

    def _summed(self, voices: tuple[int, ...]) -> tuple[int, list[float]]:
        if voices not in self._means:
            own = self.of_voices(voices)
            count = int(own.sum())
            means = [max(float(span[own].mean()) if count else 1.0, 1.0) for span in self.spans]
            self._means[voices] = (count, means)
        return self._means[voices]

    def rows_of(self, asked: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row indices of row numbers; what is not here is left out."""
        import numpy as np

        places = (asked >> VOICE_BITS) - self.first
        rows = self.by_place[places[(places >= 0) & (places < len(self.by_place))]]
        found: NDArray[np.intp] = rows[rows >= 0].astype(np.intp)
        return found


def load(conn: sqlite3.Connection, user_id: str) -> Shelf:
    """Read where all of a person's texts stand."""
    import numpy as np

    spoken, alone = places.messages(conn, user_id), places.others(conn, user_id)
    size = len(spoken) + len(alone)
    numbers = np.fromiter((row[0] for row in (*spoken, *alone)), dtype=np.int64, count=size)
    codes: dict[str, int] = {}
    group = np.empty(size, dtype=np.int32)
    group[: len(spoken)] = [codes.setdefault(row[2], len(codes)) for row in spoken]
    group[len(spoken) :] = -1 - np.arange(len(alone))
    turns = np.full(size, -1, dtype=np.int64)
    turns[: len(spoken)] = [row[3] for row in spoken]
    counted = dict(places.lengths(conn, user_id))
    length = np.fromiter((counted.get(int(n), 1) for n in numbers), dtype=np.float32, count=size)
    length = np.maximum(length, 1)
    lends = np.minimum(1, SELF_CONTAINED / length) * np.where((numbers & 3) == 0, 1, OTHER_VOICE)
    spots = numbers >> VOICE_BITS
    first = int(spots.min()) if size else 0
    by_place = np.full(int(spots.max()) - first + 1 if size else 0, -1, dtype=np.int32)
    by_place[spots - first] = np.arange(size)
    shelf = Shelf(
        keys=[("messages", row[1]) for row in spoken] + [(row[1], row[2]) for row in alone],
        numbers=numbers,
        sessions=list(codes),
        group=group,
        turns=turns,
        at=np.fromiter((row[-1] for row in (*spoken, *alone)), dtype=np.int64, count=size),
        length=length,
        lends=lends.astype(np.float32),
        first=first,
        by_place=by_place,
    )
    shelf.beside = {k: group[:-k] == group[k:] for k in range(1, REACH + 1)}
    shelf.spans = _spans(shelf)
    return shelf


def _spans(shelf: Shelf) -> list[NDArray[np.float32]]:
    lengths = [shelf.length]
    weighed = shelf.length * shelf.lends
    for k, same in shelf.beside.items():
        wider = lengths[-1].copy()
        wider[:-k] += weighed[k:] * same
        wider[k:] += weighed[:-k] * same
        lengths.append(wider)
    return lengths


@dataclass(slots=True)
class Directions:
    """The vectors of a shelf's rows; a long text has several."""

    vectors: NDArray[np.float32]
    """One unit row a piece, sorted by shelf row."""
    starts: NDArray[np.intp]
    """Where the pieces of each covered row begin."""
    rows: NDArray[np.intp]
    """The shelf rows that have vectors."""
    width: NDArray[np.float32]
    """Length of the vector sum of each shelf row with its direct neighbours (1 where there is none)."""

    def cosines(
        self, query: NDArray[np.float32], size: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return each row's best piece and the mean of its pieces against the query; NaN without a vector."""
        import numpy as np

        best = np.full(size, np.nan, dtype=np.float32)
        if not len(self.rows):
            return best, best
        pieces = self.vectors @ query
        if len(self.rows) == len(pieces):
            best[self.rows] = pieces
            return best, best
        mean = best.copy()
        best[self.rows] = np.maximum.reduceat(pieces, self.starts)
        mean[self.rows] = np.add.reduceat(pieces, self.starts) / np.diff(self.starts, append=len(pieces))
        return best, mean


def directions(conn: sqlite3.Connection, user_id: str, model: str, shelf: Shelf) -> Directions:
    """Read the vectors of a shelf's rows, of one model."""
    import numpy as np

    ids, halves = places.vectors(conn, user_id, model)
    index = {row_id: row for row, (_, row_id) in enumerate(shelf.keys)}
    owners = np.array([index.get(row_id, -1) for row_id in ids], dtype=np.intp)
    order = np.argsort(owners, kind="stable")
    order = order[np.searchsorted(owners, 0, sorter=order) :]
    owners = owners[order]
    first = np.ones(len(owners), dtype=bool)
    np.not_equal(owners[1:], owners[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    pieces = halves[order].astype(np.float32)
    return Directions(pieces, starts, owners[starts], _widths(shelf, pieces, owners[starts], starts))


def _widths(
    shelf: Shelf, pieces: NDArray[np.float32], rows: NDArray[np.intp], starts: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Return how long the sum of each row's mean vector and its neighbours' is, by their inner products."""
    import numpy as np

    width = np.ones(shelf.size, dtype=np.float32)
    if not len(rows):
        return width
    mean = pieces
    if len(rows) != len(pieces):
        each = np.diff(starts, append=len(pieces))[:, None]
        mean = (np.add.reduceat(pieces, starts, axis=0) / each).astype(np.float32)
    norm = np.zeros(shelf.size, dtype=np.float32)
    norm[rows] = np.einsum("ij,ij->i", mean, mean)
    near, next_ = np.zeros(shelf.size, dtype=np.float32), np.zeros(shelf.size, dtype=np.float32)
    for k, products in ((1, near), (2, next_)):
        paired = np.flatnonzero((rows[k:] - rows[:-k]) == k)
        paired = paired[shelf.beside[k][rows[paired]]]
        for block in range(0, len(paired), 8192):
            pair = paired[block : block + 8192]
            products[rows[pair]] = np.einsum("ij,ij->i", mean[pair], mean[pair + k])
    lends = shelf.lends
    left, right = np.zeros_like(lends), np.zeros_like(lends)
    left[1:], right[:-1] = lends[:-1] * shelf.beside[1], lends[1:] * shelf.beside[1]
    total = norm + left**2 * np.roll(norm, 1) + right**2 * np.roll(norm, -1)
    total += 2 * (left * np.roll(near, 1) + right * near + left * right * np.roll(next_, 1))
    width[rows] = np.sqrt(np.maximum(total, 1e-6))[rows]
    return width
