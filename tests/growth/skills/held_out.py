"""How verdicts on near-duplicate skills do on pairs their thresholds were not calibrated on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.growth.skills.similar import ASK, DISTINCT, MERGE, calibrate, verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Figures(NamedTuple):
    """How verdicts did on pairs they were not calibrated on."""

    pairs: int
    same: int
    merged_rightly: int
    merged_wrongly: int
    asked_same: int
    asked_other: int

    @property
    def recall(self) -> float:
        """Share of the pairs that are one skill which were merged or asked about."""
        return (self.merged_rightly + self.asked_same) / self.same if self.same else 0.0


def cross_validated(
    pairs: Sequence[tuple[str, str, bool]], similarity: Callable[[str, str], float], folds: int = 7
) -> Figures:
    """Calibrate on all folds but one, judge that one; the sum over all folds.

    Args:
        pairs: (name, other name, whether the two are one skill); every n-th pair is one fold.
        similarity: Of two names, by the embedding model.
        folds: How many parts.
    """
    near = [similarity(a, b) for a, b, _ in pairs]
    counts = {(MERGE, True): 0, (MERGE, False): 0, (ASK, True): 0, (ASK, False): 0}
    for part in range(folds):
        rest = [(near[n], pairs[n][2]) for n in range(len(pairs)) if n % folds != part]
        thresholds = calibrate(rest)
        for n in range(part, len(pairs), folds):
            one, other, same = pairs[n]
            said = verdict(one, other, near[n], thresholds).verdict
            if said != DISTINCT:
                counts[said, same] += 1
    return Figures(
        len(pairs),
        sum(same for _, _, same in pairs),
        counts[MERGE, True],
        counts[MERGE, False],
        counts[ASK, True],
        counts[ASK, False],
    )
