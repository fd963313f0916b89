"""What a reached goal brings: evidence to offer for its skills, and a kind word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lifeos_cli.growth.goals.progress import Progress
    from lifeos_cli.growth.goals.rows import Goal

DIFFICULTY = 3
"""Medium, until the person says otherwise."""


class Offer(NamedTuple):
    """A piece of skill evidence to offer; it counts only once the person accepts it."""

    skill_id: str
    source: str
    difficulty: int
    outcome: float
    content: str
    """What it rests on."""


def offers(goal: Goal) -> list[Offer]:
    """Return the evidence a reached goal offers to each skill linked with it: an action that went."""
    return [Offer(skill, "action", DIFFICULTY, 1.0, f"Goal reached: {goal.title}") for skill in goal.skills]


def kind_word(goal: Goal, progress: Progress) -> str:
    """Say something kind about a reached goal that is also true."""
    done = f" {progress.done} of {progress.of} {progress.counted} along the way." if progress.done else ""
    why = f" You wanted it for this: {goal.why.strip().rstrip('.')}." if goal.why.strip() else ""
    return f"You did what you set out to do.{done}{why} Take a moment before the next thing."
