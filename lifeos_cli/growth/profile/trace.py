"""The filter run over one dimension's evidence, step by step, and what each step still weighs in the end."""

from __future__ import annotations

from operator import le
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.growth.profile.dimensions import drift
from lifeos_cli.growth.profile.kalman import PRIOR, State, predict, update

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.growth.profile.resolve import Measurement


class Moment(NamedTuple):
    """A point in time as the person lives it."""

    at: int
    """Epoch milliseconds."""
    local_date: str
    """Their day, YYYY-MM-DD."""


class Step(NamedTuple):
    """One piece of evidence on its way through the filter."""

    measurement: Measurement
    after: State
    surprise: float
    """Standardised innovation; beyond 2.5 a self-report is worth a question."""
    gain: tuple[float, float]
    """How far one T of innovation moved theta and b."""


class Weight(NamedTuple):
    """What one piece of evidence has to say in the end."""

    measurement: Measurement
    pull: float
    """T units by which it moves the mean away from 50; all pulls and 50 sum to the mean."""
    share: float
    """Its part of the evidence, 0..1; all shares sum to 1. Without drift: its precision over the total."""


class Clock:
    """Lets time pass for one dimension: between days as elapsed, within a day not at all."""

    def __init__(self, dimension: str, turns_25_at: int | None = None) -> None:
        self._dimension = dimension
        self._rate = drift(dimension)
        self._turns_25_at = turns_25_at
        self._anchor: int | None = None
        self._day = ""

    def go_on(self, steps: Sequence[Step]) -> None:
        """Stand where it stood after these steps."""
        for step in reversed(steps):
            row = step.measurement.rows[0]
            if self._day and row.local_date != self._day:
                break
            self._anchor, self._day = row.effective_at, row.local_date

    def advance(self, state: State, at: int, day: str) -> State:
        """Return the state at an instant, which counts as the whole day's."""
        if day == self._day:
            return state
        since, self._anchor, self._day = self._anchor, at, day
        return state if since is None else self._drift(state, since, at)

    def _drift(self, state: State, since: int, until: int) -> State:
        change = self._turns_25_at
        if change is None or change <= since:
            return predict(state, (until - since) / DAY, self._rate)
        grown = min(change, until)
        state = predict(state, (grown - since) / DAY, drift(self._dimension, young=True))
        return predict(state, (until - grown) / DAY, self._rate)


def by_days(measurements: Iterable[Measurement]) -> list[Measurement]:
    """Sort by day, then (effective_at, id); a day's place is its first instant, also where zones cross."""
    found = list(measurements)
    places = [(row.local_date, row.effective_at, row.id) for row in [one.rows[0] for one in found]]
    times = [(at, row_id) for _, at, row_id in places]
    if all(map(le, places, places[1:])) and all(map(le, times, times[1:])):
        return found
    start: dict[str, int] = {}
    for day, at, _ in places:
        start[day] = min(at, start.get(day, at))
    order = sorted((start[day], day, at, row_id, n) for n, (day, at, row_id) in enumerate(places))
    return [found[place[-1]] for place in order]


def run(
    dimension: str,
    measurements: Iterable[Measurement],
    turns_25_at: int | None = None,
    *,
    earlier: Sequence[Step] = (),
) -> list[Step]:
    """Fold one dimension's evidence; the last step's `after` is what was known then.

    Args:
        dimension: Sets the drift.
        measurements: Evidence in any order.
        turns_25_at: The person's 25th birthday (epoch milliseconds), before which
            the Big Five drift faster; None if not known.
        earlier: The steps of an earlier run with the same birthday; as far as its evidence is the same they stand.
    """
    ordered = by_days(measurements)
    same = _alike(ordered, earlier)
    steps = list(earlier[:same])
    state = steps[-1].after if steps else PRIOR
    clock = Clock(dimension, turns_25_at)
    clock.go_on(steps)
    for one in ordered[same:]:
        row = one.rows[0]
        before = clock.advance(state, row.effective_at, row.local_date)
        state, surprise, gain = update(before, one.reading)
        steps.append(Step(one, state, surprise, gain))
    return steps


def _alike(measurements: Sequence[Measurement], earlier: Sequence[Step]) -> int:
    """Return how many measurements at the beginning are those of the steps."""
    same = 0
    for one, step in zip(measurements, earlier, strict=False):
        if one is not step.measurement and one != step.measurement:
            break
        same += 1
    return same


def state_at(
    dimension: str, steps: Sequence[Step], moment: Moment | None, turns_25_at: int | None = None
) -> State:
    """Return what the steps let one know at a moment; None: right after the last."""
    if not steps:
        return PRIOR
    state = steps[-1].after
    if moment is None:
        return state
    clock = Clock(dimension, turns_25_at)
    day = steps[-1].measurement.first.local_date
    first = min(s.measurement.first.effective_at for s in steps if s.measurement.first.local_date == day)
    clock.advance(state, first, day)
    return clock.advance(state, moment.at, moment.local_date)


def weights(steps: Sequence[Step]) -> list[Weight]:
    """Return what each step weighs in the final mean, in the steps' order.

    The mean is 50 plus a weighted sum of the deviations observed; walking the
    gains backwards gives the weights. The share is the weight on theta, which
    without drift is the evidence's precision over the total.
    """
    a0, a1 = 1.0, 0.0
    pulls: list[float] = []
    parts: list[float] = []
    for step in reversed(steps):
        k0, k1 = step.gain
        x, h0, h1, _ = step.measurement.reading
        weight = a0 * k0 + a1 * k1
        pulls.append(weight * (x - 50))
        parts.append(abs(weight * h0))
        a0, a1 = a0 - weight * h0, a1 - weight * h1
    total = sum(parts) or 1.0
    return [
        Weight(step.measurement, pull, part / total)
        for step, pull, part in zip(steps, reversed(pulls), reversed(parts), strict=True)
    ]
