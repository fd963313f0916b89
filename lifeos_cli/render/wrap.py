"""Breaking text between words at the terminal's edge, whole or as it arrives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from typing import TextIO

_PIECES = re.compile(r"\n|[^\S\n]+|\S+")


def cells(text: str) -> int:
    """Return how many columns the text takes: wide letters take two, accents and joiners none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(4096)
def _columns(char: str) -> int:
    if category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def fit(text: str, width: int) -> str:
    """Return the text in exactly `width` columns: filled up with spaces, or cut with an ellipsis."""
    taken = cells(text)
    if taken <= width:
        return text + " " * (width - taken)
    kept, left = [], width - 1
    for char in text:
        left -= _columns(char)
        if left < 0:
            break
        kept.append(char)
    short = "".join(kept) + "\u2026"
    return short + " " * (width - cells(short))


def wrap(text: str, width: int) -> str:
    """Return the text with lines of at most `width` columns, broken between words."""
    wrapper = Wrapper(width)
    return wrapper.take(text) + wrapper.rest()


class Wrapper:
    """Wraps a text that arrives in pieces; a word is held back until it is whole.

    Args:
        width: Columns there are.
    """

    def __init__(self, width: int) -> None:
        self._width = max(width - 1, 10)
        self._column = 0
        self._held = ""

    def take(self, text: str) -> str:
        """Take the next piece; returns what can be shown."""
        text = self._held + text
        cut = max(text.rfind(" "), text.rfind("\n")) + 1
        self._held = text[cut:]
        return self._wrapped(text[:cut])

    def rest(self) -> str:
        """Return what was held back."""
        held, self._held = self._held, ""
        return self._wrapped(held)

    def _wrapped(self, text: str) -> str:
        shown = []
        for piece in _PIECES.findall(text):
            size = cells(piece)
            if piece == "\n":
                self._column = 0
            elif self._column and self._column + size > self._width:
                if piece.isspace():
                    self._column = self._width  # the next word breaks the line, a newline needs no second one
                    continue
                shown.append("\n")
                self._column = size
            else:
                self._column += size
            shown.append(piece)
        return "".join(shown)


class WrappingPainter:
    """Shows a reply as it arrives, broken between words.

    Args:
        out: The terminal.
        width: Its columns.
    """

    def __init__(self, out: TextIO, *, width: int) -> None:
        self._out = out
        self._wrapper = Wrapper(width)

    def write(self, text: str) -> None:
        """Take the next piece of the reply."""
        self._out.write(self._wrapper.take(safe_text(text)))
        self._out.flush()

    def tick(self) -> None:
        """Nothing waits: a word held back is shown when it is whole."""

    def finish(self) -> None:
        """Show what is left; the cursor ends at the beginning of a fresh line."""
        self._out.write(self._wrapper.rest() + "\n")
        self._out.flush()
