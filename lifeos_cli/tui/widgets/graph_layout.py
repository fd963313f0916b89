"""Where a graph's nodes and lines are drawn: a column a layer, lines in the gutters between them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
LINES = {
    "prerequisite": " ┃┃┃━┛┓┫━┗┏┣━┻┳╋",
    "enables": " │││─┘┐┤─└┌├─┴┬┼",
    "synergy": " ║║║═╝╗╣═╚╔╠═╩╦╬",
    "related": " ┆┆┆┄┘┐┤┄└┌├┄┴┬┼",
}
"""How each kind of link is drawn, by the directions a cell leads to: they differ without colour."""
HEADS = {"prerequisite": "▶", "enables": "▷"}
STEP = 2
"""Rows from one node to the next; the row between them is for lines that pass by."""
TRACKS = 4
"""Vertical lines side by side in a gutter."""
GUTTER = TRACKS + 4
_PASSES = 3


class Edge(NamedTuple):
    """One line."""

    from_id: str
    to_id: str
    kind: str


class Cell(NamedTuple):
    """A part of a line in one cell."""

    edge: int
    """Index of the edge."""
    way: int
    """Directions it leads to."""
    head: bool = False


class Layout(NamedTuple):
    """A graph laid out."""

    columns: tuple[tuple[str, ...], ...]
    """The nodes of each layer from the top."""
    spot: Mapping[str, tuple[int, int]]
    """(column, row) of each node, in cells."""
    cells: Mapping[int, Mapping[int, Sequence[Cell]]]
    """What lines pass through, by row and column of cells."""
    width: int
    height: int
    node: int
    """Cells a node is wide."""


def laid_out(ids: Sequence[str], depth: Mapping[str, int], edges: Sequence[Edge], node: int) -> Layout:
    """Lay a graph out.

    Args:
        ids: The nodes, in the order that decides where the edges do not.
        depth: The layer of each, 0 first.
        edges: The lines; their ends are among the nodes.
        node: Cells a node is wide.
    """
    columns = _ordered(ids, depth, edges)
    spot = {
        one: (layer * (node + GUTTER), row * STEP)
        for layer, members in enumerate(columns)
        for row, one in enumerate(members)
    }
    cells: dict[int, dict[int, list[Cell]]] = defaultdict(lambda: defaultdict(list))
    for n, edge in enumerate(edges):
        _route(n, edge, depth, spot, node, cells)
    height = max((len(members) for members in columns), default=0) * STEP
    width = max(len(columns) * (node + GUTTER), 1)
    return Layout(tuple(tuple(members) for members in columns), spot, cells, width, height, node)


def _ordered(ids: Sequence[str], depth: Mapping[str, int], edges: Sequence[Edge]) -> list[list[str]]:
    """Put each layer into an order with short lines: nodes go to the mean place of what they are tied to."""
    columns: list[list[str]] = [[] for _ in range(max((depth[one] for one in ids), default=-1) + 1)]
    for one in ids:
        columns[depth[one]].append(one)
    tied: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        tied[edge.from_id].append(edge.to_id)
        tied[edge.to_id].append(edge.from_id)
    for members in columns:
        members.sort(key=lambda one: not tied[one])
    place = {one: float(row) for members in columns for row, one in enumerate(members)}
    for _ in range(_PASSES):
        for members in columns:
            linked = [one for one in members if tied[one]]
            linked.sort(key=lambda one: sum(place[other] for other in tied[one]) / len(tied[one]))
            members[: len(linked)] = linked
            place.update((one, float(row)) for row, one in enumerate(members))
    return columns


def _route(
    n: int,
    edge: Edge,
    depth: Mapping[str, int],
    spot: Mapping[str, tuple[int, int]],
    node: int,
    cells: dict[int, dict[int, list[Cell]]],
) -> None:
    """Draw one line: out to the right of its first end, up or down in a gutter, into its other end."""
    one, other = edge.from_id, edge.to_id
    if depth[one] > depth[other]:
        one, other = other, one
    (x1, y1), (x2, y2) = spot[one], spot[other]
    start, track = x1 + node, x1 + node + 1 + (y1 // STEP) % TRACKS
    pen = _Pen(n, cells)
    if depth[one] == depth[other]:
        pen.across(start, track, y1)
        pen.along(track, y1, y2)
        pen.across(start, track, y2)
        return
    if depth[other] == depth[one] + 1:
        pen.across(start, track, y1)
        pen.along(track, y1, y2)
        pen.across(track, x2 - 1, y2)
    else:
        lane, near = y2 + 1, x2 - 2 - (y2 // STEP) % 2
        pen.across(start, track, y1)
        pen.along(track, y1, lane)
        pen.across(track, near, lane)
        pen.along(near, lane, y2)
        pen.across(near, x2 - 1, y2)
    if edge.kind in HEADS:
        cells[y2][x2 - 1].append(Cell(n, RIGHT, head=True))


class _Pen:
    """Draws parts of one line."""

    def __init__(self, n: int, cells: dict[int, dict[int, list[Cell]]]) -> None:
        self._n, self._cells = n, cells

    def across(self, x1: int, x2: int, y: int) -> None:
        """Draw from one column of cells to another."""
        low, high = min(x1, x2), max(x1, x2)
        row = self._cells[y]
        for x in range(low, high + 1):
            way = (LEFT if x > low else 0) | (RIGHT if x < high else 0)
            row[x].append(Cell(self._n, way))

    def along(self, x: int, y1: int, y2: int) -> None:
        """Draw from one row to another."""
        low, high = min(y1, y2), max(y1, y2)
        if low == high:
            return
        for y in range(low, high + 1):
            way = (UP if y > low else 0) | (DOWN if y < high else 0)
            self._cells[y][x].append(Cell(self._n, way))
