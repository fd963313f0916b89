"""Why a dimension stands where it does: each row's contribution, and the rows that moved nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.growth.profile.rows import Observation


class Because(NamedTuple):
    """One row's part in a dimension."""

    row: Observation
    share: float
    """Its part of the evidence, 0..1; a session's rows share theirs equally. 0 when it moved nothing."""
    pull: float
    """T units by which it moves the mean away from 50; with 50 they sum to the mean."""
    surprise: float | None
    """Standardised innovation when it came in; None when it moved nothing."""
    noise_factor: float | None
    """2 when the same items were answered 14 to 90 days before; None when it moved nothing."""
    set_aside: str
    """Why it moved nothing; empty for evidence."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON, unrounded."""
        row = self.row
        return {
            "id": row.id,
            "source": row.source,
            "effective_at": row.effective_at,
            "local_date": row.local_date,
            "session_id": row.session_id,
            "instrument": row.instrument,
            "assessment_id": row.assessment_id,
            "t": row.t,
            "level": row.level,
            "strength": row.strength if row.source == "ai" else None,
            "kind": row.kind if row.source == "ai" else None,
            "quote": row.quote or None,
            "answer": row.answer,
            "share": self.share,
            "pull": self.pull,
            "surprise": self.surprise,
            "set_aside": self.set_aside or None,
        }


def why(profile: Profile, dimension: str) -> list[Because]:
    """Return every row of a dimension with what it did, oldest first.

    Args:
        profile: The profile as of some moment (`fold.fold`).
        dimension: One of the eight.
    """
    one = profile.dimensions[dimension]
    found = []
    for step, weight in zip(one.steps, one.weights(), strict=True):
        rows = step.measurement.rows
        found += [
            Because(
                row,
                weight.share / len(rows),
                weight.pull / len(rows),
                step.surprise,
                step.measurement.noise_factor,
                "",
            )
            for row in rows
        ]
    found += [
        Because(left.row, 0.0, 0.0, None, None, left.reason)
        for left in profile.set_aside
        if left.row.dimension == dimension
    ]
    return sorted(found, key=lambda because: (because.row.effective_at, because.row.id))
