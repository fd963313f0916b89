"""What the keys of Skills do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.record import skill_edits, skill_evidence
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Choose, Confirm
from lifeos_cli.tui.screens.source import show_source
from lifeos_cli.tui.screens.splitting import split
from lifeos_cli.tui.text import Content, joined
from lifeos_cli.tui.views.skills import KINDS, Grove, Node, Piece, worth
from lifeos_cli.tui.widgets.graph import Graph
from lifeos_cli.tui.widgets.rows import Rows
from lifeos_cli.tui.widgets.split import Split

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.record.skill_cache import SkillCache
    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.live import Query

_KIND_WORDS = {
    "prerequisite": "prerequisite: the first comes before the second",
    "enables": "enables: the first opens the way to the second",
    "synergy": "synergy: each helps the other",
    "related": "related: they lie near each other",
}


class Doing(ModeScreen):
    """Evidence, links, merges; `Skills` draws them."""

    grove: Grove | None = None
    read: Grove | None = None
    """The forest of the live thread's last look."""
    kept: SkillCache | None = None
    """What the live thread kept of it for the next."""
    at: str = ""
    """The id of the skill the cursor is on."""
    wanted: str = ""
    """The id of a skill the cursor is to go to once it is listed."""
    evidence_query: Query[Any]

    @property
    def node(self) -> Node | None:
        """The skill the cursor is on."""
        rows = self.grove.rows if self.grove else ()
        return next((row for row in rows if row.id == self.at), None)

    def show_head(self) -> None:
        """Say how the skill stands that the cursor is on."""
        raise NotImplementedError

    def select(self, skill_id: str) -> None:
        """Show another skill."""
        if skill_id and skill_id != self.at:
            self.at = skill_id
            self.show_head()
            self.again(self.evidence_query)

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Follow the cursor of the tree."""
        if event.rows.id == "tree":
            node = event.item
            self.select("" if node is None or node.heading else node.id)

    def on_graph_walked(self, event: Graph.Walked) -> None:
        """Follow the graph; the tree comes along."""
        self.select(event.skill_id)
        self.query_one("#tree", Rows).go(event.skill_id)

    def on_graph_opened(self) -> None:
        """Go to the evidence."""
        self._open()

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Go from a skill to its evidence, from evidence to its source."""
        if event.rows.id == "tree":
            self._open()
        else:
            self.action_source()

    def _open(self) -> None:
        self.query_one(Split).read(self.query_one("#evidence", Rows))

    def action_back(self) -> None:
        """Go back to the tree or the graph."""
        split = self.query_one(Split)
        split.back(self.query_one(Graph) if split.has_class("graph") else self.query_one("#tree", Rows))

    def action_graph(self) -> None:
        """Draw the graph instead of the tree, or the tree again."""
        split = self.query_one(Split)
        split.toggle_class("graph")
        if split.has_class("graph"):
            self.query_one(Graph).go(self.at)
        else:
            self.query_one("#tree", Rows).go(self.at)
        self.action_back()

    def action_source(self) -> None:
        """Show the words the evidence rests on, in their conversation."""
        one: Piece | None = self.query_one("#evidence", Rows).item
        if one is None:
            self.lifeos.tell("There is no evidence yet; e notes some.")
            return
        show_source(self, one.content, one.message_id, one.quote, _whole(one))

    def action_add(self) -> None:
        """Add a skill by its name."""
        self.ask(
            "What is the skill called?",
            lambda store, name: skill_edits.add(store, self.desk.user_id, name),
            lambda found: self._stay(found[0]["id"]),
            hint="Public speaking",
            said=_may_be,
        )

    def action_evidence(self) -> None:
        """Note one time the skill was used."""
        node = self._need()
        if node is None:
            return

        def write(store: Store, text: str) -> Any:
            return skill_evidence.add(
                store, self.desk.user_id, skill=node.id, content=text, kind="action", source=skill_edits.HAND
            )

        self.ask(
            f"What did you do? ({node.name})",
            write,
            hint="Gave a toast at a wedding",
            said="Noted. ^u takes it back.",
        )

    def action_rename(self) -> None:
        """Give the skill another name."""
        node = self._need()
        if node is None:
            return
        self.ask(
            "What is it called now?",
            lambda store, name: skill_edits.edit(store, self.desk.user_id, node.id, name=name),
            value=node.name,
            said="Renamed; the old name still finds it.",
        )

    def action_link(self) -> None:
        """Say how the skill stands to another."""
        node = self._need()
        if node is not None:
            self._other(f"Link {node.name} with which skill?", partial(self._link, node))

    def _link(self, node: Node, other: Node) -> None:
        ways = [(f"{kind} out", _KIND_WORDS[kind].replace("the first", node.name).replace("the second", other.name))
                for kind in KINDS]  # fmt: skip
        ways[1:1] = [("prerequisite in", f"prerequisite: {other.name} comes before {node.name}")]

        def answered(way: str | None) -> None:
            kind, _, side = (way or "").partition(" ")
            one, two = (node, other) if side == "out" else (other, node)
            if kind:
                self.do(
                    partial(
                        skill_edits.link, user_id=self.desk.user_id, one=one.id, other=two.id, type_=kind
                    ),
                    said="Linked. ^u takes it back.",
                )

        self.app.push_screen(Choose(f"How do {node.name} and {other.name} stand?", ways), answered)

    def action_unlink(self) -> None:
        """Withdraw a link of the skill."""
        node, held = self._need(), self.grove
        if node is None or held is None:
            return
        names = {one.id: one.name for one in held.skills()}
        mine = [link for link in held.links if node.id in (link.from_id, link.to_id)]
        if not mine:
            self.lifeos.tell(f"{node.name} is linked with nothing.")
            return

        def answered(picked: str | None) -> None:
            if picked:
                link = mine[int(picked)]
                self.do(
                    partial(
                        skill_edits.unlink,
                        user_id=self.desk.user_id,
                        one=link.from_id,
                        other=link.to_id,
                        type_=link.kind if link.sure else None,
                    ),
                    said="Unlinked. ^u takes it back.",
                )

        told = [
            (str(n), f"{names.get(link.from_id, '?')} {link.kind} {names.get(link.to_id, '?')}")
            for n, link in enumerate(mine)
        ]
        self.app.push_screen(Choose("Withdraw which link?", told), answered)

    def action_merge(self) -> None:
        """Make one of two skills."""
        node = self._need()
        if node is not None:
            self._other(f"{node.name} is the same as which skill?", partial(self._merge, node))

    def _merge(self, node: Node, other: Node) -> None:
        old, new = (node, other) if node.id < other.id else (other, node)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(
                    partial(
                        skill_edits.merge,
                        user_id=self.desk.user_id,
                        one=node.id,
                        other=other.id,
                        reason="by hand",
                    ),
                    lambda pair: self._stay(pair[0].id),
                    said="Merged. M takes them apart again.",
                )

        question = joined(
            "Make one skill of the two?\n\n",
            (old.name, "bold"),
            " stays, as the older one; its evidence and that of ",
            (new.name, "bold"),
            " count together, and both names find it.",
        )
        self.app.push_screen(Confirm(question, yes="Merge"), answered)

    def _stay(self, skill_id: str) -> None:
        """Put the cursor on a skill, once it is listed."""
        self.wanted = "" if self.query_one("#tree", Rows).go(skill_id) else skill_id

    def action_unmerge(self) -> None:
        """Undo the last merge into the skill."""
        node = self._need()
        if node is not None:
            self.do(
                partial(skill_edits.unmerge, user_id=self.desk.user_id, typed=node.id),
                said=lambda pair: f"{pair[1].name} stands by itself again.",
            )

    def action_split(self) -> None:
        """Give some of the skill's evidence to another skill, new or there already."""
        node, pieces = self._need(), self.query_one("#evidence", Rows).items
        if node is not None and not pieces:
            self.lifeos.tell(f"{node.name} has no evidence to give away.")
        elif node is not None:
            split(self, node, pieces, lambda skill: self._stay(skill.id))

    def action_accept(self) -> None:
        """Let a proposed piece of evidence count."""
        one: Piece | None = self.query_one("#evidence", Rows).item
        if one is not None:
            self.do(
                partial(
                    skill_evidence.accept, user_id=self.desk.user_id, typed=one.id, source=skill_edits.HAND
                ),
                said="It counts now.",
            )

    def action_withdraw(self) -> None:
        """Take a piece of evidence out of what counts, after a question."""
        one: Piece | None = self.query_one("#evidence", Rows).item
        if one is None or one.status == "withdrawn":
            self.lifeos.tell("There is no evidence here to take out.")
            return
        self._ask_first(
            joined("Not so? It will count nowhere and stay in the log.\n\n", one.content),
            "Take out",
            partial(
                skill_evidence.withdraw, user_id=self.desk.user_id, typed=one.id, source=skill_edits.HAND
            ),
        )

    def action_remove(self) -> None:
        """Take the skill out of every list, after a question."""
        node = self._need()
        if node is not None:
            self._ask_first(
                joined("Take this skill out of every list? Its evidence stays in the log.\n\n", node.name),
                "Take out",
                partial(skill_edits.withdraw, user_id=self.desk.user_id, typed=node.id),
            )

    def _ask_first(self, question: Content, yes: str, what: Callable[..., Any]) -> None:
        def answered(agreed: bool | None) -> None:
            if agreed:
                self.do(what, said="Taken out. ^u takes it back.")

        self.app.push_screen(Confirm(question, yes=yes), answered)

    def action_next(self) -> None:
        """Say what is worth practising next; Enter goes there."""
        self.do(partial(worth, user_id=self.desk.user_id), self._offer)

    def _offer(self, found: tuple[tuple[str, str], ...]) -> None:
        if not found:
            self.lifeos.tell("There is nothing to practise yet; n adds a skill.")
            return

        def answered(skill_id: str | None) -> None:
            if skill_id:
                self._stay(skill_id)

        self.app.push_screen(Choose("Worth practising next", found), answered)

    def _other(self, question: str, then: Callable[[Node], None]) -> None:
        """Let another skill be chosen."""
        others = {one.id: one for one in (self.grove.skills() if self.grove else ()) if one.id != self.at}
        if not others:
            self.lifeos.tell("There is no other skill yet; n adds one.")
            return

        def answered(skill_id: str | None) -> None:
            if skill_id:
                then(others[skill_id])

        told = sorted(((key, one.name) for key, one in others.items()), key=lambda pair: pair[1].casefold())
        self.app.push_screen(Choose(question, told), answered)

    def _need(self) -> Node | None:
        node = self.node
        if node is None:
            self.lifeos.tell("There is no skill yet; n adds one.")
        return node


def _may_be(found: tuple[dict[str, Any], Any]) -> str:
    """Say that a skill was added, and which other it may be."""
    like = found[1]
    return f"Added. It may be the same as {like[0].name}: m makes one of two." if like else "Added."


def _whole(one: Piece) -> Content:
    """Say all that is known of a piece of evidence without a message."""
    found = joined(
        one.content,
        (f"\n\n{one.day}, {one.kind}, {one.outcome}, difficulty {one.difficulty} of 5", "$text-muted"),
    )
    if one.assessment:
        found = found.append(joined(f"\n\n{one.assessment}"))
    if one.quote:
        found = found.append(joined(("\n\n" + one.quote, "italic")))
    return found.append(joined(("\n\nNo message is behind it: it was noted by hand.", "$text-muted")))
