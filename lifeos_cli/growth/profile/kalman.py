"""The filter: what one piece of evidence does to what is known of one dimension.

The state is the trait theta in T units (mean 50, SD 10 among adults) and b,
the persistent misreading of this person by language models on that dimension.
Both are Gaussian. Self-report sees theta alone; a model's reading sees
theta + b, so that any number of readings can never tell the two apart and
confidence from readings alone ends at R_MAX squared.
"""

from __future__ import annotations

from functools import lru_cache
from math import isfinite, sqrt
from typing import NamedTuple

PRIOR_MEAN = 50.0
V0 = 100.0
"""Prior variance: SD 10 in T units."""
R_MAX = 0.55
"""Best validity that readings from text can reach: about the accuracy of close others (judgement)."""
TAU2 = V0 * (1 / R_MAX**2 - 1)
"""Prior variance of b, 230.5785: makes R_MAX the limit of infinitely many readings."""
RHO2_MAX = 0.98
Z_MAX = 1.5
Z95 = 1.96
READINGS = 1024
"""Readings that are kept: the same few scores and levels come again and again."""
YEAR = 365.25
"""Days."""


class State(NamedTuple):
    """What is known of one dimension."""

    mean: float = PRIOR_MEAN
    """Of theta, T units."""
    var: float = V0
    """Of theta, T^2: never above V0, never negative."""
    bias: float = 0.0
    """Mean of b, T units. Internal; never shown as a trait."""
    bias_var: float = TAU2
    cov: float = 0.0
    """Of theta and b."""

    @property
    def confidence(self) -> float:
        """Share of the prior variance that evidence has removed, 0..1; after one test its reliability."""
        return 1 - self.var / V0

    @property
    def low(self) -> float:
        """Lower end of the 95 % band, T units."""
        return self.mean - Z95 * sqrt(self.var)

    @property
    def high(self) -> float:
        """Upper end of the 95 % band, T units."""
        return self.mean + Z95 * sqrt(self.var)


class Reading(NamedTuple):
    """One measurement as the filter sees it: x = 50 + h_theta (theta - 50) + h_bias b + noise."""

    x: float
    """Observed value, T units."""
    h_theta: float
    h_bias: float
    noise: float
    """Variance of the noise, T^2."""


class Update(NamedTuple):
    """One step of the filter."""

    state: State
    surprise: float
    """Standardised innovation v / sqrt(S): how far the value lies from what was expected."""
    gain: tuple[float, float]
    """How far one T of innovation moves theta and b."""


PRIOR = State()


@lru_cache(READINGS)
def self_report(x: float, rho2: float, *, noise_factor: float = 1.0) -> Reading:
    """Return the reading of a scale's T score, or of a single item's with rho2 = loading squared.

    Args:
        x: T score.
        rho2: Reliability, in (0, .98].
        noise_factor: 2 for the same items again after 14 to 90 days.

    Raises:
        ValueError: A number that is not finite or lies outside its range.
    """
    if not isfinite(x):
        raise ValueError("a T score must be finite")
    if not 0 < rho2 <= RHO2_MAX:
        raise ValueError(f"reliability must lie in (0, {RHO2_MAX}]")
    return Reading(x, sqrt(rho2), 0.0, V0 * (1 - rho2) * noise_factor)


@lru_cache(READINGS)
def model_reading(z: float, r: float) -> Reading:
    """Return the reading of a level a model read from the person's words.

    Args:
        z: Standardised level against the average adult, in [-1.5, 1.5].
        r: Validity of such readings, in (0, .55).

    Raises:
        ValueError: A number that is not finite or lies outside its range.
    """
    if not (isfinite(z) and -Z_MAX <= z <= Z_MAX):
        raise ValueError(f"a level must lie in [-{Z_MAX}, {Z_MAX}]")
    if not 0 < r < R_MAX:
        raise ValueError(f"validity must lie in (0, {R_MAX})")
    return Reading(PRIOR_MEAN + 10 * z, r, r, V0 - r * r * (V0 + TAU2))


def predict(state: State, days: float, drift: float) -> State:
    """Let time pass: theta may have moved by `drift` T^2 a year; beyond the prior nothing is forgotten."""
    if days <= 0:
        return state
    mean, var, bias, bias_var, cov = state
    return State(mean, min(V0, var + drift * days / YEAR), bias, bias_var, cov)


def update(state: State, reading: Reading) -> Update:
    """Take in one reading (the Kalman update of a two-dimensional state by a scalar)."""
    x, h0, h1, noise = reading
    mean, var, bias, bias_var, cov = state
    c0 = var * h0 + cov * h1
    c1 = cov * h0 + bias_var * h1
    total = h0 * c0 + h1 * c1 + noise
    k0, k1 = c0 / total, c1 / total
    v = x - PRIOR_MEAN - h0 * (mean - PRIOR_MEAN) - h1 * bias
    after = State(mean + k0 * v, var - k0 * c0, bias + k1 * v, bias_var - k1 * c1, cov - k0 * c1)
    return Update(after, v / sqrt(total), (k0, k1))
