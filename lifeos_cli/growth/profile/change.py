"""When a change is more than chance: the reliable change index and the rule built on it.

With eight dimensions, 1.96 would alarm one person in three at every look
(1 - .95^8 = .34). So a change counts at 2.73 (.05 / 8, two-sided), or at 1.96
when the next assessment confirms it, or when the filter's two estimates lie
1.96 apart. It is only ever looked for when a scale was answered: readings by
a model alone can never fire it.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import DAY
from lifeos_cli.growth.instruments.catalog import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.growth.profile.kalman import State
    from lifeos_cli.growth.profile.rows import Observation
    from lifeos_cli.growth.profile.trace import Step

POSSIBLE_AT = 1.96
SIGNIFICANT_AT = 2.73
CONFIRM_DAYS = 14
"""A confirming assessment comes at least so many days after the one it confirms."""
APART_DAYS = 28
"""Least days between two significant changes of a dimension."""
SURPRISE_AT = 2.5
POSSIBLE = "possible_change"
SIGNIFICANT = "significant_change"


def rci(before: float, after: float, reliability: float, *, k: int = 1) -> float:
    """Return the reliable change index of two T scores on the same instrument.

    (after - before) / (10 sqrt(2 (1 - r) / k)): Jacobson & Truax, denominator
    as corrected by Christensen & Mendoza (1986).

    Args:
        before: T score, or the mean of k.
        after: The later one, of as many.
        reliability: Of one assessment, in [0, 1); retest reliability where it is known.
        k: How many assessments each side is the mean of.

    Raises:
        ValueError: The reliability or k is out of range.
    """
    if not 0 <= reliability < 1 or k < 1:
        raise ValueError("reliability must lie in [0, 1) and k be at least 1")
    return (after - before) / (10 * sqrt(2 * (1 - reliability) / k))


class Change(NamedTuple):
    """What an assessment said about change on one dimension."""

    dimension: str
    verdict: str
    """possible_change or significant_change."""
    row: Observation
    """The assessment that showed it."""
    since: Observation
    """The assessment it is compared with."""
    rci: float | None
    """None when another instrument was taken and only the filter's estimates were compared."""
    rule: str
    """large (2.73), confirmed (1.96 twice), posterior (the two estimates), or single (1.96 once)."""
    before: State
    after: State
    """What the filter knew at the two moments."""

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "dimension": self.dimension,
            "verdict": self.verdict,
            "rule": self.rule,
            "rci": self.rci,
            "at": self.row.effective_at,
            "since": self.since.effective_at,
            "from": self.before.mean,
            "to": self.after.mean,
        }


class _Watch:
    """What later assessments of one dimension are compared with."""

    def __init__(self) -> None:
        self.scale: dict[str, Observation] = {}
        """Reference sheet of each instrument."""
        self.origin: Step | None = None
        """The step the filter's own estimate is compared with."""
        self.pending: dict[str, tuple[Observation, int]] = {}
        """Last assessment of an instrument beyond 1.96, and its direction."""
        self.last: int | None = None
        """When the last significant change was."""

    def reset(self, step: Step, instrument: str) -> None:
        """Start anew from this step, after a significant change."""
        row = step.measurement.first
        self.scale, self.origin, self.pending, self.last = {instrument: row}, step, {}, row.effective_at


def _changes(steps: Iterable[Step]) -> list[Change]:
    """Return every change the assessments of one dimension showed, oldest first.

    The first assessment is the reference, per instrument; a significant change
    makes the one that showed it the new reference. Assessments that were only
    logged (the same items within 14 days) are not looked at.
    """
    watch = _Watch()
    found = []
    for step in steps:
        row = step.measurement.first
        if row.source != "assessment" or row.t is None:
            continue
        change = _look(watch, step, row)
        if change is not None:
            found.append(change)
            if change.verdict == SIGNIFICANT:
                watch.reset(step, row.instrument or "")
    return found


def changes_of(profile: Profile) -> list[Change]:
    """Return every change of a profile's dimensions, oldest first, then by dimension."""
    found = [change for one in profile.dimensions.values() for change in _changes(one.steps)]
    return sorted(found, key=lambda change: (change.row.effective_at, change.row.id))


def _look(watch: _Watch, step: Step, row: Observation) -> Change | None:
    """Compare one assessment with the references; notes what it leaves pending."""
    instrument = row.instrument or ""
    if watch.origin is None:
        watch.origin = step
    reference = watch.scale.setdefault(instrument, row)
    since = watch.origin.measurement.first if reference is row else reference
    if since is row:
        return None
    index = None if reference is row else _index(reference, row)
    direction = 0 if index is None or abs(index) < POSSIBLE_AT else 1 if index > 0 else -1
    rule = _rule(watch, step, index, direction)
    if direction:
        watch.pending[instrument] = row, direction
    else:
        watch.pending.pop(instrument, None)
    soon = watch.last is not None and row.effective_at - watch.last < APART_DAYS * DAY
    if rule and not soon:
        return Change(row.dimension, SIGNIFICANT, row, since, index, rule, watch.origin.after, step.after)
    if direction:
        return Change(
            row.dimension, POSSIBLE, row, since, index, rule or "single", watch.origin.after, step.after
        )
    return None


def _rule(watch: _Watch, step: Step, index: float | None, direction: int) -> str:
    """Name the first rule by which the step is a significant change; empty if none holds."""
    row = step.measurement.first
    if index is not None and abs(index) >= SIGNIFICANT_AT:
        return "large"
    earlier, way = watch.pending.get(row.instrument or "", (row, 0))
    if direction and way == direction and row.effective_at - earlier.effective_at >= CONFIRM_DAYS * DAY:
        return "confirmed"
    if watch.origin is None or watch.origin is step:
        return ""
    # Readings alone cannot carry this: from the prior they end at 20.6 T with variance 69.75, 1.6 of these units.
    old, new = watch.origin.after, step.after
    moved = (new.mean - old.mean) / sqrt(new.var + old.var)
    return "posterior" if abs(moved) >= POSSIBLE_AT else ""


def _index(before: Observation, after: Observation) -> float:
    """Return the index of two sheets of one instrument."""
    reliability = load(after.instrument or "").scales[after.dimension].retest
    return rci(before.t or 0.0, after.t or 0.0, reliability)
