"""An answer on a scale, given by one digit or by the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from lifeos_cli.tui.text import columns, joined, line

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.content import Content

    from lifeos_cli.growth.checkin_items import Item

_NARROW = 62
_TEN = 10


class Scale(Widget, can_focus=True):
    """One item of a check-in that is answered with a number.

    Args:
        item: The item.
        words: What to call it where there is little room.
    """

    DEFAULT_CSS = """
    Scale { height: 1; }
    Scale:focus { background: $primary 30%; }
    Scale:focus:ansi { background: transparent; text-style: reverse; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "step(-1)", "Less"),
        ("right", "step(1)", "More"),
        ("delete,backspace", "clear", "No answer"),
    ]
    help_text = "A digit answers, the arrows change the answer, Backspace takes it back. Every question can be skipped."
    value: reactive[float | None] = reactive(None)

    class Answered(Message):
        """The answer is another one now."""

    def __init__(self, item: Item, words: str) -> None:
        super().__init__(id=f"item-{item.id}")
        self.item, self._words = item, words
        self._low, self._high = int(item.low or 0), int(item.high or 0)

    def render(self) -> Content:
        """Draw the question and the scale, the answer in brackets."""
        width = self.size.width
        question = line(self._words if width < _NARROW else self.item.text, 0)
        if self._high >= _TEN:
            answer = "-" if self.value is None else f"{self.value:g}"
            return columns(
                width, question, joined(("← ", "$text-muted"), (f"[{answer}]", "bold"), (" →", "$text-muted"))
            )
        marks = [
            (f"[{n}]", "bold $accent") if n == self.value else (f" {n} ", "$text-muted")
            for n in range(self._low, self._high + 1)
        ]
        return columns(width, question, joined(*marks))

    def on_key(self, event: events.Key) -> None:
        """Take a digit."""
        if event.key.isdigit() and self._high < _TEN and self._low <= int(event.key) <= self._high:
            event.stop()
            event.prevent_default()
            self.value = int(event.key)
            self.post_message(self.Answered())

    def action_step(self, by: int) -> None:
        """Answer one step more or less; the first press begins in the middle."""
        if self.value is None:
            self.value = (self._low + self._high) // 2
        else:
            self.value = min(max(self.value + by * self.item.step, self._low), self._high)
        self.post_message(self.Answered())

    def action_clear(self) -> None:
        """Take the answer back."""
        self.value = None
        self.post_message(self.Answered())
