"""The palette of commands: Textual's own, whose page keys end the app while its list has no lines yet."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.command import CommandList, CommandPalette

if TYPE_CHECKING:
    from textual.binding import BindingType


class Palette(CommandPalette):
    """The palette."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page(-1)", "Previous page", show=False),
        Binding("pagedown", "page(1)", "Next page", show=False),
    ]

    def action_page(self, by: int) -> None:
        """Move a page, if there is one."""
        rows = self.query_one(CommandList)
        with suppress(KeyError):  # Textual 8.2 looks a line up that a list not yet laid out does not have
            if by < 0:
                rows.action_page_up()  # type: ignore[no-untyped-call]  # Textual left it without a type
            else:
                rows.action_page_down()  # type: ignore[no-untyped-call]  # as above


__all__ = ["Palette"]
