"""The profile over time: how it stood at several moments, and what differs between two."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.profile.change import SURPRISE_AT
from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.kalman import Z95
from lifeos_cli.growth.profile.resolve import resolve
from lifeos_cli.growth.profile.trace import Moment, run, state_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.growth.profile.kalman import State
    from lifeos_cli.growth.profile.rows import Observation


class Point(NamedTuple):
    """One dimension at one moment of its course."""

    moment: Moment
    state: State

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        state = self.state
        return {
            "at": self.moment.at,
            "local_date": self.moment.local_date,
            "mean": state.mean,
            "confidence": state.confidence,
            "low": state.low,
            "high": state.high,
        }


class Difference(NamedTuple):
    """How a dimension differs between two moments."""

    dimension: str
    before: State
    after: State

    @property
    def apart(self) -> float:
        """The difference of the means over sqrt(P1 + P2); below 1.96 the bands do not tell them apart."""
        return (self.after.mean - self.before.mean) / sqrt(self.after.var + self.before.var)

    @property
    def told_apart(self) -> bool:
        """Whether the two 95 % bands tell the means apart."""
        return abs(self.apart) >= Z95

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "dimension": self.dimension,
            "from": self.before.mean,
            "to": self.after.mean,
            "difference": self.after.mean - self.before.mean,
            "apart": self.apart,
        }


class Surprise(NamedTuple):
    """A self-report that lies far from what was expected; worth a question before it is stored."""

    row: Observation
    surprise: float
    """Standardised innovation, |.| > 2.5."""


def course(
    rows: Iterable[Observation], dimension: str, moments: Sequence[Moment], turns_25_at: int | None = None
) -> list[Point]:
    """Return how one dimension stood at each of the moments (oldest first), as known from all rows today."""
    steps = run(dimension, resolve(rows).by_dimension[dimension], turns_25_at)
    found = []
    for moment in moments:
        known = [step for step in steps if step.measurement.first.effective_at <= moment.at]
        found.append(Point(moment, state_at(dimension, known, moment, turns_25_at)))
    return found


def compare(before: Profile, after: Profile) -> list[Difference]:
    """Return how each dimension differs between two profiles."""
    return [
        Difference(name, before.dimensions[name].state, one.state) for name, one in after.dimensions.items()
    ]


def surprises(
    rows: Iterable[Observation], new: Sequence[Observation], turns_25_at: int | None = None
) -> list[Surprise]:
    """Return which of the new self-reports lie more than 2.5 standard deviations from the expected.

    They are stored either way, with the answer to "was today unusual, or has
    this really shifted?"; a script is not asked.
    """
    wanted = {row.id for row in new}
    profile = fold([*rows, *new], turns_25_at=turns_25_at)
    return [
        Surprise(step.measurement.first, step.surprise)
        for one in profile.dimensions.values()
        for step in one.steps
        if step.measurement.first.id in wanted
        and step.measurement.z is None
        and abs(step.surprise) > SURPRISE_AT
    ]
