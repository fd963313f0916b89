#!/usr/bin/env python3
"""Mood by weekday, and sleep against the next day's energy: no notebook, nothing but Python's own library.

    lifeos checkins list --json | python3 examples/analysis.py
    lifeos export sqlite -o mine.db && python3 examples/analysis.py mine.db

It tells how many days each figure rests on, and says nothing where they are too few.
"""

from __future__ import annotations

import json
import math
import sqlite3
import sys
from datetime import date, timedelta
from statistics import correlation, mean, stdev
from typing import NamedTuple

FEW = 5
"""Days of a weekday below which its mean is not shown."""
LEAST = 20
"""Pairs of days below which a correlation is not shown: its 95 % interval would span nearly all there is."""
Z = 1.96
"""Standard errors of a 95 % interval."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Day(NamedTuple):
    """What the check-ins of one day say: means, and None where nothing was said."""

    mood: float | None
    energy: float | None
    slept: float | None


def main() -> int:
    """Read, and print the two answers."""
    try:
        rows = of_file(sys.argv[1]) if len(sys.argv) > 1 else json.load(sys.stdin)
        days = by_day(rows)
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        print(f"{sys.argv[0]}: that holds no check-ins: {error}", file=sys.stderr)
        return 1
    print(f"{len(rows)} check-ins on {len(days)} days\n")
    print("\n".join(moods(days)))
    print()
    print("\n".join(sleep_and_energy(days)))
    return 0


def of_file(path: str) -> list[dict[str, object]]:
    """Read the check-ins of a file that `lifeos export sqlite` wrote."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    query = "SELECT day AS local_date, mood, energy, sleep_hours FROM v_checkins"
    return [dict(row) for row in conn.execute(query)]


def by_day(rows: list[dict[str, object]]) -> dict[date, Day]:
    """Make one day of all check-ins of a day, so that a day counts once.

    Raises:
        TypeError: That is no list.
    """
    if not isinstance(rows, list):
        raise TypeError("it is no list")
    found: dict[date, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(date.fromisoformat(str(row["local_date"])), []).append(row)

    def of(some: list[dict[str, object]], name: str) -> float | None:
        values = [float(str(row[name])) for row in some if row[name] is not None]
        return mean(values) if values else None

    return {
        day: Day(of(some, "mood"), of(some, "energy"), of(some, "sleep_hours"))
        for day, some in sorted(found.items())
    }


def moods(days: dict[date, Day]) -> list[str]:
    """Give the mean mood of each weekday with its 95 % interval (normal, so too narrow for few days)."""
    lines = ["Mood by weekday (1 to 7)"]
    for n, name in enumerate(WEEKDAYS):
        values = [day.mood for at, day in days.items() if at.weekday() == n and day.mood is not None]
        if len(values) < FEW:
            lines.append(f"  {name:9}  too few days to say (n = {len(values)})")
            continue
        half = Z * stdev(values) / math.sqrt(len(values))
        lines.append(f"  {name:9}  {mean(values):.2f}  ± {half:.2f}  (n = {len(values)})")
    return [*lines, "Where intervals overlap, build nothing on a difference."]


def sleep_and_energy(days: dict[date, Day]) -> list[str]:
    """Give Spearman's rank correlation of a day's sleep with the energy of the day after."""
    pairs = [
        (day.slept, after.energy)
        for at, day in days.items()
        if (after := days.get(at + timedelta(days=1))) and day.slept is not None and after.energy is not None
    ]
    n, title = len(pairs), "Hours slept, and energy on the next day"
    if n < LEAST:
        return [title, f"  too few pairs of days to say (n = {n}, {LEAST} at least)"]
    slept, energy = (ranks(list(column)) for column in zip(*pairs, strict=True))
    if len(set(slept)) == 1 or len(set(energy)) == 1:
        return [title, f"  one of the two never changes (n = {n})"]
    r = correlation(slept, energy)
    low, high = interval(r, n)
    says = "It may well be chance." if low <= 0 <= high else "It is there, and says nothing of cause."
    return [
        title,
        f"  rank correlation {r:+.2f}, 95 % interval {low:+.2f} to {high:+.2f} (n = {n})",
        f"  {says} Days in a row are alike, so the true interval is wider.",
    ]


def ranks(values: list[float]) -> list[float]:
    """Give each value its rank, equal ones the mean of theirs."""
    order = sorted(values)
    first = {value: order.index(value) for value in set(values)}
    return [first[value] + (values.count(value) + 1) / 2 for value in values]


def interval(r: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a rank correlation (Fieller, Hartley and Pearson, Biometrika 44, 1957)."""
    z, half = math.atanh(max(-0.999999, min(0.999999, r))), Z * math.sqrt(1.06 / (n - 3))
    return math.tanh(z - half), math.tanh(z + half)


if __name__ == "__main__":
    sys.exit(main())
