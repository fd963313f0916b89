"""Small parts: text, a scrolled area, a heading, a field."""

from __future__ import annotations

from typing import Any

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from lifeos_cli.tui.text import plain


class Text(Static):
    """Text that nothing is read out of: no markup, no escapes.

    Args:
        content: A text, made safe here, or content made by `tui.text`.
        given: What every widget takes.
    """

    def __init__(self, content: str | Content = "", **given: Any) -> None:
        super().__init__(_content(content), markup=False, **given)
        self._said = _content(content)

    def say(self, content: str | Content) -> None:
        """Show another text; the same one again costs nothing."""
        new = _content(content)
        if not new.is_same(self._said):
            self._said = new
            self.update(new, layout=not self._fits(new))

    def _fits(self, content: Content) -> bool:
        """Tell whether a content is as high as what was there: then nothing else on the screen moves."""
        width, height = self.content_size
        return width > 0 and content.get_height({}, width) == height

    @property
    def said(self) -> str:
        """What is shown, as plain text."""
        return self._said.plain


def _content(text: str | Content) -> Content:
    return text if isinstance(text, Content) else plain(text)


class Scroll(VerticalScroll):
    """An area that scrolls by keys when it has focus."""


class Field(Input):
    """One line to type in; what is put into it by us is made safe first."""

    def __init__(self, value: str = "", **given: Any) -> None:
        from lifeos_cli.text import one_line

        super().__init__(one_line(value) if value else "", select_on_focus=False, **given)
        self.cursor_blink = False


class Press(Button):
    """A button whose label is text."""

    def __init__(self, label: str, **given: Any) -> None:
        super().__init__(plain(label), compact=True, **given)


__all__ = ["Field", "Press", "Scroll", "Text"]
