"""The skills as a graph: layers from what comes first to what builds on it, walked by the arrows."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from lifeos_cli.tui.actions import LIST
from lifeos_cli.tui.bindings import bindings
from lifeos_cli.tui.text import Content, joined, line, plain
from lifeos_cli.tui.widgets.graph_layout import HEADS, LINES, STEP, Cell, Edge, Layout, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.binding import BindingType

    from lifeos_cli.tui.views.skills import Grove, Node

_NODE, _NODE_NARROW, _NARROW = 22, 14, 60
"""Cells of a node, where there are fewer than `_NARROW`, and how many that is."""
_LEGEND = "━▶ prerequisite  ─▷ enables  ═ synergy  ┄ related"
_LEGEND_SHORT = "━▶ pre ─▷ enables ═ synergy ┄ near"
_BESIDE = 3
"""Cells kept in sight beside the cursor's node."""


class Graph(ScrollView, can_focus=True):
    """The graph, the cursor on one of its skills."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(LIST),
        ("left", "across(-1)", "What comes before"),
        ("right", "across(1)", "What builds on it"),
    ]
    DEFAULT_CSS = "Graph { height: 1fr; }"
    help_text = (
        "Left and right follow the links, up and down stay in a layer, Enter goes to the evidence. Lines: heavy for "
        "a prerequisite, light for enables, double for synergy, dashed for related; those of the cursor are lit."
    )
    cursor: reactive[str] = reactive("")

    class Walked(Message):
        """The cursor came to another skill."""

        def __init__(self, skill_id: str) -> None:
            super().__init__()
            self.skill_id = skill_id

    class Opened(Message):
        """The skill under the cursor was chosen."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._found: Grove | None = None
        self._skills: dict[str, Node] = {}
        self._edges: tuple[Edge, ...] = ()
        self._laid: Layout | None = None
        self._lit: tuple[str, set[int]] | None = None
        """The cursor's node, and the lines of it."""

    def show(self, found: Grove) -> None:
        """Draw other skills; they are laid out when they are seen."""
        held, self._found = self._found, found
        skills = {node.id: node for node in found.skills()}
        if (
            held is None
            or (held.depth, held.links) != (found.depth, found.links)
            or list(skills) != [*self._skills]
        ):
            self._laid = self._lit = None
        self._skills = skills
        if self.cursor not in self._skills:
            self.set_reactive(Graph.cursor, next(iter(self._skills), ""))
        if self.display:
            self.call_after_refresh(self._measure)
        self.refresh()

    def go(self, skill_id: str) -> None:
        """Put the cursor on a skill."""
        if skill_id in self._skills:
            self.cursor = skill_id
        self.call_after_refresh(self._measure)

    @property
    def layout_now(self) -> Layout | None:
        """Where everything is; None without skills."""
        if self._laid is None and self._found is not None and self._skills:
            self._edges = tuple(
                Edge(one.from_id, one.to_id, one.kind) for one in self._found.links if one.shown
            )
            node = _NODE_NARROW if self.size.width < _NARROW else _NODE
            self._laid = laid_out(list(self._skills), dict(self._found.depth), self._edges, node)
        return self._laid

    def _measure(self) -> None:
        found = self.layout_now
        if found is not None:
            self.virtual_size = Size(found.width, found.height + 1)
            self._follow()
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out anew for another width."""
        self._laid = None
        self._measure()

    def watch_cursor(self) -> None:
        """Show the node the cursor came to."""
        self._follow()
        self.refresh()
        self.post_message(self.Walked(self.cursor))

    def _follow(self) -> None:
        found = self._laid
        if found is not None and self.cursor in found.spot:
            x, y = found.spot[self.cursor]
            region = Region(max(x - _BESIDE, 0), y, found.node + 2 * _BESIDE, 3)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen; the last one says what the lines mean."""
        width = self.scrollable_content_region.width
        found = self.layout_now
        if found is None:
            text = "No skills yet. n adds one." if y == 0 else ""
            return self._strip(plain(text, "$text-muted"), width)
        if y == self.scrollable_content_region.height - 1:
            legend = _LEGEND if width > len(_LEGEND) else _LEGEND_SHORT
            return self._strip(line(legend, width, "$text-muted"), width)
        row = self.scroll_offset.y + y
        return self._strip(self._row(found, row, self.scroll_offset.x, width), width)

    def _strip(self, content: Content, width: int) -> Strip:
        style = self.visual_style
        drawn = Visual.to_strips(self, content.truncate(width), width, 1, style, pad=True)
        return drawn[0] if drawn else Strip.blank(width, style.rich_style)

    def _row(self, found: Layout, row: int, left: int, width: int) -> Content:
        """Draw a row: its nodes, and the lines between them."""
        cells = found.cells.get(row, {})
        wide = found.width // len(found.columns)
        at, between = divmod(row, STEP)
        pieces: list[tuple[str, str]] = []
        x = left
        while x < left + width:
            layer, inside = divmod(x, wide)
            members = found.columns[layer] if layer < len(found.columns) else ()
            if inside < found.node and not between and at < len(members):
                text, style = self._node(members[at], found.node)
                pieces.append((text[inside:], style))
                x += found.node - inside
                continue
            pieces.append(self._cell(cells[x]) if x in cells else (" ", ""))
            x += 1
        return joined(*_runs(pieces))

    def _node(self, skill_id: str, width: int) -> tuple[str, str]:
        node, here = self._skills[skill_id], skill_id == self.cursor
        rust = "~" if node.rusty else ""
        text = line(f"{node.level} {node.name}{rust}", width - 2)
        fill = " " * (width - 2 - text.cell_length)
        if here:
            return f"[{text.plain}{fill}]", "bold reverse"
        return f"({text.plain}{fill})", "bold" if skill_id in self._tied() else ""

    def _tied(self) -> set[str]:
        """Return what the cursor's node is tied to."""
        return {other for one in self._own() for other in self._edges[one][:2]}

    def _own(self) -> set[int]:
        """Return the lines of the cursor's node, by their place among all."""
        if self._lit is None or self._lit[0] != self.cursor:
            own = {n for n, edge in enumerate(self._edges) if self.cursor in edge[:2]}
            self._lit = (self.cursor, own)
        return self._lit[1]

    def _cell(self, parts: Sequence[Cell]) -> tuple[str, str]:
        """Draw a cell of lines: those of the cursor's node lie above the others."""
        own = self._own()
        mine = [one for one in parts if one.edge in own]
        shown = mine or parts
        head = next((one for one in shown if one.head), None)
        kind = self._edges[(head or shown[0]).edge].kind
        style = "bold $accent" if mine else "$text-muted"
        if head is not None:
            return HEADS[kind], style
        way = 0
        for one in shown:
            if self._edges[one.edge].kind == kind:
                way |= one.way
        return LINES[kind][way], style

    def _linked(self, by: int) -> list[str]:
        """List what the cursor's node is tied to on one side, as it is drawn, the nearest first."""
        found = self._laid
        if found is None or self.cursor not in found.spot:
            return []
        x, y = found.spot[self.cursor]
        others = [
            edge.to_id if edge.from_id == self.cursor else edge.from_id
            for edge in self._edges
            if self.cursor in edge[:2]
        ]
        side = [one for one in others if (found.spot[one][0] - x) * by > 0]
        return sorted(side, key=lambda one: (abs(found.spot[one][0] - x), abs(found.spot[one][1] - y)))

    def action_across(self, by: int) -> None:
        """Follow a link to the left or right; without one go to the nearest skill of that layer."""
        found = self.layout_now
        if found is None:
            return
        linked = self._linked(by)
        if linked:
            self.cursor = linked[0]
            return
        x, y = found.spot[self.cursor]
        layer = x // (found.width // len(found.columns)) + by
        if 0 <= layer < len(found.columns) and found.columns[layer]:
            self.cursor = min(found.columns[layer], key=lambda one: abs(found.spot[one][1] - y))

    def _step(self, by: int, *, end: bool = False) -> None:
        found = self.layout_now
        if found is None:
            return
        members = next(column for column in found.columns if self.cursor in column)
        at = members.index(self.cursor) + by
        self.cursor = members[(0 if by < 0 else -1) if end else min(max(at, 0), len(members) - 1)]

    def action_up(self) -> None:
        """Go to the skill above, in the same layer."""
        self._step(-1)

    def action_down(self) -> None:
        """Go to the skill below."""
        self._step(1)

    def action_page_up(self) -> None:
        """Go some skills up."""
        self._step(-max(self.size.height // 2 - 1, 1))

    def action_page_down(self) -> None:
        """Go some skills down."""
        self._step(max(self.size.height // 2 - 1, 1))

    def action_first(self) -> None:
        """Go to the first skill of the layer."""
        self._step(-1, end=True)

    def action_last(self) -> None:
        """Go to the last one."""
        self._step(1, end=True)

    def action_open(self) -> None:
        """Choose the skill."""
        self.post_message(self.Opened())

    def action_copy(self) -> None:
        """Copy its name."""
        if self.cursor in self._skills:
            self.app.copy_to_clipboard(self._skills[self.cursor].name)
            self.notify("Copied.", timeout=1.5)

    def on_click(self, event: events.Click) -> None:
        """Go to the skill under the mouse."""
        found = self.layout_now
        if found is None:
            return
        x, y = event.x + self.scroll_offset.x, event.y + self.scroll_offset.y
        for skill_id, (left, top) in found.spot.items():
            if top == y and left <= x < left + found.node:
                self.cursor = skill_id
                return


def _runs(pieces: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Join neighbours of one style."""
    for style, members in groupby(pieces, key=itemgetter(1)):
        yield "".join(text for text, _ in members), style


__all__ = ["Graph"]
