"""How much a model's reading of text is worth, and what its level means.

Validities are correlations with self-report: GPT-4 chats .117 (assistant
style), .218 (acquaintance style) and .443 (interviewing for it; Peters, Cerf &
Matz 2024), text in general .26 to .30 (Moreno 2021). What is smaller here than
there has been shrunk.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.rows import Observation

VALIDITY = {"assistant": 0.12, "coaching": 0.22, "journal": 0.25, "interview": 0.40}
STRENGTH = {"weak": 0.6, "moderate": 1.0, "strong": 1.25}
VALIDITY_CAP = 0.50
FULL_WORDS = 400
"""From so many words of the person on, text counts in full; below, with the square root of the share."""
LEAST_WORDS = 20
"""Below so many, a reading is ignored."""
LEVELS = (-2, 2)
Z_PER_LEVEL = 0.75
DIRECTIONS = {"increase": 1, "decrease": -1, "stable": None}
"""Level a direction without a level stands for; `stable` would only confirm the current score, so it is logged."""
CONFIRM_RHO2 = 0.16
"""Of an answer to "fits me in general": r .40 as self-report, for the question leads."""
CONFIRM_Z = 0.75
CONFIRM = {"yes": 1, "partly": 0, "no": -1}


def validity(kind: str, strength: str, user_words: int) -> float:
    """Return a reading's validity r, at most .50; 0 when the text is too short to count.

    Args:
        kind: assistant, coaching, journal or interview.
        strength: weak, moderate or strong.
        user_words: Words the person wrote in what was read.

    Raises:
        KeyError: No such kind or strength.
    """
    base = VALIDITY[kind] * STRENGTH[strength]
    if user_words < LEAST_WORDS:
        return 0.0
    return min(VALIDITY_CAP, base * sqrt(min(1.0, user_words / FULL_WORDS)))


def level_of(row: Observation) -> int | None:
    """Return the level a reading claims, -2..2; None where it is only logged (`stable`, or nothing said).

    Raises:
        ValueError: A level out of range or an unknown direction.
    """
    if row.level is not None:
        if not LEVELS[0] <= row.level <= LEVELS[1]:
            raise ValueError("a level goes from -2 to 2")
        return row.level
    if row.direction is None:
        return None
    if row.direction not in DIRECTIONS:
        raise ValueError("a direction is increase, decrease or stable")
    return DIRECTIONS[row.direction]
