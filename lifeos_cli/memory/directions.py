"""Where the vectors of a shelf's rows point, kept in memory by a program that searches again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lifeos_cli.store import places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.shelf import Shelf

LOOKED_UP = 5_000
"""Rows whose vectors are read one by one; for more, all are read anew."""


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
    """Read the vectors of all of a shelf's rows, of one model."""
    import numpy as np

    ids, halves = places.vectors(conn, user_id, model)
    owners = np.array([shelf.index.get(row_id, -1) for row_id in ids], dtype=np.intp)
    return _sorted(shelf, owners, halves.astype(np.float32))


def of_rows(
    conn: sqlite3.Connection, user_id: str, model: str, shelf: Shelf, rows: NDArray[np.intp]
) -> Directions:
    """Read the vectors of some of a shelf's rows, one by one."""
    import numpy as np

    owners, halves = _looked_up(conn, user_id, model, shelf, rows)
    return _sorted(shelf, owners, halves.astype(np.float32))


def refreshed(
    conn: sqlite3.Connection,
    user_id: str,
    model: str,
    shelf: Shelf,
    *,
    old: tuple[Shelf, Directions],
    changed: Collection[str],
) -> Directions:
    """Return the vectors of a shelf's rows, reading only those that were not known before.

    Args:
        conn: The store, with `vec`.
        user_id: Whose.
        model: Of this model.
        shelf: The rows as they are now.
        old: The rows as they were, and their vectors.
        changed: Ids of texts whose vectors may be others now.
    """
    import numpy as np

    before, known = old
    now = shelf.row_at(before.numbers)  # where each of the old rows is now
    for row_id in changed:
        if (row := before.index.get(row_id)) is not None:
            now[row] = -1
        if (row := shelf.index.get(row_id)) is not None:
            now[now == row] = -1  # a number that was given again
    each = np.diff(known.starts, append=len(known.vectors))
    owners = np.repeat(now[known.rows], each)
    missing = np.ones(shelf.size, dtype=bool)
    missing[owners[owners >= 0]] = False
    unknown = np.flatnonzero(missing)
    if len(unknown) > LOOKED_UP:
        return directions(conn, user_id, model, shelf)
    more, halves = _looked_up(conn, user_id, model, shelf, unknown)
    if not len(more) and shelf is before and not len(changed):
        return known
    pieces = known.vectors if not len(more) else np.concatenate((known.vectors, halves.astype(np.float32)))
    return _sorted(shelf, np.concatenate((owners, more)), pieces)


def _looked_up(
    conn: sqlite3.Connection, user_id: str, model: str, shelf: Shelf, rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.float16]]:
    """Return the row of each vector found, and the vectors."""
    import numpy as np

    keys = [(int(shelf.numbers[row]) & 3, shelf.keys[row][1]) for row in rows]
    ids, halves = places.vectors_of(conn, user_id, model, keys)
    return np.array([shelf.index[row_id] for row_id in ids], dtype=np.intp), halves


def _sorted(shelf: Shelf, owners: NDArray[np.intp], pieces: NDArray[np.float32]) -> Directions:
    """Put the pieces in the order of their rows; those of no row (-1) are left out."""
    import numpy as np

    order = np.argsort(owners, kind="stable")
    order = order[np.searchsorted(owners, 0, sorter=order) :]
    owners = owners[order]
    first = np.ones(len(owners), dtype=bool)
    np.not_equal(owners[1:], owners[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    pieces = pieces[order]
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
