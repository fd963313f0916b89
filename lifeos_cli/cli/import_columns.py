"""Which column of a table is what: given, told by its name, or asked of the person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.errors import NotFoundError
from lifeos_cli.text import one_line
from lifeos_cli.transfer import csv_checkins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.transfer.csv_checkins import Column


def columns(file: str, mapped: Sequence[str]) -> Mapping[str, Column]:
    """Return the columns; where a person can be asked and no column was given, they are shown what was guessed.

    Raises:
        NotFoundError: There is no such file.
        UsageFault: A `--map` that maps nothing.
    """
    given = csv_checkins.mapping(mapped)
    if given or file == "-":
        return given
    path = Path(file).expanduser()
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}")
    with path.open("rb") as stream:
        names = csv_checkins.header(stream)
    found = csv_checkins.guessed(names)
    return _asked(names, found) if current().may_ask else found


def _asked(names: Sequence[str], found: Mapping[str, Column]) -> Mapping[str, Column]:
    """Ask for each column what it is; an empty answer keeps the guess."""
    from lifeos_cli.cli.reading import ask

    run = current()
    run.say(f"Fields: {', '.join(csv_checkins.FIELDS)}. Empty keeps what is shown, - leaves the column out.")
    run.say("A scale of its own is written behind the field: mood:1-5")
    guesses = {column.name: field for field, column in found.items()}
    given = []
    for name in names:
        typed = ask(f"{one_line(name, 40)} [{guesses.get(name, '-')}]: ")
        answer = (typed or "").strip() or guesses.get(name, "-")
        if answer != "-":
            field, _, scale = answer.partition(":")
            given.append(f"{field}={name}{':' if scale else ''}{scale}")
    return csv_checkins.mapping(given)
