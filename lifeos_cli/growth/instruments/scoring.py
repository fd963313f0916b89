"""From a sheet of answers to scores, and from scores to observations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.instruments.catalog import HIGH, LOW
from lifeos_cli.growth.instruments.norms import EVERYBODY, norm_of
from lifeos_cli.growth.profile.rows import Observation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.growth.instruments.answers import Answers
    from lifeos_cli.growth.instruments.catalog import Instrument, Scale

NEEDED = 0.75
"""Share of a scale's items that must be answered for a score."""
AT_TOP = "at the top of what this form can measure"
AT_BOTTOM = "at the bottom of what this form can measure"
COMPARED_WITH = "compared with people who took this test online"
"""How a percentile is to be introduced: the norm samples chose themselves."""


class Score(NamedTuple):
    """One scale of one sheet."""

    dimension: str
    answered: int
    items: int
    raw: float | None
    """Mean of the keyed answers, 1..5; None when fewer than 75 % were answered, as all that follows."""
    t: float | None
    """T score against the norm row: 50 + 10 (raw - mean) / sd."""
    percentile: float | None
    """From the table of raw sums; only for a full scale against everybody."""
    pomp: float | None
    """Percent of the possible range, for the scale without norms; None for the others."""
    norm_row: str
    """Id of the row it was compared with."""
    limit: str
    """Words for a score at an end of the form; else empty."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return self._asdict()


def score(
    answers: Mapping[str, int | None], instrument: Instrument, norm_row: str = EVERYBODY
) -> dict[str, Score]:
    """Score a sheet: each dimension's scale against the person's norm row.

    Args:
        answers: A checked sheet (`answers.check_answers`).
        instrument: Its form.
        norm_row: The person's frozen row id (`norms.norm_row_id`).
    """
    return {name: _score(scale, answers, norm_row) for name, scale in instrument.scales.items()}


def _score(scale: Scale, answers: Mapping[str, int | None], norm_row: str) -> Score:
    keyed = [item.keyed(value) for item in scale.items if (value := answers.get(item.id)) is not None]
    row_id, norm = norm_of(scale, norm_row)
    total = len(scale.items)
    if len(keyed) < NEEDED * total:
        return Score(scale.dimension, len(keyed), total, None, None, None, None, row_id, "")
    raw = sum(keyed) / len(keyed)
    compared = LOW + (raw - LOW) * (scale.points - LOW) / (HIGH - LOW)
    t = 50 + 10 * (compared - norm.mean) / norm.sd
    full = len(keyed) == total and row_id == EVERYBODY
    percentile = scale.percentiles.get(sum(keyed)) if full else None
    pomp = 100 * (raw - LOW) / (HIGH - LOW) if scale.assumed else None
    limit = AT_TOP if raw == HIGH else AT_BOTTOM if raw == LOW else ""
    return Score(scale.dimension, len(keyed), total, raw, t, percentile, pomp, row_id, limit)


class Sheet(NamedTuple):
    """A stored assessment: what was answered, when, and against which norms."""

    id: str
    instrument: str
    answers: Answers
    taken_at: int
    """Epoch milliseconds, when it was finished."""
    local_date: str
    """The person's day, YYYY-MM-DD."""
    norm_row: str = EVERYBODY
    session_id: str | None = None
    """The chat it was taken in, if it was."""
    withdrawn_at: int | None = None


def observations(sheet: Sheet, instrument: Instrument) -> list[Observation]:
    """Return the observations a sheet is evidence of: one for each scale with a score.

    Their ids are the sheet's with the dimension, so that the same sheet gives
    the same rows; whoever stores them may give them others.
    """
    return [
        Observation(
            id=f"{sheet.id}:{name}",
            dimension=name,
            source="assessment",
            effective_at=sheet.taken_at,
            local_date=sheet.local_date,
            session_id=sheet.session_id,
            withdrawn_at=sheet.withdrawn_at,
            t=found.t,
            rho2=instrument.scales[name].rho2,
            instrument=instrument.id,
            assessment_id=sheet.id,
            items=tuple(item.id for item in instrument.scales[name].items if sheet.answers.get(item.id)),
        )
        for name, found in score(sheet.answers, instrument, sheet.norm_row).items()
        if found.t is not None
    ]
