"""Where a key stands in TOML text: tomllib says what a file means, not on which line."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)([^\]]+)\]\]?\s*(?:#.*)?\Z")
_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_PAIR = re.compile(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_PART = re.compile(_KEY)
# A text, whole or cut at the end of the line, or a comment: what brackets inside them do not count.
_INERT = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*')
_TRIPLE: Final = ('"""', "'''")


def line_of(text: str, where: Path) -> int:
    """Return the line (from 1) of a key, of the deepest part of its path that is there, or 1."""
    places = _places(text)
    for length in range(len(where), 0, -1):
        if where[:length] in places:
            first, last = places[where[:length]]
            return _inside(text.splitlines()[first - 1 : last], where[length:]) + first
    return 1


def _places(text: str) -> dict[Path, tuple[int, int]]:
    """Map each table and key to its first and last line."""
    places: dict[Path, tuple[int, int]] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    open_key: Path | None = None
    depth, quotes = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        fresh = open_key is None
        header = _HEADER.match(line) if fresh else None
        pair = _PAIR.match(line) if fresh and not header else None
        if header:
            table = _table(header, counts)
            places.setdefault(table, (number, number))
        elif pair:
            open_key = (*table, *_parts(pair[1]))
        if open_key is not None:
            depth, quotes = _scan(line[pair.end() :] if pair else line, depth, quotes)
            places[open_key] = (places.get(open_key, (number, number))[0], number)
            if depth <= 0 and not quotes:
                open_key, depth = None, 0
    return places


def _table(header: re.Match[str], counts: dict[Path, int]) -> Path:
    """Return the path of a `[table]` or of the next `[[table]]` of its list."""
    path: Path = ()
    parts = _parts(header[2])
    for index, part in enumerate(parts):
        path = (*path, part)
        if header[1] == "[[" and index == len(parts) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _scan(line: str, depth: int, quotes: str) -> tuple[int, str]:
    """Follow brackets and three-quote texts over a line; return how deep and in which quotes it ends."""
    at = 0
    while at < len(line):
        if quotes:
            end = line.find(quotes, at)
            if end < 0:
                return depth, quotes
            at, quotes = end + len(quotes), ""
            continue
        inert = _INERT.match(line, at)
        if inert and inert[0] in _TRIPLE:
            quotes = inert[0]
        elif not inert:
            depth += (line[at] in "[{") - (line[at] in "]}")
        at = inert.end() if inert else at + 1
    return depth, quotes


def _inside(lines: list[str], rest: Path) -> int:
    """Return how far down in a value the rest of the path lies: inline tables are counted by their braces."""
    at = 0
    for part in rest:
        for offset, line in enumerate(lines[at:]):
            bare = _INERT.sub("", line)
            if isinstance(part, int):
                part -= bare.count("{")  # noqa: PLW2901
                found = part < 0
            else:
                found = re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])\s*=", bare) is not None
            if found:
                at += offset
                break
    return at
