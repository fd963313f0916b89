"""A person's texts as numbers: which stands beside which, how long, and when.

Everything here comes from the store and is thrown away with the search, or
kept by a program that searches again. Rows stand in the order of the
conversations, so the neighbours of a message are the rows beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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

    _index: dict[str, int] = field(default_factory=dict)
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
        rows = self.row_at(asked)
        return rows[rows >= 0]

    def row_at(self, asked: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the row index of each row number, -1 for what is not here."""
        import numpy as np

        places = (asked >> VOICE_BITS) - self.first
        known = (places >= 0) & (places < len(self.by_place))
        rows = np.full(len(asked), -1, dtype=np.intp)
        rows[known] = self.by_place[places[known]]
        return rows

    @property
    def index(self) -> dict[str, int]:
        """The row of each id."""
        if not self._index:
            self._index = {key[1]: row for row, key in enumerate(self.keys)}
        return self._index


def load(conn: sqlite3.Connection, user_id: str) -> Shelf:
    """Read where all of a person's texts stand."""
    spoken, alone = places.messages(conn, user_id), places.others(conn, user_id)
    codes: dict[str, int] = {}
    groups = [codes.setdefault(row[2], len(codes)) for row in spoken]
    return _made(_rows(spoken, alone, groups, dict(places.lengths(conn, user_id)), 0), list(codes))


def extended(conn: sqlite3.Connection, user_id: str, old: Shelf) -> Shelf | None:
    """Return the shelf with the rows that came since it was read; None if one belongs amid those of its session.

    Only for a person of whom nothing was changed or taken out meanwhile, but new texts entered.
    """
    import numpy as np

    newest = int(old.numbers.max(initial=0))
    spoken = places.messages(conn, user_id, after=newest)
    alone = places.others(conn, user_id, after=newest)
    codes = {session: code for code, session in enumerate(old.sessions)}
    groups = [codes.setdefault(row[2], len(codes)) for row in spoken]
    lone = int(-old.group.min(initial=0))
    new = _rows(spoken, alone, groups, dict(places.lengths(conn, user_id, after=newest)), lone)
    ends = dict.fromkeys({*groups}, old.size)
    for code in ends:
        if (own := np.flatnonzero(old.group == code)).size:
            ends[code] = int(own[-1]) + 1
            if (
                min(row[3] for row, group in zip(spoken, groups, strict=True) if group == code)
                < old.turns[own[-1]]
            ):
                return None
    spots = [*(ends[code] for code in groups), *[old.size] * len(alone)]
    order = np.argsort(np.concatenate((np.arange(old.size), np.array(spots) - 0.5)), kind="stable")
    kept: tuple[Any, ...] = (old.numbers, old.group, old.turns, old.at, old.length)
    joined: list[Any] = [
        np.concatenate((mine, more))[order] for mine, more in zip(kept, new[1:], strict=True)
    ]
    keys = old.keys + new[0]
    return _made(([keys[row] for row in order], *joined), list(codes))


def _rows(
    spoken: list[tuple[Any, ...]],
    alone: list[tuple[Any, ...]],
    groups: list[int],
    counted: dict[int, int],
    lone: int,
) -> tuple[Any, ...]:
    """Return keys, numbers, groups, turns, times and lengths of rows as they were read.

    Args:
        spoken: Messages.
        alone: What stands alone.
        groups: The code of each message's session.
        counted: Words by row number.
        lone: How many rows stand alone already.
    """
    import numpy as np

    size = len(spoken) + len(alone)
    numbers = np.fromiter((row[0] for row in (*spoken, *alone)), dtype=np.int64, count=size)
    group = np.empty(size, dtype=np.int32)
    group[: len(spoken)] = groups
    group[len(spoken) :] = -1 - lone - np.arange(len(alone))
    turns = np.full(size, -1, dtype=np.int64)
    turns[: len(spoken)] = [row[3] for row in spoken]
    at = np.fromiter((row[-1] for row in (*spoken, *alone)), dtype=np.int64, count=size)
    length = np.fromiter((counted.get(int(n), 1) for n in numbers), dtype=np.float32, count=size)
    keys = [("messages", row[1]) for row in spoken] + [(row[1], row[2]) for row in alone]
    return keys, numbers, group, turns, at, np.maximum(length, 1)


def _made(rows: tuple[Any, ...], sessions: list[str]) -> Shelf:
    """Make a shelf of rows in their order (see `_rows`)."""
    import numpy as np

    keys, numbers, group, turns, at, length = rows
    spots = numbers >> VOICE_BITS
    first = int(spots.min()) if len(keys) else 0
    by_place = np.full(int(spots.max()) - first + 1 if len(keys) else 0, -1, dtype=np.int32)
    by_place[spots - first] = np.arange(len(keys))
    lends = np.minimum(1, SELF_CONTAINED / length) * np.where((numbers & 3) == 0, 1, OTHER_VOICE)
    shelf = Shelf(
        keys=keys,
        numbers=numbers,
        sessions=sessions,
        group=group,
        turns=turns,
        at=at,
        length=length,
        lends=lends.astype(np.float32),
        first=first,
        by_place=by_place,
    )
    shelf.beside = {k: group[:-k] == group[k:] for k in range(1, REACH + 1)}
    shelf.spans = _spans(shelf)
    return shelf


def part(shelf: Shelf, rows: NDArray[np.intp]) -> Shelf:
    """Return some rows of a shelf as one of their own, beside each other only where they were.

    Args:
        shelf: The whole.
        rows: Row indices, ascending.
    """
    import numpy as np

    some = Shelf(
        keys=[shelf.keys[row] for row in rows],
        numbers=shelf.numbers[rows],
        sessions=shelf.sessions,
        group=shelf.group[rows],
        turns=shelf.turns[rows],
        at=shelf.at[rows],
        length=shelf.length[rows],
        lends=shelf.lends[rows],
        first=0,
        by_place=np.zeros(0, dtype=np.int32),
    )
    some.beside = {
        k: (some.group[:-k] == some.group[k:]) & (rows[k:] - rows[:-k] == k) for k in range(1, REACH + 1)
    }
    return some


def _spans(shelf: Shelf) -> list[NDArray[np.float32]]:
    lengths = [shelf.length]
    weighed = shelf.length * shelf.lends
    for k, same in shelf.beside.items():
        wider = lengths[-1].copy()
        wider[:-k] += weighed[k:] * same
        wider[k:] += weighed[:-k] * same
        lengths.append(wider)
    return lengths
