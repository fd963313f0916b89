"""Goals on a terminal: how far, what comes next, what is still to be said. Never a reproach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.growth.goals.course import movement_line, rhythm_line
from lifeos_cli.growth.goals.progress import frequency_of
from lifeos_cli.render.wrap import wrap
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.growth.goals.course import Movement, NextStep
    from lifeos_cli.growth.goals.progress import Progress, Rhythm
    from lifeos_cli.growth.goals.rows import Goal

BAR = 20


def progress_bar(share: float, width: int = BAR) -> str:
    """Draw a share of 0..1."""
    full = round(share * width)
    return "█" * full + "░" * (width - full)


def how_far(found: Progress) -> str:
    """Say how far a goal is by what was counted; nothing where there is nothing to count."""
    if found.share is None or (not found.done and found.counted == "occurrences"):
        return ""
    return f"{found.done} of {found.of} {found.counted}"


def next_line(found: NextStep | None) -> str:
    """Say what comes next."""
    if found is None:
        return ""
    due = f" ({'was for' if found.overdue else 'by'} {found.due_on})" if found.due_on else ""
    return f"{found.text}{due}"


def course_line(goal: Goal, found: Rhythm | None, moved: Movement) -> str:
    """Say how a goal moves, or how regularly it is kept."""
    frequency = frequency_of(goal)
    if found is not None and frequency is not None and not moved.drifting:
        return rhythm_line(found, frequency.per)
    return movement_line(moved)


def listing(rows: Sequence[Mapping[str, Any]], width: int, *, color: bool) -> str:
    """Return goals as two lines each: the title and how far it is, then what comes next.

    Args:
        rows: With `handle title status target_date progress course next`.
        width: Columns of the terminal.
        color: Whether titles may be bold.
    """
    indent = " " * (max(len(row["handle"]) for row in rows) + 2)
    lines = []
    for row in rows:
        title = one_line(row["title"], 90)
        said = [row["status"] if row["status"] != "active" else "", row["progress"], row["course"]]
        if row["target_date"] and row["status"] == "active":
            said.append(f"by {row['target_date']}")
        first = f"{row['handle']:<{len(indent)}}{title}"
        lines.append(f"\x1b[1m{first}\x1b[0m" if color else first)
        below = [" · ".join(part for part in said if part), f"next: {row['next']}" if row["next"] else ""]
        for text in filter(None, below):
            wrapped = wrap(one_line(text, 400), max(20, width - len(indent)))
            lines += [f"{indent}{line}" for line in wrapped.split("\n")]
    return "\n".join(lines)


def card(values: Mapping[str, Any], progress: Progress, course: str, coming: str) -> str:
    """Return one goal as a card of several lines."""
    lines = [
        f"{values['handle']}  {one_line(values['title'], 90)}",
        f"      {values['type']}, {values['status']}",
    ]
    if progress.share is not None:
        lines.append(f"      {progress_bar(progress.share)} {how_far(progress)}")
    told = ("why", "measure", "target_date", "cue", "frequency", "value", "weekly_action")
    lines += [
        f"      {name.replace('_', ' ')}: {one_line(str(values[name]), 200)}" for name in told if values[name]
    ]
    lines += [f"      plan: {one_line(plan, 200)}" for plan in values["if_then"]]
    for step in values["milestones"]:
        mark = "x" if step["done_on"] else " "
        due = f" (by {step['due_date']})" if step["due_date"] and not step["done_on"] else ""
        lines.append(f"      [{mark}] {step['number']} {one_line(step['title'], 90)}{due}")
    if values["skills"]:
        lines.append("      skills: " + ", ".join(one_line(one["name"], 40) for one in values["skills"]))
    if course and values["status"] == "active":
        lines.append(f"      {course}")
    if coming:
        lines.append(f"      next: {one_line(coming, 120)}")
    return "\n".join(lines)
