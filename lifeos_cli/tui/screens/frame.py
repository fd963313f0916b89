"""The first frame: the two lines of keys, drawn before anything else is imported or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from lifeos_cli.tui.modes import FIRST
from lifeos_cli.tui.widgets.bars import KeyBar, ModeBar

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Frame(Screen[None]):
    """What stands until the first mode's screen has been made."""

    def compose(self) -> ComposeResult:
        """Put the lines up."""
        yield ModeBar(FIRST)
        yield KeyBar(FIRST)
