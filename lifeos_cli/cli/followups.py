"""`lifeos followups`: what to come back to, and when."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current

app = group("What to come back to, and when.")
HANDLE = typer.Argument(..., metavar="FOLLOWUP", help="A handle or an id.")
TEXT = typer.Argument(..., metavar="TEXT", help="In one sentence.")
COLUMNS = ("handle", "due_date", "content", "status")


@app.command("list")
def list_(every: bool = typer.Option(False, "--all", help="Also done and canceled ones.")) -> None:
    """List them, oldest first."""
    from lifeos_cli.record.learnt import listed

    run = current()
    rows = listed(run.store, run.person.id, "followups", every=every)
    emit_list(COLUMNS, rows, empty="None yet. They come of conversations: lifeos extract --all")


@app.command()
def show(row: str = HANDLE) -> None:
    """Show one, with where it comes from."""
    from lifeos_cli.record.learnt import find, public

    run = current()
    emit_thing(public("followups", find(run.store, run.person.id, "followups", row)))


@app.command()
def add(
    text: str = TEXT, due: str = typer.Option(..., "--due", metavar="DAY", help="YYYY-MM-DD, today or later.")
) -> None:
    """Add one."""
    from lifeos_cli.record import followups
    from lifeos_cli.record.learnt import find, public
    from lifeos_cli.record.provenance import Provenance

    run = current()
    row = followups.add(run.store, run.person.id, text, due, Provenance())
    kept = find(run.store, run.person.id, "followups", row["id"])
    emit_written(
        f"Kept as {row['handle']}. Take it back: lifeos undo", row["handle"], public("followups", kept)
    )


@app.command()
def done(row: str = HANDLE) -> None:
    """Mark one as done."""
    from lifeos_cli.record.learnt import done as use_case
    from lifeos_cli.record.learnt import public

    run = current()
    found = use_case(run.store, run.person.id, row)
    emit_written(f"{found['handle']} is done.", found["handle"], public("followups", found))


@app.command()
def rm(row: str = HANDLE) -> None:
    """Withdraw one: it stays in the log and counts nowhere."""
    from lifeos_cli.record.learnt import public, withdraw

    run = current()
    found = withdraw(run.store, run.person.id, "followups", row)
    emit_written(f"Withdrew {found['handle']}.", found["handle"], public("followups", found))
