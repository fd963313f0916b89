"""One table of a coach file, read key by key; whatever does not fit is collected, not raised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Where: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a coach file, and where: keys and positions from the top."""

    where: Where
    message: str

    @property
    def key(self) -> str:
        """The place as it is written: `steps[2].options`."""
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.where)
        return path.removeprefix(".")


def nearest(name: str, known: tuple[str, ...]) -> str:
    """Return `; did you mean "..."?` for the nearest known name, or an empty text."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else ""


class Table:
    """A reader of one table.

    Args:
        raw: The table.
        where: Its place in the file.
        problems: Where problems go.
    """

    def __init__(self, raw: Mapping[str, Any], where: Where, problems: list[Problem]) -> None:
        self.raw = raw
        self.where = where
        self.problems = problems

    def report(self, message: str, *keys: str | int) -> None:
        """Note a problem with the table or with something in it."""
        self.problems.append(Problem((*self.where, *keys), message))

    def only(self, known: tuple[str, ...], elsewhere: Mapping[str, str] | None = None) -> None:
        """Report every key that is not known; `elsewhere` explains keys that belong to another kind."""
        for key in self.raw:
            if elsewhere and key in elsewhere:
                self.report(elsewhere[key], key)
            elif key not in known:
                self.report(f'unknown key "{key}"{nearest(key, known)}', key)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text; a required one has something in it."""
        value = self.raw.get(key)
        if value is None:
            if required:
                self.report(f'the key "{key}" is missing')
            return ""
        if not isinstance(value, str):
            self.report("must be a text in quotes", key)
            return ""
        if required and not value.strip():
            self.report("must not be empty", key)
        return value

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """Return a required text that is one of the known ones, or an empty text."""
        value = self.text(key, required=True)
        if value and value not in known:
            self.report(f'"{value}" is not one of {", ".join(known)}{nearest(value, known)}', key)
            return ""
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts, none of them empty or there twice."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.report("must be a list of texts, none of them empty", key)
            return ()
        if len({item.casefold() for item in value}) < len(value):
            self.report("the same text stands in it twice", key)
        if required and not value:
            self.report("must not be empty" if key in self.raw else f'the key "{key}" is missing', key)
        return tuple(value)

    def number(self, key: str, *, required: bool = False) -> float:
        """Return a number (0 when absent)."""
        value = self.raw.get(key)
        if value is None and required:
            self.report(f'the key "{key}" is missing')
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:  # noqa: PLR2004
            self.report("must be a number", key)
            return 0
        return value

    def count(self, key: str, default: int = 0, least: int = 1) -> int:
        """Return a whole number of at least `least`."""
        value = self.raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or (key in self.raw and value < least):
            self.report(f"must be a whole number, {least} or more", key)
            return default
        return value

    def flag(self, key: str) -> bool:
        """Return true or false (false when absent)."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            self.report("must be true or false", key)
            return False
        return value

    def tables(self, key: str) -> list[Table]:
        """Return the tables of a list of tables."""
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self.report("must be a list of tables", key)
            return []
        found = []
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                found.append(Table(item, (*self.where, key, index), self.problems))
            else:
                self.report("must be a table", key, index)
        return found

    def table(self, key: str) -> Table:
        """Return a table (an empty one when absent)."""
        value = self.raw.get(key, {})
        if not isinstance(value, Mapping):
            self.report("must be a table", key)
            value = {}
        return Table(value, (*self.where, key), self.problems)
