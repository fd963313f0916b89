"""`lifeos goals done|pause|resume|abandon|reopen|check|plan|link|unlink|rm`: what happens to a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import goal_handles, skill_handles
from lifeos_cli.cli.output import emit_written
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Callable

GOAL = typer.Argument(
    ..., metavar="GOAL", help="A handle, an id or a title's beginning.", autocompletion=goal_handles
)
SKILL = typer.Argument(..., metavar="SKILL", help="A handle, an id or a name.", autocompletion=skill_handles)
_SAID = {
    "complete": "Reached.",
    "pause": "Paused; nothing is counted against it meanwhile.",
    "resume": "Running again.",
    "abandon": "Let go. That is a decision, too.",
    "reopen": "Open again.",
}


def tell(goal_id: str, done: str, **more: Any) -> None:
    """Answer a write with the goal as it stands."""
    from lifeos_cli.record.goal_board import one, public

    run = current()
    values = public(one(run.store, run.person.id, goal_id))
    emit_written(done, values["handle"], values | more)


def _command(what: str, help_: str) -> Callable[..., None]:
    def command(goal: str = GOAL) -> None:
        from lifeos_cli.record import goal_events

        run = current()
        row = goal_events.status(run.store, run.person.id, goal, what)
        if what == "complete":
            _reached(row)
        else:
            tell(row["id"], _SAID[what])

    command.__doc__ = help_
    return command


def _reached(row: dict[str, Any]) -> None:
    """Say the kind word, and what evidence is offered for the goal's skills."""
    from lifeos_cli.growth.goals.finish import kind_word
    from lifeos_cli.record.goal_board import one
    from lifeos_cli.store import skills

    run = current()
    view = one(run.store, run.person.id, row["id"])
    offered = [
        {"id": found["id"], "handle": found["handle"], "skill": found["skill"]}
        for found in skills.evidence(run.store.conn, run.person.id)
        if found["origin"] == "goal"
        and found["status"] == "proposed"
        and found["content"].endswith(row["title"])
        and found["skill_id"] in view.goal.skills
    ]
    tell(row["id"], kind_word(view.goal, view.progress), offers=offered)
    for offer in offered:
        run.note(f"Count it for {offer['skill']}? lifeos skills evidence accept {offer['handle']}")


COMMANDS = {
    "done": _command("complete", "Mark a goal as reached."),
    "pause": _command("pause", "Let a goal rest; days it rests count for nothing."),
    "resume": _command("resume", "Take a paused goal up again."),
    "abandon": _command("abandon", "Let a goal go."),
    "reopen": _command("reopen", "Make a reached or abandoned goal active again."),
}


def check(
    goal: str = GOAL,
    on: str = typer.Option(None, "--on", metavar="DAY", help="Another day: yesterday, 2026-11-20."),
) -> None:
    """Note that you did it once: an occurrence of a process or identity."""
    from lifeos_cli.record import goal_events

    run = current()
    row = goal_events.kept(run.store, run.person.id, goal, day=_day(on))
    tell(row["id"], "Noted.")


def _day(typed: str | None) -> str | None:
    if typed is None:
        return None
    from lifeos_cli.clock import local_date, now_ms
    from lifeos_cli.when import parse

    return local_date(parse(typed, now_ms()))


def plan(
    goal: str = GOAL,
    text: str = typer.Argument(..., metavar="PLAN", help="'if it rains, then I go to the gym'."),
) -> None:
    """Add an if-then plan."""
    from lifeos_cli.cli.cards import card_after
    from lifeos_cli.record import goal_events

    run = current()
    row = goal_events.add_plan(run.store, run.person.id, goal, text)
    tell(row["id"], "Planned.")
    card_after(text)


def link(goal: str = GOAL, skill: str = SKILL) -> None:
    """Link a goal with a skill it builds on; reaching it then offers evidence."""
    from lifeos_cli.record import goal_events, skills

    run = current()
    found = skills.find(run.store, run.person.id, skill)
    row = goal_events.link(run.store, run.person.id, goal, found.id)
    tell(row["id"], f"Linked with {found.name}.")


def unlink(goal: str = GOAL, skill: str = SKILL) -> None:
    """Take the link with a skill away."""
    from lifeos_cli.record import goal_events, skills

    run = current()
    found = skills.find(run.store, run.person.id, skill)
    row = goal_events.unlink(run.store, run.person.id, goal, found.id)
    tell(row["id"], f"No longer linked with {found.name}.")


def rm(goal: str = GOAL) -> None:
    """Withdraw a goal: it is in no list any more; it stays in the log (`lifeos undo` brings it back)."""
    from lifeos_cli.record import goal_events

    run = current()
    row = goal_events.withdraw(run.store, run.person.id, goal)
    told = {"id": row["id"], "handle": row["handle"], "withdrawn": True}
    emit_written(f"Withdrew {row['handle']}. lifeos undo brings it back.", row["handle"], told)
