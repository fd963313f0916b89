"""`lifeos tags`: what conversations and check-ins are about."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current

app = group("What conversations and check-ins are about.")
TAG = typer.Argument(..., metavar="TAG")
OWNER = typer.Argument(..., metavar="SESSION|CHECKIN", help="A handle or an id.")
ONE = typer.Argument(None, metavar="[SESSION|CHECKIN]", help="A handle or an id; everything if left out.")


@app.command("list")
def list_() -> None:
    """List tags with how many sessions and check-ins have them, the commonest first."""
    from lifeos_cli.store import extractions

    run = current()
    emit_list(
        ("tag", "sessions", "checkins"),
        extractions.tags(run.store.conn, run.person.id),
        empty="No tags yet. They come of conversations: lifeos extract --all",
    )


@app.command()
def show(tag: str = TAG) -> None:
    """List the sessions and check-ins with a tag, the newest first."""
    from lifeos_cli.record.tagging import show as use_case

    run = current()
    rows = use_case(run.store, run.person.id, tag)
    emit_list(("kind", "handle", "local_date", "title"), rows)


@app.command()
def add(tag: str = TAG, owner: str = OWNER) -> None:
    """Put a tag on a session or check-in; it stays when the session is read again."""
    from lifeos_cli.record.tagging import add as use_case

    run = current()
    row = use_case(run.store, run.person.id, tag, owner)
    emit_written(f"Tagged with {row['tag']}.", row["tag"], row)


@app.command()
def rm(tag: str = TAG, owner: str = ONE) -> None:
    """Take a tag off one, or off everything; it does not come back when a session is read again."""
    from lifeos_cli.record.tagging import remove

    run = current()
    row = remove(run.store, run.person.id, tag, owner)
    emit_written(f"Took {row['tag']} off {row['removed']}.", row["tag"], row)
