"""The skills as a graph: layers from what comes first to what builds on it, walked by the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.message import Message
from textual.scroll_view import ScrollView

if TYPE_CHECKING:
    from textual.binding import BindingType

    from lifeos_cli.tui.views.skills import Grove


class Graph(ScrollView, can_focus=True):
    """The graph."""

    BINDINGS: ClassVar[list[BindingType]] = []

    class Walked(Message):
        """The cursor came to another skill."""

        def __init__(self, skill_id: str) -> None:
            super().__init__()
            self.skill_id = skill_id

    class Opened(Message):
        """The skill under the cursor was chosen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)

    def show(self, found: Grove) -> None:
        """Draw other skills."""

    def go(self, skill_id: str) -> None:
        """Put the cursor on a skill."""
