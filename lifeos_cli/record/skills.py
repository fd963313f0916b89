"""The skills of a person: their rows loaded, merges and splits applied, levels and edges computed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from lifeos_cli.clock import iso, local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.skills.edges import Assertion, Edge, fold_edges
from lifeos_cli.growth.skills.fold import SkillState, fold, fold_skill
from lifeos_cli.growth.skills.merging import Merge, Move, aliases, at_home, homes, links_at_home
from lifeos_cli.growth.skills.names import joined
from lifeos_cli.growth.skills.rows import Evidence, Skill
from lifeos_cli.ids import is_ulid
from lifeos_cli.store import skills as stored
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from lifeos_cli.record.skill_cache import SkillCache
    from lifeos_cli.store.database import Store

T = TypeVar("T")
_NEWER = stored.FOLDED.index("superseded_by")


class Forest:
    """All of a person's skills at a moment; each part is computed when it is asked for.

    Args:
        store: Where.
        user_id: Whose.
        as_of: The moment, epoch milliseconds; now if None.
        kept: What an earlier forest of the same person left, for a reader that looks again and again.
    """

    def __init__(
        self, store: Store, user_id: str, as_of: int | None = None, *, kept: SkillCache | None = None
    ) -> None:
        self._conn, self._user_id, self._kept = store.conn, user_id, kept
        self.at = now_ms() if as_of is None else as_of

    @cached_property
    def rows(self) -> dict[str, dict[str, Any]]:
        """Every skill's row by id, also of merged and withdrawn ones."""
        return {row["id"]: row for row in stored.listed(self._conn, self._user_id)}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Where merged skills live now."""
        return homes(as_merge(row) for row in stored.merges(self._conn, self._user_id))

    @cached_property
    def skills(self) -> list[Skill]:
        """Skills that stand, the oldest first."""
        return [
            as_skill(row)
            for row in self.rows.values()
            if row["withdrawn_at"] is None and row["id"] not in self.homes
        ]

    @cached_property
    def aliases(self) -> dict[str, list[str]]:
        """Other names of each standing skill: of what was merged into it, and its own earlier ones."""
        found = aliases((as_skill(row) for row in self.rows.values()), self.homes)
        for row in stored.names(self._conn, self._user_id):
            home = self.homes.get(row["skill_id"], row["skill_id"])
            if row["name"] not in found.setdefault(home, []):
                found[home].append(row["name"])
        return found

    @cached_property
    def evidence(self) -> list[Evidence]:
        """All evidence under the skills it belongs to now."""
        moves = [as_move(row) for row in stored.moves(self._conn, self._user_id)]
        if self._kept is not None:
            return self._kept.evidence(self._conn, self.by_name, self.homes, moves)
        rows = stored.evidence_tuples(self._conn, self._user_id)
        return at_home(as_evidence(rows, self.by_name, superseding(rows)), self.homes, moves)

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Standing skill by each of its names, white space and case aside."""
        found = {joined(skill.name): skill.id for skill in reversed(self.skills)}
        standing = {skill.id for skill in self.skills}
        for skill_id, names in self.aliases.items():
            if skill_id in standing:
                for name in names:
                    found.setdefault(joined(name), skill_id)
        return found

    @cached_property
    def states(self) -> dict[str, SkillState]:
        """How each standing skill stands, also those without evidence."""
        found = fold(self.evidence, as_of=self.at, kept=self._kept.folds if self._kept else None)
        return {s.id: found.get(s.id) or fold_skill(s.id, (), as_of=self.at) for s in self.skills}

    @cached_property
    def all_edges(self) -> list[Edge]:
        """Every edge between standing skills, also faded ones."""
        rows = [as_assertion(row) for row in stored.assertions(self._conn, self._user_id)]
        standing = {skill.id for skill in self.skills}
        known = [row for row in rows if row.at <= self.at]
        return self.once("edges", _between, known, self.homes, standing)

    def once(self, name: str, make: Callable[..., T], *given: object) -> T:
        """Return `make(*given)`, or what an earlier forest kept of the same (see `skill_cache.SkillCache.once`)."""
        return self._kept.once(name, make, *given) if self._kept else make(*given)

    @property
    def edges(self) -> list[Edge]:
        """Edges that are shown."""
        return [edge for edge in self.all_edges if not edge.faded(self.at)]

    @cached_property
    def wanted(self) -> set[str]:
        """Skills linked with active goals."""
        from lifeos_cli.store import goals

        active = {row["id"] for row in goals.listed(self._conn, self._user_id, status="active")}
        pairs = stored.of_goals(self._conn, self._user_id)
        return {self.homes.get(skill, skill) for goal, skill in pairs if goal in active}

    def public(self, skill: Skill) -> dict[str, Any]:
        """Return a skill as the commands show it, nothing rounded."""
        row = self.rows[skill.id]
        state = self.states[skill.id].as_dict()
        state.pop("skill_id")
        return {
            "id": skill.id,
            "handle": row["handle"],
            "name": skill.name,
            "category": skill.category,
            "description": skill.description or None,
            "aliases": self.aliases.get(skill.id, []),
            **state,
            "last_at": iso(state["last_at"]),
            "origin": row["origin"],
            "created_at": iso(row["created_at"]),
        }

    def public_edge(self, edge: Edge) -> dict[str, Any]:
        """Return an edge as the commands show it."""
        return {
            **edge.as_dict(),
            "from_name": self.rows[edge.from_id]["name"],
            "to_name": self.rows[edge.to_id]["name"],
            "since": iso(edge.since),
            "faded": edge.faded(self.at),
        }


