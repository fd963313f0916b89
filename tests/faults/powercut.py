"""Power cuts, replayed: what a disk may hold after losing power at any moment of a recorded run.

A run is recorded with strace(1). Its file operations are replayed one by one.
What has not been flushed when the power goes may be there, may be missing, or
may be torn: the disk writes sectors of 512 bytes, in any order. Names (create,
rename, remove) reach the disk in order, at the latest when their folder is
flushed: flushing a file does not make its name safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

SECTOR = 512
CALLS = (
    "openat,close,dup,dup2,dup3,fcntl,write,pwrite64,ftruncate,truncate,fsync,fdatasync,"
    "unlink,unlinkat,rename,link,linkat"
)
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)", re.DOTALL)
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(slots=True)
class File:
    """One file: what is safe on the disk, and what has been written since."""

    safe: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, bytes) of a write, or (size, None) of a truncation."""

    def flush(self) -> None:
        """Make everything safe."""
        self.safe = _applied(self.safe, self.pending)
        self.pending.clear()

    def after_cut(self, dice: random.Random) -> bytes:
        """Return what may be there when the power has gone."""
        kept: list[tuple[int, bytes | None]] = []
        for offset, data in self.pending:
            fate = dice.random()
            if fate < 1 / 3:
                continue
            if data is None or fate < 2 / 3:
                kept.append((offset, data))
            else:
                kept += [piece for piece in _sectors(offset, data) if dice.random() < 1 / 2]
        return _applied(self.safe, kept)


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        end = min(len(data), (offset + at) // SECTOR * SECTOR + SECTOR - offset)
        yield offset + at, data[at:end]
        at = end


def _applied(content: bytes, operations: list[tuple[int, bytes | None]]) -> bytes:
    found = bytearray(content)
    for offset, data in operations:
        if data is None:
            del found[offset:]
            found.extend(b"\0" * (offset - len(found)))
        else:
            found.extend(b"\0" * (offset - len(found)))
            found[offset : offset + len(data)] = data
    return bytes(found)


class Disk:
    """The files of one folder, as the recorded run has left them so far."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.names: dict[str, File] = {}
        self.safe_names: dict[str, File] = {}
        self.pending_names: list[tuple[str, File | None]] = []
        self.open: dict[int, File | str] = {}
        self.places: dict[int, int] = {}
        self.acknowledged: list[str] = []

    def load(self, files: dict[str, bytes]) -> None:
        """Begin with files that are safe."""
        self.safe_names = {path: File(content) for path, content in files.items()}
        self.names = dict(self.safe_names)

    def name(self, path: str, file: File | None) -> None:
        """Let a name mean a file, or nothing."""
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file
        self.pending_names.append((path, file))

    def flush_names(self) -> None:
        """Make the folder safe."""
        self.safe_names = dict(self.names)
        self.pending_names.clear()

    def after_cut(self, dice: random.Random) -> dict[str, bytes]:
        """Return the files that may be there when the power has gone."""
        names = dict(self.safe_names)
        for path, file in self.pending_names[: dice.randint(0, len(self.pending_names))]:
            if file is None:
                names.pop(path, None)
            else:
                names[path] = file
        return {path: file.after_cut(dice) for path, file in names.items()}

    def apply(self, call: str, words: str, answer: int) -> bool:
        """Replay one call; True if it changed what is or may be on the disk."""
        if answer < 0:
            return False
        strings = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(words)]
        if call in {"openat", "rename", "unlink", "unlinkat", "link", "linkat", "truncate"}:
            paths = [text.decode() for text in strings]
            return self._by_path(call, words, paths, answer)
        return self._by_handle(call, words, strings, answer)

    def _by_path(self, call: str, words: str, paths: list[str], answer: int) -> bool:
        here = [path for path in paths if path == self.folder or path.startswith(f"{self.folder}/")]
        if call == "openat":
            return self._opened(words, here, answer)
        if not here or here[0].endswith("-shm"):
            return False
        if call == "truncate":
            self.names[here[0]].pending.append((int(words.rpartition(",")[2]), None))
        elif call.startswith("unlink"):
            self.name(here[0], None)
        else:
            self.name(here[1], self.names[here[0]])
            if call == "rename":
                self.name(here[0], None)
        return True

    def _opened(self, words: str, here: list[str], answer: int) -> bool:
        self.open.pop(answer, None)
        self.places[answer] = 0
        if not here or here[0].endswith("-shm"):
            return False
        path = here[0]
        if path == self.folder:
            self.open[answer] = path
            return False
        made = path not in self.names
        if made:
            self.name(path, File())
        self.open[answer] = self.names[path]
        if "O_TRUNC" in words and not made:
            self.names[path].pending.append((0, None))
        return made or "O_TRUNC" in words

    def _by_handle(self, call: str, words: str, strings: list[bytes], answer: int) -> bool:
        handle = int(words.partition(",")[0])
        file = self.open.get(handle)
        if call == "write" and handle == 1:
            self.acknowledged += strings[0].decode().split()
        if call == "close":
            self.open.pop(handle, None)
        if file is not None and (call.startswith("dup") or "F_DUPFD" in words):
            self.open[answer] = file
        if call in {"fsync", "fdatasync"} and file is not None:
            if isinstance(file, File):
                file.flush()
            else:
                self.flush_names()
            return True
        if not isinstance(file, File):
            return False
        if call == "ftruncate":
            file.pending.append((int(words.split(",")[1]), None))
        elif call == "pwrite64":
            file.pending.append((int(words.rpartition(",")[2]), strings[0][:answer]))
        elif call == "write":
            file.pending.append((self.places[handle], strings[0][:answer]))
            self.places[handle] += answer
        else:
            return False
        return True


def replay(log: Path, folder: Path, before: dict[str, bytes] | None = None) -> Iterator[Disk]:
    """Replay a recording; gives the disk after every operation that matters for it.

    Args:
        log: What strace wrote.
        folder: The folder the recording is about.
        before: Its files when the recording began.
    """
    disk = Disk(str(folder))
    disk.load(before or {})
    yield disk
    with log.open(encoding="ascii") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found and disk.apply(found[1], found[2], int(found[3])):
                yield disk
    yield disk
