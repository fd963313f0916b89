"""Days made up for the tests of trends."""

from __future__ import annotations

import random
from datetime import date, timedelta

FIRST = date(2026, 1, 5)
"""A Monday."""


def series(values: list[float | None]) -> dict[str, float | None]:
    return {(FIRST + timedelta(days=n)).isoformat(): value for n, value in enumerate(values)}


def noise(seed: int, n: int = 60) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 - a seeded simulation
    return [chance.gauss(4, 1) for _ in range(n)]
