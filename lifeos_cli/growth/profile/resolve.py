"""From logged rows to what the filter takes in: each piece of evidence once."""

from __future__ import annotations

from math import isfinite
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.growth.profile.kalman import Reading, self_report
from lifeos_cli.growth.profile.repeats import Repeats
from lifeos_cli.growth.profile.rows import Observation, SetAside
from lifeos_cli.growth.profile.sessions import readings_of_session
from lifeos_cli.growth.profile.validity import CONFIRM, CONFIRM_RHO2, CONFIRM_Z, level_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_Given = TypeVar("_Given")
SELF = ("assessment", "micro")
_OTHERS = ("ai", "confirm")
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


Part = tuple[list[Measurement], list[SetAside]]
"""What some rows came to: the evidence, and the rows that move nothing."""


class Resolved(NamedTuple):
    """What stands of the log."""

    by_dimension: Mapping[str, list[Measurement]]
    """Evidence of each dimension sorted by (effective_at, id); all eight are there."""
    set_aside: tuple[SetAside, ...]
    """Rows that move nothing, with the reason, sorted by (effective_at, id)."""


class Parts:
    """What parts of a log came to, kept: a part whose rows are as they were is not resolved again.

    `resolve` with it returns what `resolve` without it returns. One thread's own; it holds no more than the last log.
    """

    def __init__(self) -> None:
        self._kept: dict[object, tuple[object, Part]] = {}
        self._now: dict[object, tuple[object, Part]] = {}

    def begin(self) -> None:
        """Begin with a log: what it has no use for is dropped with the next one."""
        self._kept, self._now = self._now, {}

    def of(self, name: object, rows: _Given, make: Callable[[_Given], Part]) -> Part:
        """Return what a part came to.

        Args:
            name: Of the part, once a log.
            rows: Its rows, and all else that decides.
            make: A pure function of them.
        """
        held = self._kept.get(name)
        if held is None or held[0] != rows:
            held = rows, make(rows)
        self._now[name] = held
        return held[1]


def resolve(rows: Iterable[Observation], parts: Parts | None = None) -> Resolved:
    """Decide which rows count and how much.

    Same rows in any order give the same result, bit for bit. The rules, in
    turn: replaced and withdrawn rows are out; so is what is no proper number;
    a session gives one reading a dimension, of at most three dimensions, each
    resting on words of its own; an assessment in chat counts once; an answer
    to a reading stands and falls with it; the same items again are logged only
    within 14 days and count half up to 90.

    Args:
        rows: One person's observations.
        parts: What an earlier log of the person came to.
    """
    parts = parts or Parts()
    parts.begin()
    ordered = sorted(rows, key=_PLACE)
    aside: list[SetAside] = []
    live = _standing(ordered, aside)
    found = _self_reports(live, aside, parts)
    found += _confirmations(live, aside)
    scaled = {(row.session_id, row.dimension) for (row, *_), *_ in found if row.source in SELF}
    texts = [row for row in live if row.source == "ai"]
    found += _readings(texts, scaled, aside, parts)
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


def _self_reports(rows: list[Observation], aside: list[SetAside], parts: Parts) -> list[Measurement]:
    by_dimension: dict[str, list[Observation]] = {}
    for row in rows:
        if row.source in SELF:
            by_dimension.setdefault(row.dimension, []).append(row)
        elif row.source not in _OTHERS:
            aside.append(SetAside(row, "no such source"))
    found: list[Measurement] = []
    for name, members in by_dimension.items():
        counted, left = parts.of(name, members, _reports_of)
        found += counted
        aside += left
    return found


def _reports_of(rows: list[Observation]) -> Part:
    """Take in one dimension's scores, in order of time."""
    repeats = Repeats()
    found: list[Measurement] = []
    aside: list[SetAside] = []
    for row in rows:
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
    return found, aside


def _readings(
    rows: list[Observation], scaled: set[tuple[str | None, str]], aside: list[SetAside], parts: Parts
) -> list[Measurement]:
    """Take in what models read, session by session; a row without a session is a session of its own."""
    sessions: dict[str, list[Observation]] = {}
    for row in rows:
        sessions.setdefault(row.session_id or row.id, []).append(row)
    found: list[Measurement] = []
    for session, members in sessions.items():
        scales = {row.dimension for row in members if (row.session_id, row.dimension) in scaled}
        counted, left = parts.of(("session", session), (members, scales), _session_of)
        found += counted
        aside += left
    return found


def _session_of(given: tuple[list[Observation], set[str]]) -> Part:
    """Take in one session's readings; `given`: the rows in order of time, the dimensions a scale was answered of."""
    rows, scales = given
    aside: list[SetAside] = []
    return [Measurement(*part) for part in readings_of_session(rows, scales, aside)], aside


def _confirmations(rows: list[Observation], aside: list[SetAside]) -> list[Measurement]:
    """Turn answers to "fits me in general" into weak self-report toward or away from the claim."""
    answers = [row for row in rows if row.source == "confirm"]
    if not answers:
        return []
    claims = {row.id: row for row in rows if row.source == "ai"}
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
