"""The conversation on a terminal: read, answer, again, until the person leaves."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.cli.chat_commands import Leave, command
from lifeos_cli.cli.chat_editor import Editor, PlainEditor, line_editor
from lifeos_cli.cli.chat_painters import show_wrapped
from lifeos_cli.cli.runtime import Runtime, current
from lifeos_cli.errors import ExitCode, LifeosError, with_hint
from lifeos_cli.safety import cards
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lifeos_cli.coach.conversation import Conversation


def converse(talk: Conversation, notice: str, *, plain: bool, resuming: bool = False) -> int:
    """Hold the conversation; returns the exit code.

    Args:
        talk: Whose.
        notice: What to say about who answers.
        plain: Line by line, without redrawing.
        resuming: Go on with the last reply first, which broke off.
    """
    run = current()
    plain = plain or not run.stdout_tty or not run.use_terminal
    _greet(talk, notice, run)
    editor: Editor = PlainEditor() if plain else line_editor(run.paths)
    threading.Thread(target=_warm, args=(talk, plain), daemon=True).start()
    with _indexing(run) as said_more:
        first = "/continue" if resuming else None
        try:
            return _until_left(talk, editor, run, first, plain=plain, said_more=said_more)
        finally:
            if "loop" in vars(run):
                run.loop.run(talk.close())


def _until_left(
    talk: Conversation,
    editor: Editor,
    run: Runtime,
    first: str | None,
    *,
    plain: bool,
    said_more: Callable[[], None],
) -> int:
    stops = 0
    while True:
        try:
            typed, first = (first, None) if first else (editor.read(), None)
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
                said_more()
        except Leave:
            return ExitCode.OK
        except KeyboardInterrupt:
            stops = 1
            run.say("\nStopped; what came is kept. Ctrl-C again leaves.")
        except LifeosError as error:
            run.say(with_hint(error.message, error.hint))


@contextmanager
def _indexing(run: Runtime) -> Iterator[Callable[[], None]]:
    """Give what is said its vectors while the conversation lasts; yields what to call when there is more."""
    if not run.settings.flag("memory.enabled"):
        yield lambda: None
        return
    from lifeos_cli.memory.index.background import start_background_index

    index = start_background_index(run.paths, run.person.id, run.settings.text("memory.embedder"))
    try:
        yield index.wake
    finally:
        index.stop()


def _greet(talk: Conversation, notice: str, run: Runtime) -> None:
    """Say who this is, that it is a program, and what it asks first."""
    auto = talk.auto and talk.session is None
    who = (
        "Say what is on your mind, and the coach that fits leads."
        if auto
        else f"{talk.coach.name}, {talk.coach.title}."
    )
    show_wrapped(run, f"{who} {cards.program_line()}")
    if notice and talk.session is None:
        run.note(notice)
    run.note("Enter sends, Alt-Enter makes a new line, /help lists the commands, Ctrl-D leaves.\n")
    if talk.session is not None:
        for row in [row for row in talk.rows() if row.role != "tool" and row.content.strip()][-4:]:
            show_wrapped(run, f"{'you' if row.role == 'user' else talk.coach.name}: {row.content}")
        run.out("")
        return
    opening = "" if auto else talk.open()
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
    import asyncio  # noqa: F401

    if not plain:
        import rich.markdown  # noqa: F401
    if talk.memory is not None:
        talk.memory.start()
    warm = getattr(talk.provider, "warm", None)
    if warm is not None:
        warm()
