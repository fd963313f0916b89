"""`lifeos doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from lifeos_cli.record.doctor import Finding

app = single()


@app.command()
def doctor(
    fix: bool = typer.Option(False, "--fix", help="Do what can be done about it."),
    yes: bool = typer.Option(False, "--yes", "-y", help="Replace a damaged database without asking."),
) -> None:
    """Look at the database, its feed and index, files, folder, keys, model, disk, clock and backups.

    Each finding comes with its remedy. A damaged database is never written
    over: --fix sets it aside, puts the newest good backup in its place and adds
    what can still be read. Exit 1 when a problem is left.
    """
    from lifeos_cli.cli.doctor_checks import everything, mend

    run = current()
    found = everything()
    if fix:
        done = mend(found, yes=yes)
        for line in done:
            run.note(line)
        found = everything() if done else found
    rows = [one._asdict() for one in found]
    emit_list(("level", "check", "what", "remedy"), rows, full=rows)
    if not run.json and run.stdout_tty:
        _remedies(found)
    if any(one.level == "problem" for one in found):
        raise typer.Exit(1)


def _remedies(found: list[Finding]) -> None:
    """Say remedies in full: a table cuts what is long."""
    for one in found:
        if one.remedy:
            current().note(f"{one.check}: {one.what}. {one.remedy}")
