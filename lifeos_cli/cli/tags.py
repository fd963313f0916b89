"""`lifeos tags`: what conversations and check-ins are about."""

from __future__ import annotations

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current

app = group("What conversations and check-ins are about.")


@app.callback()
def tags() -> None:
    """Answer to the group's name."""


@app.command("list")
def list_() -> None:
    """List tags with how many sessions and check-ins have them, the commonest first."""
    from lifeos_cli.store import extractions

    run = current()
    emit_list(
        ("tag", "sessions", "checkins"), extractions.tags(run.store.conn, run.person.id), empty="No tags yet."
    )
