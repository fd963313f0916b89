"""A conversation to be read: the messages around one, that one marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local
from lifeos_cli.tui.text import Content, joined, plain, safe_text
from lifeos_cli.tui.views.talk import AFTER, BEFORE, Said
from lifeos_cli.tui.widgets.parts import Scroll, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

_SPEAKERS = {"user": "You", "assistant": "Coach"}
_SLOTS = BEFORE + 1 + AFTER


class Talk(Scroll):
    """Messages, the one that was looked for in the middle of the screen."""

    DEFAULT_CSS = """
    Talk .said { padding: 0 1 1 1; }
    Talk .hit { border-left: thick $accent; padding: 0 1; margin: 0 0 1 0; }
    """
    help_text = "The messages around the one you came for; arrows scroll."

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._at = ""

    def compose(self) -> ComposeResult:
        """Make a place for each message, filled when there is one."""
        for n in range(_SLOTS):
            yield Text(classes="said hidden", id=f"said-{n}")

    def show(self, said: Sequence[Said], hit: str, quote: str = "") -> None:
        """Show messages.

        Args:
            said: In their order, at most `BEFORE` before the hit and `AFTER` after it.
            hit: The id of the one that was looked for.
            quote: Words of it to be underlined.
        """
        slots = list(self.query(Text))
        found = None
        for n, slot in enumerate(slots):
            one = said[n] if n < len(said) else None
            slot.set_class(one is None, "hidden")
            here = one is not None and one.id == hit
            slot.set_class(here, "hit")
            slot.say(drawn(one, quote if here else "", here=here) if one else "")
            found = slot if here else found
        if hit != self._at:
            self._at = hit
            if found is not None:
                self.call_after_refresh(self.scroll_to_widget, found, animate=False, center=True)

    def tell(self, line: str) -> None:
        """Show a line where there is no message."""
        slots = list(self.query(Text))
        for slot in slots:
            slot.add_class("hidden")
        slots[0].remove_class("hidden", "hit")
        slots[0].say(plain(line, "$text-muted"))
        self._at = ""


def drawn(one: Said, quote: str = "", *, here: bool = False) -> Content:
    """Return a message as it is read: who, when, what, the quote underlined."""
    speaker = _SPEAKERS.get(one.role, one.role)
    mark = "▸ " if here else ""
    head = joined((f"{mark}{speaker}", "bold"), (f"  {local(one.at):%Y-%m-%d %H:%M}\n", "$text-muted"))
    text, words = safe_text(one.text), safe_text(quote).strip()
    start = text.casefold().find(words.casefold()) if words else -1
    if start < 0:
        return head.append(plain(text))
    end = start + len(words)
    return head.append(joined(text[:start], (text[start:end], "underline $accent"), text[end:]))


__all__ = ["Talk", "drawn"]
