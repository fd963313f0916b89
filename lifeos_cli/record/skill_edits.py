"""What is done to skills: added, renamed, linked, merged, split, withdrawn. Each is a row that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.skills.edges import EDGE_TYPES, check_new, ordered_pair
from lifeos_cli.growth.skills.merging import plan_merge
from lifeos_cli.growth.skills.rows import NAME_LIMIT
from lifeos_cli.growth.skills.similar import MERGE, Thresholds, Verdict, nearest
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.record.skills import Forest, find
from lifeos_cli.store import skills as stored
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lifeos_cli.growth.skills.rows import Skill
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.write_log import WriteLog

HAND = Provenance("skills", "cli")
BY_HAND = 0.7
"""Confidence of a link a person makes."""


class Near(NamedTuple):
    """How near a new name is to the skills there are, by an embedding model."""

    similarity: Callable[[str], float]
    """Given a skill's id."""
    thresholds: Thresholds
    model: str


def alike(forest: Forest, name: str, near: Near | None = None) -> tuple[Skill, Verdict] | None:
    """Return the skill a name most likely is, with the verdict; None where all are distinct."""
    known = [(skill, forest.aliases.get(skill.id, [])) for skill in forest.skills]
    return nearest(name, known, near.similarity if near else None, near.thresholds if near else None)


def add(
    store: Store,
    user_id: str,
    name: str,
    *,
    category: str | None = None,
    description: str | None = None,
    near: Near | None = None,
    source: Provenance = HAND,
) -> tuple[dict[str, Any], tuple[Skill, Verdict] | None]:
    """Add a skill; returns its row, and the skill it may be the same as.

    Raises:
        UsageFault: There is a skill of that name, in this form or another.
    """
    said = checked.text(name, "a skill's name", NAME_LIMIT)
    kind, words = checked.optional(category, "a category", 60), checked.optional(description, "a description")
    with store.write() as conn:
        forest = Forest(store, user_id)
        found = alike(forest, said, near)
        if found and found[1].verdict == MERGE:
            handle = forest.rows[found[0].id]["handle"]
            raise UsageFault(
                f"that skill is there already: {handle}", hint="`lifeos skills evidence add` adds to it."
            )
        return insert(source.log(conn, user_id), said, kind, words, "cli"), found


def insert(
    log: WriteLog, name: str, category: str | None, description: str | None, origin: str
) -> dict[str, Any]:
    """Write a skill's row; returns it."""
    now = now_ms()
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": log.user_id,
        "name": name,
        "category": category,
        "description": description,
        "origin": origin,
        "created_at": now,
        "updated_at": now,
    }
    row["handle"] = free_handle(log.conn, "skills", log.user_id, row["id"])
    log.insert("skills", row)
    return row


def emerge(store: Store, log: WriteLog, typed: str, near: Near | None = None) -> tuple[str, str]:
    """Return (id, name) of the skill evidence is of: one there is, by name or nearness, else a new one."""
    forest = Forest(store, log.user_id)
    try:
        skill = find(store, log.user_id, typed, forest)
        return skill.id, skill.name
    except (NotFoundError, UsageFault):
        pass
    name = checked.text(typed, "a skill's name", NAME_LIMIT)
    found = alike(forest, name, near)
    if found and found[1].verdict == MERGE:
        return found[0].id, found[0].name
    row = insert(log, name, None, None, "emerged")
    return row["id"], row["name"]


def edit(
    store: Store,
    user_id: str,
    typed: str,
    *,
    name: str | None = None,
    category: str | None = None,
    description: str | None = None,
) -> Skill:
    """Rename a skill (the old name stays as an alias), or say more of it.

    Raises:
        NotFoundError: No such skill.
        UsageFault: Another skill has that name, or nothing would change.
    """
    with store.write() as conn:
        forest = Forest(store, user_id)
        skill = find(store, user_id, typed, forest)
        log, now = HAND.log(conn, user_id), now_ms()
        values: dict[str, Any] = {}
        if name is not None:
            values["name"] = checked.text(name, "a skill's name", NAME_LIMIT)
            found = alike(forest, values["name"])
            if found and found[1].verdict == MERGE and found[0].id != skill.id:
                handle = forest.rows[found[0].id]["handle"]
                raise UsageFault(
                    f"that is the name of {handle}", hint="`lifeos skills merge` makes one of two."
                )
        if category is not None:
            values["category"] = checked.optional(category, "a category", 60)
        if description is not None:
            values["description"] = checked.optional(description, "a description")
        changed = {key: value for key, value in values.items() if forest.rows[skill.id][key] != value}
        if not changed:
            raise UsageFault("nothing of the skill would change")
        log.edit("skills", skill.id, {**changed, "updated_at": now})
        if "name" in changed:
            old = {"id": ulid(), "user_id": user_id, "skill_id": skill.id, "name": skill.name}
            log.insert("skill_aliases", {**old, "created_at": now})
        return find(store, user_id, skill.id)


def withdraw(store: Store, user_id: str, typed: str) -> Skill:
    """Take a skill out of every list; its evidence stays in the log.

    Raises:
        NotFoundError: No such skill.
    """
    with store.write() as conn:
        skill = find(store, user_id, typed)
        HAND.log(conn, user_id).edit("skills", skill.id, {"withdrawn_at": now_ms(), "updated_at": now_ms()})
        return skill


