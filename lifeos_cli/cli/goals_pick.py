"""`lifeos goals|sessions|skills pick`: choose one on the whole screen; its handle goes on through a pipe."""

from __future__ import annotations

from lifeos_cli.cli.picking import Row
from lifeos_cli.cli.picking import pick as choose
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import NotFoundError


def pick() -> None:
    """Choose a goal: arrows or typing, Enter takes it, Esc leaves.

    Example: lifeos goals show $(lifeos goals pick)
    """
    from lifeos_cli.record.goal_board import board, public
    from lifeos_cli.render.goals import how_far

    run = current()
    views = board(run.store, run.person.id, status="active")
    rows = [
        Row(str(view.row["handle"]), f"{view.goal.title}  {how_far(view.progress)}", public(view))
        for view in views
    ]
    empty = NotFoundError("there is no active goal", hint='lifeos goals add "..." sets one.')
    choose("Which goal?", rows, empty=empty, hint="`lifeos goals list` lists the handles.")


def pick_session() -> None:
    """Choose a session: arrows or typing, Enter takes it, Esc leaves.

    Example: lifeos chat --session $(lifeos sessions pick)
    """
    from lifeos_cli.record.sessions import public
    from lifeos_cli.store import sessions

    run = current()
    rows = [
        Row(str(one.handle), f"{one.local_date}  {one.title or one.coach or one.type}", public(one))
        for one in sessions.listed(run.store.conn, run.person.id, most=1000)
    ]
    empty = NotFoundError("there is no session", hint="Start one: lifeos chat")
    choose("Which session?", rows, empty=empty, hint="`lifeos sessions list` lists the handles.")


def pick_skill() -> None:
    """Choose a skill: arrows or typing, Enter takes it, Esc leaves.

    Example: lifeos skills show $(lifeos skills pick)
    """
    from lifeos_cli.record.skills import Forest

    run = current()
    forest = Forest(run.store, run.person.id)
    found = [forest.rows[one.id] for one in forest.skills]
    rows = [
        Row(str(row["handle"]), f"{row['name']}  {row['category'] or ''}".rstrip(), _named(row))
        for row in found
    ]
    empty = NotFoundError("there is no skill yet", hint='lifeos skills add "..." begins one.')
    choose("Which skill?", rows, empty=empty, hint="`lifeos skills list` lists the handles.")


def _named(row: object) -> dict[str, object]:
    values: dict[str, object] = dict(row)  # type: ignore[call-overload]  # a row of the store
    return {name: values[name] for name in ("id", "handle", "name", "category")}
