"""Student's t distribution, as far as a band and a p value need it."""

from __future__ import annotations

from functools import lru_cache
from math import atan, cos, exp, lgamma, pi, sqrt, tan

_STEPS = 200
"""Simpson steps; good to more than six digits."""
_NEAR = 1e-12
"""Radians within which an angle is found."""


def two_sided(t: float, df: float) -> float:
    """Return the chance of |T| >= |t| with `df` degrees of freedom (at least 1).

    With t = sqrt(df) tan(a) the density becomes cos(a)^(df - 1), which is
    integrated by Simpson's rule.
    """
    start = atan(abs(t) / sqrt(df))
    width = (pi / 2 - start) / _STEPS
    total: float = cos(start) ** (df - 1) + (1.0 if df == 1 else 0.0)
    total += sum((4 if n % 2 else 2) * cos(start + n * width) ** (df - 1) for n in range(1, _STEPS))
    return min(1.0, _density(df) * total * width / 3)


@lru_cache(maxsize=256)
def critical(df: float, alpha: float = 0.05) -> float:
    """Return the t beyond which `alpha` of the distribution lies, both sides together.

    By Newton's method on the angle, from 0: the chance falls ever more slowly
    with it, so that no step goes too far.
    """
    angle, step = 0.0, 1.0
    while step > _NEAR:
        step = (two_sided(sqrt(df) * tan(angle), df) - alpha) / (_density(df) * cos(angle) ** (df - 1))
        angle += step
    return sqrt(df) * tan(angle)


def _density(df: float) -> float:
    """Return the density of the angle at 0, both sides together."""
    return 2 * exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(pi)
