"""The profile of a person: their log loaded and folded. Nothing is written here."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY, iso, local_date, now_ms
from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.rows import Observation
from lifeos_cli.growth.profile.trace import Moment
from lifeos_cli.record import consents
from lifeos_cli.store import assessments, observations

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lifeos_cli.growth.profile.fold import DimensionProfile, Folds, Profile
    from lifeos_cli.store.database import Store

YOUNG_UNTIL = 25
"""Age from which the Big Five drift more slowly."""
_KIND, _ORIGIN, _WITHDRAWN, _STATUS, _CREATED, _NEWER = map(
    observations.FOLDED.index, ("kind", "origin", "withdrawn_at", "status", "created_at", "superseded_by")
)


class Log(NamedTuple):
    """What a profile is computed from."""

    rows: list[Observation]
    """Every observation that may count."""
    turns_25_at: int | None
    unagreed: int
    """Readings by a model that do not count because the person has not agreed to them."""

    def at(self, moment: Moment, kept: Folds | None = None) -> Profile:
        """Return the profile as of a moment; with what earlier folds came to, only what is new is computed."""
        return fold(self.rows, as_of=moment, turns_25_at=self.turns_25_at, kept=kept)


def moment(at: int | None = None) -> Moment:
    """Return an instant (epoch milliseconds; now if None) as the person lives it."""
    when = now_ms() if at is None else at
    return Moment(when, local_date(when))


def log(store: Store, user_id: str, *, until: int | None = None) -> Log:
    """Load the person's observations.

    A model's readings count only while the person agrees that a model notes
    them; so do answers about readings, which rest on them.

    Args:
        store: The store.
        user_id: Whose.
        until: Only what was known at this instant (epoch milliseconds): no row that came later, nothing
            withdrawn since.
    """
    found = observations.folded(store.conn, user_id)
    if until is not None:
        found = [_as_known(row, until) for row in found if row[_CREATED] <= until]
    kept = counting(found, agreed=agreed(store, user_id))
    return Log(list(as_observations(kept, links(kept))), turns_25(store, user_id), len(found) - len(kept))


def agreed(store: Store, user_id: str) -> bool:
    """Tell whether the person agrees that a model's readings count."""
    return bool(consents.granted(store, user_id, consents.OBSERVATIONS))


def counting(rows: Iterable[tuple[Any, ...]], *, agreed: bool) -> list[tuple[Any, ...]]:
    """Return the rows (`observations.FOLDED`) that count: a model's readings only with that agreement."""
    return [row for row in rows if agreed or (row[_KIND], row[_ORIGIN]) != ("ai", "model")]


def _as_known(row: tuple[Any, ...], until: int) -> tuple[Any, ...]:
    """Return a row (`observations.FOLDED`) as it stood at an instant: withdrawn later means not withdrawn."""
    gone = row[_WITHDRAWN]
    if gone is None or gone <= until:
        return row
    stood = list(row)
    stood[_WITHDRAWN] = None
    if row[_STATUS] == "withdrawn":
        stood[_STATUS] = "accepted"
    return tuple(stood)


def now(store: Store, user_id: str) -> Profile:
    """Return the profile as it stands."""
    return log(store, user_id).at(moment())


class Links(NamedTuple):
    """Which rows took the place of others."""

    supersedes: dict[str, str]
    """The old row's id by the new one's."""
    again: set[str]
    """Ids of rows whose place another row's successor has taken too."""


def links(rows: Iterable[tuple[Any, ...]]) -> Links:
    """Return the links between rows of the table (`observations.FOLDED`)."""
    supersedes: dict[str, str] = {}
    again: set[str] = set()
    for row in rows:
        newer = row[_NEWER]
        if newer in supersedes:
            again.add(row[0])
        elif newer:
            supersedes[newer] = row[0]
    return Links(supersedes, again)


def as_observations(rows: Iterable[tuple[Any, ...]], linked: Links) -> Iterator[Observation]:
    """Give rows of the table (`observations.FOLDED`) as the fold reads them.

    Args:
        rows: Some of the person's.
        linked: `links` of all of them.
    """
    supersedes, again = linked
    read: dict[str | None, tuple[str, ...]] = {None: ()}
    return (_observation(row, supersedes.get(row[0]), row[0] in again, read) for row in rows)


def _observation(
    row: tuple[Any, ...], supersedes: str | None, replaced: bool, read: dict[str | None, tuple[str, ...]]
) -> Observation:
    """Return one row; `read` keeps lists of items that were parsed before, which are few and come again and again."""
    (row_id, dimension, kind, _, at, day, session, gone, status, created, _, t, rho2, instrument, sheet) = (
        row[:15]
    )
    (items, level, direction, strength, setting, words, quote, version, model, target, answer) = row[15:]
    if items not in read:
        read[items] = tuple(json.loads(items))
    if gone is None and status == "withdrawn":
        gone = created
    return Observation._make(
        (
            *(row_id, dimension, kind, at, day or local_date(at), session, gone, supersedes),
            *(status != "proposed" and not replaced, t, rho2, instrument, sheet, read[items]),
            *(level, direction, strength, setting, words or 0, quote or "", True),
            *(version or "", model or "", target, answer),
        )
    )


def turns_25(store: Store, user_id: str) -> int | None:
    """Return the 25th birthday in epoch milliseconds (UTC midnight), where the birthday is known."""
    chosen = assessments.norms(store.conn, user_id)
    if chosen is None or not chosen["born"]:
        return None
    born = date.fromisoformat(chosen["born"])
    try:
        day = born.replace(year=born.year + YOUNG_UNTIL)
    except ValueError:  # born on 29 February
        day = (born + timedelta(days=1)).replace(year=born.year + YOUNG_UNTIL)
    return (day - date(1970, 1, 1)).days * DAY


def told(one: DimensionProfile) -> dict[str, Any]:
    """Return a dimension as the commands show it: straight from the filter."""
    found = one.as_dict()
    return {**found, "last_evidence_at": iso(found["last_evidence_at"])}
