"""Check-ins from a table: the export of a mood tracker, or a sheet of one's own."""

from __future__ import annotations

import csv
import io
import math
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import to_ms
from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.growth.checkin_items import BY_ID
from lifeos_cli.record.checkins import validated
from lifeos_cli.text import one_line, storable
from lifeos_cli.transfer.jsonl_read import as_utf8
from lifeos_cli.transfer.lines import Noted, UnusableError, instant
from lifeos_cli.transfer.units import Unit, refuse, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

ROW_LIMIT = 1024 * 1024
"""Bytes of a line, and characters of a cell; a longer one is skipped."""
ITEMS = tuple(item for item in BY_ID if item != "micro_item")
FIELDS = ("at", "time", "tags", *ITEMS)
"""What a column can be: the day (or the instant), the time of day, the tags, an item of a check-in."""
ALIASES = {
    "at": ("at", "timestamp", "datetime", "date time", "full_date", "date", "day", "created_at"),
    "time": ("time",),
    "tags": ("tags", "activities", "labels"),
    "mood": ("mood", "feeling", "mood score", "mood rating"),
    "sleep_hours": ("sleep_hours", "sleep hours", "hours of sleep", "hours slept"),
    "sleep_quality": ("sleep_quality", "sleep quality"),
    "note": ("note", "notes", "comment", "journal", "text"),
}
"""Names of columns by which they are known without being told, in lower case."""
WORDS = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}
"""Moods a widespread tracker (Daylio) writes as words, on its scale of five."""
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d")
"""Dates that can be read in one way only; others need a format."""
_TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p")


class Column(NamedTuple):
    """A column of the file and what it is."""

    name: str
    low: float | None = None
    """Ends of its own scale, where that is not the item's."""
    high: float | None = None


def mapping(given: Sequence[str]) -> dict[str, Column]:
    """Read `field=Column` and `field=Column:1-10`.

    Raises:
        UsageFault: Neither.
    """
    found: dict[str, Column] = {}
    for one in given:
        field, equals, rest = one.partition("=")
        if not equals or field not in FIELDS or not rest:
            raise UsageFault(
                f"'{one_line(one, 40)}' maps no column",
                hint=f"Write field=Column; fields: {', '.join(FIELDS)}.",
            )
        name, colon, scale = rest.rpartition(":")
        low, dash, high = scale.partition("-")
        if colon and dash and low.strip().isdigit() and high.strip().isdigit() and int(low) < int(high):
            found[field] = Column(name, float(low), float(high))
        else:
            found[field] = Column(rest)
    return found


def guessed(header: Sequence[str]) -> dict[str, Column]:
    """Return the columns whose names say what they are."""
    there = {name.strip().lower(): name for name in reversed(header)}
    found = {}
    for field in FIELDS:
        known = (field, *ALIASES.get(field, ()))
        name = next((there[alias] for alias in known if alias in there), None)
        if name is not None:
            found[field] = Column(name)
    return found


def header(stream: BinaryIO) -> list[str]:
    """Return the names of the columns, at most 1,000 of them."""
    return next(_rows(_lines(as_utf8(stream))), (0, [], ""))[1][:1000]


def checkins(
    stream: BinaryIO, columns: Mapping[str, Column], day_format: str | None = None
) -> Iterator[Unit]:
    """Read rows.

    Args:
        stream: The file's bytes.
        columns: What is where; empty: as the names of the columns tell.
        day_format: How days are written, as `strptime` takes it, where it could be read in two ways.

    Raises:
        UsageFault: A column is not in the file, or none tells the day.
    """
    rows = _rows(_lines(as_utf8(stream)))
    names = next(rows, (0, [], ""))[1]
    columns = columns or guessed(names)
    for field, column in columns.items():
        if column.name not in names:
            raise UsageFault(
                f"the file has no column '{one_line(column.name, 40)}' for {field}",
                hint=f"It has: {one_line(', '.join(names), 200)}",
            )
    if "at" not in columns or not set(columns) - {"at", "time", "tags"}:
        raise UsageFault(
            "it is not clear which columns tell the day and how it was",
            hint="Say so: --map at=Date --map mood=Mood:1-5 --map note=Notes",
        )
    places = {field: names.index(column.name) for field, column in columns.items()}
    for number, cells, problem in rows:
        try:
            if problem:
                refuse(problem)
            given = {field: cells[n].strip() for field, n in places.items() if n < len(cells)}
            yield Unit(number, (_noted(number, given, columns, day_format),), sum(map(len, cells)))
        except UnusableError as error:
            yield Unit(number, problem=error.message)


