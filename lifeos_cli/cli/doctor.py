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
    if run.json or not run.stdout_tty:
        emit_list(("level", "check", "what", "remedy"), rows, full=rows)
    else:
        run.out(_told(found, run.width))
    if any(one.level == "problem" for one in found):
        raise typer.Exit(1)


def _told(found: list[Finding], width: int) -> str:
    """Return findings for a person: each whole, its remedy below it."""
    from lifeos_cli.render.wrap import wrap

    lines, pad = [], max(len(one.check) for one in found) + 10
    for one in found:
        first = f"{one.level:<9}{one.check}".ljust(pad)
        texts = [one.what, *([f"-> {one.remedy}"] if one.remedy else [])]
        told = [line for text in texts for line in wrap(text, max(20, width - pad)).split("\n")]
        lines += [f"{first if not n else ' ' * pad}{line}" for n, line in enumerate(told)]
    return "\n".join(lines)
