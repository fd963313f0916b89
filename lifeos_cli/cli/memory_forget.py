"""`lifeos memory forget`: texts go for good, and it says where copies remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.output import emit_thing
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import NotFoundError, UsageFault

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.store.forgetting import Key
    from lifeos_cli.store.recallable import Text

SHOWN = 10
"""How many of the texts are listed before the question."""


def forget(
    message: str = typer.Argument(
        None, metavar="[MESSAGE]", help="An id, an external id, a check-in's handle."
    ),
    session: str = typer.Option(None, "--session", metavar="SESSION", help="A whole conversation."),
    matching: str = typer.Option(
        None, "--matching", metavar="WORDS", help="Every text with all of these words."
    ),
    yes: bool = typer.Option(False, "--yes", "-y", help="Do not ask."),
) -> None:
    """Forget for good: the text, what was derived of it, its words, its vectors, and the bytes they lay in.

    Replies that quote a forgotten message go with it, and so do other versions
    of a check-in. Backups are left as they are and listed.
    """
    if sum(value is not None for value in (message, session, matching)) != 1:
        raise UsageFault("one of MESSAGE, --session and --matching says what to forget")
    run = current()
    keys, session_id, question = _chosen(run, message, session, matching)
    if not yes:
        _ask(run, question)
    from lifeos_cli.memory.forget import forget as use_case

    done = use_case(run.store, run.paths, run.person.id, keys, session_id=session_id)
    emit_thing({"forgotten": done.rows}, full={"forgotten": done.rows, "copies": done.copies})
    if done.copies:
        run.note("Copies may remain in:")
        for copy in done.copies:
            run.note(f"  {copy}")
    run.note("Whatever you exported elsewhere, and what a model's provider keeps, is out of reach from here.")
    if done.pending:
        run.note("Another lifeos still reads the old log; run `lifeos memory optimize` when it has ended.")


def _chosen(
    run: Runtime, message: str | None, session: str | None, matching: str | None
) -> tuple[list[Key], str | None, str]:
    """Return the rows, the session that goes as a whole, and the question to ask."""
    from lifeos_cli.memory import forget as memory

    if session is not None:
        from lifeos_cli.store.resolve import resolve

        row_id = resolve(run.store.conn, "sessions", run.person.id, session, title="title", noun="sessions")
        return [], row_id, "Forget this whole conversation for good?"
    if message is not None:
        keys = memory.named(run.store, run.person.id, message)
        return keys, None, "Forget it for good?"
    texts = memory.matching(run.store, run.person.id, matching or "")
    if not texts:
        raise NotFoundError(
            "nothing in memory has all of these words", hint="`lifeos memory search` finds what is near."
        )
    _list(run, texts)
    return [(text.tbl, text.id) for text in texts], None, f"Forget these {len(texts)} texts for good?"


def _list(run: Runtime, texts: list[Text]) -> None:
    from lifeos_cli.clock import local
    from lifeos_cli.text import one_line

    for text in texts[:SHOWN]:
        run.note(f"  {local(text.at):%Y-%m-%d} {text.role}: {one_line(text.text, 70)}")
    if len(texts) > SHOWN:
        run.note(f"  ... and {len(texts) - SHOWN} more")


def _ask(run: Runtime, question: str) -> None:
    from lifeos_cli.cli.reading import confirm

    if not run.may_ask:
        raise UsageFault("forgetting cannot be undone", hint="Say --yes.")
    if not confirm(question):
        raise typer.Abort
