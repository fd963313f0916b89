"""One message of a conversation on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from lifeos_cli.render.stream import finished
from lifeos_cli.tui.markdown import Written
from lifeos_cli.tui.text import Content, plain, safe_text
from lifeos_cli.tui.widgets.page import Page
from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult

CUT = "(cut off here; what came is kept. g goes on, r asks again)"
_HALF_ESCAPE = 64
"""Characters an escape sequence at the end of a piece may still grow by before it is let through to the gate."""


class Said(Page):
    """A finished message in one piece: a screen of talk is as many widgets as there are messages.

    Args:
        row_id: The message's id.
        text: What was said.
        who: Who said it.
        own: It is the person's own.
        status: success, interrupted or failed.
    """

    DEFAULT_CSS = """
    Said { height: auto; margin: 0 0 1 0; padding: 0 1; }
    Said.you { border-left: outer $primary; background: $boost; }
    Said.you:ansi { background: transparent; }
    """

    def __init__(self, row_id: str, text: str, who: str, *, own: bool, status: str = "success") -> None:
        head, written = plain(who, "bold $text-muted"), None if own else Written(text)
        cut = [plain(CUT, "$text-muted")] if status in {"interrupted", "failed"} else []

        def draw(width: int) -> Content:
            return Content("\n").join([head, written.at(width) if written else plain(text), *cut])

        super().__init__(draw, classes="you" if own else "coach")
        self.row_id, self.text, self.status = row_id, text, status


class Reply(Vertical):
    """A reply as it is written: each finished block is drawn once, only the last one anew.

    Textual's own Markdown makes a widget of every paragraph and lays all of
    them out for each piece: measured at 4 painted frames a second beside a
    long talk, where this paints every frame it is given.

    Args:
        row_id: The message's id.
        who: Who writes it.
    """

    DEFAULT_CSS = """
    Reply { height: auto; margin: 0 0 1 0; padding: 0 1; }
    Reply .who { color: $text-muted; text-style: bold; height: 1; }
    Reply .block { margin: 0 0 1 0; }
    Reply .block.last { margin: 0; }
    """

    def __init__(self, row_id: str, who: str) -> None:
        super().__init__(classes="coach")
        self.row_id, self.text, self._who = row_id, "", who
        self.status = "streaming"
        self._held = ""
        self._tail = ""
        self._rows = False
        """A table is being written."""
        self._last = Page(classes="block last")
        self._after = Text("", classes="after hidden")

    def compose(self) -> ComposeResult:
        """Put the reply together."""
        yield Text(self._who, classes="who")
        yield self._last
        yield self._after

    async def add(self, text: str) -> None:
        """Show the next piece; one that might end inside an escape sequence waits for the rest of it."""
        piece = self._held + (text if self.text or self._held else text.lstrip("\n"))
        cut = max(piece.rfind("\x1b"), piece.rfind("\x9b"))
        whole = cut < 0 or len(piece) - cut > _HALF_ESCAPE
        piece, self._held = (piece, "") if whole else (piece[:cut], piece[cut:])
        clean = safe_text(piece)
        self.text += clean
        self._tail += clean
        while cut := finished(self._tail):
            await self._close(self._tail[:cut])
            self._tail = self._tail[cut:]
        if not self._rows or "\n" in clean:
            self._draw()

    def _draw(self) -> None:
        """Draw the block that is being written; a table grows by whole rows."""
        written = Written(self._tail)
        self._rows = written.table
        self._last.show(written.at)

    async def _close(self, block: str) -> None:
        """Draw a block for good, and begin the next one below it."""
        written = Written(block)
        if not written.at().plain:
            return
        self._last.show(written.at)
        self._last.remove_class("last")
        self._rows = False
        self._last = Page(classes="block last")
        await self.mount(self._last, before=self._after)

    async def settle(self, text: str | None, status: str) -> None:
        """Show the reply as it was stored; None keeps what came.

        Args:
            text: As it stands in the store.
            status: success, interrupted or failed.
        """
        self.status = status
        final = safe_text(text) if text is not None else self.text + safe_text(self._held)
        self._held = ""
        if final != self.text:
            await self.query(".block").remove()
            self.text = self._tail = final
            self._last = Page(Written(final).at, classes="block last")
            await self.mount(self._last, before=self._after)
        elif self._rows:
            self._draw()  # its last row
        if status in {"interrupted", "failed"}:
            self._after.say(plain(CUT, "$text-muted"))
            self._after.remove_class("hidden")


class Note(Text):
    """A line that is no message: a notice, a card, a question of the program."""

    DEFAULT_CSS = """
    Note { margin: 0 0 1 0; padding: 0 1; color: $text-muted; }
    Note.card { color: $text-warning; border: round $warning; }
    Note.wrong { color: $text-error; }
    """


__all__ = ["Note", "Reply", "Said"]
