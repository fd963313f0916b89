"""Notes in Markdown: a folder of daily notes (Obsidian), a folder of any notes, or one file with a heading a day."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.text import storable
from lifeos_cli.transfer import front_matter
from lifeos_cli.transfer.lines import ID_LIMIT, Said, UnusableError
from lifeos_cli.transfer.units import NOTE_LIMIT, Unit, decoded, moment, talk

if TYPE_CHECKING:
    from collections.abc import Iterator

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_TAG = re.compile(r"(?<![\w/#&])#([^\W\d_][\w/-]{0,60})")
_DATE_KEYS = ("date", "created", "created_at", "created at", "day")
ENDINGS = (".md", ".markdown", ".mdown", ".txt")


def found(folder: Path) -> Iterator[str]:
    """Name the notes under a folder, in order, hidden folders and links left out."""
    pending = [folder]
    while pending:
        here = pending.pop()
        entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(ENDINGS):
                yield os.path.relpath(entry.path, folder)
        pending += [
            Path(entry.path)
            for entry in reversed(entries)
            if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
        ]


def notes(folder: Path, *, daily: bool) -> Iterator[Unit]:
    """Read the notes of a folder.

    Args:
        folder: Where.
        daily: Take only notes whose name tells a day; others are told as skipped.
    """
    for number, name in enumerate(found(folder), 1):
        shown = storable(name)
        try:
            unit = note(number, shown, *_read(folder / name), daily=daily)
            yield unit._replace(note=f"{shown}: {unit.note}") if unit.note else unit
        except (UnusableError, OSError) as error:
            why = error.message if isinstance(error, UnusableError) else "it cannot be read"
            yield Unit(number, problem=f"{shown}: {why}")


def _read(path: Path) -> tuple[bytes, int]:
    """Return a note's bytes and when it was changed (epoch milliseconds)."""
    with path.open("rb") as file:
        raw = file.read(NOTE_LIMIT + 1)
        changed = os.fstat(file.fileno()).st_mtime_ns // 1_000_000
    if len(raw) > NOTE_LIMIT:
        raise UnusableError(f"longer than {NOTE_LIMIT >> 20} MiB")
    return raw, changed


def note(number: int, name: str, raw: bytes, changed: int | None, *, daily: bool) -> Unit:
    """Read one note.

    Args:
        number: Which one.
        name: Its path in the folder: what it is known by.
        raw: Its bytes.
        changed: When the file was changed (epoch milliseconds), for a note that tells no day.
        daily: It must tell a day in its name.

    Raises:
        UnusableError: No words in it, or no day.
    """
    text, repaired = decoded(raw)
    head, body, broken = front_matter.split(storable(text))
    day = DATE.search(os.path.basename(name))  # noqa: PTH119 - a name in a ZIP is no path of this machine
    at = moment("-".join(day.groups()), "date") if day else None
    if daily and at is None:
        raise UnusableError("no day in its name")
    if at is None:
        at = next(
            (t for key in _DATE_KEYS for value in head.get(key, ()) if (t := moment(value, key))), changed
        )
    body = body.strip("\n").rstrip()
    if not body.strip():
        raise UnusableError("no words in it")
    if len(name) > ID_LIMIT:
        raise UnusableError(f"its name is longer than {ID_LIMIT} characters")
    tags = [*head.get("tags", ()), *head.get("tag", ()), *_TAG.findall(body)]
    stem = os.path.splitext(os.path.basename(name))[0]  # noqa: PTH119, PTH122 - see above
    title = next(iter(head.get("title", ())), stem)
    items = (talk(number, name, title, at, tags=tags), Said(number, name, name, "user", body, at))
    remarks = [
        *(["its front matter is broken; the text was taken"] if broken else []),
        *(["bytes that are no UTF-8 became U+FFFD"] if repaired else []),
    ]
    return Unit(number, items, len(raw), note="; ".join(remarks), grows=True)
