"""A picture made of letters, drawn for the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

from lifeos_cli.tui.text import Content, plain

if TYPE_CHECKING:
    from collections.abc import Callable


class Picture(Widget):
    """A picture.

    Args:
        given: What every widget takes.
    """

    DEFAULT_CSS = "Picture { height: 1fr; }"

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._draw: Callable[[int, int], str | Content] = lambda _width, _height: ""

    def show(self, draw: Callable[[int, int], str | Content]) -> None:
        """Show another picture.

        Args:
            draw: Makes it for so many columns and rows.
        """
        self._draw = draw
        self.refresh()

    def render(self) -> Content:
        """Draw it."""
        drawn = self._draw(max(self.size.width, 1), max(self.size.height, 1))
        return drawn if isinstance(drawn, Content) else plain(drawn)
