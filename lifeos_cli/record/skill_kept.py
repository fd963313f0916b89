"""What a reader that stays keeps of a person's skills, so that a commit costs what it changed and not all there is."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.skills.fold import Folds
from lifeos_cli.growth.skills.merging import at_home
from lifeos_cli.record.skills import as_evidence, superseding
from lifeos_cli.store import changes
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.skills.merging import Move
    from lifeos_cli.growth.skills.rows import Evidence

MOST = 500
"""Changed rows that are read one by one; of more, everything is read again."""
_ID, _AT, _NEWER = 0, 4, 10
"""Columns of `stored.evidence_tuples`: id, time, the row that took its place."""


class Kept:
    """Evidence as of a place in the change feed, and what it came to; one person's, for one thread.

    Args:
        user_id: Whose.
    """

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self.folds = Folds()
        self._seq = -1
        self._rows: dict[str, tuple[Any, ...]] = {}
        """As the store has them, by id, in order of time."""
        self._made: dict[str, Evidence] = {}
        """As growth reads them, by id."""
        self._under: tuple[object, ...] | None = None
        """What decides which skill a row belongs to."""

    def evidence(
        self,
        conn: sqlite3.Connection,
        by_name: Mapping[str, str],
        homes: Mapping[str, str],
        moves: Sequence[Move],
    ) -> list[Evidence]:
        """Return the evidence under the skills it belongs to now; only rows that have changed are read.

        Args:
            conn: The store, inside a snapshot.
            by_name: Standing skills by each of their names.
            homes: Where merged skills live.
            moves: Evidence given to other skills.
        """
        changed, self._seq = self._changed(conn), -1  # until all is done: what fails half way is begun anew
        stale = self._read(conn, changed)
        under = (by_name, homes, moves)
        if stale is None or under != self._under:
            self._under, self._made, stale = under, {}, set(self._rows)
        if stale:
            rows = [self._rows[row_id] for row_id in stale if row_id in self._rows]
            found = as_evidence(rows, by_name, superseding(self._rows.values()))
            fresh = {one.id: one for one in at_home(found, homes, moves)}
            kept = self._made
            self._made = {
                row_id: one
                for row_id in self._rows
                if (one := fresh.get(row_id) if row_id in stale else kept.get(row_id)) is not None
            }
        self._seq = changes.last_seq(conn)
        return list(self._made.values())

    def _changed(self, conn: sqlite3.Connection) -> set[str] | None:
        """Return the ids of changed rows; None where the feed cannot tell, or tells of too many."""
        if self._seq < 0:
            return None
        try:
            changes.require(conn, self._seq)
        except changes.PrunedError:
            return None
        found = changes.since(conn, self._user_id, self._seq, tables=("skill_evidence",), most=MOST + 1)
        return {change.row_id for change in found} if len(found) <= MOST else None

    def _read(self, conn: sqlite3.Connection, changed: set[str] | None) -> set[str] | None:
        """Bring the rows up to date; returns the ids of those to be looked at anew, None for all."""
        if changed is None:
            self._rows = {row[_ID]: row for row in stored.evidence_tuples(conn, self._user_id)}
            return None
        if not changed:
            return set()
        before = [self._rows[row_id] for row_id in changed if row_id in self._rows]
        after = stored.evidence_tuples(conn, self._user_id, changed)
        rows = [row for row_id, row in self._rows.items() if row_id not in changed] + after
        self._rows = {row[_ID]: row for row in sorted(rows, key=itemgetter(_AT, _ID))}
        return changed | {row[_NEWER] for row in (*before, *after) if row[_NEWER]}
