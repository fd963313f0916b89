"""What went together: correlations between a person's own items, told with n and a band, never as causes."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.trends.stats import correlation_band, discoveries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEAST_DAYS = 21
"""Paired days below which nothing is said."""
MOST = 3
"""Shown in a week."""


class Together(NamedTuple):
    """Two items over paired days."""

    first: str
    second: str
    lag: int
    """0: the same day; 1: the second item on the day after."""
    n: int
    """Paired days."""
    r: float
    low: float
    """95 % band by block bootstrap (blocks of 7 days)."""
    high: float
    p: float
    stands: bool
    """Whether it holds at a false discovery rate of 10 % among all that were looked at."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        return self._asdict()

    def sentence(self, titles: Mapping[str, str] | None = None) -> str:
        """Say it in words: what went together, on how many days; nothing of causes."""
        names = titles or {}
        first = names.get(self.first, self.first.replace("_", " "))
        second = names.get(self.second, self.second.replace("_", " "))
        other = f"{second} the next day" if self.lag else second
        side = "higher" if self.r > 0 else "lower"
        return (
            f"Higher {first} went together with {side} {other} "
            f"(r {self.r:.2f}, 95 % band {self.low:.2f} to {self.high:.2f}, {self.n} days)"
        )


def paired(
    first: Mapping[str, float | None], second: Mapping[str, float | None], lag: int = 0
) -> list[tuple[float, float]]:
    """Return the values of two items on the same days (or the second `lag` days later), in order of time."""
    found = []
    for day in sorted(first):
        x = first[day]
        later = day if not lag else (date.fromisoformat(day) + timedelta(days=lag)).isoformat()
        y = second.get(later)
        if x is not None and y is not None:
            found.append((x, y))
    return found


def together(items: Mapping[str, Mapping[str, float | None]], lags: Iterable[int] = (0, 1)) -> list[Together]:
    """Look at every pair of items; those with at least 21 paired days come back, the surest first.

    Args:
        items: For each item its value by local day (`checkins.by_day`).
        lags: 0 pairs the same day; 1 each item with the other's next day.

    Returns:
        All that could be told; show only those that `stands`, at most `MOST` a week (`to_show`).
    """
    found = []
    for lag in lags:
        pairs = permutations(sorted(items), 2) if lag else combinations(sorted(items), 2)
        for first, second in pairs:
            values = paired(items[first], items[second], lag)
            told = correlation_band(values) if len(values) >= LEAST_DAYS else None
            if told is not None:
                found.append(Together(first, second, lag, len(values), *told, stands=False))
    standing = discoveries([one.p for one in found])
    found = [one._replace(stands=n in standing) for n, one in enumerate(found)]
    return sorted(found, key=lambda one: (one.p, one.first, one.second, one.lag))


def to_show(found: Iterable[Together], shown_this_week: int = 0) -> list[Together]:
    """Return what may be shown: what stands, at most three a week."""
    return [one for one in found if one.stands][: max(0, MOST - shown_this_week)]
