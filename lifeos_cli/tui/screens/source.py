"""The words something rests on, in the conversation they were said in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical
from textual.screen import ModalScreen

from lifeos_cli.tui.screens.dialogs import Read
from lifeos_cli.tui.text import Content, plain
from lifeos_cli.tui.views.talk import Said, around
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.talk import Talk

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lifeos_cli.tui.screens.base import ModeScreen


class Source(ModalScreen[None]):
    """A message among those around it; Esc closes it.

    Args:
        title: What rests on it.
        said: The messages.
        hit: The id of the one.
        quote: The words of it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter", "leave", "Close")]
    help_text = "Arrows scroll, Esc closes."

    def __init__(self, title: Content, said: tuple[Said, ...], hit: str, quote: str) -> None:
        super().__init__(classes="dialog")
        self._title, self._said, self._hit, self._quote = title, said, hit, quote

    def compose(self) -> ComposeResult:
        """Put the page together."""
        with Vertical(classes="box tall"):
            yield Text(self._title)
            yield Talk(id="page")
            yield Text("Esc closes", classes="muted")

    def on_mount(self) -> None:
        """Show it, and let the arrows scroll."""
        talk = self.query_one(Talk)
        talk.show(self._said, self._hit, self._quote)
        talk.focus()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def show_source(screen: ModeScreen, title: str, message_id: str | None, quote: str, else_: Content) -> None:
    """Open the message something rests on, or tell what is known where it rests on none.

    Args:
        screen: Where it is asked.
        title: What rests on it.
        message_id: The message; None where there is none.
        quote: The words of it.
        else_: What is shown without one.
    """
    screen.walk("source", _showing(screen, title, message_id, quote, else_))


async def _showing(
    screen: ModeScreen, title: str, message_id: str | None, quote: str, else_: Content
) -> None:
    said: tuple[Said, ...] = ()
    if message_id:
        said = await screen.lifeos.work.do(
            partial(around, user_id=screen.desk.user_id, message_id=message_id)
        )
    if said and message_id:
        screen.app.push_screen(Source(plain(title, "bold"), said, message_id, quote))
    else:
        screen.app.push_screen(Read(title, else_))


__all__ = ["Source", "show_source"]
