"""How a dimension is put into words: two layers, bands, no types, nothing good or bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.growth.profile.dimensions import TITLES
from lifeos_cli.growth.profile.kalman import Z95
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.growth.profile.fold import DimensionProfile, Share

LABELS = (
    (0.15, "not enough to say"),
    (0.40, "first impression"),
    (0.70, "rough estimate"),
    (0.90, "fair estimate"),
)
"""Below that confidence, these words; beyond the last, `well measured`."""
WELL = "well measured"
SHOWN_T = (20.0, 80.0)
"""T units a text shows at most; data keep the value as computed."""
SHOWN_VAR_FLOOR = 5.0
"""Least variance (T^2) of a band a text shows: a confidence of .95, which texts tell in words alone."""
TRAIT_LAYER = "Trait"
LATELY_LAYER = "Lately"
LATELY_MEANS = "how you have been showing up; not who you are"
SURPRISE_QUESTION = "Was today unusual, or has this really shifted?"
POSSIBLE_CHANGE = "This may have moved; a retest would settle it."
_EVEN = 0.25


def label(confidence: float) -> str:
    """Return the words for a confidence, 0..1."""
    return next((words for below, words in LABELS if confidence < below), WELL)


def shown(value: float) -> int:
    """Return a T score as a text shows it: whole, from 20 to 80."""
    return round(min(SHOWN_T[1], max(SHOWN_T[0], value)))


def shown_band(mean: float, var: float) -> tuple[int, int]:
    """Return the 95 % band as a text shows it."""
    reach = Z95 * max(var, SHOWN_VAR_FLOOR) ** 0.5
    return shown(mean - reach), shown(mean + reach)


def trait_line(profile: DimensionProfile) -> str:
    """Return the Trait layer's sentence, as "Extraversion 60 (51-70), fair estimate"."""
    title = TITLES[profile.dimension]
    if profile.label == LABELS[0][1]:
        return f"{title}: {profile.label}"
    if profile.pomp is not None:
        return (
            f"{title} {round(min(100.0, max(0.0, profile.pomp)))} of 100 on your own scale, {profile.label}"
        )
    low, high = shown_band(profile.state.mean, profile.state.var)
    return f"{title} {shown(profile.state.mean)} ({low}-{high}), {profile.label}"


def rests_on(shares: Iterable[Share]) -> str:
    """Return what a dimension rests on, as "Rests on: your mini-ipip 12 May (95 %), 4 conversations (5 %)."."""
    parts = [f"{share.what} ({round(100 * share.share)} %)" for share in shares]
    return f"Rests on: {', '.join(parts)}." if parts else "Rests on nothing yet."


def lately_line(profile: DimensionProfile) -> str:
    """Return the Lately layer's sentence; it says nothing of who the person is."""
    title = TITLES[profile.dimension]
    if profile.lately is None:
        return f"{title} lately: nothing to go by"
    if abs(profile.lately) >= _EVEN:
        side = (
            "higher than most people's average" if profile.lately > 0 else "lower than most people's average"
        )
    else:
        side = "about most people's average"
    return f"{title} lately: {side} ({counted(profile.lately_n, 'reading', 'readings')}; {LATELY_MEANS})"
