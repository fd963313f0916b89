"""What check-ins say: the slot they fill, how timely they are, and the person's own baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LATE_AFTER = 12 * HOUR
"""Milliseconds after which a check-in is `late`."""
BACKFILLED_AFTER = 48 * HOUR
"""Milliseconds after which it is `backfilled`: shown, but in no baseline, streak or due."""
BASELINE_SIZE = 28
"""A baseline is the last so many answered check-ins."""
BASELINE_LEAST = 7
"""Below so many answers there is no baseline to speak of."""
RECENT = 3
"""A change is flagged on the mean of the last so many."""
MAD_SCALE = 1.4826
"""Makes a median absolute deviation comparable with a standard deviation (normal distribution)."""
CHANGE_AT = 2
"""How many scaled deviations from the median count as a change."""


class Window(NamedTuple):
    """When a person checks in, as minutes of the local day."""

    start: int
    end: int

    def __str__(self) -> str:
        return "-".join(f"{m // 60:02d}:{m % 60:02d}" for m in self)


def windows(written: Sequence[str]) -> list[Window]:
    """Read windows written `08:00-10:00`, in order."""
    found = []
    for text in written:
        start, _, end = text.partition("-")
        found.append(Window(_minute(start), _minute(end)))
    return found


def _minute(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    return int(hour) * 60 + int(minute)


def slot_at(minute: int, chosen: Sequence[Window]) -> str:
    """Name the slot a minute of the local day falls in.

    Two windows split the day halfway between them into `morning` and
    `evening`; one window makes the whole day one slot.
    """
    if len(chosen) < 2:  # noqa: PLR2004 - one window, one slot
        return "day"
    return "morning" if minute < (chosen[0].end + chosen[1].start) // 2 else "evening"


def window_of(slot: str, chosen: Sequence[Window]) -> Window | None:
    """Return the window a slot belongs to."""
    if not chosen:
        return None
    return chosen[-1] if slot == "evening" else chosen[0]


def timing(at: int, now: int) -> str:
    """Say how timely a check-in about `at` is when it is written at `now` (epoch milliseconds)."""
    age = now - at
    return "backfilled" if age > BACKFILLED_AFTER else "late" if age > LATE_AFTER else "on_time"


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def baseline(answers: Sequence[float]) -> dict[str, Any]:
    """Compare a person's last answers to one item with their own baseline.

    Args:
        answers: Answered values, oldest first; backfilled ones left out.

    Returns:
        `n` (of at most 28), and with n >= 7 also `median`, `mad`, `recent`
        (mean of the last 3) and `change` (up, down or none): a change is
        |recent - median| > 2 * 1.4826 * mad. With fewer answers these are None.
    """
    used = list(answers)[-BASELINE_SIZE:]
    if len(used) < BASELINE_LEAST:
        return {"n": len(used), "median": None, "mad": None, "recent": None, "change": None}
    middle = median(used)
    mad = median([abs(value - middle) for value in used])
    recent = sum(used[-RECENT:]) / RECENT
    away = recent - middle
    changed = abs(away) > CHANGE_AT * MAD_SCALE * mad
    change = "none" if not changed else "up" if away > 0 else "down"
    return {"n": len(used), "median": middle, "mad": mad, "recent": recent, "change": change}


def streak(days: Sequence[str], today: str) -> int:
    """Count the days in a row with a check-in, up to today or, before today's, up to yesterday.

    Args:
        days: Local dates (ISO) with a check-in that is not backfilled.
        today: The local date now.
    """
    from datetime import date, timedelta

    have = set(days)
    day = date.fromisoformat(today)
    if today not in have:
        day -= timedelta(days=1)
    count = 0
    while day.isoformat() in have:
        count += 1
        day -= timedelta(days=1)
    return count


def by_day(rows: Sequence[Mapping[str, Any]], item: str) -> dict[str, float | None]:
    """Return each local day's mean answer to an item; None for a day with a check-in but no answer."""
    days: dict[str, list[float]] = {}
    for row in rows:
        answers = days.setdefault(row["local_date"], [])
        if row[item] is not None:
            answers.append(row[item])
    return {day: sum(values) / len(values) if values else None for day, values in days.items()}
