"""Lines of JSON from a file nobody has vouched for, one at a time.

Memory stays bounded whatever the file holds: a line is read up to a limit and
the rest of it is passed over, and a line that would unfold into more values
than a record ever has is not parsed. UTF-8 with or without its mark, UTF-16
with one, CRLF and bytes that are no text at all are taken as they come.
"""

from __future__ import annotations

import codecs
import io
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINE_LIMIT = 32 * 1024 * 1024
"""Bytes of a line; a longer one is skipped."""
UNCOUNTED = 256 * 1024
"""Bytes of a line that cannot unfold into much, whatever is in it."""
VALUES = 200_000
"""Strings, lists and objects in one line; a line with more is skipped."""
_PIECE = 1024 * 1024
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{,]', re.DOTALL)
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
"""The parser itself, without what `json.loads` does around it for each line."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Line(NamedTuple):
    """One line: what it says, or why it cannot be used."""

    number: int
    value: dict[str, Any]
    size: int
    """Bytes it took."""
    problem: str = ""
    """Empty when `value` is good."""
    repaired: bool = False
    """Whether bytes that were no text became U+FFFD."""


class _Recoded(io.RawIOBase):
    """A stream of UTF-16 as one of UTF-8."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw, self._left = raw, b""
        self._decode = codecs.getincrementaldecoder("utf-16")("replace")

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        while not self._left:
            piece = self._raw.read(len(buffer))
            self._left = self._decode.decode(piece, final=not piece).encode("utf-8", "replace")
            if not piece:
                break
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def read(stream: BinaryIO) -> Iterator[Line]:
    """Read line after line; blank ones are passed over.

    Args:
        stream: Bytes, from their beginning; it need not be seekable.
    """
    source, number = as_utf8(stream), 0
    while raw := source.readline(LINE_LIMIT + 1):
        number += 1
        if len(raw) > LINE_LIMIT:
            while raw and not raw.endswith(b"\n"):
                raw = source.readline(_PIECE)
            yield Line(number, {}, 0, f"longer than {LINE_LIMIT >> 20} MiB")
        elif not raw.isspace():
            yield parsed(number, raw)


def as_utf8(stream: BinaryIO) -> BinaryIO:
    """Look at the first bytes: a mark of UTF-8 goes, UTF-16 is recoded."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(_Through(stream))
    head = buffered.peek(3)[:3]
    if head == codecs.BOM_UTF8:
        buffered.read(3)
    elif head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return io.BufferedReader(_Recoded(buffered), _PIECE)
    return buffered


class _Through(io.RawIOBase):
    """Any object with `read` as the raw stream a buffered reader wants."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        piece = self._source.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def parsed(number: int, raw: bytes, most: int = VALUES) -> Line:
    """Parse one line, or one element of an array, into an object of at most so many values."""
    if len(raw) > UNCOUNTED and _unfolds(raw, most):
        return Line(number, {}, 0, f"more than {most:,} values in one line")
    text = raw.decode("utf-8", "replace")
    try:
        value, end = _scan(text, 0)
        if (rest := text[end:]) != "\n" and rest.strip():
            value = json.loads(text)
    except (StopIteration, ValueError, RecursionError):
        value, problem = _parsed_slowly(text)
        if problem:
            return Line(number, {}, 0, problem)
    if type(value) is not dict:
        return Line(number, {}, 0, "not an object")
    repaired = not text.isascii() and "\ufffd" in text and b"\xef\xbf\xbd" not in raw
    if b"\\u" in raw and (b"\\ud" in raw or b"\\uD" in raw):
        value = _without_surrogates(value)
    # Past the Python of the constructor, as `lines` does.
    return tuple.__new__(Line, (number, value, len(raw), "", repaired))


def _parsed_slowly(text: str) -> tuple[Any, str]:
    """Parse what did not parse at once, for the spaces before it or to say what is wrong."""
    try:
        return json.loads(text), ""
    except RecursionError:
        return None, "nested too deeply"
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg} at column {error.colno}"
    except ValueError:
        return None, "a number too long to read"


def _unfolds(raw: bytes, most: int) -> bool:
    """Tell whether the line holds more values than any record."""
    return any(count >= most for count, _ in enumerate(_TOKENS.finditer(raw)))


def _without_surrogates(value: Any) -> Any:
    """Replace halves of surrogate pairs, which JSON can spell and no text can hold."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value
