"""Merging and splitting as data: rows that can be undone; everything else is computed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lifeos_cli.growth.skills.edges import Assertion
    from lifeos_cli.growth.skills.rows import Evidence, Skill


class Merge(NamedTuple):
    """One merge; undone by setting `undone_at`."""

    id: str
    """ULID: merges apply in order of (at, id)."""
    winner_id: str
    """The older skill: it keeps its id and name."""
    loser_id: str
    """Its name becomes an alias of the winner."""
    at: int
    """Epoch milliseconds."""
    undone_at: int | None = None


class Move(NamedTuple):
    """One piece of evidence given to another skill (split); the last one standing counts."""

    id: str
    evidence_id: str
    to_skill_id: str
    at: int
    undone_at: int | None = None


def plan_merge(one: Skill, other: Skill, homes: Mapping[str, str]) -> tuple[str, str]:
    """Return (winner id, loser id) of a merge: the older skill wins.

    Args:
        one: A skill.
        other: The one it is the same as.
        homes: `homes` of the merges so far.

    Raises:
        UsageFault: They are, or have been merged into, one skill.
    """
    a, b = homes.get(one.id, one.id), homes.get(other.id, other.id)
    if a == b:
        raise UsageFault(
            "A skill cannot be merged with itself" if one.id == other.id else "They are one skill already"
        )
    return min(a, b), max(a, b)


def homes(merges: Iterable[Merge]) -> dict[str, str]:
    """Return where each merged skill's evidence and links live now: loser id -> standing id.

    A merge that would lead a skill back to itself changes nothing.
    """
    found: dict[str, str] = {}
    for merge in sorted(merges, key=lambda merge: (merge.at, merge.id)):
        if merge.undone_at is not None:
            continue
        winner = found.get(merge.winner_id, merge.winner_id)
        loser = found.get(merge.loser_id, merge.loser_id)
        if winner == loser:
            continue
        found = {skill: winner if home == loser else home for skill, home in found.items()}
        found[loser] = winner
    return found


def at_home(rows: Iterable[Evidence], where: Mapping[str, str], moves: Iterable[Move] = ()) -> list[Evidence]:
    """Return the evidence under the skills it belongs to now: after splits, then merges."""
    moved: dict[str, str] = {}
    for move in sorted(moves, key=lambda move: (move.at, move.id)):
        if move.undone_at is None:
            moved[move.evidence_id] = move.to_skill_id
    found = []
    for row in rows:
        skill = moved.get(row.id, row.skill_id)
        home = where.get(skill, skill)
        found.append(row if home == row.skill_id else row._replace(skill_id=home))
    return found


def links_at_home(rows: Iterable[Assertion], where: Mapping[str, str]) -> list[Assertion]:
    """Return the assertions between the skills that stand now; those that became self edges are left out."""
    found = []
    for row in rows:
        start, end = where.get(row.from_id, row.from_id), where.get(row.to_id, row.to_id)
        if start != end:
            found.append(row._replace(from_id=start, to_id=end))
    return found


def aliases(skills: Iterable[Skill], where: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the other names of each standing skill, oldest first."""
    found: dict[str, list[str]] = {}
    for skill in sorted(skills, key=lambda skill: skill.id):
        if skill.id in where:
            found.setdefault(where[skill.id], []).append(skill.name)
    return found
