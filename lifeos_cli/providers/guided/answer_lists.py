"""Answers that are several things: list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.guided.phrases import EMPTY
from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading
from lifeos_cli.providers.guided.words import has_words, plain

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Step

_MARK = re.compile(
    r"\s*(?:[-*+\u2022\u2013\u2014]\s*|\(?\d{1,3}[.):]\s+|\(?\d{1,3}[.)]\s*(?=[^\d\s])|[a-z]\)\s+)"
)
_INLINE = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+")
_COMMA = re.compile(r",(?!\d)")
_AND = " and "
_SHORT = 3
_NONE = frozenset(
    ("nothing", "none", "nothing yet", "nothing really", "no", "nope", "nothing at all", "not a thing")
)


def read_list(step: Step, text: str, partial: Any) -> Reading:
    """Take items apart by lines, semicolons, bullets or numbers, else by commas and a final `and`."""
    kept = [item for item in partial if isinstance(item, str)] if isinstance(partial, list) else []
    if plain(text) in _NONE and not step.min_items and not kept:
        return Fit([])
    items = kept + [item for item in _items(text) if item not in kept]
    if not items:
        return Misfit(EMPTY)
    if len(items) < step.min_items:
        more = step.min_items - len(items)
        return Misfit(f"That makes {len(items)}; I keep what is there. {_more(more)}, please.", items)
    if step.max_items and len(items) > step.max_items:
        return Misfit(f"That makes {len(items)}. Which {step.max_items} of them, at most, will it be?")
    return Fit(items)


def _more(count: int) -> str:
    names = {1: "One", 2: "Two", 3: "Three"}
    return f"{names.get(count, str(count))} more"


def _items(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = _one_line(lines[0].strip())
    stripped = [_MARK.sub("", line, count=1).strip() if _MARK.match(line) else line.strip() for line in lines]
    return list(dict.fromkeys(item for item in stripped if has_words(item)))


def _one_line(line: str) -> list[str]:
    if ";" in line:
        return line.split(";")
    if "\u2022" in line:
        return line.split("\u2022")
    if len(_INLINE.findall(line)) > 1:
        return _INLINE.split(line)
    if line.startswith("- ") and " - " in line:
        return line.removeprefix("- ").split(" - ")
    return _commas(line)


def _commas(line: str) -> list[str]:
    *parts, last = _COMMA.split(line)
    if not has_words(last) and parts:
        last = parts.pop()
    if last.strip().casefold().startswith("and "):
        return [*parts, last.strip()[len("and ") :]]
    first, joined, second = last.rpartition(_AND)
    short = len(first.split()) <= _SHORT and len(second.split()) <= _SHORT
    return [*parts, first, second] if joined and (parts or short) and has_words(first) else [*parts, last]
