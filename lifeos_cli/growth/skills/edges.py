"""How skills stand to each other: edges computed from what was asserted of them, never a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DIRECTED = ("prerequisite", "enables")
"""From the earlier to the later skill; together they stay without a cycle."""
UNDIRECTED = ("synergy", "related")
EDGE_TYPES = (*DIRECTED, *UNDIRECTED)
CONFIDENCE_CAP = 0.95
FADED_BELOW = 0.3
FADED_AFTER_DAYS = 60
WOULD_CYCLE = "as {} it would close a circle"


class Assertion(NamedTuple):
    """One time somebody said that two skills belong together; append-only."""

    id: str
    """ULID."""
    from_id: str
    to_id: str
    type: str
    """prerequisite, enables, synergy or related."""
    confidence: float
    """0..1."""
    at: int
    """Epoch milliseconds."""
    session_id: str | None = None
    """One session counts once; None: by hand, a source of its own."""
    withdrawn_at: int | None = None
    accepted: bool = True


class Edge(NamedTuple):
    """An edge as it stands."""

    from_id: str
    to_id: str
    type: str
    confidence: float
    """1 - product of (1 - c) over distinct sessions, at most .95."""
    since: int
    """First asserted, epoch milliseconds."""
    assertions: tuple[str, ...]
    """Ids of the rows it rests on."""
    reason: str = ""
    """Why it is only `related`, where it was meant to be more."""

    def faded(self, now: int) -> bool:
        """Tell whether it is to be hidden: below .3 after 60 days."""
        return self.confidence < FADED_BELOW and now - self.since > FADED_AFTER_DAYS * DAY

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**self._asdict(), "assertions": list(self.assertions)}


class Reach:
    """Which skill leads to which along directed edges; says at once whether an edge would close a circle."""

    def __init__(self) -> None:
        self._after: dict[str, set[str]] = {}
        self._before: dict[str, set[str]] = {}

    def closes(self, from_id: str, to_id: str) -> bool:
        """Tell whether an edge between the two would close a circle: whether the second leads to the first.

        Both sides are walked by turns, so that it costs no more than twice the smaller.
        """
        if from_id == to_id:
            return True
        ahead, behind = {to_id}, {from_id}
        sides = ((ahead, [to_id], self._after, behind), (behind, [from_id], self._before, ahead))
        while True:
            for seen, waiting, links, other in sides:
                if not waiting:
                    return False
                found = links.get(waiting.pop(), set()) - seen
                if found & other:
                    return True
                seen.update(found)
                waiting.extend(found)

    def add(self, from_id: str, to_id: str) -> None:
        """Add an edge that closes none."""
        self._after.setdefault(from_id, set()).add(to_id)
        self._before.setdefault(to_id, set()).add(from_id)


def ordered_pair(type_: str, from_id: str, to_id: str) -> tuple[str, str]:
    """Return the ends as they are stored: an undirected edge from the smaller id to the greater."""
    return (from_id, to_id) if type_ in DIRECTED or from_id < to_id else (to_id, from_id)


def fold_edges(rows: Iterable[Assertion]) -> list[Edge]:
    """Compute the edges from every assertion, in order of (at, id).

    A directed edge that would close a circle becomes `related`, with the
    reason. Between two skills prerequisite takes in enables of the same
    direction. A self edge or an unknown type makes no edge.
    """
    reach = Reach()
    groups: dict[tuple[str, str, str], list[Assertion]] = {}
    reasons: dict[tuple[str, str, str], str] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.id)):
        if row.withdrawn_at is not None or not row.accepted or row.from_id == row.to_id:
            continue
        if row.type not in EDGE_TYPES or not 0 < row.confidence <= 1:
            continue
        type_, reason = row.type, ""
        if type_ in DIRECTED:
            if reach.closes(row.from_id, row.to_id):
                type_, reason = "related", WOULD_CYCLE.format(row.type)
            else:
                reach.add(row.from_id, row.to_id)
        key = (*ordered_pair(type_, row.from_id, row.to_id), type_)
        groups.setdefault(key, []).append(row)
        if reason:
            reasons.setdefault(key, reason)
    for start, end, type_ in list(groups):
        if type_ == "enables" and (start, end, "prerequisite") in groups:
            groups[start, end, "prerequisite"] += groups.pop((start, end, type_))
    return [_edge(key, members, reasons.get(key, "")) for key, members in groups.items()]


def by_skill(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    """Return the edges of each skill, by its id: those that begin at it and those that end there."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.from_id, []).append(edge)
        found.setdefault(edge.to_id, []).append(edge)
    return found


def _edge(key: tuple[str, str, str], rows: Sequence[Assertion], reason: str) -> Edge:
    by_session: dict[str, float] = {}
    for row in rows:
        source = row.session_id or row.id
        by_session[source] = max(row.confidence, by_session.get(source, 0.0))
    doubt = 1.0
    for confidence in by_session.values():
        doubt *= 1 - confidence
    meant = any(row.type == "related" for row in rows)
    return Edge(
        *key,
        min(CONFIDENCE_CAP, 1 - doubt),
        min(row.at for row in rows),
        tuple(sorted(row.id for row in rows)),
        "" if meant else reason,
    )


def check_new(edges: Iterable[Edge], from_id: str, to_id: str, type_: str) -> None:
    """Refuse an edge a person asks for that cannot be what they mean.

    Raises:
        UsageFault: Unknown type, a skill with itself, or it would close a circle.
    """
    if type_ not in EDGE_TYPES:
        raise UsageFault("An edge is " + ", ".join(EDGE_TYPES[:-1]) + " or " + EDGE_TYPES[-1])
    if from_id == to_id:
        raise UsageFault("A skill cannot be linked with itself")
    if type_ not in DIRECTED:
        return
    reach = Reach()
    for edge in edges:
        if edge.type in DIRECTED:
            reach.add(edge.from_id, edge.to_id)
    if reach.closes(from_id, to_id):
        raise UsageFault(
            f"As {type_} this would close a circle: the second skill already leads to the first",
            hint="Link them as related, or unlink the other way first.",
        )
