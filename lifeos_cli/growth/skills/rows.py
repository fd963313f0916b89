"""The rows skills are computed from, and what a skill is."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

LEVEL_NAMES = ("Noticing", "Practising", "Capable", "Reliable", "Sharing")
"""Names of levels 1 to 5."""
NAME_LIMIT = 80
"""Characters of a skill's name."""
SOURCES = ("conversation", "reflection", "action", "assessment")
OUTCOMES = (0.0, 0.5, 1.0)
"""It did not go, went in part, went."""
DIFFICULTIES = (1, 2, 3, 4, 5)
SOUND = frozenset(product(SOURCES, DIFFICULTIES, OUTCOMES))
"""What `problem` finds nothing wrong with."""


class Evidence(NamedTuple):
    """One demonstration of a skill; append-only, withdrawn rather than deleted."""

    id: str
    """ULID."""
    skill_id: str
    source: str
    """conversation (a claim), reflection, action (reported with specifics) or assessment (verified)."""
    at: int
    """When it happened, epoch milliseconds."""
    local_date: str
    """The person's day, YYYY-MM-DD: experience is capped by day."""
    difficulty: int = 3
    """1..5."""
    outcome: float = 1.0
    """0, .5 or 1."""
    session_id: str | None = None
    withdrawn_at: int | None = None
    supersedes: str | None = None
    """Id of the row this one takes the place of."""
    accepted: bool = True
    """False while it is a proposal."""


class Skill(NamedTuple):
    """A skill's own row."""

    id: str
    """ULID: of two, the older has the smaller one."""
    name: str
    category: str | None = None
    description: str = ""
    created_at: int = 0
    removed_at: int | None = None


def problem(row: Evidence) -> str:
    """Return what is wrong with a row's values; empty if nothing is."""
    if row.source not in SOURCES:
        return "evidence is " + ", ".join(SOURCES[:-1]) + " or " + SOURCES[-1]
    if row.difficulty not in DIFFICULTIES:
        return "difficulty goes from 1 to 5"
    if row.outcome not in OUTCOMES:
        return "an outcome is 0, 0.5 or 1"
    return ""
