"""Journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class Journal(ModeScreen):
    """Journal."""

    mode = "journal"
    help_text = "..."

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        yield Text("journal")
