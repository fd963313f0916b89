"""A list of any length that draws only what is seen and keeps its place by the rows' ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from lifeos_cli.tui.actions import LIST
from lifeos_cli.tui.bindings import bindings
from lifeos_cli.tui.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.binding import BindingType

T = TypeVar("T")
MARK, NO_MARK = "▸ ", "  "
"""Before the row the cursor is on, and before every other one: colour never says it alone."""


class Rows(ScrollView, Generic[T], can_focus=True):
    """A list.

    Args:
        draw: Draws one item in so many cells, as `height` lines of content.
        key: An item's id, by which the cursor and the scroll position are kept.
        height: Lines of a row.
        empty: What is said where there is nothing, and what to do about it.
        skip: Tells which items are headings the cursor passes over.
        copy: An item as text to be copied; its first line as drawn if None.
        id: The widget's.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}
    DEFAULT_CSS = """
    Rows { height: 1fr; overflow-x: hidden; }
    Rows > .rows--cursor { background: $primary 20%; }
    Rows:focus > .rows--cursor { background: $primary 40%; text-style: bold; }
    Rows:ansi > .rows--cursor { background: transparent; text-style: bold; }
    Rows:ansi:focus > .rows--cursor { background: transparent; text-style: bold reverse; }
    """
    cursor: reactive[int] = reactive(0)

    class Moved(Message):
        """The cursor came to another row."""

        def __init__(self, rows: Rows[Any], item: Any) -> None:
            super().__init__()
            self.rows, self.item = rows, item

        @property
        def control(self) -> Rows[Any]:
            """The list."""
            return self.rows

    class Opened(Moved):
        """A row was chosen, by Enter or a click on it."""

    def __init__(
        self,
        draw: Callable[[T, int], Sequence[Content]],
        key: Callable[[T], str],
        *,
        height: int = 1,
        empty: str | Content = "",
        skip: Callable[[T], bool] = lambda _item: False,
        copy: Callable[[T], str] | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._draw, self._key, self._height, self._skip, self._copy = draw, key, height, skip, copy
        self._empty = empty if isinstance(empty, Content) else plain(empty, "$text-muted")
        self._items: list[T] = []
        self._told = ""
        self.loaded = False

    @property
    def items(self) -> list[T]:
        """What is listed."""
        return self._items

    @property
    def item(self) -> T | None:
        """The item under the cursor."""
        return self._items[self.cursor] if 0 <= self.cursor < len(self._items) else None

    def show(self, items: Sequence[T]) -> None:
        """List other items; cursor and scroll position stay with the row they were at."""
        at, place = self.item, self.scroll_offset.y
        old = self._key(at) if at is not None else ""
        before = self.cursor
        self._items, self.loaded = list(items), True
        new = next((n for n, one in enumerate(self._items) if self._key(one) == old), None)
        self._measure()
        self.set_reactive(Rows.cursor, self._landed(before if new is None else new, 1))
        if new is not None and new != before:
            self.scroll_to(y=place + (new - before) * self._height, animate=False, immediate=True)
        elif place > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)
        self.refresh()
        self._tell()

    def go(self, key: str) -> bool:
        """Put the cursor on the row of an id; returns whether it is listed."""
        for n, one in enumerate(self._items):
            if self._key(one) == key:
                self.cursor = n
                return True
        return False

    def said(self, text: str | Content) -> None:
        """Say something else where there is nothing."""
        self._empty = text if isinstance(text, Content) else plain(text, "$text-muted")
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """Return how many lines everything takes, where the height follows the content."""
        return self._lines(width)

    def _lines(self, width: int) -> int:
        if self._items:
            return len(self._items) * self._height
        return len(self._empty.wrap(max(width - 2, 1))) if self.loaded and self._empty else 1

    def _measure(self) -> None:
        if self.styles.is_auto_height and self._lines(self.size.width) != self.size.height:
            self.refresh(layout=True)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._items) * self._height)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the row of the cursor in sight."""
        self._measure()
        self._follow()

    def _landed(self, wanted: int, step: int) -> int:
        """Return the row nearest to the wanted one that is no heading."""
        last = len(self._items) - 1
        at = min(max(wanted, 0), max(last, 0))
        for way in (step, -step):
            found = at
            while 0 <= found <= last and self._skip(self._items[found]):
                found += way
            if 0 <= found <= last:
                return found
        return at

    def watch_cursor(self, before: int, now: int) -> None:
        """Show the row the cursor came to; only the two rows are drawn anew."""
        self._follow()
        for row in (before, now):
            self.refresh_lines(row * self._height, self._height)
        self._tell()

    def _follow(self) -> None:
        top = self.cursor * self._height
        while top > 0 and self._skip(self._items[top // self._height - 1]) and top // self._height <= 1:
            top -= self._height  # the heading above the first row comes along
        region = Region(0, top, 1, (self.cursor + 1) * self._height - top)
        self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def _tell(self) -> None:
        item = self.item
        key = self._key(item) if item is not None else ""
        if key != self._told:
            self._told = key
            self.post_message(self.Moved(self, item))

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        width = self.scrollable_content_region.width
        if not self._items:
            return self._blank(y, width)
        index, part = divmod(self.scroll_offset.y + y, self._height)
        if index >= len(self._items):
            return Strip.blank(width, self.rich_style)
        here = index == self.cursor
        mark = MARK if here and not part else NO_MARK
        drawn = self._draw(self._items[index], max(width - len(mark), 1))
        content = Content(mark).append(drawn[part] if part < len(drawn) else Content(""))
        style = (
            self.visual_style + self.get_visual_style("rows--cursor", partial=True)
            if here
            else self.visual_style
        )
        return self._strip(content, width, style)

    def _blank(self, y: int, width: int) -> Strip:
        lines = self._empty.wrap(max(width - 2, 1)) if self.loaded and self._empty else []
        content = Content(NO_MARK).append(lines[y]) if y < len(lines) else Content("")
        return self._strip(content, width, self.visual_style)

    def _strip(self, content: Content, width: int, style: Any) -> Strip:
        drawn = Visual.to_strips(self, content.truncate(width), width, 1, style, pad=True)
        return drawn[0] if drawn else Strip.blank(width, style.rich_style)

    def _move(self, by: int) -> None:
        if self._items:
            self.cursor = self._landed(self.cursor + by, 1 if by > 0 else -1)

    @property
    def _page(self) -> int:
        return max(self.scrollable_content_region.height // self._height - 1, 1)

    def action_up(self) -> None:
        """Go up a row."""
        self._move(-1)

    def action_down(self) -> None:
        """Go down a row."""
        self._move(1)

    def action_page_up(self) -> None:
        """Go up a page."""
        self._move(-self._page)

    def action_page_down(self) -> None:
        """Go down a page."""
        self._move(self._page)

    def action_first(self) -> None:
        """Go to the first row."""
        self.cursor = self._landed(0, 1)

    def action_last(self) -> None:
        """Go to the last row."""
        self.cursor = self._landed(len(self._items) - 1, -1)

    def action_open(self) -> None:
        """Choose the row."""
        if self.item is not None:
            self.post_message(self.Opened(self, self.item))

    def action_copy(self) -> None:
        """Copy the row's text."""
        if self.item is not None:
            text = self._copy(self.item) if self._copy else self._draw(self.item, 500)[0].plain.strip()
            self.app.copy_to_clipboard(text)
            self.notify("Copied.", timeout=1.5)

    def on_click(self, event: events.Click) -> None:
        """Go to the row under the mouse; a second click chooses it."""
        index = (self.scroll_offset.y + event.y) // self._height
        if 0 <= index < len(self._items) and not self._skip(self._items[index]):
            if index == self.cursor and event.chain > 1:
                self.action_open()
            self.cursor = index


__all__ = ["Rows"]
