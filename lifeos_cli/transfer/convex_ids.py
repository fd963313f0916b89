"""Ids of Convex documents: they say which table the document is in, and carry a checksum.

An id is Crockford's base 32 in lower case of the table's number (a VInt, seven
bits a byte, least first), 16 bytes of the document's own, and a Fletcher-16
checksum with its sums modulo 256, least byte first (convex-backend,
crates/value/src/id_v6.rs).
"""

from __future__ import annotations

from typing import NamedTuple

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_OWN, _SUM, _VINT = 16, 2, 5
_SHORTEST, _LONGEST = 31, 37


class ConvexId(NamedTuple):
    """An id taken apart."""

    table: int
    own: bytes


def decode(text: object) -> ConvexId | None:
    """Return what an id says, or None if it is none: wrong letters, length or checksum."""
    if not isinstance(text, str) or not _SHORTEST <= len(text) <= _LONGEST:
        return None
    bits = 0
    for letter in text:
        if letter not in _VALUES:
            return None
        bits = bits << 5 | _VALUES[letter]
    count, spare = divmod(len(text) * 5, 8)
    if bits & ((1 << spare) - 1) or len(text) != _length(count):
        return None
    raw = (bits >> spare).to_bytes(count, "big")
    table = _table(raw)
    if table is None or _sum(raw[:-_SUM]) != raw[-_SUM:]:
        return None
    return ConvexId(table, raw[-_OWN - _SUM : -_SUM])


def encode(table: int, own: bytes) -> str:
    """Write an id.

    Args:
        table: The table's number, from 0 and below 2**32.
        own: 16 bytes.
    """
    raw = bytearray()
    rest = table
    while rest > 0x7F:  # noqa: PLR2004 - seven bits a byte
        raw.append(rest & 0x7F | 0x80)
        rest >>= 7
    raw.append(rest)
    raw += own
    raw += _sum(bytes(raw))
    length = _length(len(raw))
    bits = int.from_bytes(raw, "big") << (length * 5 - len(raw) * 8)
    return "".join(_LETTERS[bits >> 5 * place & 31] for place in range(length - 1, -1, -1))


def _length(count: int) -> int:
    """Return how many letters so many bytes take."""
    return -(-count * 8 // 5)


def _table(raw: bytes) -> int | None:
    """Return the number in front; None if its length does not leave 16 bytes and the checksum."""
    size = len(raw) - _OWN - _SUM
    if not 1 <= size <= _VINT:
        return None
    number = 0
    for place, byte in enumerate(raw[:size]):
        if bool(byte & 0x80) != (place < size - 1):
            return None
        number |= (byte & 0x7F) << 7 * place
    return number


def _sum(raw: bytes) -> bytes:
    """Return the checksum: both sums count up modulo 256, the first is written first."""
    first = second = 0
    for byte in raw:
        first = (first + byte) & 0xFF
        second = (second + first) & 0xFF
    return bytes((first, second))
