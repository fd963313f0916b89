"""Where the graph's nodes and lines lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.tui.widgets.graph_layout import LINES, Edge, Layout, laid_out

KINDS = tuple(LINES)


def made(many: int, pairs: list[tuple[int, int, int]]) -> tuple[list[str], dict[str, int], list[Edge]]:
    """Make a graph without circles: lines that lead on go from a smaller number to a greater one."""
    ids = [f"n{n}" for n in range(many)]
    edges = [
        Edge(f"n{min(a, b) % many}", f"n{max(a, b) % many}", KINDS[kind % 4])
        for a, b, kind in pairs
        if a % many < b % many
    ]
    edges = [edge for edge in edges if edge.from_id != edge.to_id]
    depth = dict.fromkeys(ids, 0)
    for one in ids:
        for edge in edges:
            if edge.from_id == one and edge.kind in KINDS[:2] and int(edge.to_id[1:]) > int(one[1:]):
                depth[edge.to_id] = max(depth[edge.to_id], depth[one] + 1)
    kept = [edge for edge in edges if edge.kind in KINDS[2:] or depth[edge.from_id] < depth[edge.to_id]]
    return ids, depth, kept


def connected(found: Layout, n: int, edge: Edge) -> bool:
    """Tell whether a line leads from the one node to the other without a gap."""
    own = {
        (x, y)
        for y, row in found.cells.items()
        for x, parts in row.items()
        if any(p.edge == n for p in parts)
    }
    ends = []
    for one in (edge.from_id, edge.to_id):
        x, y = found.spot[one]
        ends.append([spot for spot in ((x + found.node, y), (x - 1, y)) if spot in own])
    if not all(ends):
        return False
    seen, open_ = set(ends[0]), list(ends[0])
    while open_:
        x, y = open_.pop()
        for spot in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if spot in own and spot not in seen:
                seen.add(spot)
                open_.append(spot)
    return bool(seen & set(ends[1]))


@given(
    st.integers(1, 14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13), st.integers(0, 3)), max_size=25),
)
def test_every_line_leads_from_its_one_end_to_the_other_and_no_node_lies_on_another(
    many: int, pairs: list[tuple[int, int, int]]
) -> None:
    ids, depth, edges = made(many, pairs)
    found = laid_out(ids, depth, edges, 10)
    assert sorted(one for column in found.columns for one in column) == sorted(ids)
    assert len(set(found.spot.values())) == many
    for one in ids:
        assert one in found.columns[depth[one]]
    for n, edge in enumerate(edges):
        assert connected(found, n, edge), edge


def test_the_four_kinds_are_drawn_by_letters_of_their_own() -> None:
    across = {kind: letters[12] for kind, letters in LINES.items()}
    assert len(set(across.values())) == 4
    down = {kind: letters[3] for kind, letters in LINES.items()}
    assert len(set(down.values())) == 4
