"""One skill's ability: what a demonstration does to it (an Elo rating with its own uncertainty).

Pelanek calls Elo "simple, robust, and effective" for adaptive education.
Ability and difficulty are logits; uncertainty grows while a skill lies idle,
the ability itself is not lowered.
"""

from __future__ import annotations

from bisect import bisect_right
from math import exp, sqrt
from typing import NamedTuple

from lifeos_cli.clock import DAY

YEAR = 365.25 * DAY
"""Milliseconds."""
IDLE_VARIANCE = 0.5
"""Variance gained in an idle year."""
MOST_VARIANCE = 1.5
WEIGHTS = {"conversation": 0.3, "reflection": 0.5, "action": 0.8, "assessment": 1.0}
OUTCOME_POINTS = {1.0: 1.0, 0.5: 0.6, 0.0: 0.3}
MASTERY_TIERS = (-1.0, -0.25, 0.5, 1.25)
"""Lower bounds of ability (logits) that levels 2 to 5 need."""
EXPERIENCE_TIERS = (60, 180, 360, 600)
"""Points that levels 2 to 5 need."""
GATES = {3: 1, 4: 3, 5: 5}
"""Pieces of action or assessment evidence that levels 3 to 5 need."""
_UNGATED = min(GATES) - 1
_OPENS = tuple(GATES.values())


class Ability(NamedTuple):
    """What is known of a skill."""

    a: float = -1.5
    """Ability, logits."""
    variance: float = 1.0

    @property
    def mastery(self) -> float:
        """0..100: chance of success at a task of difficulty 3, in percent."""
        return 100 * sigmoid(self.a)

    @property
    def sd(self) -> float:
        """Uncertainty of the ability, logits."""
        return sqrt(self.variance)

    @property
    def lcb(self) -> float:
        """Lower bound of the ability: one SD below it."""
        return self.a - self.sd


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e^-x)."""
    return 1 / (1 + exp(-x))


def idle(ability: Ability, ms: float) -> Ability:
    """Let time pass: uncertainty grows, the ability stays."""
    return Ability(ability.a, faded(ability.variance, ms))


def faded(variance: float, ms: float) -> float:
    """Return the variance after so many idle milliseconds."""
    return variance if ms <= 0 else min(MOST_VARIANCE, variance + IDLE_VARIANCE * ms / YEAR)


def shown(a: float, variance: float, difficulty: int, outcome: float, weight: float) -> tuple[float, float]:
    """Return ability and variance after one demonstration: a step of the Elo update, on bare numbers.

    Args:
        a: The ability before, logits.
        variance: Of that ability.
        difficulty: 1..5, logits -2..2.
        outcome: 0, .5 or 1.
        weight: How much it counts, 0..1.
    """
    p = sigmoid(a - (difficulty - 3))
    variance = 1 / (1 / variance + weight * p * (1 - p))
    return a + variance * weight * (outcome - p), variance


def points(difficulty: int, outcome: float, weight: float) -> int:
    """Return the experience a demonstration earns, before the day's cap."""
    return round(20 * weight * (0.5 + 0.25 * difficulty) * OUTCOME_POINTS[outcome])


def mastery_tier(lcb: float) -> int:
    """Return the level (1..5) the ability's lower bound reaches."""
    return 1 + bisect_right(MASTERY_TIERS, lcb)


def experience_tier(experience: int) -> int:
    """Return the level (1..5) the experience reaches."""
    return 1 + bisect_right(EXPERIENCE_TIERS, experience)


def gate(strong: int) -> int:
    """Return the highest level that so many pieces of action or assessment evidence open."""
    return _UNGATED + bisect_right(_OPENS, strong)
