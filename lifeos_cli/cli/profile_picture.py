"""What the profile's commands share: instants, and pictures as files."""

from __future__ import annotations

from pathlib import Path

from lifeos_cli.cli.runtime import current


def instant(typed: str | None, *, end: bool = True) -> int | None:
    """Read a point in time that is not in the future; None where none was given.

    Raises:
        UsageFault: No such time, or it has not come yet.
    """
    if typed is None:
        return None
    from lifeos_cli.record.profile_history import past

    return past(typed, end=end)


def put_svg(file: str, drawn: str) -> None:
    """Write a picture to a file, or to standard output (-)."""
    run = current()
    if file == "-":
        run.out(drawn.rstrip("\n"))
        return
    Path(file).write_text(drawn, encoding="utf-8")
    run.note(f"Written to {file}.")
