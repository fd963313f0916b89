"""Where each skill stands in the forest: the tree's rows, and the layers of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.skills.edges import DIRECTED
from lifeos_cli.growth.skills.tree import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.skills.edges import Edge
    from lifeos_cli.growth.skills.rows import Skill

OTHER = "Without a category"


class Place(NamedTuple):
    """One row of the tree."""

    skill_id: str
    stem: str
    """What is drawn before the name: the branch it hangs on."""
    parent: str | None
    """The skill it hangs under."""


def laid_out(skills: Sequence[Skill], edges: Sequence[Edge]) -> dict[str, list[Place]]:
    """Return the rows of the tree by category, what comes before what first.

    Args:
        skills: Those that stand.
        edges: Those that are shown, already reduced.
    """
    groups: dict[str, list[Skill]] = {}
    for skill in sorted(
        skills, key=lambda s: (s.category is None, (s.category or "").casefold(), s.name.casefold())
    ):
        groups.setdefault(skill.category or OTHER, []).append(skill)
    where = {skill.id: category for category, members in groups.items() for skill in members}
    inside: dict[str, list[Edge]] = {}
    for edge in edges:
        category = where.get(edge.from_id, "")
        if edge.type in DIRECTED and category and category == where.get(edge.to_id):
            inside.setdefault(category, []).append(edge)
    return {category: _group(members, inside.get(category, ())) for category, members in groups.items()}


def _group(members: Sequence[Skill], edges: Sequence[Edge]) -> list[Place]:
    """Lay out one category; of the edges, those that lead within it."""
    parent: dict[str, str] = {}
    order = in_order([skill.id for skill in members], edges)
    place = {skill_id: n for n, skill_id in enumerate(order)}
    for edge in edges:
        held = parent.get(edge.to_id)
        if held is None or place[edge.from_id] > place[held]:
            parent[edge.to_id] = edge.from_id
    children: dict[str | None, list[str]] = {}
    for skill_id in order:
        children.setdefault(parent.get(skill_id), []).append(skill_id)
    found: list[Place] = []
    open_ = [(root, "", True, True) for root in reversed(children.get(None, []))]
    while open_:
        skill_id, prefix, last, top = open_.pop()
        stem = "" if top else prefix + ("└─ " if last else "├─ ")
        found.append(Place(skill_id, stem, parent.get(skill_id)))
        below = children.get(skill_id, [])
        deeper = "" if top else prefix + ("   " if last else "│  ")
        open_ += [(child, deeper, n == 0, False) for n, child in enumerate(reversed(below))]
    return found


def depths(skill_ids: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the layer of each skill: 0 where nothing comes before it, else one after the last that does.

    Args:
        skill_ids: In the order that decides where the edges do not.
        edges: Those that are shown.
    """
    before: Mapping[str, list[str]] = {skill_id: [] for skill_id in skill_ids}
    for edge in edges:
        if edge.type in DIRECTED and edge.from_id in before and edge.to_id in before:
            before[edge.to_id].append(edge.from_id)
    found: dict[str, int] = {}
    for skill_id in in_order(skill_ids, edges):
        found[skill_id] = max((found[one] + 1 for one in before[skill_id]), default=0)
    return found
