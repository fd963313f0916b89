"""The slash commands of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.record import exchanges, sessions
from lifeos_cli.store import sessions as stored
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.events import Event

LISTED = 8
"""How many sessions or coaches are listed in a conversation."""


class Leave(Exception):
    """The person wants to leave the conversation."""


def command(talk: Conversation, text: str) -> None:
    """Carry out one slash command.

    Raises:
        Leave: The conversation is over.
    """
    name, _, rest = text[1:].partition(" ")
    found = COMMANDS.get(name.lower())
    if found is None:
        from lifeos_cli.cli.grammar import did_you_mean

        near = did_you_mean(f"/{name}", [f"/{one}" for one in COMMANDS])
        current().say(f"There is no /{one_line(name, 20)}.{near} /help lists the commands.")
        return
    found[0](talk, rest.strip())


def _help(_talk: Conversation, _rest: str) -> None:
    for name, (_, line) in COMMANDS.items():
        current().out(f"/{name:<10} {line}")


def _coach(talk: Conversation, rest: str) -> None:
    from lifeos_cli.cli.chat_setup import switch
    from lifeos_cli.coach.catalog import load_all

    run = current()
    if not rest:
        for coach in load_all(run.paths.coaches):
            run.out(f"{coach.id:<24} {coach.name}: {coach.title}")
        run.out("Hand over with /coach NAME.")
        return
    run.out(switch(talk, rest))
    question = talk.open()
    if question:
        run.out(question + "\n")


def _sessions(talk: Conversation, _rest: str) -> None:
    run = current()
    rows = stored.listed(run.store.conn, talk.user_id, most=LISTED)
    for row in rows:
        here = "  (here)" if talk.session and row.id == talk.session.id else ""
        run.out(
            f"{row.handle}  {row.local_date}  {row.coach or row.type}  {one_line(row.title or '', 50)}{here}"
        )
    run.out(
        "Go on with one: lifeos chat --session HANDLE" if rows else "No sessions yet: this will be the first."
    )


def _undo(talk: Conversation, _rest: str) -> None:
    if talk.session is None:
        current().say("There is no exchange to take away.")
        return
    gone = exchanges.undo(talk.store, talk.session)
    talk.follow_coach()
    current().out("The last exchange is gone.")
    if gone.kept:
        current().say(f"Changed since, and left as it is: {', '.join(gone.kept)}.")
    last = [row.content for row in talk.rows() if row.role == "assistant"]
    question = last[-1] if last else ""
    if question:
        current().out(question + "\n")


def _fork(talk: Conversation, rest: str) -> None:
    if talk.session is None:
        current().say("There is nothing to go on from yet.")
        return
    from lifeos_cli.record import forking

    before = talk.session
    talk.session = forking.fork(talk.store, talk.user_id, before, rest)
    current().out(f"{before.handle} stays as it is; this is now {talk.session.handle}.")


def _retry(talk: Conversation, _rest: str) -> None:
    from lifeos_cli.coach.turn import retry

    _draw(talk, retry(talk))


def _continue(talk: Conversation, _rest: str) -> None:
    from lifeos_cli.coach.turn import resume

    _draw(talk, resume(talk))


def _draw(talk: Conversation, telling: AsyncGenerator[Event, None]) -> None:
    from lifeos_cli.cli.chat_answer import draw

    run = current()
    plain = run.settings.flag("chat.plain") or not run.stdout_tty or not run.use_terminal
    draw(talk, telling, run, plain=plain)


def _end(talk: Conversation, _rest: str) -> None:
    if talk.session is not None:
        from lifeos_cli.extraction.summary import when_ended

        sessions.end(talk.store, talk.user_id, talk.session.id)
        when_ended(talk.store, talk.user_id, current().settings, talk.session.id)
        current().out(f"Ended and kept as {talk.session.handle}: lifeos sessions show {talk.session.handle}")
    raise Leave


def _quit(talk: Conversation, _rest: str) -> None:
    if talk.session is not None:
        current().note(f"Kept as {talk.session.handle}. Go on with: lifeos chat -c")
    raise Leave


COMMANDS: dict[str, tuple[Callable[[Conversation, str], None], str]] = {
    "help": (_help, "List these commands."),
    "coach": (_coach, "List the coaches, or hand over: /coach woop."),
    "sessions": (_sessions, "List your last sessions."),
    "undo": (_undo, "Take away the last exchange, and what its tools wrote."),
    "retry": (_retry, "Take the last reply away and ask again."),
    "continue": (_continue, "Go on with a reply that broke off."),
    "fork": (_fork, "Go on in a new session from here, or from a turn or message: /fork 3."),
    "end": (_end, "End this session and leave."),
    "quit": (_quit, "Leave; the session stays open."),
}
