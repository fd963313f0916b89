"""The elements of one long JSON array, one at a time: a file of any size in bounded memory.

The array is the document itself, or the value of a named key of it. Nothing is
parsed here but strings and brackets; what an element says is its reader's
business, and so is how deep it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from lifeos_cli.transfer.jsonl_read import as_utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

ELEMENT_LIMIT = 32 * 1024 * 1024
"""Bytes of an element; a longer one is passed over."""
_CHUNK = 256 * 1024
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(_STRING + rb'|["\[\]{},]', re.DOTALL)
_WITHIN = re.compile(_STRING + rb'|"|[\[{]+|[\]}]', re.DOTALL)
"""Within an element commas mean nothing, and brackets that open are counted together."""
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+(")?', re.DOTALL)
_HELD = 64 * 1024
"""Bytes of a string that are read again with the next piece; a longer string is followed without them."""


class Element(NamedTuple):
    """One element: its bytes, or why there are none."""

    number: int
    raw: bytes
    problem: str = ""


class _Splitter:
    """Where in the document the bytes read so far end."""

    def __init__(self, keys: Collection[str]) -> None:
        self._keys = {b'"' + key.encode() + b'"' for key in keys}
        self._depth = 0
        self._target = 0
        """Depth of the array whose elements are wanted; 0 outside it."""
        self._in_string = False
        self._key = b""
        self._parts: list[bytes] = []
        self._size = 0
        self.number = 0

    def feed(self, data: bytes, *, last: bool) -> Iterator[Element | int]:  # noqa: C901 - one loop over tokens, its state in locals
        """Go through a piece; gives the elements that end in it, at the end how many bytes it did not use."""
        at = begin = 0
        while at < len(data):
            if self._in_string:
                at, whole = self._through_string(data, at)
                if not whole:
                    break
            within = self._target and self._depth > self._target
            found = (_WITHIN if within else _TOKEN).search(data, at)
            if found is None:
                at = len(data)
                break
            at, token = found.end(), found.group()
            if token == b'"':
                if len(data) - found.start() < _HELD and not last:
                    at = found.start()
                    break
                self._in_string = True
                continue
            if within and token[:1] in (b"[", b"{"):
                self._depth += len(token)
                continue
            if len(token) > 1:
                self._key = token if self._depth == 1 and not self._target else self._key
                continue
            ends = self._ends(token)
            if ends:
                self._keep(data[begin : found.start()])
                yield from self._element()
            if ends or (self._moved(token) and self._target == self._depth):
                begin = at
        if self._target:
            self._keep(data[begin:at])
        yield len(data) - at

    def _through_string(self, data: bytes, at: int) -> tuple[int, bool]:
        """Return where the string that was begun ends in this piece, and whether it does."""
        found = _REST_OF_STRING.match(data, at)
        end = found.end() if found else at
        self._in_string = not (found and found.group(1))
        return end, not self._in_string

    def _ends(self, token: bytes) -> bool:
        """Tell whether an element ends before the token; follows the token if so."""
        if not self._target or self._depth != self._target or token not in (b",", b"]"):
            return False
        if token == b"]":
            self._depth -= 1
            self._target = 0
        return True

    def _moved(self, token: bytes) -> bool:
        """Follow a bracket; returns whether it opened the wanted array."""
        if token in (b"[", b"{"):
            self._depth += 1
            wanted = self._depth == 1 or (self._depth == 2 and self._key in self._keys)  # noqa: PLR2004 - in an object
            if token == b"[" and not self._target and wanted:
                self._target = self._depth
                return True
        elif token in (b"]", b"}"):
            self._depth -= 1
        if self._depth == 1 and not self._target:
            self._key = self._key if token in (b"[", b"{") else b""
        return False

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= ELEMENT_LIMIT:
            self._parts.append(piece)
        else:
            self._parts.clear()

    def _element(self) -> Iterator[Element]:
        raw, size = b"".join(self._parts), self._size
        self._parts, self._size = [], 0
        if size > ELEMENT_LIMIT:
            self.number += 1
            yield Element(self.number, b"", f"longer than {ELEMENT_LIMIT >> 20} MiB")
        elif not raw.isspace() and raw:
            self.number += 1
            yield Element(self.number, raw)

    def cut(self) -> Iterator[Element]:
        """Say so if the document ends within the array."""
        if self._target:
            self.number += 1
            yield Element(self.number, b"", "the file ends in the middle of it")


def elements(stream: BinaryIO, keys: Collection[str] = ()) -> Iterator[Element]:
    """Read the elements of the array a document is, or of the arrays under these keys of it.

    Args:
        stream: Bytes; UTF-8, or UTF-16 with a mark.
        keys: Keys of the outermost object.
    """
    source, splitter, left = as_utf8(stream), _Splitter(keys), b""
    while True:
        piece = source.read(_CHUNK)
        data = left + (piece or b"")
        unused = 0
        for found in splitter.feed(data, last=not piece):
            if isinstance(found, int):
                unused = found
            else:
                yield found
        left = data[len(data) - unused :] if unused else b""
        if not piece:
            break
    yield from splitter.cut()
