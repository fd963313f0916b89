"""The times a question speaks of ("in March", "two weeks ago", "last summer"), as ranges of instants.

They are a wish, not a filter: people ask for "last summer" and mean what they
wrote in the first days of autumn. Names of months need a companion ("in May",
"May 3", "March 2025"), for `may` and `march` are words of their own. English.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import DAY, local, to_ms
from lifeos_cli.when import DAYS, MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 2_000
"""Characters that are looked at: a question names its time early or late, a pasted book does not."""
_COUNTED = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: n for n, word in enumerate(_COUNTED.split(), 1)}
_VAGUE = {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 4}
_SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_MONTH = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?:19|20)\d\d"
_SEASON = "|".join(_SEASONS)
_ORD = r"(?:st|nd|rd|th)?"


class Span(NamedTuple):
    """A range of instants, epoch milliseconds, `end` not in it."""

    start: int
    end: int

    def nearness(self, at: int) -> float:
        """Return 1 inside, falling to 0 with the distance, by half a length of the span (a week at least)."""
        if self.start <= at < self.end:
            return 1.0
        away = self.start - at if at < self.start else at - self.end
        return float(2.0 ** (-away / max((self.end - self.start) / 2, 7 * DAY)))


def find(text: str, now: int) -> tuple[Span, ...]:
    """Return the ranges the text names, read against now in the person's own zone; never raises."""
    if len(text) > LONGEST:
        text = text[: LONGEST // 2] + " " + text[-LONGEST // 2 :]
    flat, found = " ".join(text.lower().split()), []
    here = local(now).replace(tzinfo=None)
    for pattern, read in _PATTERNS:
        while (match := pattern.search(flat)) is not None:
            flat = f"{flat[: match.start()]} \x00 {flat[match.end() :]}"
            try:
                start, end = read(match, here)
                found.append(Span(to_ms(start), to_ms(end)))
            except (ValueError, OverflowError, OSError):
                continue
    return tuple(dict.fromkeys(found))


def _days(start: datetime, count: float = 1) -> tuple[datetime, datetime]:
    return start, start + timedelta(days=count)


def _midnight(here: datetime, back: float = 0) -> datetime:
    return datetime(here.year, here.month, here.day) - timedelta(days=back)  # noqa: DTZ001 - local, by design


def _months(year: int, month: int, count: int = 1) -> tuple[datetime, datetime]:
    last = year * 12 + month - 1 + count
    return datetime(year, month, 1), datetime(last // 12, last % 12 + 1, 1)  # noqa: DTZ001


def _month_number(word: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(word[:3]))


def _month(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    """Read a month, of the year that is named or the last one that has begun."""
    month, year = _month_number(match["month"]), match["year"]
    return _months(int(year) if year else here.year - (month > here.month), month)


def _date(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    month, day, year = _month_number(match["month"]), int(match["day"]), match["year"]
    start = datetime(int(year) if year else here.year, month, day)  # noqa: DTZ001
    if not year and start > here:
        start = start.replace(year=here.year - 1)
    return _days(start)


def _iso(match: re.Match[str], _here: datetime) -> tuple[datetime, datetime]:
    year, month = int(match["year"]), int(match["month"])
    return _days(datetime(year, month, int(match["day"]))) if match["day"] else _months(year, month)  # noqa: DTZ001


def _ago(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    """Read "two weeks ago": a range as wide as the unit is vague."""
    word, unit = match["count"], match["unit"]
    count = _NUMBERS.get(word) or _VAGUE.get(word) or int(word)
    size = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}[unit]
    width = size if unit != "year" else 180.0
    middle = _midnight(here, count * size) + timedelta(days=0.5)
    return middle - timedelta(days=width / 2), middle + timedelta(days=width / 2)


def _unit(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    """Read "last week", "this month", "past year"."""
    last, unit = match["which"] != "this", match["unit"]
    if unit == "week":
        return _days(_midnight(here, here.weekday() + 7 * last), 7)
    if unit == "weekend":
        return _days(
            _midnight(here, (here.weekday() - 5) % 7 if not last else (here.weekday() - 4) % 7 + 6), 3
        )
    if unit == "month":
        index = here.year * 12 + here.month - 1 - last
        return _months(index // 12, index % 12 + 1)
    return _months(here.year - last, 1, 12)


def _season(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    """Read a season: of its year, else the last that has begun ("last": that has ended); winter begins in December."""
    first, year = _SEASONS[match["season"]], match["year"]
    if year:
        return _months(int(year) - (first == 12), first, 3)  # noqa: PLR2004 - December
    start, end = _months(here.year, first, 3)
    while start > here or (match["which"] == "last" and end > here):
        start, end = _months(start.year - 1, first, 3)
    return start, end


def _weekday(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    back = (here.weekday() - DAYS.index(match["day"])) % 7
    return _days(_midnight(here, back or 7))


def _near(days: float, width: float) -> Callable[[re.Match[str], datetime], tuple[datetime, datetime]]:
    return lambda _match, here: _days(_midnight(here, days), width)


def _christmas(match: re.Match[str], here: datetime) -> tuple[datetime, datetime]:
    year = int(match["year"]) if match["year"] else here.year - (here < datetime(here.year, 12, 20))  # noqa: DTZ001
    return _days(datetime(year, 12, 20), 12)  # noqa: DTZ001


def _patterns() -> Iterator[tuple[str, Callable[[re.Match[str], datetime], tuple[datetime, datetime]]]]:
    """List what is read, the longest forms first: what one has taken the next does not see."""
    yield rf"\b(?P<year>{_YEAR})-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b", _iso
    yield rf"\b(?P<day>\d\d?){_ORD} (?:of )?(?P<month>{_MONTH})\b\.?(?:,? (?P<year>{_YEAR}))?\b", _date
    yield rf"\b(?P<month>{_MONTH})\.? (?P<day>\d\d?){_ORD}\b(?:,? (?P<year>{_YEAR}))?", _date
    yield rf"\b(?P<month>{_MONTH})\.?,? (?:of )?(?P<year>{_YEAR})\b", _month
    yield (
        rf"\b(?:in|during|since|last|this|early|late|mid|until|before|after)[ -](?P<month>{_MONTH})\b(?P<year>)",
        _month,
    )
    yield r"\b(?P<count>\d{1,3}|[a-z]+)(?: of)? (?P<unit>day|week|month|year)s? (?:ago|back|earlier)\b", _ago
    yield r"\b(?P<which>last|past|this|previous) (?P<unit>weekend|week|month|year)\b", _unit
    yield (
        rf"\b(?:(?P<which>last|this|in|during|over|of) (?:the )?)?(?P<season>{_SEASON}) (?:of )?(?P<year>{_YEAR})\b",
        _season,
    )
    yield (
        rf"\b(?P<which>last|this|past|in the|during the|over the) (?P<season>{_SEASON})\b(?P<year>)",
        _season,
    )
    yield (
        rf"\b(?:last|on|this|over|at) (?:new year|christmas|xmas)(?:'s)?(?: (?:eve|day))?(?: (?P<year>{_YEAR}))?\b",
        _christmas,
    )
    yield rf"\b(?:last|on|this) (?P<day>{'|'.join(DAYS)})\b", _weekday
    yield r"\bday before yesterday\b", _near(2, 1)
    yield r"\b(?:yesterday|last night|last evening)\b", _near(1, 1)
    yield r"\b(?:today|this morning|this afternoon|this evening|tonight)\b", _near(0, 1)
    yield r"\b(?:recently|lately|these days)\b", _near(30, 31)
    yield rf"\b(?:in|during|since|of|from|early|late) (?P<year>{_YEAR})\b", _year


def _year(match: re.Match[str], _here: datetime) -> tuple[datetime, datetime]:
    return _months(int(match["year"]), 1, 12)


_PATTERNS = tuple((re.compile(pattern), read) for pattern, read in _patterns())
