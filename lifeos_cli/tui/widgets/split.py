"""A list and what its row is about: side by side, one above the other, or one at a time, by the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Container, Vertical

if TYPE_CHECKING:
    from textual.widget import Widget


class Split(Container):
    """Two parts; on a narrow screen the second takes the place of the first while it is read.

    Args:
        left: The list and what belongs to it.
        right: What its row is about.
        given: What every widget takes.
    """

    DEFAULT_CSS = """
    Split { layout: vertical; height: 1fr; }
    Split > #left { height: 1fr; }
    Split > #right { height: 1fr; border-top: solid $panel; }
    .-wide Split { layout: horizontal; }
    .-wide Split > #left { width: 1fr; height: 1fr; }
    .-wide Split > #right { width: 1fr; height: 1fr; border-top: none; border-left: solid $panel; padding: 0 0 0 1; }
    .-narrow Split.reading > #left { display: none; }
    .-narrow Split.reading > #right { border-top: none; }
    """
    SCOPED_CSS = False

    def __init__(self, left: list[Widget], right: list[Widget], **given: Any) -> None:
        super().__init__(Vertical(*left, id="left"), Vertical(*right, id="right"), **given)

    def read(self, part: Widget) -> None:
        """Go to a part of the right side."""
        self.add_class("reading")
        part.focus()

    def back(self, part: Widget) -> None:
        """Go back to the list."""
        self.remove_class("reading")
        part.focus()
