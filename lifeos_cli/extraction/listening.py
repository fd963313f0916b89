"""News for an event loop: another connection has committed."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from lifeos_cli.store import connection
from lifeos_cli.store.notify import CommitSignal

if TYPE_CHECKING:
    from pathlib import Path

SLICE = 1.0
"""Seconds within which it ends when asked to."""


class Listener:
    """A thread that waits for commits and sets an event of the loop it was made in.

    Args:
        path: The database.
        wake: What to set.
    """

    def __init__(self, path: Path, wake: asyncio.Event) -> None:
        self._path, self._wake = path, wake
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="jobs-news", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self._follow()
            except sqlite3.Error:  # a database that is busy or gone: the loop looks itself, and says so
                self._tell()
                self._stop.wait(SLICE)

    def _follow(self) -> None:
        conn = connection.connect(self._path, query_only=True)
        try:
            heard = CommitSignal(conn, self._path)
            try:
                # What was committed while this came up is no change to it: whoever waits looks once more.
                self._tell()
                while not self._stop.is_set():
                    if heard.wait(SLICE):
                        self._tell()
            finally:
                heard.close()
        finally:
            conn.close()

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop may have ended
            self._loop.call_soon_threadsafe(self._wake.set)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join(2 * SLICE)
