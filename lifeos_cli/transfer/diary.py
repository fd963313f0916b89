"""One Markdown file as a diary: every heading that tells a day begins an entry; without any, the file is one note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lifeos_cli.text import storable
from lifeos_cli.transfer.jsonl_read import as_utf8
from lifeos_cli.transfer.lines import Said, UnusableError
from lifeos_cli.transfer.notes import DATE, note
from lifeos_cli.transfer.units import NOTE_LIMIT, Unit, decoded, moment, refuse, talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_HEADING = re.compile(rb"#{1,6}[ \t]")
_LINE = 1024 * 1024
"""Bytes read at once of a line."""


class _Part:
    """The lines of one entry."""

    def __init__(self, number: int, day: str, title: str) -> None:
        self.number, self.day, self.title = number, day, title
        self.lines: list[bytes] = []
        self.size = 0

    def add(self, line: bytes) -> None:
        """Add a line; an entry that gets too long keeps none."""
        self.size += len(line)
        if self.size <= NOTE_LIMIT:
            self.lines.append(line)
        else:
            self.lines.clear()


def diary(stream: BinaryIO, name: str, changed: int | None) -> Iterator[Unit]:
    """Read a file of any size, an entry at a time.

    Args:
        stream: Its bytes.
        name: Its name: what a note without days is known by.
        changed: When it was changed (epoch milliseconds).
    """
    part, times, days = _Part(1, "", ""), dict[str, int](), 0
    source, at_start = as_utf8(stream), True
    while line := source.readline(_LINE):
        heading = _day(line) if at_start and _HEADING.match(line) else None
        at_start = line.endswith(b"\n")
        if heading is None:
            part.add(line)
            continue
        if days or part.size:
            yield from _unit(part, name, changed, times, alone=False)
        days += 1
        part = _Part(part.number + 1 if days > 1 or part.size else 1, *heading)
    yield from _unit(part, name, changed, times, alone=not days)


def _day(line: bytes) -> tuple[str, str] | None:
    """Return the day a heading tells, and the heading."""
    title = decoded(line)[0].lstrip("#").strip()
    found = DATE.search(title)
    day = "-".join(found.groups()) if found else ""
    return (day, title) if day and moment(day, "date") is not None else None


def _unit(
    part: _Part, name: str, changed: int | None, times: dict[str, int], *, alone: bool
) -> Iterator[Unit]:
    try:
        if part.size > NOTE_LIMIT:
            refuse(f"longer than {NOTE_LIMIT >> 20} MiB")
        raw = b"".join(part.lines)
        if alone:
            yield note(part.number, name, raw, changed, daily=False)
            return
        text, repaired = decoded(raw)
        text = storable(text).strip("\n").rstrip()
        if not part.day:
            if text.strip():
                yield Unit(part.number, problem="it stands before the first heading with a day")
            return
        times[part.day] = nth = times.get(part.day, 0) + 1
        if not text.strip():
            refuse("no words under this heading")
        row_id = part.day if nth == 1 else f"{part.day} {nth}"
        at = moment(part.day, "date")
        items = (
            talk(part.number, row_id, part.title, at),
            Said(part.number, row_id, row_id, "user", text, at),
        )
        said = "bytes that are no UTF-8 became U+FFFD" if repaired else ""
        yield Unit(part.number, items, part.size, note=said, grows=True)
    except UnusableError as error:
        yield Unit(part.number, problem=error.message)
