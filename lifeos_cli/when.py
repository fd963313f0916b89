"""Points in time as people write them: ISO dates, and plain words.

`2026-11-21`, `2026-11-21T21:30`, `yesterday`, `yesterday 9am`, `last monday`,
`3 weeks ago`, `21 Nov`, `Nov 21 2026`. English only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from lifeos_cli.clock import local, to_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_ISO_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_CLOCK = re.compile(r"(?:\bat\s+)?\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b|(?:\bat\s+)?\b(\d{1,2}):(\d{2})\b")
_AGO = re.compile(r"(\d+|[a-z]+)\s+(minute|min|hour|day|week|month|year)s?\s+ago")
_SPAN = re.compile(r"(last|past|this|next)\s+(\d+\s+)?(week|month|year|day)s?")
_WEEKDAY = re.compile(r"(?:(last|this|next|on)\s+)?([a-z]{3,9})")
_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?(?:,?\s+(\d{4}))?")
_DATE_US = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
EARLIEST = to_ms(datetime(1900, 1, 1, tzinfo=UTC))
LATEST = to_ms(datetime(9999, 1, 1, tzinfo=UTC))
"""Instants further away cannot be shown in every zone."""


def parse(typed: str, now: int, *, end: bool = False) -> int:
    """Return the instant the words mean, as epoch milliseconds.

    Args:
        typed: What the person wrote.
        now: The instant it is read against.
        end: For the end of a range: a bare day means its end, the next midnight.

    Raises:
        UsageFault: The words name no point in time.
    """
    text = " ".join(typed.strip().lower().split())
    try:
        moment, whole_day = _iso(text) or _words(text, local(now))
        if whole_day and end:
            moment += timedelta(days=1)
        return _in_reach(to_ms(moment))
    except (ValueError, OverflowError, OSError) as error:
        raise UsageFault(
            f"'{one_line(typed, 40)}' is not a point in time",
            hint="Write 2026-11-21, 2026-11-21T21:30, yesterday, 'last monday' or '3 weeks ago'.",
        ) from error


def _in_reach(instant: int) -> int:
    if not EARLIEST <= instant <= LATEST:
        raise ValueError(instant)
    return instant


def _iso(text: str) -> tuple[datetime, bool] | None:
    """Read ISO 8601; None if it does not look like it, or goes on with a plain time of day."""
    if not re.match(r"\d{4}-?\d{2}-?\d{2}(?!.*[ap]m$)", text):
        return None
    return datetime.fromisoformat(text.upper()), len(text) <= len("2026-11-21")


def _words(text: str, here: datetime) -> tuple[datetime, bool]:
    """Read plain words against the local time; True if they name a whole day.

    Days and times of day come out naive, for the zone to place them; what is
    counted in minutes and hours keeps the offset, and so is exact across a
    change of clocks.
    """
    if text == "now":
        return here, False
    ago = _AGO.fullmatch(text)
    if ago:
        return _shift(here, -_count(ago[1]), ago[2])
    at, rest = _clock(text)
    if at is None:
        return datetime.combine(_day(rest, here.replace(tzinfo=None)), time()), True
    return datetime.combine(_day(rest or "today", here.replace(tzinfo=None)), at), False


def _clock(text: str) -> tuple[time | None, str]:
    """Take a time of day out of the words."""
    found = _CLOCK.search(text)
    if not found:
        return None, text
    hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
    if found[3]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of the twelve-hour clock
            raise ValueError(text)
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute), " ".join((text[: found.start()] + text[found.end() :]).split())


def _count(word: str) -> int:
    return _NUMBERS[word] if word in _NUMBERS else int(word)


def _shift(here: datetime, count: int, unit: str) -> tuple[datetime, bool]:
    """Move by whole units; minutes and hours keep the time, longer ones name a day."""
    if unit.startswith("min"):
        return here + timedelta(minutes=count), False
    if unit == "hour":
        return here + timedelta(hours=count), False
    midnight = datetime.combine(here.date(), time())
    if unit == "day":
        return midnight + timedelta(days=count), True
    if unit == "week":
        return midnight + timedelta(weeks=count), True
    months = count * (12 if unit == "year" else 1)
    year, month = divmod(midnight.year * 12 + midnight.month - 1 + months, 12)
    day = midnight.day
    while True:
        try:
            return midnight.replace(year=year, month=month + 1, day=day), True
        except ValueError:
            day -= 1
            if day < 28:  # noqa: PLR2004 - every month has 28 days: the year itself is out of range
                raise


def _day(text: str, here: datetime) -> datetime:
    """Return the day the words name, at its midnight."""
    if _ISO_DAY.fullmatch(text):
        return datetime.fromisoformat(text)
    today = datetime.combine(here.date(), time())
    near = {
        "today": 0,
        "yesterday": -1,
        "tomorrow": 1,
        "day before yesterday": -2,
        "the day before yesterday": -2,
    }
    if text in near:
        return today + timedelta(days=near[text])
    span = _SPAN.fullmatch(text)
    if span:
        return _span(today, span[1], int(span[2] or 1), span[3])
    if text.endswith(" ago"):
        ago = _AGO.fullmatch(text)
        if ago:
            return _shift(here, -_count(ago[1]), ago[2])[0]
    return _named(text, today)


def _span(today: datetime, which: str, count: int, unit: str) -> datetime:
    """Return where "last week", "this month", "past 3 days" begin."""
    if which == "this":
        start = {"day": today, "week": today - timedelta(days=today.weekday())}
        if unit in start:
            return start[unit]
        return today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    return _shift(today, count if which == "next" else -count, unit)[0]


def _named(text: str, today: datetime) -> datetime:
    """Return the day of a weekday's name or of a date without an ISO form."""
    weekday = _WEEKDAY.fullmatch(text)
    if weekday:
        index = _index(weekday[2], DAYS)
        back = (today.weekday() - index) % 7
        if weekday[1] == "next":
            return today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
        return today - timedelta(days=back or (7 if weekday[1] == "last" else 0))
    date = _DATE.fullmatch(text)
    us = _DATE_US.fullmatch(text)
    if date:
        day, month, year = int(date[1]), _index(date[2], MONTHS) + 1, date[3]
    elif us:
        day, month, year = int(us[2]), _index(us[1], MONTHS) + 1, us[3]
    else:
        raise ValueError(text)
    found = today.replace(year=int(year) if year else today.year, month=month, day=day)
    return found if year or found <= today else found.replace(year=today.year - 1)


def _index(word: str, names: tuple[str, ...]) -> int:
    """Return which of the names begins with the word (three letters at least)."""
    found = [i for i, name in enumerate(names) if name.startswith(word)]
    if len(word) < 3 or len(found) != 1:  # noqa: PLR2004 - 'ma' is two months
        raise ValueError(word)
    return found[0]
