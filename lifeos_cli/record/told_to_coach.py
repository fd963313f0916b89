"""What a coach is told of the person's profile, goals and skills: one line each, with how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import local_date
from lifeos_cli.growth.goals.course import movement_line, rhythm_line
from lifeos_cli.growth.goals.progress import frequency_of
from lifeos_cli.growth.profile.wording import LABELS, lately_line, trait_line
from lifeos_cli.record import profile
from lifeos_cli.record.goal_board import board
from lifeos_cli.record.skills import Forest
from lifeos_cli.store.about import Known
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.record.goal_board import View
    from lifeos_cli.store.database import Store

GOALS, SKILLS = 20, 12
"""At most so many are told."""
_WORDS = 200


def of_profile(store: Store, user_id: str) -> list[Known]:
    """Return the dimensions of which something can be said, the surest first."""
    found = profile.now(store, user_id).dimensions.values()
    told = []
    for one in sorted(found, key=lambda one: -one.state.confidence):
        if one.label == LABELS[0][1]:
            continue
        text = trait_line(one) + (f". {lately_line(one)}" if one.lately is not None else "")
        rows = [row for step in one.steps for row in step.measurement.rows]
        told.append(Known(one.dimension, text, one.label, max(row.effective_at for row in rows)))
    return told


def of_goals(store: Store, user_id: str) -> list[Known]:
    """Return active goals with how far they are and what comes next, the newest first."""
    views = board(store, user_id, status="active")[:GOALS]
    return [Known(view.goal.id, _goal(view), view.goal.type, view.row["created_at"]) for view in views]


def _goal(view: View) -> str:
    goal, progress = view.goal, view.progress
    parts = [goal.type]
    if goal.target_date:
        parts.append(f"by {goal.target_date}")
    if goal.why:
        parts.append(f"why: {one_line(goal.why, _WORDS)}")
    if progress.share is not None:
        parts.append(f"{progress.done} of {progress.of} {progress.counted}")
    frequency = frequency_of(goal)
    if view.rhythm is not None and frequency is not None and not view.movement.drifting:
        parts.append(rhythm_line(view.rhythm, frequency.per))
    else:
        parts.append(movement_line(view.movement))
    if view.next is not None:
        asked = "still to be asked" if view.next.kind == "question" else "next"
        parts.append(f"{asked}: {one_line(view.next.text, _WORDS)}")
    return f"[{view.row['handle']}] {one_line(goal.title, _WORDS)} ({'; '.join(parts)})"


def of_skills(store: Store, user_id: str) -> list[Known]:
    """Return the skills with the most behind them, and when each was last used."""
    forest = Forest(store, user_id)
    told = []
    for skill in forest.skills:
        state = forest.states[skill.id]
        if state.evidence and state.last_at is not None:
            rusty = "; not used for a while" if state.rusty else ""
            last = local_date(state.last_at)
            text = f"{one_line(skill.name, 80)}: level {state.level} {state.level_name}, last {last}{rusty}"
            told.append((state.level, state.experience, Known(skill.id, text, "evidence", state.last_at)))
    told.sort(key=lambda one: (-one[0], -one[1], one[2].id))
    return [known for _, _, known in told[:SKILLS]]
