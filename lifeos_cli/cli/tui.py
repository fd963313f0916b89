"""`lifeos tui`: the whole of it on one screen; `--plain` lists what it can do as commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.tui.desk import Desk

app = single()
COLUMNS = ("mode", "action", "key", "command", "about")


@app.command()
def tui(
    plain: bool = typer.Option(
        False, "--plain", help="List every action with the command that does the same."
    ),
) -> None:
    """Show everything on one screen: today, chat, goals, jobs, settings; each view follows the record.

    F1 is help, Ctrl-P finds any action, Ctrl-Q leaves. A screen reader is
    served better by the commands themselves: --plain lists them, and
    lifeos chat --plain talks line by line.
    """
    if plain:
        _list()
        return
    from lifeos_cli.tui.launch import in_browser, require_terminal
    from lifeos_cli.tui.launch import run as start

    if not in_browser():
        require_terminal()
    raise typer.Exit(start(desk()))


def desk() -> Desk:
    """Return what the app is given in this run."""
    from lifeos_cli.record.beginning import fresh
    from lifeos_cli.tui.desk import Desk

    run = current()
    person = run.person
    return Desk(run.paths, run.settings, person.id, person.name, fresh=fresh(run.store, person.id))


def _list() -> None:
    """List the actions."""
    from lifeos_cli.cli.output import emit_list
    from lifeos_cli.tui.actions import ACTIONS

    rows = [
        {
            "id": one.id,
            "mode": one.mode or "anywhere",
            "action": one.title,
            "key": one.key.partition(",")[0],
            "command": f"lifeos {one.command}",
            "about": one.help,
        }
        for one in ACTIONS.values()
        if one.command != "tui"
    ]
    emit_list(("id", *COLUMNS), rows, full=rows)
