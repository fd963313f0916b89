"""`lifeos context`: exactly what a model would be sent with a message, piece by piece, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.complete import coach_names, session_handles
from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from lifeos_cli.coach.context.assembly import Assembly
    from lifeos_cli.coach.conversation import Conversation

app = single()


@app.command()
def context(
    text: str = typer.Argument(
        ..., metavar="TEXT", help="What you would say; - reads it from standard input."
    ),
    go_on: bool = typer.Option(False, "--continue", "-c", help="In the session used last."),
    session: str = typer.Option(
        None,
        metavar="SESSION",
        help="In this one: a handle, an id or a title.",
        autocompletion=session_handles,
    ),
    coach: str = typer.Option(None, metavar="NAME", help="To this coach.", autocompletion=coach_names),
    type_: str = typer.Option(None, "--type", metavar="TYPE", help="checkin, coaching or exploration."),
    no_memory: bool = typer.Option(False, "--no-memory", help="As with lifeos chat --no-memory."),
) -> None:
    """Show what a model would be sent with a message: every piece, its tokens and why it is there.

    Nothing is sent and nothing is written. Tokens are estimated, rather too
    many than too few.

    Examples: lifeos context "I slept badly again"; lifeos context -c "so what now?" --json
    """
    from lifeos_cli.cli.chat_who import would_be
    from lifeos_cli.coach.context.building import build
    from lifeos_cli.safety import classify

    run = current()
    if text == "-":
        from lifeos_cli.cli.reading import stdin_text

        text = stdin_text().strip("\n")
    if not text.strip():
        raise UsageFault("there is nothing to say", hint='As in lifeos context "text".')
    level = classify(text).level
    if level == "crisis":
        run.note("A message like this is never sent to a model; it is answered with fixed words.")
        _show(None)
        return
    talk = would_be(go_on=go_on, session=session, coach=coach, type_=type_, no_memory=no_memory)
    chosen = talk.choose_coach(text)
    if chosen:
        run.note(chosen)
    made = build(talk, text, turn=None, check=level == "check", save=False)
    run.note("This is what a model would be sent; a guided coach is sent nothing.")
    if run.json:
        run.out_json(thing(talk, made))
    else:
        _show(made)


def thing(talk: Conversation, made: Assembly) -> dict[str, Any]:
    """Return it as JSON has it."""
    request = made.request(talk.max_tokens)
    return {
        "session_id": talk.session.id if talk.session else None,
        "coach": talk.coach.id,
        "model": current().settings.text("model"),
        "budget": made.budget,
        "tokens": made.tokens,
        "items": [item.as_dict() for item in made.items],
        "left_out": [item.as_dict() for item in made.left_out],
        "system": request.system,
        "messages": [
            {"role": one.role, "context": one.context or None, "content": one.content}
            for one in request.messages
        ],
    }


def _show(made: Assembly | None) -> None:
    """Print the pieces under their sections."""
    run = current()
    if made is None:
        if run.json:
            run.out_json(None)
        return
    section = ""
    for item in made.items:
        if item.section != section:
            section = item.section
            tokens = sum(one.tokens for one in made.of(section))
            run.out(f"\n== {section} ({tokens:,} tokens)")
        run.out(f"-- {item.tokens:,} tokens: {item.reason}" + (f" [{item.id}]" if item.id else ""))
        run.out(item.text)
    run.note(
        f"\n{made.tokens:,} of {made.budget:,} tokens; {counted(len(made.left_out), 'piece', 'pieces')} left out"
    )
