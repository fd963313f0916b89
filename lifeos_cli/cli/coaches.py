"""`lifeos coaches`: who there is to talk to, and coaches of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.complete import coach_names
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

app = group("Who there is to talk to, and coaches of your own.")
COACH = typer.Argument(..., metavar="NAME", help="An id, a name or a title.", autocompletion=coach_names)


@app.command("list")
def list_() -> None:
    """List the coaches; a file of your own joins or overrides them."""
    from lifeos_cli.coach.catalog import load_all

    run = current()
    catalog = load_all(run.paths.coaches)
    rows = [
        {
            "id": coach.id,
            "name": coach.name,
            "title": coach.title,
            "steps": len(coach.steps),
            "origin": "own" if coach.id in catalog.own else "built-in",
            "purpose": coach.purpose,
        }
        for coach in catalog
    ]
    emit_list(("id", "name", "title", "steps", "origin"), rows, full=rows)
    for warning in catalog.warnings:
        run.say(warning)


@app.command()
def show(name: str = COACH) -> None:
    """Show a coach with its steps."""
    from lifeos_cli.coach.catalog import find

    run = current()
    coach = find(name, run.paths.coaches)
    steps = [{"id": s.id, "type": s.type, "capture": s.capture, "prompt": s.prompt} for s in coach.steps]
    full = {
        "id": coach.id,
        "name": coach.name,
        "title": coach.title,
        "purpose": coach.purpose,
        "use_when": list(coach.use_when),
        "signals": list(coach.signals),
        "avoid_when": list(coach.avoid_when),
        "evidence": coach.evidence,
        "outputs": list(coach.outputs),
        "next_step": list(coach.next_step),
        "rules": [rule.text for rule in coach.rules],
        "steps": steps,
    }
    listed = "\n".join(f"{n}. {step['prompt']}" for n, step in enumerate(steps, 1))
    emit_thing({**full, "steps": listed}, full=full)


@app.command()
def new(
    name: str = typer.Argument(..., metavar="ID", help="Small letters, digits and _: the file's name."),
) -> None:
    """Write a commented skeleton of a coach into your config folder and print its path."""
    from lifeos_cli.coach.own import create

    run = current()
    path = create(run.paths.coaches, name)
    emit_written(f"Edit it with: lifeos coaches edit {name}", str(path), {"id": name, "path": str(path)})


@app.command()
def edit(name: str = COACH) -> None:
    """Open a coach of your own in your editor; a built-in one is copied first."""
    from lifeos_cli.cli.editor import open_editor
    from lifeos_cli.coach.own import own_copy

    run = current()
    path = own_copy(run.paths.coaches, name)
    open_editor(run, path)
    if _problems([path]):
        raise typer.Exit(ExitCode.USAGE)
    run.note(f"{path} is valid.")


@app.command()
def validate(
    names: list[str] = typer.Argument(
        None, metavar="[NAME|FILE...]", help="Ids of your own coaches, or files; all of your own if none."
    ),
) -> None:
    """Check coach files: every problem as file:line: key: message; exit 2 when there is one."""
    from lifeos_cli.coach.own import named_files

    run = current()
    paths = named_files(run.paths.coaches, names or [])
    found = _problems(paths)
    if run.json:
        run.out_json([{"problem": line} for line in found])
    if found:
        raise typer.Exit(ExitCode.USAGE)
    run.note(f"{len(paths)} coach file(s) checked, all valid.")


def _problems(paths: list[Path]) -> list[str]:
    """Say what is wrong with the files, a line each; returns the lines."""
    from lifeos_cli.coach.catalog import problems

    found = [line for path in paths for line in problems(path)]
    for line in found:
        current().say(line)
    return found
