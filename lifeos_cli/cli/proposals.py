"""`lifeos proposals`: what was found in conversations and waits for a yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.output import emit_list
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

app = group("What was found in conversations and waits for your yes or no.")
ROWS = typer.Argument(None, metavar="PROPOSAL", help="Handles or ids.")
EVERY = typer.Option(False, "--all", help="All that wait.")
COLUMNS = ("handle", "kind", "about", "content", "quote")


@app.command("list")
def list_() -> None:
    """List facts, insights, evidence of skills and observations that count for nothing yet, oldest first."""
    from lifeos_cli.record.proposals import listed

    run = current()
    emit_list(
        COLUMNS,
        listed(run.store, run.person.id),
        empty="Nothing waits for your answer. Proposals come of conversations: lifeos extract --all",
    )


@app.command()
def accept(rows: list[str] = ROWS, every: bool = EVERY) -> None:
    """Let proposals count."""
    from lifeos_cli.record.proposals import accept as use_case

    _answer(use_case, rows or [], every=every, done="count now")


@app.command()
def reject(rows: list[str] = ROWS, every: bool = EVERY) -> None:
    """Withdraw proposals: they stay in the log, count nowhere and do not come back."""
    from lifeos_cli.record.proposals import reject as use_case

    _answer(use_case, rows or [], every=every, done="were withdrawn")


def _answer(
    use_case: Callable[[Store, str, str], dict[str, Any]], typed: list[str], *, every: bool, done: str
) -> None:
    from lifeos_cli.record.proposals import find, listed
    from lifeos_cli.render.revisions import accepted

    run = current()
    if bool(typed) == every:
        raise UsageFault("say which: PROPOSAL..., or --all")
    with run.store.write():
        named = {find(run.store, run.person.id, one)["id"] for one in typed}
        rows = [row for row in listed(run.store, run.person.id) if every or row["id"] in named]
        answered = [use_case(run.store, run.person.id, row["id"]) for row in rows]
    emit_list(("handle", "status"), [{**row, "revised": row["revised"].how or None} for row in answered])
    for row in answered:
        if row["revised"].how:
            run.note(accepted(row["handle"], row["revised"]))
    run.note(f"{len(answered)} {done}.")
