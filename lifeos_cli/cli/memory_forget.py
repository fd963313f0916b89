"""`lifeos memory forget`: texts go for good, and it says where copies remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from lifeos_cli.cli.forget import ask, tell
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.text import counted

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
    keys, question = _chosen(run, message, session, matching)
    ask(run, question, yes=yes)
    from lifeos_cli.record.forgetting import forget as use_case

    tell(run, use_case(run.store, run.paths, run.person.id, keys))


def _chosen(
    run: Runtime, message: str | None, session: str | None, matching: str | None
) -> tuple[list[Key], str]:
    """Return the rows and the question to ask."""
    from lifeos_cli.memory import forget as memory

    if session is not None:
        from lifeos_cli.store.resolve import resolve

        row_id = resolve(run.store.conn, "sessions", run.person.id, session, title="title", noun="sessions")
        return [("sessions", row_id)], "Forget this whole conversation for good?"
    if message is not None:
        keys = memory.named(run.store, run.person.id, message)
        return keys, "Forget it for good?"
    texts = memory.matching(run.store, run.person.id, matching or "")
    if not texts:
        raise NotFoundError(
            "nothing in memory has all of these words", hint="`lifeos memory search` finds what is near."
        )
    _list(run, texts)
    return [(text.tbl, text.id) for text in texts], f"Forget {counted(len(texts), 'text', 'texts')} for good?"


def _list(run: Runtime, texts: list[Text]) -> None:
    from lifeos_cli.clock import local
    from lifeos_cli.text import one_line

    for text in texts[:SHOWN]:
        run.note(f"  {local(text.at):%Y-%m-%d} {text.role}: {one_line(text.text, 70)}")
    if len(texts) > SHOWN:
        run.note(f"  ... and {len(texts) - SHOWN} more")