def link(
    store: Store,
    user_id: str,
    one: str,
    other: str,
    type_: str,
    *,
    confidence: float = BY_HAND,
    source: Provenance = HAND,
) -> dict[str, Any]:
    """Say that two skills belong together; returns the row.

    A person's own link that would close a circle is refused; a model's is kept
    and becomes `related`.

    Raises:
        NotFoundError: No such skill.
        UsageFault: Unknown type, a skill with itself, a circle, or a confidence out of range.
    """
    if not 0 < confidence <= 1:
        raise UsageFault("confidence must be above 0 and at most 1")
    with store.write() as conn:
        forest = Forest(store, user_id)
        first, second = (find(store, user_id, typed, forest) for typed in (one, other))
        checked.one_of(type_, EDGE_TYPES, "an edge")
        if source.origin == "cli" or first.id == second.id:
            check_new(forest.all_edges, first.id, second.id, type_)
        start, end = ordered_pair(type_, first.id, second.id)
        now = now_ms()
        row: dict[str, Any] = {
            "id": ulid(),
            "user_id": user_id,
            "from_id": start,
            "to_id": end,
            "type": type_,
            "confidence": confidence,
            **source.columns(),
            "at": now,
            "created_at": now,
        }
        source.log(conn, user_id).insert("skill_edges", row)
        return row


def unlink(store: Store, user_id: str, one: str, other: str, type_: str | None = None) -> int:
    """Withdraw what was said of two skills; returns how many rows that was.

    Raises:
        NotFoundError: No such skill, or they are not linked so.
    """
    with store.write() as conn:
        forest = Forest(store, user_id)
        ends = {find(store, user_id, typed, forest).id for typed in (one, other)}
        log, now, gone = HAND.log(conn, user_id), now_ms(), 0
        for row in stored.assertions(conn, user_id):
            at_home = {forest.homes.get(row[end], row[end]) for end in ("from_id", "to_id")}
            if at_home == ends and row["withdrawn_at"] is None and (type_ in (None, row["type"])):
                log.edit("skill_edges", row["id"], {"status": "withdrawn", "withdrawn_at": now})
                gone += 1
        if not gone:
            raise NotFoundError("they are not linked so", hint="`lifeos skills show` lists a skill's links.")
        return gone


def merge(
    store: Store,
    user_id: str,
    one: str,
    other: str,
    *,
    reason: str | None = None,
    similarity: float | None = None,
    model: str | None = None,
    source: Provenance = HAND,
) -> tuple[Skill, Skill]:
    """Make one of two skills: the older keeps its id and name; returns (winner, loser).

    Raises:
        NotFoundError: No such skill.
        UsageFault: They are one already.
    """
    with store.write() as conn:
        forest = Forest(store, user_id)
        first, second = (find(store, user_id, typed, forest) for typed in (one, other))
        winner, loser = plan_merge(first, second, forest.homes)
        row = {
            "id": ulid(),
            "user_id": user_id,
            "winner_id": winner,
            "loser_id": loser,
            "similarity": similarity,
            "model": model,
            "reason": reason,
            "origin": source.origin,
            "at": now_ms(),
        }
        source.log(conn, user_id).insert("skill_merges", row)
    return (first, second) if first.id == winner else (second, first)


def unmerge(store: Store, user_id: str, typed: str) -> tuple[Skill, Skill]:
    """Undo the last merge into a skill; returns (winner, the skill that stands again).

    Args:
        store: Where.
        user_id: Whose.
        typed: The winner, or the merged skill by its name, handle or id.

    Raises:
        NotFoundError: No such skill, or nothing was merged into it.
    """
    with store.write() as conn:
        forest = Forest(store, user_id)
        skill = find(store, user_id, typed, forest)
        mine = [
            row
            for row in stored.merges(conn, user_id)
            if row["undone_at"] is None and forest.homes.get(row["winner_id"], row["winner_id"]) == skill.id
        ]
        wanted = typed.strip().casefold()
        loser = [
            row
            for row in mine
            if wanted
            in {str(forest.rows[row["loser_id"]][key] or "").casefold() for key in ("id", "handle", "name")}
        ]
        chosen = (loser or mine)[-1:]
        if not chosen:
            raise NotFoundError("nothing was merged into that skill")
        HAND.log(conn, user_id).edit("skill_merges", chosen[0]["id"], {"undone_at": now_ms()})
        return skill, find(store, user_id, chosen[0]["loser_id"])


def split(store: Store, user_id: str, typed: str, name: str, evidence: Sequence[str]) -> Skill:
    """Give some of a skill's evidence to another one, new if there is none of that name; returns it.

    Raises:
        NotFoundError: No such skill or evidence.
        UsageFault: No evidence was named, one is of another skill, or it is the same skill.
    """
    from lifeos_cli.store.resolve import resolve

    if not evidence:
        raise UsageFault("name the evidence that goes", hint="`lifeos skills show` lists it with handles.")
    with store.write() as conn:
        forest = Forest(store, user_id)
        skill = find(store, user_id, typed, forest)
        where = {row.id: row.skill_id for row in forest.evidence}
        ids = [resolve(conn, "skill_evidence", user_id, one, noun="skills") for one in evidence]
        if any(where.get(row_id) != skill.id for row_id in ids):
            raise UsageFault("that evidence is of another skill")
        log, now = HAND.log(conn, user_id), now_ms()
        target = emerge(store, log, name)[0]
        if target == skill.id:
            raise UsageFault("a skill cannot be split into itself")
        for row_id in dict.fromkeys(ids):
            move = {"id": ulid(), "user_id": user_id, "evidence_id": row_id, "to_skill_id": target}
            log.insert("skill_moves", {**move, "at": now})
        return find(store, user_id, target)
