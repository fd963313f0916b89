"""The eight dimensions of the profile, and how much each may drift by itself."""

from __future__ import annotations

from lifeos_cli.errors import NotFoundError

BIG_FIVE = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
CUSTOM = ("selfAwareness", "growthMindset", "emotionalResilience")
"""Dimensions of our own: narrower than the Big Five, and largely re-readings of them."""
DIMENSIONS = (*BIG_FIVE, *CUSTOM)
TITLES = {
    "openness": "Openness",
    "conscientiousness": "Conscientiousness",
    "extraversion": "Extraversion",
    "agreeableness": "Agreeableness",
    "neuroticism": "Neuroticism",
    "selfAwareness": "Self-awareness",
    "growthMindset": "Growth mindset",
    "emotionalResilience": "Emotional resilience",
}
OVERLAPS = {
    "selfAwareness": "Largely openness read again: the two share content (r .69).",
    "emotionalResilience": "Largely low neuroticism read again, by construction (r -.81).",
}
"""What help must say of the dimensions that are not axes of their own (SPI, n = 4,000)."""

DRIFT_BIG_FIVE = 10.0
"""Process noise in T^2 a year: rank-order stability of .64 over 6.7 years at age 30."""
DRIFT_YOUNG = 14.0
"""The same below age 25: stability .54 in the college years."""
DRIFT_CUSTOM = 30.0
"""The same for our own dimensions, taken to be more malleable."""


def drift(dimension: str, *, young: bool = False) -> float:
    """Return the dimension's process noise in T^2 a year; `young`: below age 25."""
    if dimension in CUSTOM:
        return DRIFT_CUSTOM
    return DRIFT_YOUNG if young else DRIFT_BIG_FIVE


def find_dimension(typed: str) -> str:
    """Return the dimension a person means by its name, its title or a unique beginning, in any case.

    Raises:
        NotFoundError: None or several are called so.
    """
    wanted = "".join(ch for ch in typed.casefold() if ch.isalnum())
    if wanted:
        names = {name.casefold(): name for name in DIMENSIONS}
        found = (
            [names[wanted]] if wanted in names else [n for low, n in names.items() if low.startswith(wanted)]
        )
        if len(found) == 1:
            return found[0]
    raise NotFoundError("No dimension of that name", hint="The dimensions: " + ", ".join(DIMENSIONS) + ".")
