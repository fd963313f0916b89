"""Goals made up for the tests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lifeos_cli.growth.goals.progress import progress
from lifeos_cli.growth.goals.rows import Frequency, Goal, GoalEvent, IfThen, Milestone
from lifeos_cli.growth.goals.status import standing

SET = "2026-01-05"
"""A Monday."""
PLAN = IfThen("it rains", "I run inside")
RUN = Goal("g", "Run 10k", "outcome", SET, "to feel light", "10k run", "2026-05-01", plans=(PLAN,))
WALK = Goal(
    "w", "Walk", "process", SET, "air", cue="after lunch", frequency=Frequency(3, "week"), plans=(PLAN,)
)


def day(n: int) -> str:
    return (date.fromisoformat(SET) + timedelta(days=n)).isoformat()


def event(n: int, type_: str = "kept", **more: Any) -> GoalEvent:
    return GoalEvent(f"e{n:03d}{type_}", type_, n * 86_400_000, day(n), **more)


def step(n: int, done: int | None = None, due: int | None = None, **more: Any) -> Milestone:
    due_on, done_on = None if due is None else day(due), None if done is None else day(done)
    return Milestone(f"m{n}", f"Step {n}", n, due_on, done_on, **more)


def how_far(goal: Goal, steps: list[Milestone], events: list[GoalEvent], on: int) -> Any:
    return progress(goal, steps, events, standing(goal.created_on, events), day(on))
