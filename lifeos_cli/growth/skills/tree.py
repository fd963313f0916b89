"""The forest: what comes before what, what is ready, what to do next and why."""

from __future__ import annotations

from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.skills.edges import DIRECTED, by_skill
from lifeos_cli.growth.skills.fold import TOP, fold_skill
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from lifeos_cli.growth.skills.edges import Edge
    from lifeos_cli.growth.skills.fold import SkillState
    from lifeos_cli.growth.skills.rows import Skill

READY_LEVEL = 2
SURE_ENOUGH = 0.5
"""A prerequisite less sure than this orders nothing."""


class Readiness(NamedTuple):
    """How a skill's prerequisites stand; they never block, they only order suggestions."""

    ready: bool
    """All prerequisites are at level 2 or more, or not sure."""
    met: tuple[str, ...]
    """Ids of prerequisites at level 2 or more."""
    unmet: tuple[str, ...]
    """Ids of sure prerequisites below level 2."""


class Suggestion(NamedTuple):
    """A skill worth practising next."""

    skill_id: str
    ready: bool
    reasons: tuple[str, ...]
    """Plain reasons, the weightiest first."""
    unmet: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "skill_id": self.skill_id,
            "ready": self.ready,
            "reasons": list(self.reasons),
            "unmet": list(self.unmet),
        }


def readiness(skill_id: str, edges: Iterable[Edge], states: Mapping[str, SkillState]) -> Readiness:
    """Return how the prerequisites of a skill stand."""
    met, unmet = [], []
    for edge in edges:
        if edge.type != "prerequisite" or edge.to_id != skill_id:
            continue
        state = states.get(edge.from_id)
        if state is not None and state.level >= READY_LEVEL:
            met.append(edge.from_id)
        elif edge.confidence >= SURE_ENOUGH:
            unmet.append(edge.from_id)
    return Readiness(not unmet, tuple(met), tuple(unmet))


def in_order(skill_ids: Sequence[str], edges: Iterable[Edge]) -> list[str]:
    """Return the skills with what comes before each before it; the given order decides the rest."""
    place = {skill_id: n for n, skill_id in enumerate(skill_ids)}
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(skill_ids, ()))
    for edge in edges:
        if edge.type in DIRECTED and edge.from_id in place and edge.to_id in place:
            sorter.add(edge.to_id, edge.from_id)
    sorter.prepare()
    found: list[str] = []
    open_: list[int] = []
    while sorter.is_active():
        for ready in sorter.get_ready():
            heappush(open_, place[ready])
        first = skill_ids[heappop(open_)]
        found.append(first)
        sorter.done(first)
    return found


def reduced(edges: Iterable[Edge]) -> list[Edge]:
    """Leave out directed edges that others imply (transitive reduction), for display only."""
    every = list(edges)
    directed = [edge for edge in every if edge.type in DIRECTED]
    after: dict[str, set[str]] = {}
    for edge in directed:
        after.setdefault(edge.from_id, set()).add(edge.to_id)
    order = in_order(sorted({end for edge in directed for end in (edge.from_id, edge.to_id)}), directed)
    reach: dict[str, set[str]] = {}
    for node in reversed(order):
        reach[node] = set().union(*({end} | reach[end] for end in after.get(node, ())))
    return [
        edge
        for edge in every
        if edge.type not in DIRECTED
        or not any(edge.to_id in reach[other] for other in after[edge.from_id] if other != edge.to_id)
    ]


def suggestions(
    skills: Sequence[Skill],
    states: Mapping[str, SkillState],
    edges: Sequence[Edge],
    *,
    wanted: Collection[str] = (),
    most: int = 5,
) -> list[Suggestion]:
    """Return what is worth practising next and why, the best first.

    Ready skills come first; among them those of an active goal, those near
    their next level, those gone rusty, those that open others. A skill at the
    top is suggested only when it is rusty.

    Args:
        skills: The person's skills, removed ones left out.
        states: `fold.fold` of their evidence at the moment asked for; a skill
            without evidence may be missing.
        edges: Edges that are not hidden.
        wanted: Ids of skills linked to active goals.
        most: How many to return.
    """
    names = {skill.id: skill.name for skill in skills}
    near = by_skill(edges)
    ranked = []
    for n, skill in enumerate(skills):
        state = states.get(skill.id) or fold_skill(skill.id, ())
        if state.level == TOP and not state.rusty:
            continue
        own = near.get(skill.id, ())
        stands = readiness(skill.id, own, states)
        reasons = _reasons(skill.id, state, stands.met, own, wanted, names)
        rank = (not stands.ready, skill.id not in wanted, -len(reasons), -state.bar, n)
        ranked.append((rank, Suggestion(skill.id, stands.ready, tuple(reasons), stands.unmet)))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])[:most]]


def _reasons(
    skill_id: str,
    state: SkillState,
    met: Sequence[str],
    edges: Iterable[Edge],
    wanted: Collection[str],
    names: Mapping[str, str],
) -> list[str]:
    """Say why a skill is worth practising."""
    found = []
    if skill_id in wanted:
        found.append("an active goal rests on it")
    if state.rusty:
        found.append("it has not been used for a while")
    if state.evidence and state.level < TOP:
        found.append(_nearest(state))
    if met:
        found.append("what comes before it is there: " + ", ".join(names.get(one, one) for one in met))
    opens = [
        names[e.to_id] for e in edges if e.type in DIRECTED and e.from_id == skill_id and e.to_id in names
    ]
    if opens and state.level < READY_LEVEL:
        found.append("it opens " + ", ".join(opens))
    return found or ["nothing has been noted of it yet"]


def _nearest(state: SkillState) -> str:
    """Say what the next level waits for."""
    needs = state.needs
    goal = f"level {state.level + 1}"
    if "strong" in needs:
        more = counted(int(needs["strong"]), "more time", "more times")
        return f"{goal} needs {more} of doing it, not talking of it"
    if "experience" in needs:
        return f"{goal} is {counted(int(needs['experience']), 'point', 'points')} away"
    return f"{goal} needs a few harder tasks that go well"
