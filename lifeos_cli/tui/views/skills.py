"""The skills of a person as the app shows them: one row each, their links, and the evidence of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import local_date
from lifeos_cli.growth.skills.tree import reduced, suggestions
from lifeos_cli.record.skills import Forest, public_evidence
from lifeos_cli.render.forest import depths, laid_out
from lifeos_cli.render.skills import why_lines
from lifeos_cli.store import skills as stored

if TYPE_CHECKING:
    from lifeos_cli.growth.skills.edges import Edge
    from lifeos_cli.growth.skills.fold import Earned
    from lifeos_cli.record.skill_cache import SkillCache
    from lifeos_cli.store.database import Store

TABLES = (
    *("skills", "skill_evidence", "skill_aliases", "skill_edges"),
    *("skill_merges", "skill_moves", "goal_skills", "goals"),
)
OUTCOMES = {0.0: "did not go", 0.5: "went in part", 1.0: "went"}
KINDS = ("prerequisite", "enables", "synergy", "related")


class Node(NamedTuple):
    """A skill, or the heading of a category where `id` begins with `=`."""

    id: str
    name: str
    handle: str = ""
    stem: str = ""
    category: str = ""
    description: str = ""
    level: int = 1
    level_name: str = ""
    peak: int = 1
    bar: float = 0.0
    """Experience within the level, 0..1, rounded to what is drawn of it."""
    xp: int = 0
    mastery: int = 0
    rusty: bool = False
    wanted: bool = False
    """An active goal rests on it."""
    last: str = ""
    """The day of its last evidence; empty without any."""
    needs: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    earned: tuple[Earned, ...] = ()
    """Every piece of evidence, oldest first."""

    @property
    def heading(self) -> bool:
        """Whether it is a category."""
        return self.id.startswith("=")


class Link(NamedTuple):
    """How two skills stand to each other."""

    from_id: str
    to_id: str
    kind: str
    """prerequisite, enables, synergy or related."""
    sure: int
    """Percent."""
    shown: bool
    """Whether the tree and the graph draw it: no other says the same already."""


class Grove(NamedTuple):
    """All skills, as a tree."""

    rows: tuple[Node, ...]
    """Headings and skills, in the tree's order."""
    links: tuple[Link, ...]
    depth: tuple[tuple[str, int], ...]
    """(skill id, layer) for the graph."""

    def skills(self) -> list[Node]:
        """List the skills without the headings."""
        return [row for row in self.rows if not row.heading]


class Piece(NamedTuple):
    """One piece of evidence."""

    id: str
    handle: str
    day: str
    kind: str
    content: str
    difficulty: int
    outcome: str
    points: int
    reason: str
    status: str
    quote: str
    message_id: str | None
    assessment: str


def grove(store: Store, user_id: str, kept: SkillCache | None = None) -> Grove:
    """Read every skill; with what the last look kept, only what changed since."""
    forest = Forest(store, user_id, kept=kept)
    edges = forest.edges
    drawn = forest.once("drawn", reduced, edges)
    shown = set(drawn)
    by_id = {skill.id: skill for skill in forest.skills}
    rows: list[Node] = []
    for category, places in forest.once("laid", laid_out, forest.skills, drawn).items():
        rows.append(Node(f"={category}", category))
        rows += [_node(forest, by_id[place.skill_id].id, place.stem) for place in places]
    return Grove(
        tuple(rows),
        tuple(
            Link(edge.from_id, edge.to_id, edge.type, round(100 * edge.confidence), edge in shown)
            for edge in edges
        ),
        forest.once("depths", _layers, [skill.id for skill in forest.skills], drawn),
    )


def _layers(skills: list[str], drawn: list[Edge]) -> tuple[tuple[str, int], ...]:
    return tuple(depths(skills, drawn).items())


def worth(store: Store, user_id: str) -> tuple[tuple[str, str], ...]:
    """Return (skill id, name and why) of what is worth practising next, the best first."""
    forest = Forest(store, user_id)
    found = suggestions(forest.skills, forest.states, forest.edges, wanted=forest.wanted, most=5)
    return tuple(
        (one.skill_id, f"{forest.rows[one.skill_id]['name']}: {'; '.join(one.reasons)}") for one in found
    )


def _node(forest: Forest, skill_id: str, stem: str) -> Node:
    row, state = forest.rows[skill_id], forest.states[skill_id]
    return Node(
        id=skill_id,
        name=row["name"],
        handle=row["handle"],
        stem=stem,
        category=row["category"] or "",
        description=row["description"] or "",
        level=state.level,
        level_name=state.level_name,
        peak=state.peak_level,
        bar=round(state.bar, 2),
        xp=state.experience,
        mastery=round(state.ability.mastery),
        rusty=state.rusty,
        wanted=skill_id in forest.wanted,
        last=local_date(state.last_at) if state.last_at else "",
        needs=tuple(why_lines({"needs": state.needs})),
        aliases=tuple(forest.aliases.get(skill_id, ())),
        earned=state.earned,
    )


def pieces(store: Store, user_id: str, node: Node | None) -> tuple[Piece, ...]:
    """Read the evidence of one skill, the newest first."""
    found = []
    for (row_id, *_), _, points, reason in reversed(node.earned if node else ()):
        row = stored.evidence_row(store.conn, user_id, row_id)
        if row is None:
            continue
        one = public_evidence(row, points, reason)
        found.append(
            Piece(
                id=row_id,
                handle=one["handle"],
                day=one["local_date"],
                kind=one["kind"],
                content=one["content"],
                difficulty=one["difficulty"],
                outcome=OUTCOMES.get(one["outcome"], str(one["outcome"])),
                points=points,
                reason=reason,
                status=one["status"],
                quote=one["quote"] or "",
                message_id=one["message_id"],
                assessment=one["assessment"] or "",
            )
        )
    return tuple(found)
