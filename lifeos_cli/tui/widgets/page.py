"""Text that is drawn for the width it gets, as a table is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.tui.text import Content
from lifeos_cli.tui.widgets.parts import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.geometry import Size


class Page(Text):
    """Text that a function makes for a width; it can be selected and copied as any other.

    Args:
        draw: Makes it for so many cells, 0 for as many as it needs.
        given: What every widget takes.
    """

    def __init__(self, draw: Callable[[int], Content] = lambda _width: Content(""), **given: Any) -> None:
        self._draw = draw
        self._made: dict[int, Content] = {}
        """What was drawn, by its width: with and without a scrollbar beside it."""
        super().__init__("", **given)

    def show(self, draw: Callable[[int], Content]) -> None:
        """Show another text; the same one again costs nothing."""
        before = self._at(self.content_size.width)
        self._draw, self._made = draw, {}
        new = self._at(self.content_size.width)
        if not new.is_same(before):
            self.update(new, layout=not self._fits(new))

    def render(self) -> Content:
        """Draw it."""
        return self._at(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """Measure it at a width it is about to get."""
        return self._at(width).get_height({}, width) if width else 0

    def _at(self, width: int) -> Content:
        if width not in self._made:
            if len(self._made) > 1:
                self._made.clear()
            self._made[width] = self._draw(width)
        return self._made[width]

    @property
    def said(self) -> str:
        """What is shown, as plain text."""
        return self._at(self.content_size.width).plain


__all__ = ["Page"]
