"""`lifeos goals add|edit`: set a goal in one line, and change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import goal_handles
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.growth.goals.one_line import Line

TYPE = typer.Option(None, "--type", metavar="TYPE", help="outcome, process or identity.")
WHY = typer.Option(None, metavar="TEXT", help="Why it matters to you.")
MEASURE = typer.Option(None, metavar="TEXT", help="How you will know (outcome).")
BY = typer.Option(None, "--by", metavar="DAY", help="By when (outcome): 1 May, friday, 'in 3 weeks'.")
CUE = typer.Option(None, metavar="TEXT", help="When or after what (process).")
OFTEN = typer.Option(None, "--often", metavar="HOW", help="How often (process): daily, '3 a week'.")
VALUE = typer.Option(None, metavar="TEXT", help="The kind of person you want to be (identity).")
WEEKLY = typer.Option(None, "--weekly", metavar="TEXT", help="One action a week (identity).")
PLAN = typer.Option([], "--if", metavar="PLAN", help="'it rains, then I go to the gym'; several times.")


def add(
    text: str = typer.Argument(..., metavar="TEXT", help="'Run 10k by 1 May'; - reads one goal a line."),
    type_: str = TYPE,
    why: str = WHY,
    measure: str = MEASURE,
    by: str = BY,
    cue: str = CUE,
    often: str = OFTEN,
    value: str = VALUE,
    weekly: str = WEEKLY,
    plan: list[str] = PLAN,
    milestone: list[str] = typer.Option([], "--milestone", metavar="TEXT", help="'5 km by friday'; several."),
) -> None:
    """Set a goal: one line is enough, the rest can come later.

    Examples: lifeos goals add "Run 10k by 1 May" --why "To feel light"; lifeos goals add "Meditate daily"
    """
    given = _given(why, measure, by, cue, often, value, weekly, plan)
    lines = _lines() if text == "-" else [text]
    rows = _set(lines, type_, given, milestone)
    _told(rows, several=text == "-")


def _lines() -> list[str]:
    from lifeos_cli.cli.reading import stdin_text

    found = [line.strip() for line in stdin_text().splitlines() if line.strip()]
    if not found:
        raise UsageFault("there was no goal to read", hint="Write one a line.")
    return found


def _set(
    lines: Sequence[str], type_: str | None, given: dict[str, Any], steps: Sequence[str]
) -> list[dict[str, Any]]:
    """Set every goal, or none if one of them will not do."""
    from lifeos_cli.cli.cards import card_after, card_whatever_happens
    from lifeos_cli.clock import local_date, now_ms
    from lifeos_cli.growth.goals.one_line import read_line
    from lifeos_cli.record import goals
    from lifeos_cli.record.goal_events import HAND

    run, today = current(), local_date(now_ms())
    read = [read_line(line, today) for line in lines]
    planned = [_step(step, today) for step in steps]
    texts = "\n".join([*lines, *steps, *(str(value) for value in given.values())])
    rows = []
    with card_whatever_happens(run, texts), run.store.write():
        for line in read:
            details = line.details() | given
            kind = type_ or _type(line, given)
            row = goals.add(
                run.store,
                run.person.id,
                title=line.title,
                type_=kind,
                milestones=planned,
                source=HAND,
                **details,
            )
            rows.append(row)
    card_after(texts)
    return rows


def _step(text: str, today: str) -> dict[str, str]:
    from lifeos_cli.growth.goals.one_line import read_line

    line = read_line(text, today)
    return {"title": line.title, **({"due_date": line.target_date} if line.target_date else {})}


def _type(line: Line, given: dict[str, Any]) -> str:
    """Tell a goal's type from what was said of it."""
    if given.get("value") or given.get("weekly_action"):
        return "identity"
    if given.get("frequency") or given.get("cue"):
        return "process"
    return line.type


def _given(
    why: str | None,
    measure: str | None,
    by: str | None,
    cue: str | None,
    often: str | None,
    value: str | None,
    weekly: str | None,
    plans: list[str],
) -> dict[str, Any]:
    from lifeos_cli.clock import local_date, now_ms
    from lifeos_cli.growth.goals.one_line import future_date

    found: dict[str, Any] = {
        "why": why,
        "measure": measure,
        "target_date": future_date(by, local_date(now_ms())) if by is not None else None,
        "cue": cue,
        "frequency": often,
        "value": value,
        "weekly_action": weekly,
        "if_then": [_plan(one) for one in plans] or None,
    }
    return {name: one for name, one in found.items() if one is not None}


def _plan(text: str) -> str:
    """Let `--if "it rains, then ..."` go without its own "if"."""
    first = text.strip().split(" ", 1)[0].lower()
    return text if first in {"if", "when", "whenever"} or "->" in text else f"if {text}"


def _told(rows: list[dict[str, Any]], *, several: bool) -> None:
    from lifeos_cli.record.goal_board import one, public

    run = current()
    views = [one(run.store, run.person.id, row["id"]) for row in rows]
    if several:
        full = [public(view) for view in views]
        shown = [{"handle": row["handle"], "title": row["title"], "type": row["type"]} for row in full]
        emit_list(("handle", "title", "type"), shown, full=full)
        return
    view = views[0]
    values = public(view)
    emit_written(
        f"Set as {values['handle']}: {values['title']} ({values['type']}).", values["handle"], values
    )
    if view.gaps:
        run.note(f"When you like: {view.gaps[0].question} (lifeos goals edit {values['handle']})")


def edit(
    goal: str = typer.Argument(..., metavar="GOAL", autocompletion=goal_handles),
    title: str = typer.Option(None, metavar="TEXT", help="The new title."),
    why: str = WHY,
    measure: str = MEASURE,
    by: str = BY,
    cue: str = CUE,
    often: str = OFTEN,
    value: str = VALUE,
    weekly: str = WEEKLY,
    plan: list[str] = PLAN,
) -> None:
    """Change a goal; --if replaces its plans (`goals plan` adds one). What it was stays in its log."""
    from lifeos_cli.cli.cards import card_after, card_whatever_happens
    from lifeos_cli.record import goals
    from lifeos_cli.record.goal_board import one, public
    from lifeos_cli.record.goal_events import HAND

    run = current()
    given = _given(why, measure, by, cue, often, value, weekly, plan)
    if title is not None:
        given["title"] = title
    if not given:
        raise UsageFault("nothing to change was given", hint='As in --why "..." or --by "1 May".')
    texts = "\n".join(str(said) for said in given.values())
    with card_whatever_happens(run, texts):
        row = goals.edit(run.store, run.person.id, goal, given, HAND)
    values = public(one(run.store, run.person.id, row["id"]))
    emit_written(f"Changed {values['handle']}.", values["handle"], values)
    card_after(texts)
