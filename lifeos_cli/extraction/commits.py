"""Writes of many jobs at once, in one thread with a connection of its own.

Each write is a savepoint; those that come while the disk is busy with the last
commit share the next one. So jobs do not queue up for the disk, and a step
that waits for a model is not kept from going on by another one's commit.
"""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from lifeos_cli.store import connection
from lifeos_cli.store.database import Store
from lifeos_cli.store.transaction import savepoint

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from lifeos_cli.paths import Paths

T = TypeVar("T")
TRIES = 3
"""How often a commit is tried that meets another process's write; each try waits the whole busy timeout."""


class _Write(NamedTuple):
    run: Callable[[Store], Any]
    told: asyncio.Future[Any]


class Commits:
    """The one writer of a worker.

    Args:
        paths: Of the installation; it opens a connection of its own.
    """

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._thread = ThreadPoolExecutor(1, "jobs-commit")
        self._waiting: list[_Write] = []
        self._pump: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._store: Store = await self._in_thread(lambda: Store(self._paths))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._pump is not None:
            await self._pump
        await self._in_thread(self._store.close)
        self._thread.shutdown()

    def _in_thread(self, run: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._thread, run)

    async def run(self, write: Callable[[Store], T]) -> T:
        """Run a write in a transaction and return its answer once it is on the disk.

        A write whose waiter is canceled before its turn is left out.

        Raises:
            Exception: What the write raised; it has left nothing behind.
            sqlite3.Error: The commit failed.
        """
        told: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Write(write, told))
        if self._pump is None:
            self._pump = asyncio.create_task(self._pumped())
        return await told

    async def _pumped(self) -> None:
        try:
            while self._waiting:
                batch = [one for one in self._waiting if not one.told.cancelled()]
                self._waiting = []
                answers = await self._in_thread(partial(self._flush, batch))
                for one, (answer, error) in zip(batch, answers, strict=True):
                    if one.told.done():
                        continue
                    if error is None:
                        one.told.set_result(answer)
                    else:
                        one.told.set_exception(error)
        finally:
            self._pump = None

    def _flush(self, batch: list[_Write]) -> list[tuple[Any, Exception | None]]:
        """Commit a batch; if the commit itself fails, every write of it has failed."""
        for left in reversed(range(TRIES)):
            try:
                with self._store.write():
                    return [self._one(write) for write in batch]
            except sqlite3.Error as error:
                if not left or not connection.busy(error):
                    return [(None, error)] * len(batch)
            except Exception as error:  # noqa: BLE001 - whoever waits for the write is told
                return [(None, error)] * len(batch)
        raise AssertionError

    def _one(self, write: _Write) -> tuple[Any, Exception | None]:
        try:
            with savepoint(self._store.conn):
                return write.run(self._store), None
        except Exception as error:
            if not self._store.conn.in_transaction:  # the disk is full: the whole transaction is gone
                raise
            return None, error
