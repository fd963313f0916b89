"""The profile of a person, computed anew from every row each time it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.growth.profile.resolve import Measurement, Parts, resolve
from lifeos_cli.growth.profile.trace import Moment, Step, Weight, run, state_at, weights
from lifeos_cli.growth.profile.wording import label
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lifeos_cli.growth.profile.kalman import State
    from lifeos_cli.growth.profile.rows import Observation, SetAside

LATELY_DAYS = 14
POMP_DIMENSION = "growthMindset"
POMP_MEAN, POMP_SD = 3.6, 0.7
"""Assumed item mean and SD (1..5) behind growthMindset's T; it is shown as POMP 0..100, never with norms."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_KINDS = {
    "ai": ("conversation", "conversations"),
    "micro": ("single item", "single items"),
    "confirm": ("answer about a reading", "answers about readings"),
}


class Share(NamedTuple):
    """A source of evidence and its part."""

    source: str
    """assessment, micro, confirm or ai."""
    what: str
    """In words: "your mini-ipip 12 May", "4 conversations"."""
    rows: int
    """How many tests, items, answers or sessions."""
    share: float
    """0..1; all shares of a dimension sum to 1."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"source": self.source, "what": self.what, "rows": self.rows, "share": self.share}


class DimensionProfile(NamedTuple):
    """One dimension as it stands at a moment."""

    dimension: str
    state: State
    """Straight from the filter; `state.mean`, `.var`, `.confidence`, `.low`, `.high`."""
    label: str
    """The words for its confidence."""
    lately: float | None
    """Mean level read in the last 14 days, -1.5..1.5 (0: the average adult); None without readings."""
    lately_n: int
    """How many sessions that is the mean of."""
    steps: tuple[Step, ...]
    """Its evidence in the order it was taken in."""

    @property
    def pomp(self) -> float | None:
        """The mean as percent of the scale's range, for the dimension that has no norms; None before any evidence."""
        if self.dimension != POMP_DIMENSION or not self.steps:
            return None
        return 100 * (POMP_MEAN + POMP_SD * (self.state.mean - 50) / 10 - 1) / 4

    def weights(self) -> list[Weight]:
        """Return what each piece of evidence weighs, in order."""
        return weights(self.steps)

    def shares(self) -> list[Share]:
        """Return what it rests on: each test by itself, everything else by kind, the greatest part first."""
        return shares(self.weights())

    def as_dict(self) -> dict[str, Any]:
        """Return the keys of `profile show --json`: nothing rounded, clamped or capped."""
        return {
            "mean": self.state.mean,
            "confidence": self.state.confidence,
            "low": self.state.low,
            "high": self.state.high,
            "label": self.label,
            "lately": self.lately,
            "lately_n": self.lately_n,
            "pomp": self.pomp,
            "evidence": len(self.steps),
            "last_evidence_at": max((s.measurement.first.effective_at for s in self.steps), default=None),
        }


class Profile(NamedTuple):
    """All eight dimensions at a moment."""

    dimensions: Mapping[str, DimensionProfile]
    set_aside: tuple[SetAside, ...]
    """Rows that moved nothing, and why."""
    as_of: Moment | None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON: `{"dimensions": {"openness": {...}, ...}}`."""
        return {"dimensions": {name: one.as_dict() for name, one in self.dimensions.items()}}


class Folds:
    """What the last fold of a person came to, kept: only what new or other rows bear on is computed again.

    `fold` with it returns what `fold` without it returns, bit for bit. One thread's own.
    """

    def __init__(self) -> None:
        self.parts = Parts()
        self._steps: dict[str, tuple[int | None, Sequence[Step]]] = {}

    def run(
        self, dimension: str, evidence: Sequence[Measurement], turns_25_at: int | None
    ) -> tuple[Step, ...]:
        """Return the steps of a dimension as `trace.run` does."""
        born, earlier = self._steps.get(dimension, (None, ()))
        steps = tuple(run(dimension, evidence, turns_25_at, earlier=earlier if born == turns_25_at else ()))
        self._steps[dimension] = turns_25_at, steps
        return steps


def fold(
    rows: Iterable[Observation],
    *,
    as_of: Moment | None = None,
    turns_25_at: int | None = None,
    kept: Folds | None = None,
) -> Profile:
    """Compute the profile from the log; same rows and moment, same result bit for bit.

    Args:
        rows: One person's observations, in any order. Those after `as_of` do not count.
        as_of: The moment to know it at; confidence fades toward it. None: each
            dimension right after its last evidence.
        turns_25_at: The person's 25th birthday in epoch milliseconds, if known.
        kept: Of earlier folds of the same person.
    """
    kept = kept or Folds()
    known = [row for row in rows if as_of is None or row.effective_at <= as_of.at]
    resolved = resolve(known, kept.parts)
    found = {}
    for name in DIMENSIONS:
        evidence = resolved.by_dimension[name]
        steps = kept.run(name, evidence, turns_25_at)
        state = state_at(name, steps, as_of, turns_25_at)
        recent, count = lately(evidence, as_of)
        found[name] = DimensionProfile(name, state, label(state.confidence), recent, count, steps)
    return Profile(found, resolved.set_aside, as_of)


def lately(evidence: Sequence[Measurement], as_of: Moment | None) -> tuple[float | None, int]:
    """Return the mean level read in the last 14 days, and of how many sessions; (None, 0) without any."""
    if not evidence:
        return None, 0
    now = as_of.at if as_of else max(one.first.effective_at for one in evidence)
    levels = [
        one.z
        for one in evidence
        if one.z is not None and now - LATELY_DAYS * DAY < one.first.effective_at <= now
    ]
    return (sum(levels) / len(levels), len(levels)) if levels else (None, 0)


def shares(found: Sequence[Weight]) -> list[Share]:
    """Group weights into sources: each test by itself, the rest by kind; the greatest part first."""
    groups: dict[tuple[str, str], list[Weight]] = {}
    for weight in found:
        row = weight.measurement.first
        groups.setdefault((row.source, row.id if row.source == "assessment" else ""), []).append(weight)
    result = [
        Share(source, _what(members), len(members), sum(one.share for one in members))
        for (source, _), members in groups.items()
    ]
    return sorted(result, key=lambda share: -share.share)


def _what(members: Sequence[Weight]) -> str:
    row = members[0].measurement.first
    if row.source == "assessment":
        _, month, day = row.local_date.split("-")
        return f"your {row.instrument or 'test'} {int(day)} {_MONTHS[int(month) - 1]}"
    return counted(len(members), *_KINDS[row.source])
