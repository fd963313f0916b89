"""`lifeos goals milestone add|done|reorder|rm`: the steps of a goal."""

from __future__ import annotations

import typer

from lifeos_cli.cli.goals_status import GOAL, tell
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current

app = group("The steps of a goal.")
STEP = typer.Argument(..., metavar="MILESTONE", help="Its number, id or title.")


@app.command()
def add(
    goal: str = GOAL,
    text: str = typer.Argument(..., metavar="TEXT", help="'5 km by friday'."),
    by: str = typer.Option(None, "--by", metavar="DAY", help="By when."),
) -> None:
    """Add a milestone at the end."""
    from lifeos_cli.cli.cards import card_after
    from lifeos_cli.clock import local_date, now_ms
    from lifeos_cli.growth.goals.one_line import future_date, read_line
    from lifeos_cli.record import goal_events

    run, today = current(), local_date(now_ms())
    line = read_line(text, today)
    due = future_date(by, today) if by is not None else line.target_date
    row = goal_events.add_milestone(run.store, run.person.id, goal, line.title, due)
    tell(row["id"], f"Added: {line.title}.")
    card_after(text)


@app.command()
def done(goal: str = GOAL, milestone: str = STEP) -> None:
    """Mark a milestone as reached."""
    from lifeos_cli.record import goals
    from lifeos_cli.record.goal_events import HAND

    run = current()
    row = goals.complete_milestone(run.store, run.person.id, goal, milestone, HAND)
    open_ = [one for one in row["milestones"] if one["status"] == "open"]
    tell(
        row["id"], "One step further." if open_ else f"All steps are done: lifeos goals done {row['handle']}?"
    )


@app.command()
def reorder(
    goal: str = GOAL,
    order: list[str] = typer.Argument(
        ..., metavar="MILESTONE...", help="Numbers, ids or titles, first first."
    ),
) -> None:
    """Put milestones into a new order; those not named follow as they were."""
    from lifeos_cli.record import goal_events

    run = current()
    row = goal_events.reorder(run.store, run.person.id, goal, order)
    tell(row["id"], "In the new order.")


@app.command()
def rm(goal: str = GOAL, milestone: str = STEP) -> None:
    """Withdraw a milestone; it no longer counts."""
    from lifeos_cli.record import goal_events

    run = current()
    row = goal_events.drop_milestone(run.store, run.person.id, goal, milestone)
    tell(row["id"], "Withdrawn.")
