"""`lifeos safety`: what the safety check says of a text."""

from __future__ import annotations

import sys
from typing import BinaryIO

import typer

from lifeos_cli.cli.grammar import group
from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import UsageFault

app = group("What the safety check says of a text.")


@app.callback()
def safety() -> None:
    """What the safety check says of a text."""


@app.command()
def check(
    text: str | None = typer.Argument(
        None, metavar="[TEXT]", help="A text; - reads one from standard input."
    ),
    lines: str | None = typer.Option(
        None, "--lines", metavar="FILE|-", help="Check each line of a file or of stdin."
    ),
) -> None:
    """Print the level (crisis, check, none) and kind; the exit code is 0 whatever the level.

    With --lines, one JSON object a line comes out for every line that goes
    in, blank ones too, in order.
    """
    if (text is None) == (lines is None):
        raise UsageFault(
            "one text or --lines is needed", hint='As in lifeos safety check "..." or --lines -.'
        )
    from lifeos_cli.safety import classify

    run = current()
    if lines == "-":
        _check_lines(sys.stdin.buffer)
        return
    if lines is not None:
        from pathlib import Path

        with Path(lines).open("rb") as stream:
            _check_lines(stream)
        return
    if text == "-":
        from lifeos_cli.cli.reading import stdin_text

        text = stdin_text()
    verdict = classify(text or "")
    found = {"level": verdict.level, "kind": verdict.kind, "explicit": verdict.explicit}
    if run.json:
        run.out_json(found)
    else:
        run.out(f"{verdict.level}\t{verdict.kind or ''}")


def _check_lines(stream: BinaryIO) -> None:
    """Print one JSON object for every line of the stream."""
    from lifeos_cli.render.tables import to_json
    from lifeos_cli.safety import classify

    for line in stream:
        verdict = classify(line.decode("utf-8", "replace").rstrip("\r\n"))
        sys.stdout.write(to_json({"level": verdict.level, "kind": verdict.kind}) + "\n")
        sys.stdout.flush()
