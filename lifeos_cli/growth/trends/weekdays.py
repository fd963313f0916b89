"""Weekdays: whether a person's Mondays differ from the rest of the same weeks."""

from __future__ import annotations

import random
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.trends.stats import discoveries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LEAST_DAYS = 21
LEAST_A_WEEKDAY = 4
SHUFFLES = 500
WEEK = 7


class Weekday(NamedTuple):
    """One weekday of one item."""

    weekday: int
    """0 Monday .. 6 Sunday."""
    n: int
    """Days with an answer."""
    mean: float | None
    """None without any."""
    difference: float | None
    """Mean distance from the mean of its own week; None with fewer than 4 such days."""
    p: float | None
    """By shuffling days within their weeks; None as above."""
    stands: bool
    """Whether it holds at a false discovery rate of 10 % among the seven."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        return self._asdict()


def weekdays(days: Mapping[str, float | None], seed: str = "weekdays") -> list[Weekday]:
    """Return the seven weekdays of an item, Monday first.

    A day is compared with its own ISO week, so that a good month does not pass
    for a good weekday. Under 21 days only means and counts are told.

    Args:
        days: The item's value by local day.
        seed: Names the question, so that it is always answered alike.
    """
    answered = {day: value for day, value in days.items() if value is not None}
    weeks: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for day in sorted(answered):
        year, week, weekday = date.fromisoformat(day).isocalendar()
        weeks.setdefault((year, week), []).append((weekday - 1, answered[day]))
    plain = [[value for week in weeks.values() for day, value in week if day == n] for n in range(WEEK)]
    centred = [_centred(week) for week in weeks.values() if len(week) > 1]
    counts = [sum(day == n for week in centred for day, _ in week) for n in range(WEEK)]
    able = [n for n in range(WEEK) if counts[n] >= LEAST_A_WEEKDAY] if len(answered) >= LEAST_DAYS else []
    totals = _totals(centred)
    p_values = _p_values(centred, totals, seed) if able else []
    standing = {able[place] for place in discoveries([p_values[n] for n in able])}
    return [
        Weekday(
            n,
            len(plain[n]),
            sum(plain[n]) / len(plain[n]) if plain[n] else None,
            totals[n] / counts[n] if n in able else None,
            p_values[n] if n in able else None,
            n in standing,
        )
        for n in range(WEEK)
    ]


def _centred(week: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    mean = sum(value for _, value in week) / len(week)
    return [(day, value - mean) for day, value in week]


def _totals(weeks: Sequence[Sequence[tuple[int, float]]]) -> list[float]:
    totals = [0.0] * WEEK
    for week in weeks:
        for day, value in week:
            totals[day] += value
    return totals


def _p_values(
    weeks: Sequence[Sequence[tuple[int, float]]], observed: Sequence[float], seed: str
) -> list[float]:
    """Return, for each weekday, how often shuffled weeks lie as far out as the real ones."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable simulation, no secret
    as_far = [1] * WEEK
    for _ in range(SHUFFLES):
        shuffled = []
        for week in weeks:
            values = [value for _, value in week]
            chance.shuffle(values)
            shuffled.append([(day, value) for (day, _), value in zip(week, values, strict=True)])
        for n, total in enumerate(_totals(shuffled)):
            as_far[n] += abs(total) >= abs(observed[n]) - 1e-9
    return [count / (SHUFFLES + 1) for count in as_far]
