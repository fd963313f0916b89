"""Rows of a table that a reader who stays keeps: after a commit only those that changed are read."""

from __future__ import annotations

from bisect import insort
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.store import changes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection

    Reader = Callable[[sqlite3.Connection, str, Collection[str] | None], list[tuple[Any, ...]]]

MOST = 500
"""Changed rows that are read one by one; of more, everything is read again."""


class Changed(NamedTuple):
    """What came of looking again."""

    ids: frozenset[str]
    """Rows that are new, others than they were, or gone."""
    versions: tuple[tuple[Any, ...], ...]
    """These rows as they were and as they are."""


class Followed:
    """One person's rows of one table as of a place in the change feed; for one thread.

    Args:
        user_id: Whose.
        table: Its name in the feed.
        read: Reads the rows as tuples whose first column is the id: all, or those of some ids.
        at: Which column is the time by which, then by the id, rows are in order.
    """

    def __init__(self, user_id: str, table: str, read: Reader, at: int) -> None:
        self._user_id, self._table, self._read, self._place = user_id, table, read, itemgetter(at, 0)
        self._seq = -1
        self.rows: dict[str, tuple[Any, ...]] = {}
        """As the store has them, by id, in order of time."""

    def follow(self, conn: sqlite3.Connection) -> Changed | None:
        """Bring the rows up to date; returns what changed, None where everything was read.

        Until `done` is called nothing counts as followed, so that what fails half way is begun anew.
        """
        ids, self._seq = self._changed(conn), -1
        if ids is None:
            self.rows = {row[0]: row for row in self._read(conn, self._user_id, None)}
            return None
        if not ids:
            return Changed(ids, ())
        before = [self.rows[row_id] for row_id in ids if row_id in self.rows]
        after = self._read(conn, self._user_id, ids)
        rows = [row for row_id, row in self.rows.items() if row_id not in ids]
        for row in after:
            insort(rows, row, key=self._place)
        self.rows = {row[0]: row for row in rows}
        return Changed(ids, (*before, *after))

    def done(self, conn: sqlite3.Connection) -> None:
        """Note that all that follows from the rows has been brought up to date; inside the same snapshot."""
        self._seq = changes.last_seq(conn)

    def _changed(self, conn: sqlite3.Connection) -> frozenset[str] | None:
        """Return the ids of changed rows; None where the feed cannot tell, or tells of too many."""
        if self._seq < 0:
            return None
        try:
            changes.require(conn, self._seq)
        except changes.PrunedError:
            return None
        found = changes.since(conn, self._user_id, self._seq, tables=(self._table,), most=MOST + 1)
        return frozenset(change.row_id for change in found) if len(found) <= MOST else None
