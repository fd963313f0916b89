"""The line one types a message in: it grows, keeps pasted lines, and remembers what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.widgets import TextArea

from lifeos_cli.text import safe_text

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType


class Prompt(TextArea):
    """The prompt; Enter sends, Ctrl+J makes a new line."""

    DEFAULT_CSS = """
    Prompt { height: auto; min-height: 1; max-height: 8; border: none; padding: 0 1; background: $boost; }
    Prompt:focus { border: none; background: $primary 15%; }
    Prompt:ansi, Prompt:ansi:focus { background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+j,shift+enter,alt+enter", "new_line", "New line"),
    ]
    help_text = (
        "Enter sends, Ctrl+J makes a new line, Up in an empty prompt brings back what you said, Ctrl+G opens your "
        "editor. While a reply is written you can go on typing: what you send waits its turn. Esc stops the reply."
    )
    help_title = "Prompt"

    class Sent(Message):
        """A message was sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(
            id="prompt",
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Say something; Enter sends",
        )
        self.past: list[str] = []
        """What was said before, oldest first."""
        self._back = 0
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            text = self.text.strip()
            self.text, self._back = "", 0
            self.post_message(self.Sent(text))
            return
        if event.key in {"up", "down"} and (not self.text or self._back):
            event.stop()
            event.prevent_default()
            self._recall(1 if event.key == "up" else -1)
            return
        await super()._on_key(event)

    def _recall(self, by: int) -> None:
        self._back = min(max(self._back + by, 0), len(self.past))
        self.text = safe_text(self.past[-self._back]) if self._back else ""
        self.move_cursor(self.document.end)

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def fill(self, text: str) -> None:
        """Put a text there to go on with."""
        self.text = safe_text(text)
        self.move_cursor(self.document.end)
