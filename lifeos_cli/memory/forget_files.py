"""Files of the installation that may hold what is forgotten: some are cleaned, some go, the others are named."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from lifeos_cli.store.backup import read_only
from lifeos_cli.store.forgetting import any_there
from lifeos_cli.store.forgotten_words import TELLING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.forgetting import Key
    from lifeos_cli.store.forgotten_words import Forgotten

_NEEDLE = 120
"""Bytes of a text that are looked for in files."""
_MOST = 300
"""Texts that are looked for in files, the longest first."""
_BLOCK = 1 << 20
_BEFORE_MIGRATION = re.compile(r".+-schema\d+-\d{8}T\d{9}(-\d+)?\.db")


def clean(paths: Paths, told: Forgotten, gone: Collection[Key]) -> None:
    """Take the texts out of history, drafts and logs, and away with copies taken before migrations that hold them."""
    for folder in dict.fromkeys((paths.state, paths.logs)):
        for file in folder.rglob("*") if folder.is_dir() else ():
            if file.is_file() and not file.name.endswith(".lock"):
                _clean(file, told)
    for copy in paths.backups.glob("*.db"):
        if _BEFORE_MIGRATION.fullmatch(copy.name) and _backup_holds(copy, told, gone):
            copy.unlink(missing_ok=True)
    for aside in paths.data.glob("vectors.aside-*"):
        aside.unlink(missing_ok=True)


def clear(paths: Paths) -> None:
    """Take away every file of history, drafts, logs and caches."""
    for folder in dict.fromkeys((paths.state, paths.logs, paths.cache)):
        for file in folder.rglob("*") if folder.is_dir() else ():
            if file.is_file() and not file.name.endswith(".lock"):
                file.unlink(missing_ok=True)


def holding(paths: Paths, told: Forgotten, gone: Collection[Key]) -> list[str]:
    """List the files under the home that still hold one of the texts: copies the person made."""
    needles = _needles(told)
    copies = {
        *paths.backups.glob("*.db"),
        *paths.data.glob("*.before-restore-*"),
        *paths.data.glob("*.corrupt-*"),
    }
    found = {str(copy) for copy in copies if _backup_holds(copy, told, gone)}
    for folder in dict.fromkeys((paths.data, paths.config, paths.cache, paths.state, paths.logs)):
        for file in folder.rglob("*") if folder.is_dir() else ():
            if file.is_file() and file not in copies and _has(file, needles):
                found.add(str(file))
    return sorted(found)


def _clean(file: Path, told: Forgotten) -> None:
    """Drop the lines that hold one of the texts; a file that holds one over several lines goes."""
    try:
        text = file.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return
    lines = text.splitlines(keepends=True)
    kept = [line for line in lines if not _says(line, told)]
    rest = "".join(kept)
    if any(one in rest for one in told.texts if len(one) >= TELLING):
        file.unlink(missing_ok=True)
        return
    if len(kept) == len(lines):
        return
    fresh = file.with_name(f".{file.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(rest.encode("utf-8", "surrogateescape"))
    fresh.replace(file)


def _says(line: str, told: Forgotten) -> bool:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        entry = None
    if isinstance(entry, str):
        return told.in_text(entry)
    return told.in_json(line)


def _backup_holds(copy: Path, told: Forgotten, gone: Collection[Key]) -> bool:
    """Tell whether a copy of the database has one of the rows, or one of the texts in its bytes."""
    if _has(copy, _needles(told)):
        return True
    try:
        with closing(read_only(copy)) as conn:
            return any_there(conn, gone)
    except sqlite3.DatabaseError:
        return _has(copy, [row_id.encode() for _, row_id in list(gone)[:_MOST]])


def _needles(told: Forgotten) -> list[bytes]:
    texts = sorted((text for text in told.texts if len(text) >= TELLING), key=len, reverse=True)[:_MOST]
    found: dict[bytes, None] = {}
    for text in texts:
        for written in (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
            found[written.encode("utf-8", "surrogatepass")[:_NEEDLE]] = None
    return list(found)


def _has(file: Path, needles: list[bytes]) -> bool:
    return any(needle in seen for seen in _blocks(file) for needle in needles) if needles else False


def _blocks(file: Path) -> Iterator[bytes]:
    """Read a file in blocks that overlap by the length of what is looked for."""
    try:
        with file.open("rb") as opened:
            tail = b""
            while block := opened.read(_BLOCK):
                seen = tail + block
                yield seen
                tail = seen[-_NEEDLE:]
    except OSError:
        return
