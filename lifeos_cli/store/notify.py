"""Learning of another process's commit the moment it happens.

On Linux the kernel tells (inotify(7) on the folder of the write-ahead log:
fractions of a millisecond, nothing while idle). Elsewhere, and where inotify
is used up, `PRAGMA data_version` is asked every 25 ms.
"""

from __future__ import annotations

import ctypes
import os
import select
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

POLL_SECONDS = 0.025
"""How often to ask where the kernel does not tell."""
BACKSTOP_SECONDS = 1.0
"""How often to ask even where it does: network and overlay file systems may stay silent."""

FLUSH_SECONDS = 0.5
"""How long after a write its commit may follow."""

_IN_MODIFY, _IN_CREATE, _IN_Q_OVERFLOW = 0x2, 0x100, 0x4000
_EVENT = struct.Struct("iIII")


class CommitSignal:
    """Waits until another connection has committed.

    Args:
        conn: The connection that will read what changed.
        path: Its database file.
    """

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        self._conn = conn
        self._wal = os.fsencode(path.name + "-wal")
        self._handle = _watch(path.parent)
        self._poll = select.poll()
        if self._handle is not None:
            self._poll.register(self._handle, select.POLLIN)
        self._bell, self._rope = (
            os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK) if self._handle is not None else (-1, -1)
        )
        if self._bell >= 0:
            self._poll.register(self._bell, select.POLLIN)
        self._woken = False
        self._version = self._data_version()
        self._news = -FLUSH_SECONDS
        """When the kernel last told of a write (monotonic seconds)."""

    @property
    def told_by_kernel(self) -> bool:
        """Whether waiting costs nothing."""
        return self._handle is not None

    def _data_version(self) -> int:
        found: int = self._conn.execute("PRAGMA data_version").fetchone()[0]
        return found

    def changed(self) -> bool:
        """Tell whether another connection has committed since this was last asked."""
        version = self._data_version()
        changed = version != self._version
        self._version = version
        return changed

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for a commit; True if there was one. `wake` ends it early."""
        deadline = time.monotonic() + timeout
        while not self.changed():
            left = deadline - time.monotonic()
            if left <= 0 or self._woken:
                self._woken = False
                return False
            self._pause(left)
        return True

    def wake(self) -> None:
        """End a wait under way, or else the next one, from any thread."""
        self._woken = True
        if self._rope >= 0:
            with suppress(BlockingIOError):  # it is ringing already
                os.write(self._rope, b"!")

    def _pause(self, left: float) -> None:
        """Sleep until it is worth asking again.

        The kernel tells of the last page written; the commit itself follows a
        disk flush later and only in shared memory. So after news, ask often
        for a while: each pause is an eighth of the time since.
        """
        if self._handle is None:
            time.sleep(min(left, POLL_SECONDS))
            return
        since = time.monotonic() - self._news
        if since < FLUSH_SECONDS:
            time.sleep(min(left, max(since / 8, 0.001)))
            told = self._told(0)
        else:
            told = self._told(min(left, BACKSTOP_SECONDS))
        if told:
            self._news = time.monotonic()

    def _told(self, timeout: float) -> bool:
        """Wait for the kernel to tell of a write to the log."""
        until = time.monotonic() + timeout
        while True:
            left = max(until - time.monotonic(), 0)
            ready = [handle for handle, _ in self._poll.poll(left * 1000)]
            if self._bell in ready:
                os.read(self._bell, 4096)
                return False
            if ready and self._ours():
                return True
            if not left:
                return False

    def _ours(self) -> bool:
        """Drain the kernel's events; True if one is about the write-ahead log."""
        if self._handle is None:
            return False
        data = os.read(self._handle, 65536)
        at, found = 0, False
        while at < len(data):
            _, mask, _, length = _EVENT.unpack_from(data, at)
            at += _EVENT.size
            found = found or bool(mask & _IN_Q_OVERFLOW) or data[at : at + length].rstrip(b"\0") == self._wal
            at += length
        return found

    def close(self) -> None:
        """Give the kernel's handle back."""
        if self._handle is not None:
            for handle in (self._handle, self._bell, self._rope):
                os.close(handle)
            self._handle, self._bell, self._rope = None, -1, -1


def _watch(folder: Path) -> int | None:
    """Ask the kernel to tell of changes in the folder; None where it does not."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        handle = int(libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        if handle < 0:
            return None
        if libc.inotify_add_watch(handle, os.fsencode(folder), _IN_MODIFY | _IN_CREATE) < 0:
            os.close(handle)
            return None
    except (OSError, AttributeError):
        return None
    return handle
