"""Lines that are not ours, checked: what each of them says, or why it cannot be used.

Nothing here touches the store.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import to_ms
from lifeos_cli.errors import LifeosError
from lifeos_cli.record.checkins import validated, validated_tags
from lifeos_cli.record.sessions import TITLE_LIMIT, TYPES
from lifeos_cli.text import one_line
from lifeos_cli.when import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ID_LIMIT = 512
"""Characters of an id from elsewhere."""
TEXT_LIMIT = 10_000
"""Characters of a session's summary or a coach's name."""
_SECONDS_BELOW = 100_000_000_000
"""A number below it is seconds since 1970, from it on milliseconds (as seconds it would be the year 5138)."""
_ITEMS = (
    *("mood", "energy", "stress", "sleep_hours", "sleep_quality", "intention"),
    *("connection", "progress", "note", "gratitude"),
)


class UnusableError(LifeosError):
    """A line that cannot be used; the message is the reason."""


class Said(NamedTuple):
    """A message."""

    line: int
    id: str
    session: str
    role: str
    content: str
    at: int | None


class Talk(NamedTuple):
    """A session."""

    line: int
    id: str
    title: str | None
    type: str | None
    coach: str | None
    summary: str | None
    at: int | None
    tags: tuple[str, ...] = ()
    zone: str | None = None
    """Name of the zone its day is counted in, if not the one of this machine."""


class Noted(NamedTuple):
    """A check-in."""

    line: int
    id: str
    answers: Mapping[str, Any]
    tags: list[str]
    at: int
    offset: timedelta | None
    """From UTC, where the time was written with one that is not zero."""


class Kept(NamedTuple):
    """A row of another table, checked by its reader; columns that name rows hold external ids."""

    line: int
    table: str
    id: str
    values: Mapping[str, Any]


Item = Said | Talk | Noted | Kept


def understood(line: int, value: Mapping[str, Any]) -> Item:
    """Return what a line says.

    Raises:
        UnusableError: It says nothing that can be kept.
    """
    kind = value.get("type")
    take = _TAKERS.get(kind) if type(kind) is str else None
    if take is None:
        known = ", ".join(_TAKERS)
        said = f"type '{one_line(kind, 30)}'" if isinstance(kind, str) else "no type"
        raise UnusableError(f"{said}: a line is one of {known}")
    return take(line, value)


def _said(line: int, value: Mapping[str, Any]) -> Said:
    role, content = value.get("role"), value.get("content")
    if role not in ("user", "assistant"):
        raise UnusableError("role must be user or assistant")
    if not isinstance(content, str):
        raise UnusableError("content must be a text")
    if not content or content.isspace():
        raise UnusableError("content is empty")
    at = instant(value.get("created_at"), "created_at")
    # Past the Python of a named tuple's own constructor, which would take a tenth of reading a line.
    return tuple.__new__(Said, (line, _id(value, "id"), _id(value, "session"), role, content, at))


def _talk(line: int, value: Mapping[str, Any]) -> Talk:
    kind = value.get("session_type")
    if kind is not None and kind not in TYPES:
        raise UnusableError(f"session_type is one of {', '.join(TYPES)}")
    at = instant(value.get("started_at", value.get("created_at")), "started_at")
    title = _text(value, "title", TITLE_LIMIT)
    title = one_line(title, TITLE_LIMIT) or None if title else None
    coach = _text(value, "coach", 100)
    return Talk(line, _id(value, "id"), title, kind, coach, _text(value, "summary", TEXT_LIMIT), at)


def _noted(line: int, value: Mapping[str, Any]) -> Noted:
    key = "at" if value.get("at") is not None else "created_at"
    at = instant(value.get(key), key)
    if at is None:
        raise UnusableError("a check-in needs its time: at")
    tags = value.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise UnusableError("tags must be a list of words")
    answers = {name: value[name] for name in _ITEMS if value.get(name) is not None}
    for name, answer in answers.items():
        if isinstance(answer, bool) or not isinstance(answer, (str, int, float)):
            raise UnusableError(f"{name} must be a number or a text")
    try:
        checked = validated(
            {name: answer if _is_scale(name) else str(answer) for name, answer in answers.items()}
        )
        names = validated_tags(tags)
    except LifeosError as error:
        raise UnusableError(error.message) from error
    if not checked:
        raise UnusableError("there is nothing in this check-in")
    return Noted(line, _id(value, "id"), checked, names, at, _offset(value.get(key)))


def _offset(written: Any) -> timedelta | None:
    """Return the offset a time was written with; UTC is how programs write times, so it says nothing of a place."""
    return (datetime.fromisoformat(written).utcoffset() or None) if isinstance(written, str) else None


def _is_scale(name: str) -> bool:
    from lifeos_cli.growth.checkin_items import BY_ID

    return BY_ID[name].is_scale


_TAKERS: dict[str, Callable[[int, Mapping[str, Any]], Item]] = {
    "message": _said,
    "session": _talk,
    "checkin": _noted,
}


def _id(value: Mapping[str, Any], key: str) -> str:
    """Return an id, a number as text: without one a second import could not tell the row from a new one."""
    found = value.get(key)
    if type(found) is str and 0 < len(found) <= ID_LIMIT and not found.isspace():
        return found
    if type(found) is int:
        found = str(found)
    if not isinstance(found, str) or not found.strip():
        raise UnusableError(f"no {key}")
    if len(found) > ID_LIMIT:
        raise UnusableError(f"{key} is longer than {ID_LIMIT} characters")
    return found


def _text(value: Mapping[str, Any], key: str, limit: int) -> str | None:
    found = value.get(key)
    if found is None:
        return None
    if not isinstance(found, str):
        raise UnusableError(f"{key} must be a text")
    return found[:limit].strip() or None


def instant(value: Any, key: str) -> int | None:
    """Read ISO 8601 (without a zone: local time) or a number of seconds or milliseconds since 1970.

    Raises:
        UnusableError: It is no point in time between 1900 and 9999.
    """
    if value is None or value == "":
        return None
    try:
        ms = to_ms(datetime.fromisoformat(value)) if isinstance(value, str) else _counted(value)
    except (ValueError, OverflowError, OSError) as error:
        raise UnusableError(f"{key} is not a point in time") from error
    if not EARLIEST <= ms <= LATEST:
        raise UnusableError(f"{key} is not a point in time")
    return ms


def _counted(value: Any) -> int:
    """Read a number of seconds or milliseconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(value)
    return round(value * 1000) if abs(value) < _SECONDS_BELOW else round(value)