def _lines(source: BinaryIO) -> Iterator[str]:
    """Read lines of bounded length; of a longer one nothing is left but its end."""
    while raw := source.readline(ROW_LIMIT + 1):
        if len(raw) > ROW_LIMIT:
            while raw and not raw.endswith(b"\n"):
                raw = source.readline(ROW_LIMIT)
            raw = b"\x00\n"
        yield raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", " ")


def _rows(lines: Iterator[str]) -> Iterator[tuple[int, list[str], str]]:
    """Give (number, cells, problem) a row; the delimiter is the one the first line has most of."""
    first = next(lines, "")
    delimiter = max(",;\t", key=first.count)
    before = csv.field_size_limit(ROW_LIMIT)
    try:
        with suppress(csv.Error):
            yield 0, next(csv.reader(io.StringIO(first), delimiter=delimiter), []), ""
        reader, number = csv.reader(lines, delimiter=delimiter), 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, [], f"a cell is longer than {ROW_LIMIT >> 20} MiB, or a quote does not end"
                continue
            if cells == ["\x00"]:
                yield number, [], f"longer than {ROW_LIMIT >> 20} MiB"
            elif any(cell.strip() for cell in cells):
                yield number, cells, ""
    finally:
        csv.field_size_limit(before)


def _noted(
    number: int, given: Mapping[str, str], columns: Mapping[str, Column], day_format: str | None
) -> Noted:
    at, offset = _instant(given.get("at", ""), given.get("time", ""), day_format)
    answers: dict[str, Any] = {}
    for field in ITEMS:
        written = given.get(field, "")
        if written:
            answers[field] = _scaled(field, written, columns[field]) if BY_ID[field].is_scale else written
    try:
        checked = validated(answers)
    except LifeosError as error:
        raise UnusableError(error.message) from error
    if not checked:
        raise UnusableError("nothing in this row")
    told = given.get("tags", "")
    tags = words(told.replace("|", ",").replace(";", ",").split(","))
    row_id = sha256("\x1f".join(f"{key}={given[key]}" for key in sorted(given)).encode("utf-8", "replace"))
    return Noted(number, row_id.hexdigest()[:32], checked, tags, at, offset)


def _scaled(field: str, written: str, column: Column) -> float | str:
    """Return a number on the item's own scale; half-way falls away from the middle, so both ends are treated alike."""
    item, low, high = BY_ID[field], column.low, column.high
    text = written.replace(",", ".")
    if field == "mood" and written.lower() in WORDS:
        text, low, high = str(WORDS[written.lower()]), 1.0, 5.0
    if low is None or high is None:
        return text
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise UnusableError(f"{field} must be a number from {low:g} to {high:g}")
    bottom, top = item.low or 0, item.high or 0
    exact = bottom + (value - low) / (high - low) * (top - bottom)
    middle = (bottom + top) / 2
    steps = abs(exact - middle) / item.step
    return middle + math.copysign(math.floor(steps + 0.5) * item.step, exact - middle)


def _instant(day: str, time: str, day_format: str | None) -> tuple[int, timedelta | None]:
    """Read the day and the time of day; a day alone is its noon."""
    if not day:
        raise UnusableError("no day")
    when = _date(day, day_format)
    try:
        if when is None:
            at = instant(int(day) if day.isdigit() else day, "at")
            if at is None:
                raise UnusableError("no day")
            return at, (None if day.isdigit() else datetime.fromisoformat(day).utcoffset() or None)
        clock = next((t for t in map(lambda form: _parsed(time, form), _TIMES) if t), None) if time else None  # noqa: C417 - lazily
        if when.hour == when.minute == 0:
            when = when.replace(hour=clock.hour if clock else 12, minute=clock.minute if clock else 0)
        return to_ms(when), None
    except (OverflowError, OSError, ValueError) as error:
        raise UnusableError("its day is not a point in time") from error


def _date(day: str, day_format: str | None) -> datetime | None:
    forms = (day_format,) if day_format else _DAYS
    found = next((when for form in forms if (when := _parsed(day, form))), None)
    if found is None and day_format:
        raise UnusableError("its day is not written as told")
    return found


def _parsed(written: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(storable(written), form)  # noqa: DTZ007 - local time is what a tracker writes
    except ValueError:
        return None
