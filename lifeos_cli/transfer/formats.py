"""The formats an import knows: what each reads, and which of them a file is in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.transfer import zips
from lifeos_cli.transfer.lines import UnusableError
from lifeos_cli.transfer.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from lifeos_cli.transfer.csv_checkins import Column

FORMATS = ("jsonl", "convex", "chatgpt", "claude", "jrnl", "dayone", "obsidian", "csv", "markdown")
_HEAD = 64 * 1024
"""Bytes looked at to tell what a file is."""
_MEMBERS = {"chatgpt": r"(?:.*/)?conversations[^/]*\.json", "claude": r"(?:.*/)?conversations[^/]*\.json"}
_JSON = r"(?:[^/]*/)?[^/]+\.json"
_MARKS = (
    ("chatgpt", rb'"mapping"\s*:'),
    ("claude", rb'"chat_messages"\s*:'),
    ("dayone", rb'"creationDate"\s*:'),
    ("jrnl", rb'"entries"\s*:'),
)


class Options(NamedTuple):
    """What only some formats ask for."""

    columns: Mapping[str, Column] | None = None
    day_format: str | None = None


def guess(path: Path) -> str:
    """Return the format of a file or folder, by what is in it.

    Raises:
        UsageFault: It is none that is known.
    """
    if path.is_dir():
        from lifeos_cli.transfer.notes import DATE, found

        names = list(found(path))
        if not names:
            raise UsageFault(
                f"there is no note in {path}", hint="A folder holds notes in Markdown: .md files."
            )
        daily = sum(bool(DATE.search(name.rpartition("/")[2])) for name in names)
        return "obsidian" if daily * 2 >= len(names) else "markdown"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        return _guess_zip(path)
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        return "csv"
    if ending in (".md", ".markdown", ".mdown", ".txt"):
        return "markdown"
    found_in = _marked(head)
    if found_in and ending != ".jsonl":
        return found_in
    if ending in (".jsonl", ".ndjson") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "jsonl"
    raise UsageFault(f"{path} is in no format that is known", hint=f"Name it: {', '.join(FORMATS)}.")


def _guess_zip(path: Path) -> str:
    with zips.opened(path) as file:
        names = file.names
        if any(name.endswith("_tables/documents.jsonl") for name in names):
            return "convex"
        wanted = [n for n in names if re.fullmatch(_MEMBERS["chatgpt"], n)] or [
            n for n in names if re.fullmatch(_JSON, n)
        ]
        for name in wanted[:5]:
            try:
                with file.member(name) as stream:
                    found = _marked(stream.read(_HEAD))
            except UnusableError:
                continue
            if found:
                return found
    raise UsageFault(
        f"nothing in {path} is in a format that is known", hint=f"Name it: {', '.join(FORMATS)}."
    )


def _marked(head: bytes) -> str:
    plain = head.replace(b"\0", b"") if head[:2] in (b"\xff\xfe", b"\xfe\xff") else head
    if not plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"[", b"{")):
        return ""
    return next((name for name, mark in _MARKS if re.search(mark, plain)), "")


def units(name: str, path: Path, changed: int, options: Options) -> Iterator[tuple[str, Iterator[Unit]]]:
    """Give the units of a file, person by person: an empty text is the person of the import.

    Args:
        name: The format; any but jsonl.
        path: The file, or the folder of obsidian and markdown.
        changed: When it was changed (epoch milliseconds).
        options: Of csv.

    Raises:
        LifeosError: It cannot be read as what it is said to be.
    """
    if path.is_dir():
        if name not in ("obsidian", "markdown"):
            raise UsageFault(f"{path} is a folder", hint="Name a file.")
        from lifeos_cli.transfer.notes import notes

        yield "", notes(path, daily=name == "obsidian")
        return
    if name == "obsidian":
        raise UsageFault(f"{path} is no folder", hint="Name the folder of the daily notes.")
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if name == "convex" or (packed and name in ("chatgpt", "claude", "dayone", "jrnl")):
        with zips.opened(path) as archive:
            if name == "convex":
                from lifeos_cli.transfer.convex_import import Reader

                yield from Reader(archive).units()
            else:
                yield "", _members(name, archive, path)
        return
    with path.open("rb", buffering=1024 * 1024) as stream:
        yield "", plain(name, stream, path.name, changed, options)


def plain(name: str, stream: BinaryIO, title: str, changed: int, options: Options) -> Iterator[Unit]:
    """Give the units of a stream of bytes; `title` is the file's name."""
    if name == "csv":
        from lifeos_cli.transfer.csv_checkins import checkins

        return checkins(stream, options.columns or {}, options.day_format)
    if name == "markdown":
        from lifeos_cli.transfer.diary import diary

        return diary(stream, title, changed)
    reader = _readers().get(name)
    if reader is None:
        raise UsageFault(f"{name} is not read from standard input", hint="Name the file.")
    return reader(stream)


def _readers() -> dict[str, Callable[..., Iterator[Unit]]]:
    from lifeos_cli.transfer import chats, journals

    return {
        "chatgpt": chats.chatgpt,
        "claude": chats.claude,
        "jrnl": journals.jrnl,
        "dayone": journals.dayone,
    }


def _members(name: str, archive: zips.Zip, path: Path) -> Iterator[Unit]:
    """Read the members of a ZIP that hold the format, one after the other, their units numbered through."""
    pattern = _MEMBERS.get(name, _JSON)
    wanted = sorted(n for n in archive.names if re.fullmatch(pattern, n))
    if not wanted:
        raise LifeosError(f"{path} holds no file of {name}")
    read, last = _readers()[name], 0
    for member in wanted:
        try:
            with archive.member(member) as stream:
                for unit in read(stream, last + 1):
                    yield unit
                    last = unit.number
        except UnusableError as error:
            last += 1
            yield Unit(last, problem=error.message)
