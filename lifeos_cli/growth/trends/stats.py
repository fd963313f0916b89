"""Small statistics on a person's own days: correlation, block bootstrap, false discovery rate.

Chance is seeded by the question, so that it is always answered alike.
"""

from __future__ import annotations

import random
from math import atanh, ceil, copysign, fsum, sqrt, tanh
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.trends.student import critical, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BLOCK = 7
"""Days a block of the bootstrap holds: what lies within a week hangs together."""
RESAMPLES = 1000
FALSE_DISCOVERY = 0.10
"""Benjamini-Hochberg rate."""
_PERFECT = 1 - 1e-12


class Sums(NamedTuple):
    """Sums of paired values that a correlation or a slope needs."""

    n: float
    x: float
    y: float
    xx: float
    yy: float
    xy: float

    def correlation(self) -> float | None:
        """Return Pearson's r; None where one side does not vary."""
        return _correlation(*self)

    def slope(self) -> float | None:
        """Return the least-squares slope of y on x; None where x does not vary."""
        vx = self.n * self.xx - self.x**2
        return (self.n * self.xy - self.x * self.y) / vx if vx > 0 else None


def sums(pairs: Sequence[tuple[float, float]]) -> Sums:
    """Add up pairs."""
    return Sums(
        len(pairs),
        sum(x for x, _ in pairs),
        sum(y for _, y in pairs),
        sum(x * x for x, _ in pairs),
        sum(y * y for _, y in pairs),
        sum(x * y for x, y in pairs),
    )


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Pearson's r of pairs; None where one side does not vary."""
    return _centred(pairs).correlation()


def resampled(pairs: Sequence[tuple[float, float]], seed: str) -> Iterator[tuple[float, ...]]:
    """Yield the sums (n, x, y, xx, yy, xy, as in `Sums`) of bootstrap samples: blocks of 7 pairs in a row, circular.

    Args:
        pairs: In order of time.
        seed: Names the question, so that it is always answered alike.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation, no secret
    n = len(pairs)
    around = [*pairs, *pairs[: BLOCK - 1]]
    blocks = [sums(around[start : start + BLOCK]) for start in range(n)]
    count = ceil(n / BLOCK)
    drawn = itemgetter(*chance.choices(range(n), k=count * RESAMPLES))
    # A column at a time: a thousand samples of each pair of items are most of what a look back costs.
    return zip(
        *(map(sum, zip(*[iter(drawn(column))] * count, strict=True)) for column in zip(*blocks, strict=True)),
        strict=True,
    )


def correlation_band(pairs: Sequence[tuple[float, float]], seed: str) -> tuple[float, float, float] | None:
    """Return (low, high, p) of a correlation: 95 % band and two-sided p; None where it cannot be told.

    The standard error is the block bootstrap's, of Fisher's z, read against
    Student's t with one degree of freedom less than there are blocks: on the
    few weeks a person has, plain percentiles call noise a finding 8 to 15
    times in 100 where this does 1 to 8.
    """
    r = correlation(pairs)
    if r is None:
        return None
    values = [
        fisher(found) for one in resampled(_centre(pairs), seed) if (found := _correlation(*one)) is not None
    ]
    if len(values) < RESAMPLES / 2:
        return None
    error, df = deviation(values), degrees(len(pairs))
    reach = critical(df) * error
    p = two_sided(fisher(r) / error, df) if error else 0.0
    return tanh(fisher(r) - reach), tanh(fisher(r) + reach), p


def deviation(values: Sequence[float]) -> float:
    """Return the standard deviation of a sample; `statistics.stdev` reckons in fractions, fifty times as long."""
    mean = fsum(values) / len(values)
    return sqrt(fsum([(value - mean) ** 2 for value in values]) / (len(values) - 1))


def fisher(r: float) -> float:
    """Return Fisher's z of a correlation; a perfect one is taken as very nearly so."""
    return atanh(r) if -_PERFECT < r < _PERFECT else copysign(atanh(_PERFECT), r)


def degrees(n: int) -> int:
    """Return the degrees of freedom of n days: blocks of 7 less one, at least 1."""
    return max(1, ceil(n / BLOCK) - 1)


def discoveries(p_values: Sequence[float], rate: float = FALSE_DISCOVERY) -> set[int]:
    """Return the places of the p values that stand at a false discovery rate (Benjamini-Hochberg)."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    last = 0
    for rank, place in enumerate(order, 1):
        if p_values[place] <= rate * rank / len(order):
            last = rank
    return set(order[:last])


def _correlation(n: float, x: float, y: float, xx: float, yy: float, xy: float) -> float | None:
    vx, vy = n * xx - x * x, n * yy - y * y
    # Sums of the same value many times leave a remainder of rounding.
    if vx <= 1e-9 * n * xx or vy <= 1e-9 * n * yy:
        return None
    r = (n * xy - x * y) / sqrt(vx * vy)
    return r if -1.0 < r < 1.0 else copysign(1.0, r)


def _centre(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move pairs to their means: keeps the sums' rounding small."""
    if not pairs:
        return []
    mx, my = sum(x for x, _ in pairs) / len(pairs), sum(y for _, y in pairs) / len(pairs)
    return [(x - mx, y - my) for x, y in pairs]


def _centred(pairs: Sequence[tuple[float, float]]) -> Sums:
    return sums(_centre(pairs))
