"""`lifeos facts`: what is so in a person's life."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_thing, emit_written
from lifeos_cli.cli.runtime import current

app = group("What is so in your life, with the words it rests on.")
HANDLE = typer.Argument(..., metavar="FACT", help="A handle or an id.")
TEXT = typer.Argument(..., metavar="TEXT", help="In one sentence.")
COLUMNS = ("handle", "content", "level", "reinforced", "status", "origin")


@app.command("list")
def list_(every: bool = typer.Option(False, "--all", help="Also what no longer holds.")) -> None:
    """List them, oldest first."""
    from lifeos_cli.record.learnt import listed

    run = current()
    rows = listed(run.store, run.person.id, "facts", every=every)
    emit_list(COLUMNS, rows, empty="None yet. They come of conversations: lifeos extract --all")


@app.command()
def show(row: str = HANDLE) -> None:
    """Show one, with where it comes from."""
    from lifeos_cli.record.learnt import find, public

    run = current()
    emit_thing(public("facts", find(run.store, run.person.id, "facts", row)))


@app.command()
def add(text: str = TEXT) -> None:
    """Add one of your own."""
    from lifeos_cli.record import facts
    from lifeos_cli.record.learnt import find, public
    from lifeos_cli.record.provenance import Provenance

    run = current()
    row = facts.add(run.store, run.person.id, text, Provenance())
    kept = find(run.store, run.person.id, "facts", row["id"])
    emit_written(f"Kept as {row['handle']}. Take it back: lifeos undo", row["handle"], public("facts", kept))


@app.command()
def accept(row: str = HANDLE) -> None:
    """Let a proposed one count."""
    from lifeos_cli.record.learnt import accept as use_case
    from lifeos_cli.record.learnt import public
    from lifeos_cli.render.revisions import accepted

    run = current()
    found = use_case(run.store, run.person.id, "facts", row)
    done = found["revision"]
    full = {**public("facts", found), "revised": done.how or None}
    emit_written(accepted(found["handle"], done), found["handle"], full)


@app.command()
def correct(row: str = HANDLE, text: str = TEXT) -> None:
    """Say what is so instead; the old one stays as history."""
    from lifeos_cli.record import facts
    from lifeos_cli.record.learnt import find, public
    from lifeos_cli.record.provenance import Provenance

    run = current()
    new = facts.correct(run.store, run.person.id, row, text, Provenance())
    kept = find(run.store, run.person.id, "facts", new["id"])
    emit_written(f"{new['handle']} now says that.", new["handle"], public("facts", kept))


@app.command()
def why(row: str = HANDLE) -> None:
    """Show what a fact rests on, and what it said before."""
    from lifeos_cli.record.learnt import why as use_case

    run = current()
    full = use_case(run.store, run.person.id, row)
    flat = {
        **full,
        "rests_on": "\n".join(f"{one['at']}  {one['text']}" for one in full["rests_on"]),
        "earlier": "\n".join(f"{one['created_at']}  {one['content']}" for one in full["earlier"]),
    }
    emit_thing(flat, full=full)


@app.command()
def rm(row: str = HANDLE) -> None:
    """Withdraw one: it stays in the log and counts nowhere."""
    from lifeos_cli.record.learnt import public, withdraw

    run = current()
    found = withdraw(run.store, run.person.id, "facts", row)
    emit_written(f"Withdrew {found['handle']}.", found["handle"], public("facts", found))
