"""`lifeos sessions rm-exchange`: take one exchange away."""

from __future__ import annotations

import typer

from lifeos_cli.cli.complete import session_handles
from lifeos_cli.cli.output import emit_written
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import ExitCode


def rm_exchange(
    session: str = typer.Argument(
        ...,
        metavar="SESSION",
        help="A handle, an id or a title's beginning.",
        autocompletion=session_handles,
    ),
    turn: int = typer.Argument(None, metavar="[TURN]", min=0, help="Which one, by its number; the last one."),
) -> None:
    """Delete what you said and the reply, with every trace, and take back what the reply's tools wrote.

    What somebody has changed since is left alone and named: exit code 1.
    """
    from lifeos_cli.record import exchanges
    from lifeos_cli.record import sessions as record

    run = current()
    row = record.find(run.store, run.person.id, session)
    gone = exchanges.undo(run.store, row, turn)
    full = {
        "session_id": row.id,
        "turn": gone.turn,
        "messages": gone.messages,
        "kept": list(gone.kept),
    }
    emit_written(f"Deleted exchange {gone.turn} of {row.handle}.", row.handle, full)
    if gone.kept:
        run.say(f"lifeos: changed since, and left as it is: {', '.join(gone.kept)}")
        raise typer.Exit(int(ExitCode.FAILED))
