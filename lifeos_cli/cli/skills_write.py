"""`lifeos skills add|rename|edit|link|unlink|rm|withdraw`: skills and how they stand to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.complete import skill_handles
from lifeos_cli.cli.output import emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.cli.skills_evidence import withdraw
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable

SKILL = typer.Argument(..., metavar="SKILL", help="A handle, an id or a name.", autocompletion=skill_handles)
CATEGORY = typer.Option(None, metavar="NAME", help="As communication or health.")
ABOUT = typer.Option(None, "--description", metavar="TEXT", help="What it is.")


def _tell(skill_id: str, done: str) -> None:
    from lifeos_cli.record.skills import Forest, find

    run = current()
    forest = Forest(run.store, run.person.id)
    values = forest.public(find(run.store, run.person.id, skill_id, forest))
    emit_written(done, values["handle"], values)


def add(
    name: str = typer.Argument(..., metavar="NAME", help="As 'Setting boundaries'."),
    category: str = CATEGORY,
    description: str = ABOUT,
) -> None:
    """Add a skill; one that is there already, in this form or another, is not added twice."""
    from lifeos_cli.cli.cards import card_after
    from lifeos_cli.record import skill_edits

    run = current()
    row, found = skill_edits.add(run.store, run.person.id, name, category=category, description=description)
    _tell(row["id"], f"Added as {row['handle']}.")
    if found:
        run.note(f"Is it {found[0].name}? lifeos skills merge {row['handle']} {found[0].id[-4:].lower()}")
    card_after(f"{name}\n{description or ''}")


def rename(skill: str = SKILL, name: str = typer.Argument(..., metavar="NAME")) -> None:
    """Give a skill another name; the old one still finds it."""
    from lifeos_cli.record import skill_edits

    run = current()
    found = skill_edits.edit(run.store, run.person.id, skill, name=name)
    _tell(found.id, f"Now called {found.name}.")


def edit(skill: str = SKILL, category: str = CATEGORY, description: str = ABOUT) -> None:
    """Change a skill's category or description."""
    from lifeos_cli.record import skill_edits

    run = current()
    found = skill_edits.edit(run.store, run.person.id, skill, category=category, description=description)
    _tell(found.id, "Changed.")


def link(
    first: str = SKILL,
    second: str = SKILL,
    type_: str = typer.Option(
        "prerequisite", "--type", metavar="TYPE", help="prerequisite, enables, synergy or related."
    ),
    confidence: float = typer.Option(0.7, metavar="0-1", help="How sure you are."),
) -> None:
    """Say that the first skill comes before the second, or that they belong together."""
    from lifeos_cli.record import skill_edits
    from lifeos_cli.record.skills import Forest

    run = current()
    row = skill_edits.link(run.store, run.person.id, first, second, type_, confidence=confidence)
    forest = Forest(run.store, run.person.id)
    edge = next(edge for edge in forest.all_edges if row["id"] in edge.assertions)
    told = forest.public_edge(edge)
    emit_written(f"{told['from_name']} {told['type']} {told['to_name']}.", row["id"], told)


def unlink(
    first: str = SKILL,
    second: str = SKILL,
    type_: str = typer.Option(None, "--type", metavar="TYPE", help="Only links of this type."),
) -> None:
    """Withdraw what was said of two skills."""
    from lifeos_cli.record import skill_edits

    run = current()
    gone = skill_edits.unlink(run.store, run.person.id, first, second, type_)
    emit_written(f"Withdrew {counted(gone, 'link', 'links')}.", str(gone), {"withdrawn": gone})


def rm(skill: str = SKILL) -> None:
    """Withdraw a skill; its evidence stays in the log (`lifeos undo` brings it back)."""
    from lifeos_cli.record import skill_edits

    run = current()
    found = skill_edits.withdraw(run.store, run.person.id, skill)
    told = {"id": found.id, "name": found.name, "withdrawn": True}
    emit_written(f"Withdrew {found.name}. lifeos undo brings it back.", found.id, told)


COMMANDS: dict[str, Callable[..., None]] = {
    "add": add,
    "rename": rename,
    "edit": edit,
    "link": link,
    "unlink": unlink,
    "withdraw": withdraw,
    "rm": rm,
}
