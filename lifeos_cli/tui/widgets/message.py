"""One message of a conversation on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.widgets import Markdown

from lifeos_cli.tui.markdown import drawn
from lifeos_cli.tui.text import plain, safe_markdown, safe_text
from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets.markdown import MarkdownStream

CUT = "(cut off here; what came is kept. g goes on, r asks again)"
_HALF_ESCAPE = 64
"""Characters an escape sequence at the end of a piece may still grow by before it is let through to the gate."""


class Said(Vertical):
    """A finished message: who, and what, in one piece each.

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
    Said .who { color: $text-muted; text-style: bold; height: 1; }
    """

    def __init__(self, row_id: str, text: str, who: str, *, own: bool, status: str = "success") -> None:
        super().__init__(classes="you" if own else "coach")
        self.row_id, self.text, self.status = row_id, text, status
        self._who, self._own = who, own

    def compose(self) -> ComposeResult:
        """Put the message together."""
        yield Text(self._who, classes="who")
        yield Text(plain(self.text) if self._own else drawn(self.text))
        if self.status in {"interrupted", "failed"}:
            yield Text(plain(CUT, "$text-muted"))


class Reply(Vertical):
    """A reply as it is written.

    Args:
        row_id: The message's id.
        who: Who writes it.
    """

    DEFAULT_CSS = """
    Reply { height: auto; margin: 0 0 1 0; padding: 0 1; }
    Reply .who { color: $text-muted; text-style: bold; height: 1; }
    Reply Markdown { margin: 0; padding: 0; background: transparent; height: auto; }
    Reply MarkdownBlock { margin: 0 0 1 0; }
    Reply MarkdownBlock:last-child { margin: 0; }
    """

    def __init__(self, row_id: str, who: str) -> None:
        super().__init__(classes="coach")
        self.row_id, self.text, self._who = row_id, "", who
        self.status = "streaming"
        self._stream: MarkdownStream | None = None
        self._held = ""

    def compose(self) -> ComposeResult:
        """Put the reply together."""
        yield Text(self._who, classes="who")
        yield Markdown("", parser_factory=safe_markdown, open_links=False)
        yield Text("", classes="after")

    async def add(self, text: str) -> None:
        """Show the next piece; one that might end inside an escape sequence waits for the rest of it."""
        if self._stream is None:
            self._stream = Markdown.get_stream(self.query_one(Markdown))
        piece = self._held + (text if self.text or self._held else text.lstrip("\n"))
        cut = max(piece.rfind("\x1b"), piece.rfind("\x9b"))
        whole = cut < 0 or len(piece) - cut > _HALF_ESCAPE
        piece, self._held = (piece, "") if whole else (piece[:cut], piece[cut:])
        clean = safe_text(piece)
        self.text += clean
        if clean:
            await self._stream.write(clean)

    async def settle(self, text: str | None, status: str) -> None:
        """Show the reply as it was stored; None keeps what came.

        Args:
            text: As it stands in the store.
            status: success, interrupted or failed.
        """
        if self._stream is not None:
            await self._stream.stop()
            self._stream = None
        self.status = status
        markdown = self.query_one(Markdown)
        final = safe_text(text) if text is not None else self.text + safe_text(self._held)
        self._held = ""
        if final != markdown.source:
            await markdown.update(final)
        self.text = final
        if status in {"interrupted", "failed"}:
            self.query_one(".after", Text).say(plain(CUT, "$text-muted"))

    def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """Copy the address: nothing a model wrote is opened by a click."""
        event.stop()
        self.app.copy_to_clipboard(safe_text(event.href))
        app: Any = self.app
        app.tell(f"Copied: {event.href}")


class Note(Text):
    """A line that is no message: a notice, a card, a question of the program."""

    DEFAULT_CSS = """
    Note { margin: 0 0 1 0; padding: 0 1; color: $text-muted; }
    Note.card { color: $text-warning; border: round $warning; }
    Note.wrong { color: $text-error; }
    """


__all__ = ["Note", "Reply", "Said"]
