"""What a reader that stays keeps of a person's skills, so that a commit costs what it changed and not all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from lifeos_cli.growth.skills.fold import Folds
from lifeos_cli.growth.skills.merging import at_home
from lifeos_cli.record.followed import Followed
from lifeos_cli.record.skills import as_evidence, superseding
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from lifeos_cli.growth.skills.merging import Move
    from lifeos_cli.growth.skills.rows import Evidence

T = TypeVar("T")
_AT, _NEWER = map(stored.FOLDED.index, ("effective_at", "superseded_by"))


class SkillCache:
    """Evidence as of a place in the change feed, and what it came to; one person's, for one thread.

    Args:
        user_id: Whose.
    """

    def __init__(self, user_id: str) -> None:
        self.folds = Folds()
        self._followed = Followed(user_id, "skill_evidence", stored.evidence_tuples, at=_AT)
        self._once: dict[str, tuple[tuple[object, ...], Any]] = {}
        self._made: dict[str, Evidence] = {}
        """As growth reads them, by id."""
        self._under: tuple[object, ...] | None = None
        """What decides which skill a row belongs to."""

    def once(self, name: str, make: Callable[..., T], *given: object) -> T:
        """Return `make(*given)`; what it returned last under that name, where it was given the same.

        Args:
            name: Of what is kept.
            make: A pure function, whose answer nobody changes.
            given: What it is given, compared by value.
        """
        held = self._once.get(name)
        if held is None or held[0] != given:
            held = self._once[name] = given, make(*given)
        found: T = held[1]
        return found

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
        changed = self._followed.follow(conn)
        every = self._followed.rows
        stale = None
        if changed is not None:
            stale = changed.ids | {row[_NEWER] for row in changed.versions if row[_NEWER]}
        under = (by_name, homes, moves)
        if stale is None or under != self._under:
            self._under, self._made, stale = under, {}, frozenset(every)
        if stale:
            rows = [every[row_id] for row_id in stale if row_id in every]
            found = as_evidence(rows, by_name, superseding(every.values()))
            fresh = {one.id: one for one in at_home(found, homes, moves)}
            kept = self._made
            self._made = {
                row_id: one
                for row_id in every
                if (one := fresh.get(row_id) if row_id in stale else kept.get(row_id)) is not None
            }
        self._followed.done(conn)
        return list(self._made.values())
