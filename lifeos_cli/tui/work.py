"""Writes: in a thread of their own with a connection of their own, so that a busy store never holds up a key."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from lifeos_cli.store.database import Store, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.tui.desk import Desk

T = TypeVar("T")


class Work:
    """Runs use cases one after another, off the app's thread.

    Args:
        desk: Whose store.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._store: Store | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")

    async def do(self, what: Callable[[Store], T]) -> T:
        """Run one use case and return what it gives.

        Raises:
            LifeosError: What it raises; a refusal of the database in its words.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, what)

    def _do(self, what: Callable[[Store], T]) -> T:
        try:
            if self._store is None:
                self._store = Store(self._desk.paths)
            return what(self._store)
        except sqlite3.Error as error:
            raise explain(error, str(self._desk.paths.database)) from error

    def close(self) -> None:
        """Let go of the connection once the work at hand is done; nothing is waited for."""
        self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
