"""Which of a person's skills may be one, by their names and, with an embedding model, by what they mean."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.skills.similar import CALIBRATED, DISTINCT, MERGE, verdict
from lifeos_cli.record.skill_edits import Near, alike
from lifeos_cli.record.skills import Forest, find

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lifeos_cli.growth.skills.rows import Skill
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.store.database import Store


def described(name: str, description: str) -> str:
    """Return what is embedded of a skill: "name: description"."""
    return f"{name}: {description}" if description else name


def near(forest: Forest, name: str, embedder: Embedder, description: str = "") -> Near | None:
    """Return how near a new name is to each skill; None for a model without thresholds, or without skills."""
    thresholds = CALIBRATED.get(embedder.model_id)
    if thresholds is None or not forest.skills:
        return None
    texts = [described(skill.name, skill.description) for skill in forest.skills]
    rows = embedder.embed([described(name, description), *texts])
    found = {skill.id: float(rows[0] @ row) for skill, row in zip(forest.skills, rows[1:], strict=True)}
    return Near(found.__getitem__, thresholds, embedder.model_id)


def standing(
    store: Store, user_id: str, names: Iterable[str], model: Callable[[], Embedder]
) -> dict[str, str]:
    """Return the skill each new name means, by the name it has; names that mean none are left out.

    Args:
        store: Where.
        user_id: Whose skills.
        names: Names as they were found somewhere.
        model: Gives the embedding model; called only for a name that no skill answers to.
    """
    forest, found = Forest(store, user_id), {}
    for name in names:
        with suppress(NotFoundError, UsageFault):
            find(store, user_id, name, forest)
            continue
        if not forest.skills:
            break
        seen = alike(forest, name, near(forest, name, model()))
        if seen and seen[1].verdict == MERGE:
            found[name] = seen[0].name
    return found


def pairs(forest: Forest, embedder: Embedder | None = None) -> list[dict[str, Any]]:
    """List pairs of skills that are one (merge) or may be (ask), the surest first."""
    known = forest.skills
    thresholds = CALIBRATED.get(embedder.model_id) if embedder else None
    likeness: dict[tuple[str, str], float] = {}
    if embedder is not None and thresholds is not None and known:
        rows = embedder.embed([described(skill.name, skill.description) for skill in known])
        table = rows @ rows.T
        likeness = {
            (one.id, other.id): float(table[i, j])
            for (i, one), (j, other) in combinations(enumerate(known), 2)
        }
    found = []
    for one, other in combinations(known, 2):
        said = verdict(one.name, other.name, likeness.get((one.id, other.id)), thresholds)
        if said.verdict != DISTINCT:
            ends = {"first": _named(forest, one), "second": _named(forest, other)}
            found.append({**ends, **said.as_dict(), "model": embedder.model_id if embedder else None})
    return sorted(
        found, key=lambda row: (row["verdict"] != "merge", -(row["similarity"] or row["containment"]))
    )


def _named(forest: Forest, skill: Skill) -> dict[str, Any]:
    return {"id": skill.id, "handle": forest.rows[skill.id]["handle"], "name": skill.name}
