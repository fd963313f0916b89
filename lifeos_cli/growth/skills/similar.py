"""Whether two skills are one: a verdict with its reasons, and how its thresholds are calibrated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.skills.names import containment, joined, normalised, of_another, opposite, stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lifeos_cli.growth.skills.rows import Skill

MERGE, ASK, DISTINCT = "merge", "ask", "distinct"
ASK_ABOVE = 0.5
"""Stem containment above this is worth a question: finds half of the pairs that are one, none that are not."""
MARGIN = 0.02
"""Added above the highest similarity of two skills that are not one."""
RECALL = 0.9
"""Share of the pairs that are one that `lo` must reach."""


class Thresholds(NamedTuple):
    """From where a similarity means something, for one embedding model; store the model's id beside it."""

    lo: float
    """Ask from here on."""
    hi: float
    """Merge from here on."""


CALIBRATED = {"all-minilm-l6-v2-int8/1": Thresholds(0.4468, 0.9053)}
"""By embedding model, from the 42 labelled pairs (`python -m tests.bench.skill_merge`): on held-out pairs (7 folds)
18 of 20 that are one skill are merged (5) or asked about (13), none is merged wrongly, 10 of 22 others asked about."""


class Verdict(NamedTuple):
    """What to do about two skills."""

    verdict: str
    """merge, ask or distinct."""
    reasons: tuple[str, ...]
    containment: float
    similarity: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**self._asdict(), "reasons": list(self.reasons)}


def verdict(
    one: str,
    other: str,
    similarity: float | None = None,
    thresholds: Thresholds | None = None,
) -> Verdict:
    """Say whether two names are of one skill.

    Without a similarity: merge only where the stems are the same, ask where
    most of the shorter name is in the other. With one and its thresholds, merge
    from `hi`, ask from `lo`. Never across "mine" and another person's, nor
    opposites.

    Args:
        one: A skill's name.
        other: The other's.
        similarity: Of "name: description" of the two, by an embedding model.
        thresholds: Calibrated for that model.
    """
    a, b = stems(one), stems(other)
    shared = containment(a, b)
    if of_another(one) != of_another(other):
        return Verdict(DISTINCT, ("one is another person's",), shared, similarity)
    if opposite(a, b):
        return Verdict(DISTINCT, ("they are opposites",), shared, similarity)
    if normalised(one) and joined(one) == joined(other):
        return Verdict(MERGE, ("the same name",), shared, similarity)
    if a and a == b:
        return Verdict(MERGE, ("the same words in other forms",), shared, similarity)
    found, reasons = DISTINCT, []
    if similarity is not None and thresholds is not None:
        if similarity >= thresholds.hi:
            found, reasons = MERGE, ["they mean the same"]
        elif similarity >= thresholds.lo:
            found, reasons = ASK, ["they mean nearly the same"]
    if shared > ASK_ABOVE:
        found = ASK if found == DISTINCT else found
        reasons.append("most words are shared")
    return Verdict(found, tuple(reasons) or ("nothing much is shared",), shared, similarity)


def nearest(
    name: str,
    skills: Iterable[tuple[Skill, Sequence[str]]],
    similarity: Callable[[str], float] | None = None,
    thresholds: Thresholds | None = None,
) -> tuple[Skill, Verdict] | None:
    """Return the skill a new name most likely is, with the verdict; None where all are distinct.

    Args:
        name: The new name.
        skills: Each skill with its aliases.
        similarity: Given a skill's id, how near the new one is to it by the embedding model.
        thresholds: Calibrated for that model.
    """
    found: list[tuple[tuple[int, float, float, str], Skill, Verdict]] = []
    for skill, aliases in skills:
        near = similarity(skill.id) if similarity else None
        for known in (skill.name, *aliases):
            said = verdict(name, known, near, thresholds)
            if said.verdict != DISTINCT:
                rank = (said.verdict != MERGE, -said.containment, -(near or 0.0), skill.id)
                found.append((rank, skill, said))
    if not found:
        return None
    _, skill, said = min(found, key=lambda one: one[0])
    return skill, said


def calibrate(pairs: Iterable[tuple[float, bool]]) -> Thresholds:
    """Find the thresholds of an embedding model from labelled pairs.

    `hi` is .02 above the most similar pair that is not one skill; `lo` is the
    highest threshold that finds nine in ten of the pairs that are, never above `hi`.

    Args:
        pairs: (similarity, whether the two are one skill).

    Raises:
        ValueError: Pairs of one of the two kinds are missing.
    """
    known = list(pairs)
    same = sorted((near for near, one in known if one), reverse=True)
    other = [near for near, one in known if not one]
    if not same or not other:
        raise ValueError("calibration needs pairs of both kinds")
    hi = max(other) + MARGIN
    needed = -int(-RECALL * len(same) // 1)
    return Thresholds(min(same[needed - 1], hi), hi)
