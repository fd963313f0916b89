"""Skills: the tree or the graph, and what one skill rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.record.skill_cache import SkillCache
from lifeos_cli.render.skills import bar
from lifeos_cli.tui.live import Query
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.skills_doing import Doing
from lifeos_cli.tui.text import Content, columns, joined, line, plain
from lifeos_cli.tui.views.skills import TABLES, Grove, Link, Node, Piece, grove, pieces
from lifeos_cli.tui.widgets.graph import Graph
from lifeos_cli.tui.widgets.parts import Text
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from lifeos_cli.store.database import Store

_ROOMY, _TIGHT = 66, 44
"""Cells of a row from which a level has its name and a long bar, and from which it has a bar at all."""
_WORDS = {
    ("prerequisite", True): "After",
    ("prerequisite", False): "Before",
    ("enables", True): "Enabled by",
    ("enables", False): "Enables",
    ("synergy", True): "Together with",
    ("synergy", False): "Together with",
    ("related", True): "Near",
    ("related", False): "Near",
}
"""What a link is called at the skill it leads to, and at the one it comes from."""


class Skills(Doing, ModeScreen):
    """The skills."""

    mode = "skills"
    help_text = (
        "Every level is computed from evidence: what you did counts more than what you told. Enter goes to the "
        "evidence of a skill, and there to the words it rests on. v draws the graph: arrows walk along it. "
        "Rusty means it was not used for a while, so less is known of it."
    )
    CSS = """
    Skills #head { padding: 0 1 0 2; max-height: 60%; }
    Skills #graph { display: none; }
    Skills .graph #graph { display: block; }
    Skills .graph #tree { display: none; }
    Skills.-medium .graph #right { height: 9; }
    Skills.-wide .graph > #left { width: 2fr; }
    """

    def body(self) -> Iterable[Widget]:
        """Make the parts."""
        tree: Rows[Node] = Rows(
            _row,
            lambda node: node.id,
            empty="No skills yet. They come of what you tell and do: n adds one, or talk to a coach.",
            skip=lambda node: node.heading,
            copy=lambda node: node.name,
            id="tree",
        )
        evidence: Rows[Piece] = Rows(
            _piece,
            lambda one: one.id,
            height=2,
            empty="No evidence yet. Press e to note one time you used it.",
            copy=lambda one: one.content,
            id="evidence",
        )
        yield Split([tree, Graph(id="graph")], [Text(id="head"), evidence], id="split")

    def live(self) -> Sequence[Query[Any]]:
        """Make the queries: the forest, then the evidence of the skill the cursor is on."""
        self.evidence_query = Query(TABLES, self._read_pieces, self._show_pieces)
        return Query(TABLES, self._read, self._show), self.evidence_query

    def _read(self, store: Store) -> Grove:
        if self.kept is None:
            self.kept = SkillCache(self.desk.user_id)
        self.read = grove(store, self.desk.user_id, self.kept)
        return self.read

    def _read_pieces(self, store: Store) -> tuple[Piece, ...]:
        rows = self.read.rows if self.read else ()
        node = next((row for row in rows if row.id == self.at), None)
        return pieces(store, self.desk.user_id, node)

    def _show(self, found: Grove) -> None:
        self.grove = found
        tree: Rows[Node] = self.query_one("#tree", Rows)
        tree.show(found.rows)
        if self.wanted and tree.go(self.wanted):
            self.wanted = ""
        self.query_one(Graph).show(found)
        if not self.at and tree.item is not None:
            self.at = tree.item.id
            self.again(self.evidence_query)
        self.show_head()

    def _show_pieces(self, found: tuple[Piece, ...]) -> None:
        self.query_one("#evidence", Rows).show(found)

    def show_head(self) -> None:
        """Say how the skill stands that the cursor is on."""
        node = self.node
        if self.grove is None or node is None:
            self.query_one("#head", Text).say("")
            return
        names = {one.id: one.name for one in self.grove.skills()}
        self.query_one("#head", Text).say(_head(node, self.grove.links, names))


def _row(node: Node, width: int) -> list[Content]:
    """Draw a skill: name, then level, bar, experience, rust, each in a column of its own."""
    if node.heading:
        return [line(node.name, width, "bold $accent")]
    rust = "rusty" if node.rusty else "     "
    if width >= _ROOMY:
        right = f"{node.level} {node.level_name:<10} {bar(node.bar)} {node.xp:>5} XP  {rust}"
    elif width >= _TIGHT:
        right = f"{node.level} {bar(node.bar, 6)} {node.xp:>5} XP {rust}"
    else:
        right = f"{node.level} {bar(node.bar, 4)} {rust}"
    left = joined((f" {node.stem}", "$text-muted"), line(node.name))
    return [columns(width, left, plain(right, "$text-warning" if node.rusty else ""))]


def _piece(one: Piece, width: int) -> list[Content]:
    """Draw a piece of evidence: what was done, then when, how, and the words."""
    gone = one.status != "accepted"
    points = one.status if gone else f"+{one.points} XP"
    head = columns(width, line(one.content, 0, "strike" if one.status == "withdrawn" else ""), line(points))
    told = f"{one.day}  {one.kind}, {one.outcome}"
    if one.reason and not gone:
        told += f" ({one.reason})"
    said = f'  "{one.quote}"' if one.quote else ""
    return [head, line(f"{told}{said}", width, "$text-muted")]


def _head(node: Node, links: Sequence[Link], names: dict[str, str]) -> Content:
    """Say how a skill stands."""
    where = f"  {node.handle}" + (f", {node.category}" if node.category else "")
    found = joined((node.name, "bold"), (where, "$text-muted"))
    stands = f"Level {node.level} {node.level_name}" + (
        f" (was {node.peak})" if node.peak > node.level else ""
    )
    found = found.append(
        joined(f"\n{stands}  ", (bar(node.bar), "$accent"), f"  {node.xp} XP, mastery {node.mastery} of 100")
    )
    if node.rusty:
        found = found.append(joined((f"\nRusty: not used since {node.last}.", "$text-warning")))
    if node.needs:
        found = found.append(joined(("\nNext level: ", "$text-muted"), ", ".join(node.needs)))
    for words, others in _linked(node.id, links, names).items():
        found = found.append(joined((f"\n{words}: ", "$text-muted"), ", ".join(others)))
    if node.wanted:
        found = found.append(plain("\nA goal of yours rests on it.", "$text-muted"))
    if node.aliases:
        found = found.append(joined(("\nAlso: ", "$text-muted"), ", ".join(node.aliases)))
    return found.append(joined(("\n" + node.description, "italic"))) if node.description else found


def _linked(skill: str, links: Sequence[Link], names: dict[str, str]) -> dict[str, list[str]]:
    """Return the names a skill is tied to, by how."""
    found: dict[str, list[str]] = {}
    for link in links:
        if skill in (link.from_id, link.to_id):
            other = link.from_id if link.to_id == skill else link.to_id
            found.setdefault(_WORDS[link.kind, link.to_id == skill], []).append(names.get(other, "?"))
    return found
