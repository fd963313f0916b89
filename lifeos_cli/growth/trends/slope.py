"""The course of one item: how much it rose or fell a week, and how sure that is."""

from __future__ import annotations

import random
from datetime import date
from math import ceil
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.trends.stats import BLOCK, RESAMPLES, degrees, deviation, sums
from lifeos_cli.growth.trends.student import critical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_DAYS = 21


class Slope(NamedTuple):
    """A straight line through an item's days."""

    n: int
    """Days with an answer."""
    a_week: float | None
    """Change a week in the item's own units; None with fewer than 21 days."""
    low: float | None
    """95 % band: standard error from blocks of 7 residuals resampled, read against Student's t."""
    high: float | None

    @property
    def direction(self) -> str:
        """up, down, flat (the band holds zero), or unknown (too few days)."""
        if self.low is None or self.high is None:
            return "unknown"
        return "up" if self.low > 0 else "down" if self.high < 0 else "flat"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        return {**self._asdict(), "direction": self.direction}


def slope(days: Mapping[str, float | None], seed: str = "slope") -> Slope:
    """Return the course of an item over its days.

    Args:
        days: The item's value by local day.
        seed: Names the question, so that it is always answered alike.
    """
    answered = [
        (date.fromisoformat(day).toordinal() / 7, value)
        for day, value in sorted(days.items())
        if value is not None
    ]
    n = len(answered)
    if n < LEAST_DAYS:
        return Slope(n, None, None, None)
    middle = sum(week for week, _ in answered) / n
    centre = sum(value for _, value in answered) / n
    weeks = [week - middle for week, _ in answered]
    values = [value - centre for _, value in answered]
    found = sums([*zip(weeks, values, strict=True)]).slope()
    residuals = [value - found * week for week, value in zip(weeks, values, strict=True)]
    reach = critical(degrees(n)) * deviation(_resampled_slopes(weeks, residuals, seed))
    return Slope(n, found, found - reach, found + reach)


def _resampled_slopes(weeks: Sequence[float], residuals: Sequence[float], seed: str) -> list[float]:
    """Return the slopes of samples that hold nothing but the residuals, in blocks of 7 in a row (circular)."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation, no secret
    n = len(residuals)
    around = [*residuals, *residuals[: BLOCK - 1]]
    spread = sum(week * week for week in weeks)
    starts = range(n)
    found = []
    for _ in range(RESAMPLES):
        sample: list[float] = []
        for start in chance.choices(starts, k=ceil(n / BLOCK)):
            sample += around[start : start + BLOCK]
        found.append(sum(map(mul, weeks, sample)) / spread)
    return found
