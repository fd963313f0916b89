"""The conversation on a terminal: read, answer, again, until the person leaves."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from lifeos_cli.cli.chat_commands import Leave, command
from lifeos_cli.cli.chat_editor import Editor, PlainEditor, line_editor
from lifeos_cli.cli.chat_painters import show_wrapped
from lifeos_cli.cli.runtime import Runtime, current
from lifeos_cli.errors import ExitCode, LifeosError
from lifeos_cli.safety import cards
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from lifeos_cli.coach.conversation import Conversation


def converse(talk: Conversation, notice: str, *, plain: bool) -> int:
    """Hold the conversation; returns the exit code."""
    run = current()
    plain = plain or not run.stdout_tty or not run.use_terminal
    _greet(talk, notice, run)
    editor: Editor = PlainEditor() if plain else line_editor(run.paths)
    threading.Thread(target=_warm, args=(talk, plain), daemon=True).start()
    stops = 0
    while True:
        try:
            typed = editor.read()
        except KeyboardInterrupt:
            stops += 1
            if stops > 1:
                return ExitCode.INTERRUPTED
            run.say("Ctrl-C again leaves; /help lists the commands.")
            continue
        if typed is None:
            _farewell(talk, run)
            return ExitCode.OK
        stops = 0
        text = storable(typed)
        from lifeos_cli.cli.chat_answer import answer

        try:
            if text.startswith("/"):
                command(talk, text)
            elif text.strip() or _enter_answers(talk):
                editor.keep(text, crisis=answer(talk, text.strip() or "done", run, plain=plain))
        except Leave:
            return ExitCode.OK
        except KeyboardInterrupt:
            stops = 1
            run.say("\nStopped; what came is kept. Ctrl-C again leaves.")
        except LifeosError as error:
            run.say(f"{error.message}. {error.hint}".rstrip())


def _greet(talk: Conversation, notice: str, run: Runtime) -> None:
    """Say who this is, that it is a program, and what it asks first."""
    show_wrapped(run, f"{talk.coach.name}, {talk.coach.title}. {cards.program_line()}")
    if notice and talk.session is None:
        run.note(notice)
    run.note("Enter sends, Alt-Enter makes a new line, /help lists the commands, Ctrl-D leaves.\n")
    if talk.session is not None:
        for row in talk.rows()[-4:]:
            show_wrapped(run, f"{'you' if row.role == 'user' else talk.coach.name}: {row.content}")
        run.out("")
        return
    opening = talk.open()
    if opening:
        show_wrapped(run, opening + "\n")


def _farewell(talk: Conversation, run: Runtime) -> None:
    if talk.session is not None:
        run.note(f"\nKept as {talk.session.handle}. Go on with: lifeos chat -c")


def _enter_answers(talk: Conversation) -> bool:
    """Tell whether the open question is one that Enter alone answers."""
    return talk.open_step_type() == "confirm"


def _warm(talk: Conversation, plain: bool) -> None:
    """Load what the first answer needs while the person types."""
    if not plain:
        import rich.markdown  # noqa: F401
    warm = getattr(talk.provider, "warm", None)
    if warm is not None:
        warm()
