"""People made up after the measurement model, to see how often the rule for change is right."""

from __future__ import annotations

import random
from math import sqrt
from typing import TYPE_CHECKING

from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.growth.profile.change import SIGNIFICANT, changes_of
from lifeos_cli.growth.profile.dimensions import DIMENSIONS
from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.kalman import TAU2, V0
from lifeos_cli.growth.profile.rows import Observation
from tests.growth.profile.made import at

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.change import Change

FORMS = {
    "selfAwareness": "self-awareness",
    "growthMindset": "growth-mindset",
    "emotionalResilience": "emotional-resilience",
}
SESSIONS_A_WEEK = 3
COACHING = 0.22


class Person:
    """Somebody whose true scores are known."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a seeded simulation
        self.theta = {name: self.chance.gauss(50, 10) for name in DIMENSIONS}
        self.bias = {name: self.chance.gauss(0, sqrt(TAU2)) for name in DIMENSIONS}
        self.rows: list[Observation] = []

    def test(self, day: float, dimension: str, form: str) -> None:
        """Take a scale: its score hangs on the true one by its reliability."""
        scale = load(form).scales[dimension]
        noise = self.chance.gauss(0, 10 * sqrt(1 - scale.retest))
        self.rows.append(
            Observation(
                f"t{len(self.rows):05d}",
                dimension,
                "assessment",
                **at(day),
                t=50 + sqrt(scale.retest) * (self.theta[dimension] - 50) + noise,
                rho2=scale.rho2,
                instrument=form,
                items=tuple(item.id for item in scale.items),
            )
        )

    def talk(self, day: float) -> None:
        """Have a session read: three dimensions, each to the nearest level."""
        for dimension in self.chance.sample(DIMENSIONS, 3):
            noise = self.chance.gauss(0, sqrt(V0 - COACHING**2 * (V0 + TAU2)))
            seen = COACHING * (self.theta[dimension] - 50 + self.bias[dimension]) + noise
            n = len(self.rows)
            self.rows.append(
                Observation(
                    f"a{n:05d}",
                    dimension,
                    "ai",
                    **at(day),
                    session_id=f"s{day}",
                    level=max(-2, min(2, round(seen / 7.5))),
                    user_words=400,
                    quote=f"quote {n}",
                )
            )

    def significant(self) -> list[Change]:
        """Return the significant changes the profile saw."""
        return [change for change in changes_of(fold(self.rows)) if change.verdict == SIGNIFICANT]


def quiet_year(seed: str, *, every: int, tests: bool = True) -> int:
    """Return how many significant changes a year without any change shows, over all eight dimensions."""
    person = Person(seed)
    for n in range(SESSIONS_A_WEEK * 52):
        person.talk(round(n * 7 / SESSIONS_A_WEEK, 3))
    for day in range(0, 366, every) if tests else ():
        for dimension in DIMENSIONS:
            person.test(day + 0.9, dimension, FORMS.get(dimension, "mini-ipip"))
    return len(person.significant())


def caught(seed: str, dimension: str, form: str, *, every: float, days: int = 244, by: float = 10) -> bool:
    """Return whether a true change of one dimension is seen within eight months.

    It happens at a chance moment between two tests, the first of which is the baseline.
    """
    person = Person(seed)
    moment = person.chance.uniform(0, every)
    person.test(0.9, dimension, form)
    person.theta[dimension] += by * person.chance.choice([-1, 1])
    day = every
    while day <= moment + days:
        person.test(day + 0.9, dimension, form)
        day += every
    for n in range(int(SESSIONS_A_WEEK * days / 7)):
        person.talk(round(moment + n * 7 / SESSIONS_A_WEEK, 3))
    return bool(person.significant())
