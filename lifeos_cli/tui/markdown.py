"""A finished message as one piece of content: Markdown drawn without a widget for each paragraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.tui.table import Table, laid_out
from lifeos_cli.tui.text import Content, safe_markdown, safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_INLINE = {"strong": "bold", "em": "italic", "s": "strike"}
_CODE = "$text-accent"
_QUIET = "$text-muted"
_INDENT = 2


class Written:
    """Markdown, read once and drawn for any width.

    Args:
        text: As it was written.
    """

    def __init__(self, text: str) -> None:
        self._tokens: Sequence[Token] = safe_markdown().parse(text)
        self.table = any(token.type == "table_open" for token in self._tokens)
        """Whether there is a table in it."""
        self._drawn: Content | None = None

    def at(self, width: int = 0) -> Content:
        """Draw it for so many cells (0: as many as it needs); only a table depends on them, all else wraps."""
        if self.table:
            return _Page(width).page(self._tokens)
        if self._drawn is None:
            self._drawn = _Page(0).page(self._tokens)
            self._tokens = ()
        return self._drawn


class _Page:
    """The lines of a page as its tokens are read."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._table: Table | None = None
        """The table that is being read."""
        self._lines: list[Content] = []
        self._lists: list[int | None] = []
        """The number of the next item of each open list; None for one with bullets."""
        self._mark = ""
        self._quote = 0
        self._heading = False

    def page(self, tokens: Sequence[Token]) -> Content:
        """Return all lines."""
        for token in tokens:
            if not self._in_table(token):
                self._take(token)
        while self._lines and not self._lines[-1].plain:
            self._lines.pop()
        return Content("\n").join(self._lines)

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "bullet_list_open":
            self._lists.append(None)
        elif kind == "ordered_list_open":
            self._lists.append(int(token.attrs.get("start", 1)))
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
            self._gap()
        elif kind == "list_item_open":
            self._mark = self._next_mark()
        elif kind in {"blockquote_open", "blockquote_close"}:
            self._quote += 1 if token.nesting > 0 else -1
        elif kind in {"heading_open", "heading_close"}:
            self._heading = token.nesting > 0
        elif kind == "inline":
            self._paragraph(_inline(token.children or []))
        elif kind in {"fence", "code_block", "hr"}:
            self._block(token)

    def _block(self, token: Token) -> None:
        if token.type == "hr":
            self._add(Content.styled("─" * 20, _QUIET))
        else:
            for row in token.content.rstrip("\n").split("\n"):
                self._add(Content.styled(f"  {safe_text(row)}", _CODE))
        self._gap()

    def _in_table(self, token: Token) -> bool:
        """Take a token of a table, and draw the table at its end; false if it is no part of one."""
        if token.type == "table_open":
            self._table = Table([], [], [])
        elif self._table is None:
            return False
        elif token.type == "table_close":
            left = len(self._left())
            for line in laid_out(self._table, max(self._width - left, 1) if self._width else 0):
                self._add(line)
            self._gap()
            self._table = None
        elif token.type == "th_open":
            self._table.sides.append(str(token.attrs.get("style", "")).rpartition(":")[2])
        elif token.type == "tr_open" and self._table.head:
            self._table.rows.append([])
        elif token.type == "inline":
            row = self._table.rows[-1] if self._table.rows else self._table.head
            row.append(_inline(token.children or []))
        return True

    def _next_mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "• "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _paragraph(self, content: Content) -> None:
        if self._heading:
            content = content.stylize("bold underline")
        rows = content.split("\n", allow_blank=True)
        hang = " " * len(self._mark)
        for n, row in enumerate(rows):
            self._add(Content(hang if n else self._mark).append(row))
        self._mark = ""
        if not self._lists:
            self._gap()

    def _add(self, row: Content) -> None:
        left = self._left()
        self._lines.append(Content.styled(left, _QUIET).append(row) if left else row)

    def _left(self) -> str:
        """What stands before each line: quotes and lists around it."""
        return "│ " * self._quote + " " * (_INDENT * max(len(self._lists) - 1, 0))

    def _gap(self) -> None:
        if self._lines and self._lines[-1].plain:
            self._lines.append(Content(""))


def _inline(children: Sequence[Token]) -> Content:
    """Draw what stands in one paragraph."""
    found, styles = Content(""), list[str]()
    target = ""
    for token in children:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "text":
            found = found.append(
                Content.styled(token.content, " ".join(styles)) if styles else Content(token.content)
            )
        elif token.type in {"softbreak", "hardbreak"}:
            found = found.append("\n")
        elif token.type == "code_inline":
            found = found.append(Content.styled(token.content, _CODE))
        elif name in _INLINE:
            styles.append(_INLINE[name]) if token.nesting > 0 else styles.pop()
        elif name == "link":
            if token.nesting > 0:
                target = str(token.attrs.get("href", ""))
            elif target and target not in found.plain:
                found = found.append(Content.styled(f" ({safe_text(target)})", _QUIET))
        elif token.type == "image":
            found = found.append(token.content)
    return found
