"""The head of a Markdown note: `key: value` lines between two lines of dashes, read leniently.

Only what an import uses is understood: plain and quoted values, and lists in
brackets or with a dash a line. Whatever else stands there is left alone: the
head is nobody's words, the note below it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_KEY = re.compile(r"([A-Za-z][\w -]{0,60})\s*:(?:\s+(.*)|\s*)$")
_ITEM = re.compile(r"\s*-\s+(.*)$")
_LINES = 200
"""A head has at most so many lines; what goes on longer is text."""


class Note(NamedTuple):
    """A note taken apart."""

    head: dict[str, list[str]]
    """Values by key in lower case; a plain value is a list of one."""
    text: str
    broken: bool
    """Whether a head was begun and not ended, or holds lines that are not understood."""


def split(text: str) -> Note:
    """Take a note apart; a head that does not end is text."""
    lines = text.split("\n", _LINES + 1)
    if lines[0].rstrip() != "---":
        return Note({}, text, broken=False)
    end = next((n for n, line in enumerate(lines[1 : _LINES + 1], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        return Note({}, text, broken=True)
    head, broken, key = dict[str, list[str]](), False, ""
    for line in lines[1:end]:
        found, item = _KEY.match(line), _ITEM.match(line)
        if item and key:
            head[key].append(_plain(item.group(1)))
        elif found:
            key = found.group(1).strip().lower()
            head[key] = _values(found.group(2) or "")
        elif line.strip() and not line.startswith(("#", " ", "\t")):
            broken = True
    return Note(head, "\n".join(lines[end + 1 :]), broken)


def _values(written: str) -> list[str]:
    written = written.strip()
    if written.startswith("[") and written.endswith("]"):
        return [value for part in written[1:-1].split(",") if (value := _plain(part))]
    plain = _plain(written)
    return [plain] if plain else []


def _plain(written: str) -> str:
    """Return a value without quotes."""
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] and written[0] in "'\"":
        return written[1:-1]
    return written
