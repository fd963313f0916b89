"""What a reader of a foreign format gives: one thing of the file after the other, checked, or why it cannot be used."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from lifeos_cli.errors import UsageFault
from lifeos_cli.record.checkins import validated_tags
from lifeos_cli.record.sessions import TITLE_LIMIT
from lifeos_cli.text import one_line, storable
from lifeos_cli.transfer.lines import ID_LIMIT, TEXT_LIMIT, Talk, UnusableError, instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.transfer.lines import Item

NOTE_LIMIT = 8 * 1024 * 1024
"""Bytes of one note, entry or message of a foreign format; a longer one is skipped."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEWLINES = re.compile("\r\n?")


class Unit(NamedTuple):
    """One conversation, entry, note or row of the file: all of it is taken, or nothing."""

    number: int
    """Which one of the file, from 1."""
    items: tuple[Item, ...] = ()
    size: int = 0
    """Bytes it took."""
    problem: str = ""
    """Why it cannot be used; empty when it can."""
    note: str = ""
    """What of it was left out."""
    grows: bool = False
    """Whether its messages are texts that their writer goes on with: a later import takes what was added."""


def refuse(why: str) -> NoReturn:
    """Raise `UnusableError`."""
    raise UnusableError(why)


def decoded(raw: bytes) -> tuple[str, bool]:
    """Return bytes as text with plain newlines, and whether some of them were no text."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    text = raw.decode(encoding, "replace")
    repaired = "\ufffd" in text and b"\xef\xbf\xbd" not in raw
    return _NEWLINES.sub("\n", text), repaired


def key_of(value: Any, what: str = "id") -> str:
    """Return an id from elsewhere.

    Raises:
        UnusableError: It is none.
    """
    if not isinstance(value, str) or not value.strip():
        raise UnusableError(f"no {what}")
    if len(value) > ID_LIMIT:
        raise UnusableError(f"{what} is longer than {ID_LIMIT} characters")
    return value


def moment(value: Any, key: str) -> int | None:
    """Read a time as `instant` does; one that cannot be read counts as none: the words matter more."""
    try:
        return instant(value, key)
    except UnusableError:
        return None


def talk(
    line: int,
    row_id: str,
    title: Any,
    at: int | None,
    *,
    kind: str = "exploration",
    coach: str | None = None,
    summary: Any = None,
    tags: Iterable[Any] = (),
    zone: str | None = None,
) -> Talk:
    """Make a session; what does not fit of its title, summary and tags is left out."""
    named = one_line(storable(title), TITLE_LIMIT) or None if isinstance(title, str) else None
    told = storable(summary)[:TEXT_LIMIT].strip() or None if isinstance(summary, str) else None
    return Talk(line, row_id, named, kind, coach, told, at, tuple(words(tags)), zone)


def words(tags: Iterable[Any]) -> list[str]:
    """Return tags as ours: spaces become dashes, what cannot be a tag is left out, `@` and `#` go."""
    kept: dict[str, None] = {}
    for tag in tags:
        name = "-".join(storable(tag).split()).lstrip("@#") if isinstance(tag, str) else ""
        try:
            kept.update(dict.fromkeys(validated_tags([name]) if name else ()))
        except UsageFault:
            continue
    return list(kept)
