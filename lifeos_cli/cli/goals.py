"""`lifeos goals`: what a person wants, how far it is, what comes next."""

from __future__ import annotations

from typing import Any

import typer

from lifeos_cli.cli import goals_milestones, goals_status, goals_views, goals_write
from lifeos_cli.cli.complete import goal_handles
from lifeos_cli.cli.goals_pick import pick
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current

app = group("What you want, how far it is, what comes next.")
GOAL = typer.Argument(
    ..., metavar="GOAL", help="A handle, an id or a title's beginning.", autocompletion=goal_handles
)
COLUMNS = ("handle", "title", "type", "status", "progress", "target_date", "course", "next")


@app.command("list")
def list_(
    status: str | None = typer.Option(
        None, metavar="STATUS", help="active, paused, completed, abandoned or all; open ones if left out."
    ),
) -> None:
    """List goals, the newest first: how far each is and what comes next."""
    from lifeos_cli.growth.goals.rows import OPEN
    from lifeos_cli.record import checked
    from lifeos_cli.record.goal_board import board, public
    from lifeos_cli.store.schema_coach import GOAL_STATUSES

    run = current()
    if status is not None:
        checked.one_of(status, (*GOAL_STATUSES, "all"), "status")
    only = status if status in GOAL_STATUSES else None
    views = board(run.store, run.person.id, status=only)
    views = [view for view in views if status is not None or view.standing.status in OPEN]
    rows = [_row(view) for view in views] if not run.json else []
    if rows and run.stdout_tty:
        from lifeos_cli.render.goals import listing

        run.out_styled(listing(rows, run.width, color=run.use_color))
        return
    emit_list(
        COLUMNS,
        rows,
        full=[public(view) for view in views] if run.json else None,
        empty='No goals yet. One line is enough: lifeos goals add "Run 10k by 1 May"',
    )


def _row(view: Any) -> dict[str, Any]:
    from lifeos_cli.render.goals import course_line, how_far, next_line

    active = view.standing.status == "active"
    return {
        **view.row,
        "status": view.standing.status,
        "progress": how_far(view.progress),
        "course": course_line(view.goal, view.rhythm, view.movement) if active else "",
        "next": next_line(view.next),
    }


@app.command()
def show(goal: str = GOAL) -> None:
    """Show one goal whole, and the questions still open about it."""
    from lifeos_cli.record.goal_board import one, public
    from lifeos_cli.render.goals import card, course_line, next_line

    run = current()
    view = one(run.store, run.person.id, goal)
    values = public(view)
    if run.json:
        run.out_json(values)
        return
    course = course_line(view.goal, view.rhythm, view.movement)
    run.out(card(values, view.progress, course, next_line(view.next)))
    if view.gaps and view.standing.status == "active":
        run.note(f"When you like: {view.gaps[0].question}")


app.command()(goals_write.add)
app.command()(goals_write.edit)
for name, what in goals_status.COMMANDS.items():
    app.command(name)(what)
app.command()(goals_views.progress)
app.command()(goals_views.why)
app.command("next")(goals_views.next_)
app.command()(goals_views.events)
app.command()(goals_status.check)
app.command()(goals_status.plan)
app.command()(goals_status.link)
app.command()(goals_status.unlink)
app.command()(goals_status.rm)
app.command()(pick)
app.add_typer(goals_milestones.app, name="milestone")
