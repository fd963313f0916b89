"""What values of the record must be: shared by its nouns."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4000
"""Characters of a text in the record; a diary has its place in the check-in's note."""


def text(value: str, name: str, longest: int = LONGEST) -> str:
    """Return a text that has something in it, as the database takes it.

    Raises:
        UsageFault: It is empty or too long.
    """
    found = storable(value).strip()
    if not found or len(found) > longest:
        raise UsageFault(f"{name} must have 1 to {longest} characters")
    return found


def optional(value: str | None, name: str, longest: int = LONGEST) -> str | None:
    """Return a text, or None for one that is empty.

    Raises:
        UsageFault: It is too long.
    """
    return text(value, name, longest) if value and value.strip() else None


def one_of(value: str, known: Sequence[str], name: str) -> str:
    """Return a value that is one of the known ones.

    Raises:
        UsageFault: It is not.
    """
    if value not in known:
        raise UsageFault(f"{name} must be one of {', '.join(known)}, not '{one_line(value, 30)}'")
    return value


def day(value: str | None, name: str) -> str | None:
    """Return a calendar day, `YYYY-MM-DD`, or None.

    Raises:
        UsageFault: It is no such day.
    """
    if not value:
        return None
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise UsageFault(f"{name} must be a day written YYYY-MM-DD") from None
