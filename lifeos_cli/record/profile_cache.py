"""What a reader that stays keeps of a person's profile, so that a commit costs what it changed and not all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.profile.fold import Folds
from lifeos_cli.record import profile
from lifeos_cli.record.followed import Followed
from lifeos_cli.store import observations

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.growth.profile.rows import Observation
    from lifeos_cli.growth.profile.trace import Moment
    from lifeos_cli.record.followed import Changed
    from lifeos_cli.store.database import Store

_AT, _NEWER = map(observations.FOLDED.index, ("effective_at", "superseded_by"))


class Seen(NamedTuple):
    """The profile at one look."""

    log: profile.Log
    profile: Profile


class ProfileCache:
    """A person's log as of a place in the change feed, and what it came to; for one thread.

    Args:
        user_id: Whose.
    """

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._followed = Followed(user_id, "observations", observations.folded, at=_AT)
        self._folds = Folds()
        self._made: dict[str, Observation] = {}
        """As growth reads them, by id."""
        self._links = profile.links(())
        self._agreed: bool | None = None

    def look(self, store: Store, moment: Moment | None = None) -> Seen:
        """Return the log and the profile (now if no moment is given); only rows that have changed are read.

        Args:
            store: The store, inside a snapshot.
            moment: The moment to know it at.
        """
        log = self.log(store)
        return Seen(log, log.at(moment or profile.moment(), self._folds))

    def log(self, store: Store) -> profile.Log:
        """Return what `record.profile.log` returns."""
        changed = self._followed.follow(store.conn)
        agreed = profile.agreed(store, self._user_id)
        self._make(changed if agreed == self._agreed else None, agreed=agreed)
        self._agreed = agreed
        rows, made = self._followed.rows, self._made
        log = profile.Log(
            [made[row_id] for row_id in rows if row_id in made],
            profile.turns_25(store, self._user_id),
            len(rows) - len(made),
        )
        self._followed.done(store.conn)
        return log

    def _make(self, changed: Changed | None, *, agreed: bool) -> None:
        """Bring what growth reads up to date; rows that take the place of others concern more than themselves."""
        rows = self._followed.rows
        if changed is None or any(row[_NEWER] for row in changed.versions):
            wanted = profile.counting(rows.values(), agreed=agreed)
            self._links, self._made = profile.links(wanted), {}
        else:
            fresh = (rows[row_id] for row_id in changed.ids if row_id in rows)
            wanted = profile.counting(fresh, agreed=agreed)
            for row_id in changed.ids:
                self._made.pop(row_id, None)
        self._made.update((one.id, one) for one in profile.as_observations(wanted, self._links))