def _between(known: list[Assertion], merged: Mapping[str, str], standing: set[str]) -> list[Edge]:
    """Return the edges that assertions come to between standing skills."""
    found = fold_edges(links_at_home(known, merged))
    return [edge for edge in found if edge.from_id in standing and edge.to_id in standing]


def find(store: Store, user_id: str, typed: str, forest: Forest | None = None) -> Skill:
    """Return the standing skill of a handle, id, name, alias, or a name's unique beginning.

    Raises:
        NotFoundError: None answers to it.
        UsageFault: Several names begin so.
    """
    known = forest or Forest(store, user_id)
    standing = {skill.id: skill for skill in known.skills}
    wanted = typed.strip()
    if is_ulid(wanted):
        home = known.homes.get(wanted.upper(), wanted.upper())
        if home in standing:
            return standing[home]
    for row in known.rows.values():
        home = known.homes.get(row["id"], row["id"])
        if row["handle"] == wanted.lower() and home in standing:
            return standing[home]
    exact = known.by_name.get(joined(wanted)) if joined(wanted) else None
    if exact:
        return standing[exact]
    begin = [s for s in known.skills if wanted and s.name.casefold().startswith(wanted.casefold())]
    if len(begin) == 1:
        return begin[0]
    if begin:
        listed = ", ".join(f"{known.rows[s.id]['handle']} ({one_line(s.name, 30)})" for s in begin[:5])
        raise UsageFault(
            f"several skills begin with '{one_line(wanted, 40)}': {listed}", hint="Use a handle."
        )
    raise NotFoundError(
        f"no skill answers to '{one_line(wanted, 40)}'", hint="`lifeos skills list` shows the handles."
    )


def as_skill(row: Mapping[str, Any]) -> Skill:
    """Return a skill's row as growth reads it."""
    return Skill(
        row["id"],
        row["name"],
        row["category"],
        row["description"] or "",
        row["created_at"],
        row["withdrawn_at"],
    )


def as_merge(row: Mapping[str, Any]) -> Merge:
    """Return a merge's row as growth reads it."""
    return Merge(row["id"], row["winner_id"], row["loser_id"], row["at"], row["undone_at"])


def as_move(row: Mapping[str, Any]) -> Move:
    """Return a move's row as growth reads it."""
    return Move(row["id"], row["evidence_id"], row["to_skill_id"], row["at"], row["undone_at"])


def as_assertion(row: Mapping[str, Any]) -> Assertion:
    """Return an assertion's row as growth reads it."""
    return Assertion(
        row["id"],
        row["from_id"],
        row["to_id"],
        row["type"],
        row["confidence"],
        row["at"],
        row["session_id"],
        row["withdrawn_at"],
        row["status"] == "accepted",
    )


def superseding(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Return which piece of evidence each new one took the place of: (new id, old id)."""
    return {row[_NEWER]: row[0] for row in rows if row[_NEWER]}


def as_evidence(
    rows: Iterable[tuple[Any, ...]], by_name: Mapping[str, str], supersedes: Mapping[str, str]
) -> list[Evidence]:
    """Return evidence as growth reads it; a row from elsewhere that only names its skill finds it by the name.

    Args:
        rows: As `stored.evidence_tuples` lists them.
        by_name: `Forest.by_name`.
        supersedes: `superseding` of all the person's rows.
    """
    found = []
    for row_id, skill_id, name, kind, at, day, difficulty, outcome, session, gone, _, status in rows:
        skill = skill_id or by_name.get(joined(name))
        if skill is None:
            continue
        withdrawn = gone if gone is not None else at if status == "withdrawn" else None
        found.append(
            Evidence(
                row_id,
                skill,
                kind,
                at,
                day or local_date(at),
                difficulty,
                outcome,
                session,
                withdrawn,
                supersedes.get(row_id),
                status != "proposed",
            )
        )
    return found


def public_evidence(row: Mapping[str, Any], points: int | None = None, reason: str = "") -> dict[str, Any]:
    """Return evidence as the commands show it.

    Args:
        row: Of the table.
        points: What it earned, where that was computed.
        reason: Why it does not count, or counts less.
    """
    return {
        "id": row["id"],
        "handle": row["handle"],
        "skill": row["skill"],
        "skill_id": row["skill_id"],
        "kind": row["kind"],
        "content": row["content"],
        "assessment": row["assessment"],
        "difficulty": row["difficulty"],
        "outcome": row["outcome"],
        "points": points,
        "reason": reason or None,
        "status": "withdrawn" if row["withdrawn_at"] is not None else row["status"],
        "quote": row["quote"],
        "session_id": row["session_id"],
        "message_id": row["message_id"],
        "origin": row["origin"],
        "local_date": row["local_date"] or local_date(row["effective_at"]),
        "effective_at": iso(row["effective_at"]),
        "withdrawn_at": iso(row["withdrawn_at"]),
        "created_at": iso(row["created_at"]),
    }
