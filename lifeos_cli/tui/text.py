"""The gate of the screen: whatever a person, a model or a file wrote becomes content that nothing acts on."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content

from lifeos_cli.text import one_line, safe_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

Piece = tuple[str, str]
"""A text and its style, as in `("late", "$warning")`."""
ELLIPSIS = "…"


def plain(text: str, style: str = "") -> Content:
    """Return any text as content: no escape, no markup, its own lines."""
    return Content.styled(safe_text(text), style) if style else Content(safe_text(text))


def line(text: str, width: int = 0, style: str = "") -> Content:
    """Return any text on one line, cut to `width` cells (0: no cut)."""
    flat = one_line(text, width)
    found = Content.styled(flat, style) if style else Content(flat)
    return found.truncate(width, ellipsis=True) if width else found


def joined(*pieces: Piece | str | Content) -> Content:
    """Put texts with their styles after one another; each is made safe."""
    found = Content("")
    for piece in pieces:
        if isinstance(piece, Content):
            found = found.append(piece)
        elif isinstance(piece, str):
            found = found.append(plain(piece))
        else:
            found = found.append(plain(*piece))
    return found


def columns(width: int, left: Content, right: Content) -> Content:
    """Put one content at the left edge and one at the right; the left one is cut where they would meet."""
    room = width - right.cell_length
    if room < 1:
        return left.truncate(width, ellipsis=True)
    head = left.truncate(room - 1, ellipsis=True)
    return head.append(" " * (room - head.cell_length)).append(right)


@cache
def safe_markdown() -> MarkdownIt:
    """Return the parser of replies: no HTML, and what entities such as `&#x202e;` stand for passes the gate too."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("gfm-like", {"html": False, "linkify": False})
    parser.core.ruler.push("safe", _cleaned)
    return parser


def _cleaned(state: StateCore) -> None:
    for token in state.tokens:
        token.content = safe_text(token.content)
        for child in token.children or ():
            child.content = safe_text(child.content)


__all__ = [
    "ELLIPSIS",
    "Content",
    "Piece",
    "columns",
    "joined",
    "line",
    "one_line",
    "plain",
    "safe_markdown",
    "safe_text",
]
