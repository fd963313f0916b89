"""`lifeos undo`: take back the last write a coach's tool made."""

from __future__ import annotations

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.output import emit_list, emit_written
from lifeos_cli.cli.runtime import current

app = single()
SHOWN = 20
COLUMNS = ("at", "actor", "rows")


@app.command()
def undo(
    list_: bool = typer.Option(False, "--list", help="Show what can be taken back, the newest first."),
) -> None:
    """Take back the last write of a coach's tool, and nothing else.

    What somebody has changed since is left alone: exit code 1.
    """
    from lifeos_cli.record import undoing

    run = current()
    if list_:
        full = undoing.listed(run.store, run.person.id, SHOWN)
        shown = [
            {**row, "at": str(row["at"])[:16].replace("T", " "), "rows": _rows(row["rows"])} for row in full
        ]
        emit_list(
            COLUMNS,
            shown,
            full=full,
            empty="There is no write to take back. Tools write in a chat: lifeos chat",
        )
        return
    gone = undoing.undo_last(run.store, run.person.id)
    emit_written(f"Taken back: {gone['actor'].replace('_', ' ')} ({_rows(gone['rows'])}).", gone["id"], gone)


def _rows(rows: list[dict[str, str]]) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["table"]] = counts.get(row["table"], 0) + 1
    return ", ".join(f"{n} {table.replace('_', ' ')}" for table, n in counts.items())
