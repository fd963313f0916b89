"""`lifeos config`: settings and keys."""

from __future__ import annotations

from typing import Annotated

import typer

from lifeos_cli.cli import config_key
from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode, with_hint
from lifeos_cli.settings_key import as_text
from lifeos_cli.settings_spec import KEYS, find

app = group("Settings and keys.")
app.add_typer(config_key.app, name="key", help="API keys of model providers.")


def _names(incomplete: str) -> list[tuple[str, str]]:
    """Complete a key's name."""
    return [(key.name, key.help) for key in KEYS.values() if key.name.startswith(incomplete)]


NAME = typer.Argument(metavar="KEY", help="The setting's name.", autocompletion=_names)


@app.command("list")
def list_(
    show_origin: Annotated[
        bool,
        typer.Option("--show-origin", help="Say where each value comes from: flag, env, file or default."),
    ] = False,
) -> None:
    """List every setting with its value in force."""
    run = current()
    if run.json:
        run.out_json([run.settings.describe(name) for name in KEYS])
        return
    for name in KEYS:
        cells = [name, as_text(run.settings.value(name))]
        if show_origin:
            cells += [run.settings.origin(name), run.settings.where(name)]
        _row(cells)


@app.command()
def get(key: str = NAME) -> None:
    """Print the value of a setting in force."""
    run = current()
    find(key)
    if run.json:
        run.out_json(run.settings.describe(key))
    else:
        run.out(as_text(run.settings.value(key)))


@app.command("set")
def set_(
    key: str = NAME,
    value: list[str] = typer.Argument(metavar="VALUE...", help="What it shall be; a list takes several."),
) -> None:
    """Write a setting into your settings file; its comments stay."""
    from lifeos_cli.settings_file import set_value
    from lifeos_cli.settings_sources import stronger

    run = current()
    kept = set_value(run.paths, key, value)
    if run.json:
        run.out_json({"key": key, "value": kept, "path": str(run.paths.settings)})
    run.note(f"{key} is now {as_text(kept) or 'empty'}.")
    variable = stronger(key)
    if variable:
        run.note(f"{variable} is set in the environment and wins over the file.")


@app.command()
def unset(key: str = NAME) -> None:
    """Take a setting out of your settings file, back to its default."""
    from lifeos_cli.settings_file import unset_value

    run = current()
    gone = unset_value(run.paths, key)
    if run.json:
        run.out_json({"key": key, "removed": gone, "path": str(run.paths.settings)})
    run.note(f"{key} is back to its default." if gone else f"{key} was not set in the file.")


@app.command()
def path() -> None:
    """Print the path of your settings file."""
    run = current()
    where = str(run.paths.settings)
    if run.json:
        run.out_json({"path": where, "exists": run.paths.settings.exists()})
    else:
        run.out(where)


@app.command()
def edit() -> None:
    """Open your settings file in your editor and check it afterwards."""
    from lifeos_cli.cli.editor import edit_settings

    edit_settings(current())
    validate()


@app.command()
def validate() -> None:
    """Check your settings; exit 2 when something is off."""
    from lifeos_cli.settings_sources import check

    run = current()
    problems = check(run.paths)
    if run.json:
        run.out_json({"ok": not problems, "problems": [problem._asdict() for problem in problems]})
    for problem in problems:
        run.say(f"lifeos: {with_hint(problem.sentence(), problem.hint)}")
    if problems:
        raise typer.Exit(ExitCode.USAGE)
    run.note("The settings are valid.")


def _row(cells: list[str]) -> None:
    """Print a row: columns for a person, tabs for a program."""
    from lifeos_cli.text import one_line

    run = current()
    flat = [one_line(cell) for cell in cells]
    if run.stdout_tty:
        width = max(map(len, KEYS)) + 2
        run.out(flat[0].ljust(width) + "  ".join(cell.ljust(28) for cell in flat[1:]).rstrip())
    else:
        run.out("\t".join(flat))
