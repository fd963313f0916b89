"""ZIP files nobody has vouched for: members are read in place, never written to the disk, and only so far.

What counts is what is read, not what the ZIP says of itself: a member that
unfolds to hundreds of times its size stops being read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from lifeos_cli.errors import LifeosError
from lifeos_cli.transfer.lines import UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIRECTORY_LIMIT = 8 * 1024 * 1024
"""Bytes of a ZIP's list of members (about 100,000 of them); it is held in memory."""
FREE = 64 * 1024 * 1024
"""Bytes a member may unfold to whatever its size is."""
RATIO = 200
"""How many times its size a larger member may unfold to: text shrinks to a twentieth, a bomb to a thousandth."""
_END, _END_SIZE, _TAIL = b"PK\x05\x06", 12, 66_000
_END64, _END64_SIZE = b"PK\x06\x06", 40
_ELSEWHERE = 0xFFFFFFFF
"""A size of all ones: the longer record has it."""
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class _Member(io.RawIOBase):
    """A member's bytes, up to the limit."""

    def __init__(self, inner: Any, limit: int, name: str) -> None:
        self._inner, self._limit, self._name = inner, limit, name
        self._read = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        try:
            piece = self._inner.read(len(buffer))
        except _BROKEN as error:
            raise UnusableError(f"{self._name}: the ZIP is damaged here") from error
        self._read += len(piece)
        if self._read > self._limit:
            raise UnusableError(f"{self._name}: it unfolds to more than {RATIO} times its size")
        buffer[: len(piece)] = piece
        return len(piece)


class Zip:
    """An open ZIP file."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.names = [info.filename for info in file.infolist() if not info.is_dir()]

    def size(self, name: str) -> int:
        """Return how many bytes a member takes in the ZIP."""
        return self._file.getinfo(name).compress_size

    @contextmanager
    def member(self, name: str) -> Iterator[BinaryIO]:
        """Open a member for reading.

        Raises:
            UnusableError: It is encrypted, of a strange kind, or damaged; or, while it is read, unfolds too far.
        """
        info = self._file.getinfo(name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnusableError(f"{name}: packed in a way that is not read here")
        try:
            inner = self._file.open(info)
        except _BROKEN as error:
            raise UnusableError(f"{name}: the ZIP is damaged or encrypted here") from error
        with inner:
            limit = max(FREE, RATIO * info.compress_size)
            yield io.BufferedReader(_Member(inner, limit, name), 256 * 1024)


@contextmanager
def opened(path: Path) -> Iterator[Zip]:
    """Open a ZIP file.

    Raises:
        LifeosError: It is none, or lists too many members.
    """
    if _directory(path) > DIRECTORY_LIMIT:
        raise LifeosError(f"{path} lists more members than are read here")
    try:
        file = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise LifeosError(f"{path} is no ZIP file, or a damaged one") from error
    with file:
        yield Zip(file)


def _directory(path: Path) -> int:
    """Return how many bytes the list of members takes, by the record at the end."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL))
        tail = file.read()
    sizes = [0]
    for mark, offset, width in ((_END, _END_SIZE, 4), (_END64, _END64_SIZE, 8)):
        at = tail.rfind(mark)
        if at >= 0:
            sizes.append(int.from_bytes(tail[at + offset : at + offset + width], "little"))
    return max((size for size in sizes if size != _ELSEWHERE), default=0)
