"""What goes when a text goes: telling whether another text holds it, is a part of it, or quotes a piece of it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TELLING = 8
"""Characters from which on a text found elsewhere is taken for a copy, not for a coincidence."""
_RUN, _RUN_TELLING = 4, 16
"""Words in a row, and characters they have at least, that are taken for a quotation."""
_WORD = re.compile(r"\w+")
_MOST_LITERAL = 200
"""Texts that are also looked for letter by letter, as scripts without spaces need it."""


class Forgotten:
    """The texts that go.

    Args:
        texts: As they were written.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = list(dict.fromkeys(stripped for text in texts if (stripped := text.strip())))
        self._whole = {_flat(text) for text in self.texts}
        self._literal = [flat for flat in list(self._whole)[:_MOST_LITERAL] if len(flat) >= TELLING]
        self._begins: dict[tuple[str, ...], list[list[str]]] = {}
        self._runs: set[tuple[str, ...]] = set()
        self._joined = ""
        for text in self.texts:
            words = _words(text)
            if len(" ".join(words)) >= TELLING:
                self._begins.setdefault(tuple(words[:_RUN]), []).append(words)
            self._runs.update(_runs(words))
            if len(self._joined) < 1 << 20:
                self._joined += f" {' '.join(words)} \0"

    def __bool__(self) -> bool:
        return bool(self.texts)

    def in_text(self, text: str) -> bool:
        """Tell whether the text is one of these, or holds one of them whole."""
        flat = _flat(text)
        if flat in self._whole or any(one in flat for one in self._literal):
            return True
        words = _words(flat)
        lengths = {len(begin) for begin in self._begins}
        for place in range(len(words)):
            for length in lengths:
                for one in self._begins.get(tuple(words[place : place + length]), ()):
                    if words[place : place + len(one)] == one:
                        return True
        return False

    def kept_by(self, text: str, *, least: int = 1) -> bool:
        """Tell whether the text holds one of these, or is a piece of one of at least so many words, as a title is."""
        if self.in_text(text):
            return True
        words = _words(text.rstrip("\u2026"))
        flat = " ".join(words)
        return len(words) >= least and len(flat) >= TELLING and f" {flat}" in self._joined

    def quoted_by(self, text: str) -> bool:
        """Tell whether the text holds one of these, is a piece of one, or shares a run of words with one."""
        return self.kept_by(text) or not self._runs.isdisjoint(_runs(_words(text)))

    def in_json(self, kept: str) -> bool:
        """Tell whether a text, or one inside a JSON value, keeps a part of these; one word alone may be a keyword."""
        return any(self.kept_by(text, least=2) for text in strings(kept))


def strings(kept: str) -> Iterator[str]:
    """Give the texts inside a JSON value; of anything else, the text itself."""
    try:
        waiting: list[Any] = [json.loads(kept)]
    except (ValueError, RecursionError):
        yield kept
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            yield value


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for place in range(len(words) - _RUN + 1):
        run = tuple(words[place : place + _RUN])
        if len(" ".join(run)) >= _RUN_TELLING:
            yield run
