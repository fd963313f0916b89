"""Cutting a text into the pieces that get a vector each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.vectors import Piece
from lifeos_cli.store.words import ASSISTANT

if TYPE_CHECKING:
    from lifeos_cli.store.recallable import Text

ASSISTANT_SIZE = 600
"""Characters of a piece of the assistant's: a long reply speaks of several things."""
OWN_SIZE = 1_000
"""Characters of a piece of anything else: about what the built-in model reads of one text."""
_MOST = 64
"""Pieces of one text; a book that was pasted in does not crowd out a life."""
_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", "; ", ", ", " ")


def pieces(text: Text) -> list[Piece]:
    """Cut a text at the best break before each piece is full; a short one stays whole."""
    size = ASSISTANT_SIZE if text.voice == ASSISTANT else OWN_SIZE
    found: list[Piece] = []
    start, whole = 0, len(text.text)
    while start < whole and len(found) < _MOST:
        end = whole if whole - start <= size else _break(text.text, start, start + size)
        if text.text[start:end].strip():
            found.append(Piece(text, len(found), start, end))
        start = end
    return found


def _break(text: str, start: int, limit: int) -> int:
    """Return where to cut: at the strongest break in the second half of the piece."""
    middle = (start + limit) // 2
    for mark in _BREAKS:
        at = text.rfind(mark, middle, limit)
        if at >= 0:
            return at + len(mark)
    return limit
