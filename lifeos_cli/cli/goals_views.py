"""`lifeos goals progress|why|next|events`: a goal seen from one side."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import goal_handles
from lifeos_cli.cli.output import emit_list, emit_thing
from lifeos_cli.cli.runtime import current

GOAL = typer.Argument(..., metavar="GOAL", autocompletion=goal_handles)
_LAST = 26
"""Periods a person is shown."""


def progress(goal: str = GOAL) -> None:
    """Show how far a goal is by what was counted, and how it moves."""
    from lifeos_cli.growth.goals.progress import periods
    from lifeos_cli.record.goal_board import one
    from lifeos_cli.render.goals import course_line, how_far, progress_bar

    run = current()
    view = one(run.store, run.person.id, goal)
    from lifeos_cli.clock import local_date, now_ms

    found = periods(view.goal, view.events, view.standing, local_date(now_ms()))
    full = {
        "id": view.goal.id,
        "handle": view.row["handle"],
        "progress": view.progress.as_dict(),
        "rhythm": view.rhythm.as_dict() if view.rhythm else None,
        "movement": view.movement.as_dict(),
        "periods": [period._asdict() | {"met": period.met} for period in found],
    }
    if run.json:
        run.out_json(full)
        return
    share = view.progress.share
    emit_thing(
        {
            "goal": view.goal.title,
            "progress": f"{progress_bar(share)} {how_far(view.progress)}"
            if share is not None
            else "nothing to count yet",
            "course": course_line(view.goal, view.rhythm, view.movement),
            "lately": "".join("●" if period.met else "·" for period in found[-_LAST:]),
        }
    )


def why(
    goal: str = GOAL,
    text: str | None = typer.Argument(None, metavar="[TEXT]", help="Say it anew."),
) -> None:
    """Show why a goal matters and where it came from; with a text, say so."""
    from lifeos_cli.record import goals
    from lifeos_cli.record.goal_board import one, public
    from lifeos_cli.record.goal_events import HAND

    run = current()
    if text is not None:
        from lifeos_cli.cli.cards import card_after
        from lifeos_cli.cli.goals_status import tell

        row = goals.edit(run.store, run.person.id, goal, {"why": text}, HAND)
        tell(row["id"], "Noted.")
        card_after(text)
        return
    values = public(one(run.store, run.person.id, goal))
    keys = ("id", "handle", "title", "why", "value", "quote", "session_id", "origin", "created_on")
    emit_thing({key: values[key] for key in keys if key != "id"}, full={key: values[key] for key in keys})
    if not values["why"]:
        run.note(f'Why does it matter to you? lifeos goals why {values["handle"]} "..."')


def next_() -> None:
    """Show the next step of every active goal; those with a day come first."""
    from lifeos_cli.record.goal_board import board
    from lifeos_cli.render.goals import next_line

    run = current()
    views = [view for view in board(run.store, run.person.id, status="active") if view.next]
    views.sort(
        key=lambda view: (
            view.next is None or view.next.due_on is None,
            (view.next and view.next.due_on) or "",
        )
    )
    rows = [
        {
            "id": view.goal.id,
            "handle": view.row["handle"],
            "title": view.goal.title,
            **(view.next.as_dict() if view.next else {}),
        }
        for view in views
    ]
    shown = [{**row, "next": next_line(view.next)} for row, view in zip(rows, views, strict=True)]
    emit_list(
        ("handle", "title", "next"),
        shown,
        full=rows,
        empty='No active goals. Set one: lifeos goals add "Run 10k by 1 May"',
    )


def events(goal: str = GOAL) -> None:
    """List everything that happened to a goal, oldest first."""
    from lifeos_cli.record import goals
    from lifeos_cli.record.goal_board import public_event
    from lifeos_cli.store import goals as stored

    run = current()
    row = goals.find(run.store.conn, run.person.id, goal)
    full = [public_event(one) for one in stored.events(run.store.conn, run.person.id, row["id"])]
    emit_list(("local_date", "kind", "detail", "origin"), full, full=full)
