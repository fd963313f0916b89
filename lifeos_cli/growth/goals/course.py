"""Where a goal is heading: movement, what comes next, and what to say of it without a reproach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.goals.progress import frequency_of, periods
from lifeos_cli.growth.goals.quality import gaps
from lifeos_cli.growth.goals.rows import ACTIVE, OUTCOME
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.growth.goals.progress import Period, Progress, Rhythm
    from lifeos_cli.growth.goals.rows import Goal, GoalEvent, Milestone
    from lifeos_cli.growth.goals.status import Standing

WINDOW_DAYS = 14
"""Movement is what happened in the last so many days, against as many before."""


class Movement(NamedTuple):
    """How a goal moves: facts, no verdict."""

    recent: int
    """Things that happened in the last 14 days: milestones done, occurrences kept, other events."""
    before: int
    """The same in the 14 days before."""
    quiet_days: int
    """Days since anything happened (or since it was set)."""
    trend: str
    """gaining, steady, slowing, or quiet (nothing in 14 days)."""
    pace: float | None
    """Progress less the share of time gone, -1..1; None without a date or anything to count."""

    @property
    def drifting(self) -> bool:
        """Whether the goal wants a look: nothing has happened for 14 days."""
        return self.trend == "quiet"

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**self._asdict(), "drifting": self.drifting}


class NextStep(NamedTuple):
    """What comes next for a goal."""

    kind: str
    """milestone, occurrence, question (something is missing), or finish (every milestone is done)."""
    text: str
    due_on: str | None = None
    milestone_id: str | None = None
    overdue: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return self._asdict()


def movement(
    goal: Goal,
    milestones: Iterable[Milestone],
    events: Iterable[GoalEvent],
    progress: Progress,
    today: str,
) -> Movement:
    """Return how a goal moves.

    Args:
        goal: The goal.
        milestones: Its milestones.
        events: Its log.
        progress: `progress.progress` of it today.
        today: The person's day, YYYY-MM-DD.
    """
    now = date.fromisoformat(today)
    days = [one.done_on for one in milestones if one.done_on and one.withdrawn_at is None]
    days += [one.local_date for one in events if one.withdrawn_at is None]
    ages = [age for day in days if (age := (now - date.fromisoformat(day)).days) >= 0]
    recent = sum(age < WINDOW_DAYS for age in ages)
    before = sum(WINDOW_DAYS <= age < 2 * WINDOW_DAYS for age in ages)
    since_set = (now - date.fromisoformat(goal.created_on)).days
    quiet = min([*ages, since_set])
    if quiet >= WINDOW_DAYS:
        trend = "quiet"
    elif recent > before:
        trend = "gaining"
    else:
        trend = "steady" if recent == before else "slowing"
    return Movement(recent, before, quiet, trend, _pace(goal, progress, now))


def _pace(goal: Goal, progress: Progress, now: date) -> float | None:
    if goal.target_date is None or progress.share is None:
        return None
    start, end = date.fromisoformat(goal.created_on), date.fromisoformat(goal.target_date)
    if end <= start:
        return None
    gone = min(1.0, max(0.0, (now - start).days / (end - start).days))
    return progress.share - gone


def next_step(
    goal: Goal,
    milestones: Sequence[Milestone],
    events: Sequence[GoalEvent],
    standing: Standing,
    today: str,
    ran: Sequence[Period] | None = None,
) -> NextStep | None:
    """Return what comes next for an active goal; None for one that does not run.

    The first open milestone in the goal's order; for what is kept regularly
    the next occurrence; else the question that fills the first gap. `ran` are
    its `progress.periods`, where they are known already.
    """
    if standing.status != ACTIVE:
        return None
    live = sorted((one for one in milestones if one.withdrawn_at is None), key=lambda one: one.position)
    for one in live:
        if one.done_on is None:
            overdue = one.due_on is not None and one.due_on < today
            return NextStep("milestone", one.title, one.due_on, one.id, overdue)
    found = periods(goal, events, standing, today) if ran is None else ran
    occurrence = _occurrence(goal, found)
    if occurrence is not None:
        return occurrence
    if live and goal.type == OUTCOME:
        return NextStep("finish", "Every milestone is done: is the goal reached?", goal.target_date)
    # Without an open milestone or a frequency every kind of goal lacks something.
    return NextStep("question", gaps(goal, milestones, today)[0].question)


def _occurrence(goal: Goal, ran: Sequence[Period]) -> NextStep | None:
    """Return the next time something is to be kept, where it is kept regularly."""
    frequency = frequency_of(goal)
    if goal.type == OUTCOME or frequency is None:
        return None
    now = ran[-1:]
    what = goal.weekly_action or (str(goal.plans[0]) if goal.plans else goal.title)
    cue = f" ({goal.cue})" if goal.cue and not goal.weekly_action else ""
    if now and not now[0].over and now[0].met:
        return NextStep("occurrence", f"{what}{cue}: done for this {frequency.per}")
    return NextStep("occurrence", f"{what}{cue}")


def rhythm_line(found: Rhythm, per: str) -> str:
    """Say how regularly something is kept, by what was kept; never by what was not.

    Args:
        found: Its rhythm.
        per: day or week.
    """
    if not found.of or not found.met:
        return "ready when you are"
    if found.run > 1:
        return f"{found.run} {per}s running"
    if found.of == 1:
        return f"kept in the last {per}"
    return f"kept in {found.met} of the last {found.of} {per}s"


def movement_line(found: Movement) -> str:
    """Say how a goal moves, as a fact or a question."""
    if found.drifting:
        return f"quiet for {counted(found.quiet_days, 'day', 'days')}: still yours, or smaller, or let go?"
    return (
        f"{counted(found.recent, 'step', 'steps')} in the last {WINDOW_DAYS} days"
        if found.recent
        else "just begun"
    )
