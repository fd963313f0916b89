"""Journals that export themselves as one JSON document: jrnl and Day One."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lifeos_cli.text import storable
from lifeos_cli.transfer.chats import value_of
from lifeos_cli.transfer.json_items import elements
from lifeos_cli.transfer.lines import Said, UnusableError
from lifeos_cli.transfer.units import Unit, key_of, moment, talk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(dayone-moment:[^)\n]{0,500}\)\n?")
"""How Day One marks the place of a picture, film or sound in a text."""


def jrnl(stream: BinaryIO, first: int = 1) -> Iterator[Unit]:
    """Read `jrnl --format json`. An entry has no id there: its minute, its title and its place among equals name it."""
    same: tuple[str, int] = ("", 0)
    for element in elements(stream, ("entries",)):
        number = element.number + first - 1
        try:
            value, _ = value_of(element)
            date, time, title = (value.get(key) for key in ("date", "time", "title"))
            at = _required(moment(f"{date}T{time}", "date") or moment(date, "date"), "date and time")
            named = f"{date} {time} {sha256(storable(str(title)).encode()).hexdigest()[:16]}"
            same = (named, same[1] + 1 if same[0] == named else 0)
            row_id = f"{named} {same[1]}" if same[1] else named
            texts = (storable(text).strip() for text in (title, value.get("body")) if isinstance(text, str))
            text = "\n\n".join(filter(None, texts))
            yield _entry(number, row_id, title, text, at, tags=value.get("tags"), size=len(element.raw))
        except UnusableError as error:
            yield Unit(number, problem=error.message)


def dayone(stream: BinaryIO, first: int = 1) -> Iterator[Unit]:
    """Read a journal of Day One. An entry's day is counted in the zone it was written in, if it tells one."""
    for element in elements(stream, ("entries",)):
        number = element.number + first - 1
        try:
            value, _ = value_of(element)
            row_id = key_of(value.get("uuid"), "uuid")
            at = _required(moment(value.get("creationDate"), "creationDate"), "creationDate")
            whole = _dayone_text(value)
            text = _PICTURE.sub("", whole).strip()
            zone = value.get("timeZone")
            unit = _entry(
                *(number, row_id, _title(text), text, at),
                tags=value.get("tags"),
                zone=zone if isinstance(zone, str) else None,
                size=len(element.raw),
            )
            yield unit._replace(note="its pictures were left out") if text != whole.strip() else unit
        except UnusableError as error:
            yield Unit(number, problem=error.message)


def _required(at: int | None, what: str) -> int:
    if at is None:
        raise UnusableError(f"its {what} is no point in time")
    return at


def _entry(
    number: int, row_id: str, title: Any, text: str, at: int, *, tags: Any, size: int, zone: str | None = None
) -> Unit:
    if not text.strip():
        raise UnusableError("no words in it")
    marks = tags if isinstance(tags, list) else ()
    head = talk(number, row_id, title, at, tags=marks, zone=zone)
    return Unit(number, (head, Said(number, row_id, row_id, "user", text, at)), size, grows=True)


def _dayone_text(value: dict[str, Any]) -> str:
    """Return an entry's words: its text, else those of its rich text, which is JSON in a string."""
    text, rich = value.get("text"), value.get("richText")
    if isinstance(text, str) and text.strip():
        return storable(text)
    try:
        found = json.loads(rich) if isinstance(rich, str) else rich
    except (ValueError, RecursionError):
        return ""
    pieces = found.get("contents") if isinstance(found, dict) else None
    if not isinstance(pieces, list):
        return ""
    return storable(
        "".join(p["text"] for p in pieces if isinstance(p, dict) and isinstance(p.get("text"), str))
    )


def _title(text: str) -> str:
    """Return a text's first line without its marks of a heading."""
    return text.partition("\n")[0].lstrip("# ").strip()
