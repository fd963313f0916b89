"""A goal in one line: "Run 10k by 1 May", "Meditate daily", "Walk 3 times a week"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.goals.rows import (
    OUTCOME,
    PART_OF_DAY,
    PROCESS,
    WEEKDAYS,
    Frequency,
    check_target,
    parse_frequency,
)
from lifeos_cli.text import one_line
from lifeos_cli.when import DAYS, MONTHS

_BY = re.compile(r"(.+?)[\s,]+(?:by|until|before)\s+(.{3,30}?)[.!]?", re.IGNORECASE | re.DOTALL)
_OFTEN = re.compile(
    rf"(.+?)[\s,]+({WEEKDAYS}|{PART_OF_DAY}|daily|weekly|every (?:day|week)|"
    r"(?:\d{1,3}|once|twice)\s*(?:times?|x)?\s*(?:a|per|every|each|/)\s*(?:day|week))[.!]?",
    re.IGNORECASE | re.DOTALL,
)
_SAYS_WHEN = re.compile(rf"{WEEKDAYS}|{PART_OF_DAY}", re.IGNORECASE)
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?(?:,? (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_MONTH = re.compile(r"(?:the )?(?:end of )?([a-z]{3,9})(?: (\d{4}))?")
_IN = re.compile(r"in (\d{1,3}|an?) (day|week|month|year)s?")
_ENDS = re.compile(r"(?:the )?end of (?:the |this )?(week|month|year)")
_LEAST_LETTERS = 3
_DECEMBER = 12


class Line(NamedTuple):
    """What one line says of a goal."""

    title: str
    type: str
    """process where it says how often, else outcome."""
    target_date: str | None
    """YYYY-MM-DD."""
    frequency: Frequency | None
    cue: str | None = None
    """When, where the words of the frequency name days or a part of the day."""

    def details(self) -> dict[str, Any]:
        """Return what it says beside title and type, by the names a goal has for it."""
        often = str(self.frequency) if self.frequency else None
        found = {"target_date": self.target_date, "frequency": often, "cue": self.cue}
        return {name: value for name, value in found.items() if value}


def read_line(typed: str, today: str) -> Line:
    """Read a goal from one line; what looks like no date or frequency stays in the title.

    Args:
        typed: The line.
        today: The person's day, YYYY-MM-DD.

    Raises:
        UsageFault: The line is empty, or its date is past.
    """
    title = " ".join(typed.split())
    if not title:
        raise UsageFault("A goal needs a title")
    target = frequency = None
    dated = _BY.fullmatch(title)
    day = None if dated is None else _date(dated[2].casefold(), date.fromisoformat(today))
    if dated is not None and day is not None:
        title, target = dated[1], check_target(day.isoformat(), today)
    often = _OFTEN.fullmatch(title)
    if often is not None:
        title, frequency = often[1], parse_frequency(often[2])
    cue = often[2].casefold() if often is not None and _SAYS_WHEN.fullmatch(often[2]) else None
    return Line(title, PROCESS if frequency else OUTCOME, target, frequency, cue)


def future_date(typed: str, today: str) -> str:
    """Return the day the words name, from today on: 2027-05-01, 1 May, friday, in 3 weeks, end of month.

    Raises:
        UsageFault: They name no day, or one that is past.
    """
    day = _date(" ".join(typed.casefold().split()), date.fromisoformat(today))
    if day is None:
        raise UsageFault(
            f"'{one_line(typed, 30)}' is not a day", hint="Write 2027-05-01, 1 May, friday or 'in 3 weeks'."
        )
    return check_target(day.isoformat(), today)


def _date(text: str, today: date) -> date | None:
    near = {"today": 0, "tomorrow": 1}
    if text in near:
        return today + timedelta(days=near[text])
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        return _weekday(text, today) or _ahead(text, today) or _named(text, today)
    except (ValueError, OverflowError):
        return None


def _weekday(text: str, today: date) -> date | None:
    found = re.fullmatch(r"(?:next |on |this )?([a-z]{3,9})", text)
    index = None if found is None else _index(found[1], DAYS)
    return None if index is None else today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)


def _ahead(text: str, today: date) -> date | None:
    ends = _ENDS.fullmatch(text)
    if ends:
        if ends[1] == "week":
            return today + timedelta(days=6 - today.weekday())
        return _month_end(today.year, today.month if ends[1] == "month" else _DECEMBER)
    found = _IN.fullmatch(text)
    if not found:
        return None
    count = 1 if found[1].startswith("a") else int(found[1])
    if found[2] in {"day", "week"}:
        return today + timedelta(days=count * (7 if found[2] == "week" else 1))
    year, month = divmod(today.year * 12 + today.month - 1 + count * (12 if found[2] == "year" else 1), 12)
    return min(
        today.replace(day=1, year=year, month=month + 1) + timedelta(days=today.day - 1),
        _month_end(year, month + 1),
    )


def _named(text: str, today: date) -> date | None:
    """Return the day of a date in words; without a year the next one."""
    found = _DAY_MONTH.fullmatch(text)
    number, word, year = (found[1], found[2], found[3]) if found else (None, "", None)
    if not found and (found := _MONTH_DAY.fullmatch(text)):
        number, word, year = found[2], found[1], found[3]
    if not found and (found := _MONTH.fullmatch(text)):
        word, year = found[1], found[2]
    month = _index(word, MONTHS)
    if month is None:
        return None
    for candidate in (int(year),) if year else (today.year, today.year + 1):
        end = _month_end(candidate, month + 1)
        day = end if number is None else date(candidate, month + 1, int(number))
        if year or day >= today:
            return day
    return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) - timedelta(days=1)


def _index(word: str, names: tuple[str, ...]) -> int | None:
    found = [n for n, name in enumerate(names) if name.startswith(word)]
    return found[0] if len(word) >= _LEAST_LETTERS and len(found) == 1 else None
