"""Jump mode: a letter on every part that can have the focus; typing it goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.screen import ModalScreen

from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.screen import Screen

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class Jump(ModalScreen[Any]):
    """The letters; gives the widget that was named, or nothing.

    Args:
        below: The screen whose parts they name.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Leave")]
    help_text = "Type the letter of the part to go to; Esc stays."

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        seen = [one for one in below.focus_chain if one.region and one.is_on_screen]
        self._targets = dict(zip(LETTERS, seen, strict=False))

    def compose(self) -> ComposeResult:
        """Put a letter on the corner of each part."""
        for letter, target in self._targets.items():
            label = Text(letter.upper(), classes="letter")
            label.styles.offset = (target.region.x, target.region.y)
            yield label

    def on_key(self, event: events.Key) -> None:
        """Go there; any other key stays."""
        event.stop()
        self.dismiss(self._targets.get(event.key))

    def action_leave(self) -> None:
        """Stay."""
        self.dismiss(None)
