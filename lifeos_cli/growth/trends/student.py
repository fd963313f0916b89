"""Student's t distribution, as far as a band and a p value need it."""

from __future__ import annotations

from functools import lru_cache
from math import atan, cos, exp, lgamma, pi, sqrt, tan

_STEPS = 200
"""Simpson steps; good to more than six digits."""


def two_sided(t: float, df: float) -> float:
    """Return the chance of |T| >= |t| with `df` degrees of freedom (at least 1).

    With t = sqrt(df) tan(a) the density becomes cos(a)^(df - 1), which is
    integrated by Simpson's rule.
    """
    start = atan(abs(t) / sqrt(df))
    width = (pi / 2 - start) / _STEPS
    total: float = cos(start) ** (df - 1) + (1.0 if df == 1 else 0.0)
    total += sum((4 if n % 2 else 2) * cos(start + n * width) ** (df - 1) for n in range(1, _STEPS))
    scale = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(pi)
    return min(1.0, 2 * scale * total * width / 3)


@lru_cache(maxsize=256)
def critical(df: float, alpha: float = 0.05) -> float:
    """Return the t beyond which `alpha` of the distribution lies, both sides together (bisection)."""
    low, high = 0.0, pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(sqrt(df) * tan(middle), df) > alpha else (low, middle)
    return sqrt(df) * tan((low + high) / 2)
