"""`lifeos skills merge|unmerge|split`: two names of one skill, one name of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.complete import skill_handles
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

SKILL = typer.Argument(..., metavar="SKILL", help="A handle, an id or a name.", autocompletion=skill_handles)
MAYBE = typer.Argument(
    None, metavar="[SKILL]", help="A handle, an id or a name.", autocompletion=skill_handles
)


def merge(
    first: str | None = MAYBE,
    second: str | None = MAYBE,
    names_only: bool = typer.Option(False, "--names-only", help="Compare names only, without the model."),
) -> None:
    """Make one of two skills: the older stays, the other's name finds it. Without names, list candidates."""
    from lifeos_cli.record import skill_edits

    run = current()
    if first is None:
        _candidates(names_only=names_only)
        return
    if second is None:
        raise UsageFault("name two skills, or none to see which may be one")
    winner, loser = skill_edits.merge(run.store, run.person.id, first, second, reason="by hand")
    told = {"winner": {"id": winner.id, "name": winner.name}, "merged": {"id": loser.id, "name": loser.name}}
    emit_written(
        f"{loser.name} is now {winner.name}. Undo: lifeos skills unmerge {winner.id[-4:].lower()}",
        winner.id,
        told,
    )


def _candidates(*, names_only: bool) -> None:
    """List pairs that may be one skill, the nearest first."""
    from lifeos_cli.record.skill_likeness import pairs
    from lifeos_cli.record.skills import Forest

    run = current()
    forest = Forest(run.store, run.person.id)
    embedder = None
    if not names_only and len(forest.skills) > 1:
        from lifeos_cli.memory.index.model import open_embedder

        embedder = open_embedder("builtin")
    found = pairs(forest, embedder)
    emit_list(
        ("first", "second", "verdict", "similarity", "reasons"),
        [{**row, "first": row["first"]["name"], "second": row["second"]["name"]} for row in found],
        full=found,
        empty="No two of your skills look like one.",
    )


def unmerge(skill: str = SKILL) -> None:
    """Undo the last merge into a skill, or that of the name given."""
    from lifeos_cli.record import skill_edits

    run = current()
    winner, loser = skill_edits.unmerge(run.store, run.person.id, skill)
    told = {"winner": {"id": winner.id, "name": winner.name}, "stands": {"id": loser.id, "name": loser.name}}
    emit_written(f"{loser.name} stands by itself again.", loser.id, told)


def split(
    skill: str = SKILL,
    name: str = typer.Argument(..., metavar="NAME", help="Of the other skill, new or there already."),
    evidence: list[str] = typer.Argument(..., metavar="EVIDENCE...", help="Handles of what goes there."),
) -> None:
    """Give some of a skill's evidence to another skill."""
    from lifeos_cli.record import skill_edits

    run = current()
    found = skill_edits.split(run.store, run.person.id, skill, name, evidence)
    told = {"id": found.id, "name": found.name, "moved": len(evidence)}
    emit_written(f"Moved {len(evidence)} to {found.name}.", found.id, told)


COMMANDS: dict[str, Callable[..., None]] = {"merge": merge, "unmerge": unmerge, "split": split}
