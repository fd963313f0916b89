"""Small statistics on a person's own days: correlation, block bootstrap, false discovery rate.

Chance is seeded, so that a question is always answered alike.
"""

from __future__ import annotations

import random
from functools import lru_cache
from itertools import repeat
from math import atanh, ceil, copysign, fsum, sqrt, tanh
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.trends.student import critical, two_sided

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BLOCK = 7
"""Days a block of the bootstrap holds: what lies within a week hangs together."""
RESAMPLES = 1000
FALSE_DISCOVERY = 0.10
"""Benjamini-Hochberg rate."""
_PERFECT = 1 - 1e-12
_FLAT = 1e-9
"""Share of the squares below which a side does not vary: sums of one value many times leave a rest of rounding."""


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
        vx, vy = self.n * self.xx - self.x * self.x, self.n * self.yy - self.y * self.y
        if vx <= _FLAT * self.n * self.xx or vy <= _FLAT * self.n * self.yy:
            return None
        return max(-1.0, min(1.0, (self.n * self.xy - self.x * self.y) / sqrt(vx * vy)))

    def slope(self) -> float:
        """Return the least-squares slope of y on x; x must vary."""
        return (self.n * self.xy - self.x * self.y) / (self.n * self.xx - self.x * self.x)


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
        seed: Names the draws, so that a question is always answered alike.
    """
    n = len(pairs)
    around = [pairs[place % n] for place in range(n + BLOCK - 1)]
    blocks = [sums(around[start : start + BLOCK])[1:] for start in range(n)]
    count = ceil(n / BLOCK)
    drawn = _draws(n, count * RESAMPLES, seed)
    # A column at a time: a thousand samples of each pair of items are most of what a look back costs.
    columns = [
        map(sum, zip(*[iter(drawn(column))] * count, strict=True)) for column in zip(*blocks, strict=True)
    ]
    return zip(repeat(count * BLOCK), *columns)


@lru_cache(maxsize=64)
def _draws(n: int, k: int, seed: str) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """Return what takes k of n blocks at random; kept, since every pair of items over as many days takes the same."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation, no secret
    return itemgetter(*chance.choices(range(n), k=k))


def correlation_band(
    pairs: Sequence[tuple[float, float]], seed: str = "together"
) -> tuple[float, float, float, float] | None:
    """Return (r, low, high, p) of pairs: Pearson's r, its 95 % band and two-sided p; None where it cannot be told.

    The standard error is the block bootstrap's, of Fisher's z, read against
    Student's t with one degree of freedom less than there are blocks: on the
    few weeks a person has, plain percentiles call noise a finding 8 to 15
    times in 100 where this does 1 to 8.
    """
    r = correlation(pairs)
    if r is None:
        return None
    values = _fishers(resampled(_centre(pairs), seed))
    if len(values) < RESAMPLES / 2:
        return None
    error, df = deviation(values), degrees(len(pairs))
    reach = critical(df) * error
    p = two_sided(fisher(r) / error, df) if error else 0.0
    return r, tanh(fisher(r) - reach), tanh(fisher(r) + reach), p


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


def _fishers(samples: Iterable[tuple[float, ...]]) -> list[float]:
    """Return Fisher's z of each sample whose both sides vary."""
    found = []
    for n, x, y, xx, yy, xy in samples:
        vx, vy = n * xx - x * x, n * yy - y * y
        if vx > _FLAT * n * xx and vy > _FLAT * n * yy:
            found.append(fisher((n * xy - x * y) / sqrt(vx * vy)))
    return found


def _centre(pairs: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Move pairs to their means: keeps the sums' rounding small."""
    if not pairs:
        return []
    mx, my = sum(x for x, _ in pairs) / len(pairs), sum(y for _, y in pairs) / len(pairs)
    return [(x - mx, y - my) for x, y in pairs]


def _centred(pairs: Sequence[tuple[float, float]]) -> Sums:
    return sums(_centre(pairs))
