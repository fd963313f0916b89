"""When the profile is kept as a picture: weekly, at milestones, at a significant change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.profile.change import SIGNIFICANT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.growth.profile.change import Change
    from lifeos_cli.growth.profile.fold import Profile

WEEKLY, MILESTONE = "weekly", "milestone"
MILESTONES = ("assessment completed", "goal completed", "asked for")


class Snapshot(NamedTuple):
    """A kept picture, as far as the rules need it."""

    trigger: str
    """weekly, milestone or significant_change."""
    at: int
    """Epoch milliseconds."""
    local_date: str
    dimension: str | None = None
    """The dimension that changed (significant_change)."""
    row_id: str | None = None
    """Id of the observation that showed the change (significant_change)."""


class Evidence(NamedTuple):
    """When something was learnt."""

    id: str
    recorded_at: int
    """When the row arrived, epoch milliseconds (not when it was true)."""


def iso_week(local_date: str) -> str:
    """Return the ISO week of a day, as 2026-W01."""
    year, week, _ = date.fromisoformat(local_date).isocalendar()
    return f"{year}-W{week:02d}"


def weekly_due(kept: Iterable[Snapshot], evidence: Iterable[Evidence], today: str) -> bool:
    """Tell whether a weekly snapshot is due: none this ISO week yet, and evidence since the last weekly one.

    Args:
        kept: All snapshots of the person.
        evidence: The rows that move the profile (not those set aside).
        today: The person's day, YYYY-MM-DD.
    """
    weekly = [one for one in kept if one.trigger == WEEKLY]
    if any(iso_week(one.local_date) == iso_week(today) for one in weekly):
        return False
    last = max((one.at for one in weekly), default=None)
    return any(last is None or row.recorded_at > last for row in evidence)


def new_significant(kept: Iterable[Snapshot], found: Sequence[Change]) -> list[Change]:
    """Return the significant changes that have no snapshot yet, oldest first."""
    have = {one.row_id for one in kept if one.trigger == SIGNIFICANT}
    return [change for change in found if change.verdict == SIGNIFICANT and change.row.id not in have]


def picture(profile: Profile) -> dict[str, Any]:
    """Return what a snapshot keeps of the profile, ready for JSON: each dimension unrounded."""
    return profile.as_dict()["dimensions"]  # type: ignore[no-any-return]
