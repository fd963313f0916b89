"""Check-ins as the app shows them: a year of one scale, a day, the course of every scale."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import DAY, local, to_ms
from lifeos_cli.growth.checkin_items import BY_ID, SCALES
from lifeos_cli.growth.checkins import baseline, by_day
from lifeos_cli.store import checkins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin

TABLES = ("checkins",)
_RECENT = 120
"""Check-ins the courses are drawn from, the newest ones; the baseline is of the last 28 answers."""
_TEXTS = ("intention", "gratitude", "note")


class Year(NamedTuple):
    """One scale over a year."""

    year: int
    item: str
    days: tuple[tuple[str, float | None], ...]
    """(day, mean answer) of each day with a check-in; None without an answer."""


class Entry(NamedTuple):
    """One check-in of a day."""

    id: str
    handle: str
    time: str
    slot: str
    timing: str
    answers: tuple[tuple[str, str], ...]
    """(scale, answer)."""
    texts: tuple[tuple[str, str], ...]
    """(item, words)."""
    tags: tuple[str, ...]


class Day(NamedTuple):
    """The check-ins of a day."""

    day: date
    entries: tuple[Entry, ...]
    any_at_all: bool
    """Whether there is a check-in on any day."""


class Course(NamedTuple):
    """How one scale went lately, against the person's own baseline."""

    item: str
    values: tuple[float, ...]
    """The answers of the last check-ins, oldest first."""
    usual: float | None
    """The median of the last 28 answers; None below 7."""
    recent: float | None
    """The mean of the last 3."""
    change: str
    """up, down or none; empty below 7 answers."""


def year(store: Store, user_id: str, chosen: int, item: str) -> Year:
    """Read a year of one scale.

    A day is the day where it was lived: a zone east or west of here may have
    begun or ended the year.
    """
    start, end = _midnight(date(chosen, 1, 1)), _midnight(date(chosen + 1, 1, 1))
    rows = checkins.between(store.conn, user_id, start=start - 2 * DAY, end=end + 2 * DAY)
    found = by_day([{"local_date": row.local_date, item: getattr(row, item)} for row in rows], item)
    return Year(
        chosen, item, tuple(pair for pair in sorted(found.items()) if pair[0].startswith(f"{chosen:04}-"))
    )


def day(store: Store, user_id: str, chosen: date) -> Day:
    """Read the check-ins of a day, in their order."""
    start = _midnight(chosen)
    rows = [
        row
        for row in checkins.between(store.conn, user_id, start=start - 2 * DAY, end=start + 3 * DAY)
        if row.local_date == chosen.isoformat()
    ]
    tags = checkins.tags_of(store.conn, user_id, [row.id for row in rows]) if rows else {}
    known = bool(rows) or bool(checkins.between(store.conn, user_id, newest=1))
    return Day(chosen, tuple(_entry(row, tags[row.id]) for row in rows), known)


def _entry(row: Checkin, tags: Sequence[str]) -> Entry:
    answers = [(item.id, getattr(row, item.id)) for item in SCALES]
    return Entry(
        id=row.id,
        handle=row.handle or "",
        time=f"{local(row.at):%H:%M}",
        slot=row.slot,
        timing=row.timing,
        answers=tuple((name, f"{value:g}") for name, value in answers if value is not None),
        texts=tuple((name, text) for name in _TEXTS if (text := getattr(row, name))),
        tags=tuple(tags),
    )


def courses(store: Store, user_id: str) -> tuple[Course, ...]:
    """Return the course of each scale that was answered; backfilled answers are left out."""
    rows = checkins.between(store.conn, user_id, newest=_RECENT)
    found = []
    for item in SCALES:
        values = [
            float(value)
            for row in rows
            if row.timing != "backfilled" and (value := getattr(row, item.id)) is not None
        ]
        if values:
            told = baseline(values)
            found.append(Course(item.id, tuple(values), told["median"], told["recent"], told["change"] or ""))
    return tuple(found)


def _midnight(on: date) -> int:
    from datetime import datetime

    return to_ms(datetime(on.year, on.month, on.day))  # noqa: DTZ001 - the person's own midnight


def ends(item: str) -> tuple[float, float]:
    """Return the lowest and the highest answer of a scale."""
    return BY_ID[item].low or 0, BY_ID[item].high or 1


def weeks(chosen: int) -> tuple[date, int]:
    """Return the Monday a year's picture begins at, and how many weeks it has."""
    first, last = date(chosen, 1, 1), date(chosen, 12, 31)
    start = first - timedelta(days=first.weekday())
    return start, (last - start).days // 7 + 1
