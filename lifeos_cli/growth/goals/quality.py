"""What a goal still lacks to be worked with: one question for each gap, none of them a reproach."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.growth.goals.rows import IDENTITY, OUTCOME, PROCESS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.growth.goals.rows import Goal, Milestone

MILESTONE_DAYS = 14
"""The next milestone is to be at most so many days away."""


class Gap(NamedTuple):
    """Something missing, and the question that fills it."""

    field: str
    """why, measure, target_date, cue, frequency, value, weekly_action, plans or milestones."""
    question: str

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return self._asdict()


NEEDS = {
    OUTCOME: (
        Gap("measure", "How will you know that you are there?"),
        Gap("target_date", "By when?"),
    ),
    PROCESS: (
        Gap("cue", "When, or after what, will you do it?"),
        Gap("frequency", "How often?"),
    ),
    IDENTITY: (
        Gap("value", "What does the person you want to be stand for?"),
        Gap("weekly_action", "What is one thing that person does every week?"),
    ),
}
"""What a goal of each type needs to be workable, beside a why and an if-then plan."""
_WHY = Gap("why", "Why does it matter to you?")
_PLAN = Gap("plans", "What might get in the way, and what will you do then? (if ..., then ...)")
_STEP = Gap("milestones", "What is a first step within the next two weeks?")


def gaps(goal: Goal, milestones: Iterable[Milestone], today: str) -> list[Gap]:
    """Return what the goal lacks for its kind, the most important first.

    An outcome needs a measure and a date, a process a cue and a frequency, an
    identity a value and one weekly action; every goal a why, an if-then plan,
    and a next milestone within 14 days. What is done again and again (process,
    identity) has its next occurrence for a milestone.

    Args:
        goal: The goal.
        milestones: Its milestones.
        today: The person's day, YYYY-MM-DD.
    """
    found = [_WHY] if not goal.why.strip() else []
    found += [gap for gap in NEEDS[goal.type] if not getattr(goal, gap.field)]
    if not goal.plans:
        found.append(_PLAN)
    recurring = goal.type != OUTCOME and (goal.frequency is not None or bool(goal.weekly_action))
    if not recurring and not _near(milestones, today):
        found.append(_STEP)
    return found


def _near(milestones: Iterable[Milestone], today: str) -> bool:
    """Tell whether an open milestone is due within 14 days (or overdue)."""
    now = date.fromisoformat(today)
    return any(
        one.due_on is not None and (date.fromisoformat(one.due_on) - now).days <= MILESTONE_DAYS
        for one in milestones
        if one.done_on is None and one.withdrawn_at is None
    )
