"""From logged rows to what the filter takes in: each piece of evidence once."""

from __future__ import annotations

from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.growth.profile.kalman import Reading, self_report
from lifeos_cli.growth.profile.repeats import Repeats
from lifeos_cli.growth.profile.rows import Observation, SetAside
from lifeos_cli.growth.profile.sessions import readings_of_sessions
from lifeos_cli.growth.profile.validity import CONFIRM, CONFIRM_RHO2, CONFIRM_Z, level_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SELF = ("assessment", "micro")
_PLACE = attrgetter("effective_at", "id")


class Measurement(NamedTuple):
    """One piece of evidence: one row, or a session's rows on one dimension taken together."""

    rows: tuple[Observation, ...]
    """In order; the first one's time and id place it."""
    reading: Reading
    z: float | None = None
    """The level read from text; None for self-report."""
    noise_factor: float = 1.0
    """2 when the same items were answered 14 to 90 days before."""

    @property
    def first(self) -> Observation:
        """The row that places it in time."""
        return self.rows[0]


class Resolved(NamedTuple):
    """What stands of the log."""

    by_dimension: Mapping[str, list[Measurement]]
    """Evidence of each dimension sorted by (effective_at, id); all eight are there."""
    set_aside: tuple[SetAside, ...]
    """Rows that move nothing, with the reason, sorted by (effective_at, id)."""


def resolve(rows: Iterable[Observation]) -> Resolved:
    """Decide which rows count and how much.

    Same rows in any order give the same result, bit for bit. The rules, in
    turn: replaced and withdrawn rows are out; so is what is no proper number;
    a session gives one reading a dimension, of at most three dimensions, each
    resting on words of its own; an assessment in chat counts once; an answer
    to a reading stands and falls with it; the same items again are logged only
    within 14 days and count half up to 90.
    """
    ordered = sorted(rows, key=_PLACE)
    aside: list[SetAside] = []
    live = _standing(ordered, aside)
    found = _self_reports(live, aside)
    found += _confirmations(live, aside)
    scaled = {(row.session_id, row.dimension) for (row, *_), *_ in found if row.source in SELF}
    texts = [row for row in live if row.source == "ai"]
    found += [Measurement(*part) for part in readings_of_sessions(texts, scaled, aside)]
    found.sort(key=lambda m: _PLACE(m[0][0]))
    by_dimension: dict[str, list[Measurement]] = {name: [] for name in DIMENSIONS}
    for measurement in found:
        by_dimension[measurement.rows[0].dimension].append(measurement)
    aside.sort(key=lambda one: (one.row.effective_at, one.row.id))
    return Resolved(by_dimension, tuple(aside))


def _standing(rows: list[Observation], aside: list[SetAside]) -> list[Observation]:
    """Drop what was replaced, withdrawn, is only proposed or is of no known dimension."""
    replaced = {row.supersedes for row in rows if row.supersedes and row.accepted} | _older_analyses(rows)
    live = []
    for row in rows:
        if (
            row.withdrawn_at is None
            and row.accepted
            and row.id not in replaced
            and row.dimension in DIMENSIONS
        ):
            live.append(row)
            continue
        reason = (
            "withdrawn"
            if row.withdrawn_at is not None
            else "replaced by a newer reading"
            if row.id in replaced
            else "not accepted yet"
            if not row.accepted
            else "no such dimension"
        )
        aside.append(SetAside(row, reason))
    return live


def _older_analyses(rows: list[Observation]) -> set[str]:
    """Return the ids of readings whose session and dimension were analysed anew, by another prompt or model."""
    groups: dict[tuple[str, str], list[Observation]] = {}
    for row in rows:
        if row.source == "ai" and row.session_id and row.accepted:
            groups.setdefault((row.session_id, row.dimension), []).append(row)
    older: set[str] = set()
    for group in groups.values():
        newest = max(group, key=lambda row: row.id)
        version = newest.prompt_version, newest.model
        older.update(row.id for row in group if (row.prompt_version, row.model) != version)
    return older


def _self_reports(rows: list[Observation], aside: list[SetAside]) -> list[Measurement]:
    repeats = Repeats()
    found = []
    for row in rows:
        if row.source not in SELF:
            if row.source not in {"ai", "confirm"}:
                aside.append(SetAside(row, "no such source"))
            continue
        if row.t is None or row.rho2 is None or not isfinite(row.t):
            aside.append(SetAside(row, "not a finite score"))
            continue
        factor = repeats.factor(row)
        if factor is None:
            aside.append(SetAside(row, "same items less than 14 days before: logged only"))
            continue
        try:
            reading = self_report(row.t, row.rho2, noise_factor=factor)
        except ValueError as error:
            aside.append(SetAside(row, str(error)))
            continue
        repeats.counted(row)
        found.append(Measurement((row,), reading, None, factor))
    return found


def _confirmations(rows: list[Observation], aside: list[SetAside]) -> list[Measurement]:
    """Turn answers to "fits me in general" into weak self-report toward or away from the claim."""
    claims = {row.id: row for row in rows if row.source == "ai"}
    answers = [row for row in rows if row.source == "confirm"]
    latest = {row.target: row for row in answers}
    found = []
    for row in answers:
        claim = claims.get(row.target or "")
        reason = _no_answer(row, claim) or ("answered again" if latest[row.target] is not row else "")
        if reason or claim is None:
            aside.append(SetAside(row, reason))
            continue
        toward = _sign(claim)
        step = CONFIRM[row.answer or ""]
        if toward is None or (toward == 0 and step < 0):
            aside.append(SetAside(row, "names no direction: logged only"))
            continue
        found.append(Measurement((row,), self_report(50 + 10 * CONFIRM_Z * step * toward, CONFIRM_RHO2)))
    return found


def _no_answer(row: Observation, claim: Observation | None) -> str:
    if claim is None:
        return "the reading it answers does not stand"
    if claim.dimension != row.dimension:
        return "the reading it answers is of another dimension"
    return "" if row.answer in CONFIRM else "an answer is yes, partly or no"


def _sign(claim: Observation) -> int | None:
    try:
        level = level_of(claim)
    except ValueError:
        return None
    return None if level is None else (level > 0) - (level < 0)
