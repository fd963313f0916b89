"""`lifeos watch`: follow changes as they are committed, one line each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from lifeos_cli.cli.grammar import single
from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Callable

app = single()
COLUMNS = ("seq", "table", "op", "id", "at")
LOOK_SECONDS = 1.0
"""How often to see whether anybody still reads."""


def nouns(incomplete: str) -> list[str]:
    """List what can be watched, for completion."""
    from lifeos_cli.record.watching import NOUNS

    return [noun for noun in NOUNS if noun.startswith(incomplete)]


@app.command()
def watch(
    noun: list[str] = typer.Argument(
        None, metavar="[NOUN...]", help="As checkins; else all.", autocompletion=nouns
    ),
    jsonl: bool = typer.Option(False, "--jsonl", help="One JSON object a line, with the row as it is now."),
    since: int = typer.Option(None, metavar="SEQ", min=0, help="After this entry; 0 is from the beginning."),
    once: bool = typer.Option(False, "--once", help="Print what there is and end (all, without --since)."),
) -> None:
    """Follow changes as they are committed, one line each, until interrupted.

    Each line carries its number: continue after the last one you have read
    with --since, nothing is missed and nothing comes twice.
    """
    from lifeos_cli.record.watching import BEGINNING, Watch, valid_nouns

    run = current()
    which = valid_nouns(noun or [])
    tell = _json_line if jsonl or run.json else _tsv_line
    start = BEGINNING if once and since is None else since
    following = Watch(run.store.path, run.person.id, which, start, tell)
    try:
        run.note(f"watching from {following.start}")
        if tell is _tsv_line:
            _line("\t".join(COLUMNS))
        following.drain()
        gone = _reader_gone()
        while not (once or following.ended):
            following.wait(LOOK_SECONDS)
            if gone():
                raise BrokenPipeError
    finally:
        following.close()


def _json_line(entry: dict[str, Any]) -> None:
    from lifeos_cli.render.tables import to_json

    _line(to_json(entry))


def _tsv_line(entry: dict[str, Any]) -> None:
    from lifeos_cli.clock import iso

    _line("\t".join(str(iso(entry[name]) if name == "at" else entry[name]) for name in COLUMNS))


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _reader_gone() -> Callable[[], bool]:
    """Return what tells whether the other end of standard output has been closed."""
    import select

    asked = select.poll()
    try:
        asked.register(sys.stdout.fileno(), 0)  # errors and hang-ups are always told
    except (OSError, ValueError):
        return lambda: False
    return lambda: bool(asked.poll(0))
