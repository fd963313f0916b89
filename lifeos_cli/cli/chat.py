"""`lifeos chat`: a conversation on a terminal, or one message from a script."""

from __future__ import annotations

import typer

from lifeos_cli.cli.cards import card_whatever_happens
from lifeos_cli.cli.complete import coach_names, session_handles
from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = single()


@app.command()
def chat(
    text: str = typer.Argument(None, metavar="[TEXT]", help="One message; - reads it from standard input."),
    go_on: bool = typer.Option(False, "--continue", "-c", help="Go on with the session used last."),
    resume: bool = typer.Option(False, "--resume", help="Go on with the last reply, which broke off."),
    session: str = typer.Option(
        None,
        metavar="SESSION",
        help="Go on with this one: a handle, an id or a title.",
        autocompletion=session_handles,
    ),
    coach: str = typer.Option(None, metavar="NAME", help="Who to talk to.", autocompletion=coach_names),
    type_: str = typer.Option(None, "--type", metavar="TYPE", help="checkin, coaching or exploration."),
    model: str = typer.Option(None, metavar="MODEL", help="As anthropic/claude-sonnet-5-5, or guided."),
    no_memory: bool = typer.Option(
        False, "--no-memory", help="Remind the coach of nothing said in other sessions."
    ),
    plain: bool = typer.Option(False, "--plain", help="Line by line, without styles or redrawing."),
    jsonl: bool = typer.Option(False, "--jsonl", help="Print every event of the turn as one JSON line."),
) -> None:
    """Talk to a coach.

    On a terminal this is a conversation; with TEXT, or text on standard
    input, one message is answered and the program ends.

    Examples: lifeos chat --coach woop; echo "I keep putting it off" | lifeos chat; lifeos chat -c "done"
    """
    run = current()
    if go_on and session:
        raise UsageFault("--continue and --session name two sessions", hint="Use one of them.")
    if resume and text:
        raise UsageFault("--resume takes no message", hint="It goes on with the reply that broke off.")
    message = _message(text) if not resume else None
    if message is None and not resume and (run.json or jsonl):
        raise UsageFault("--json and --jsonl need a message", hint='As in lifeos chat "text" --json.')
    if model:
        run.settings.override("model", model)
    from lifeos_cli.cli.chat_setup import prepare
    from lifeos_cli.cli.chat_who import recaller

    with card_whatever_happens(run, message or ""):
        go_on = go_on or (resume and not session)
        talk, notice = prepare(go_on=go_on, session=session, coach=coach, type_=type_)
        talk.memory = recaller(talk, lasting=message is None, wanted=not no_memory)
    on_terminal = run.stdin_tty and run.stdout_tty
    if message is not None or (resume and (run.json or jsonl or not on_terminal)):
        from lifeos_cli.cli.chat_once import once

        raise typer.Exit(once(talk, message, notice, jsonl=jsonl))
    from lifeos_cli.cli.chat_loop import converse

    plain = plain or run.settings.flag("chat.plain")
    raise typer.Exit(converse(talk, notice, plain=plain, resuming=resume))


def _message(text: str | None) -> str | None:
    """Return the one message to send; None for a conversation on a terminal."""
    if text is None and current().stdin_tty:
        return None
    if text in (None, "-"):
        from lifeos_cli.cli.reading import stdin_text

        text = stdin_text().strip("\n")
    if not (text or "").strip():
        raise UsageFault(
            "there is nothing to send", hint='As in lifeos chat "text", or run it on a terminal.'
        )
    return text
