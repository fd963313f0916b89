"""`lifeos insights`: what a person came to see."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current

app = group("What you came to see in conversations.")
HANDLE = typer.Argument(..., metavar="INSIGHT", help="A handle or an id.")
TEXT = typer.Argument(..., metavar="TEXT", help="In one sentence.")
COLUMNS = ("handle", "content", "status", "origin")


@app.command("list")
def list_(every: bool = typer.Option(False, "--all", help="Also withdrawn ones.")) -> None:
    """List them, oldest first."""
    from lifeos_cli.record.learnt import listed

    run = current()
    rows = listed(run.store, run.person.id, "insights", every=every)
    emit_list(COLUMNS, rows, empty="None yet. They come of conversations: lifeos extract --all")


@app.command()
def show(row: str = HANDLE) -> None:
    """Show one, with where it comes from."""
    from lifeos_cli.record.learnt import find, public

    run = current()
    emit_thing(public("insights", find(run.store, run.person.id, "insights", row)))


@app.command()
def add(text: str = TEXT) -> None:
    """Add one of your own."""
    from lifeos_cli.record import insights
    from lifeos_cli.record.learnt import find, public
    from lifeos_cli.record.provenance import Provenance

    run = current()
    row = insights.add(run.store, run.person.id, text, Provenance())
    kept = find(run.store, run.person.id, "insights", row["id"])
    emit_written(
        f"Kept as {row['handle']}. Take it back: lifeos undo", row["handle"], public("insights", kept)
    )


@app.command()
def accept(row: str = HANDLE) -> None:
    """Let a proposed one count."""
    from lifeos_cli.record.learnt import accept as use_case
    from lifeos_cli.record.learnt import public

    run = current()
    found = use_case(run.store, run.person.id, "insights", row)
    emit_written(f"{found['handle']} counts now.", found["handle"], public("insights", found))


@app.command()
def rm(row: str = HANDLE) -> None:
    """Withdraw one: it stays in the log and counts nowhere."""
    from lifeos_cli.record.learnt import public, withdraw

    run = current()
    found = withdraw(run.store, run.person.id, "insights", row)
    emit_written(f"Withdrew {found['handle']}.", found["handle"], public("insights", found))
