"""Identifiers: ULIDs for rows, short handles for people.

A ULID (github.com/ulid/spec) is 48 bits of milliseconds and 80 random bits in
Crockford base 32: it sorts by time and two machines can make them apart.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock  # what threading.Lock is, without importing threading

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
HANDLE_LENGTH = 4

_last = [0, 0]
_lock = allocate_lock()


def ulid(ms: int | None = None) -> str:
    """Return a new ULID; ids made by one process sort in the order they were made.

    Args:
        ms: Epoch milliseconds to stamp it with (default: the real clock).
    """
    stamp = time.time_ns() // 1_000_000 if ms is None else ms
    random = int.from_bytes(os.urandom(10), "big") >> 1
    if ms is None:
        with _lock:
            if stamp <= _last[0]:
                stamp, random = _last[0], _last[1] + 1
            _last[:] = [stamp, random]
    return _encode((stamp << 80) | random)


def ulids(count: int) -> list[str]:
    """Return so many new ULIDs, in order; much faster than one by one."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big") >> 1
    with _lock:
        if stamp <= _last[0]:
            stamp, random = _last[0], _last[1] + 1
        _last[:] = [stamp, random + count - 1]
    value, found = (stamp << 80) | random, list[str]()
    ends = [first + second for first in ALPHABET for second in ALPHABET]
    while count:
        low = value & 0x3FF
        some = min(count, 1024 - low)
        head = _encode(value)[:-2]
        found += [head + end for end in ends[low : low + some]]
        value, count = value + some, count - some
    return found


def _encode(value: int) -> str:
    """Write 130 bits as 26 base-32 digits, most significant first."""
    return "".join(ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


def is_ulid(text: str) -> bool:
    """Tell whether the text has the form of a ULID (case does not matter)."""
    return len(text) == LENGTH and all(c in ALPHABET for c in text.upper())


def handles(row_id: str) -> list[str]:
    """List the handles a row may take, shortest first: ends of its id, in lower case.

    The random end of a ULID is used, so that handles of rows made in one
    minute do not look alike. The first one free among the person's rows of
    that table is taken and kept.
    """
    tail = row_id[-16:].lower()
    return [tail[-length:] for length in range(HANDLE_LENGTH, len(tail) + 1)]
