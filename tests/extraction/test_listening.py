"""News for the worker's loop: no commit goes unheard, not even one made while the listener comes up."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING

from lifeos_cli.extraction import listening
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.store import users
from lifeos_cli.store.notify import CommitSignal
from tests.extraction import flows

if TYPE_CHECKING:
    from pathlib import Path
    from sqlite3 import Connection

    import pytest

    from lifeos_cli.store.database import Store


def test_a_commit_made_before_the_listener_stands_is_heard(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def late(conn: Connection, path: Path) -> CommitSignal:
        assert held.wait(20)
        return CommitSignal(conn, path)

    monkeypatch.setattr(listening, "CommitSignal", late)
    queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)

    async def listen() -> None:
        wake = asyncio.Event()
        listener = listening.Listener(store.path, wake)
        try:
            queue.enqueue("echo", "early")
            held.set()
            await asyncio.wait_for(wake.wait(), 20)
        finally:
            held.set()
            listener.close()

    asyncio.run(listen())


def test_a_commit_is_heard_each_time(store: Store) -> None:
    queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)

    async def listen() -> None:
        wake = asyncio.Event()
        listener = listening.Listener(store.path, wake)
        try:
            await asyncio.wait_for(wake.wait(), 20)
            for word in ("one", "two"):
                wake.clear()
                queue.enqueue("echo", word)
                await asyncio.wait_for(wake.wait(), 20)
        finally:
            listener.close()

    asyncio.run(listen())


def test_a_listener_that_fails_is_replaced(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SLICE", 0.01)
    fails = [True]

    class Failing(CommitSignal):
        def wait(self, timeout: float) -> bool:
            if fails:
                fails.pop()
                raise sqlite3.OperationalError
            return super().wait(timeout)

    monkeypatch.setattr(listening, "CommitSignal", Failing)
    queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)

    async def listen() -> None:
        wake = asyncio.Event()
        listener = listening.Listener(store.path, wake)
        try:
            while fails:
                await asyncio.wait_for(wake.wait(), 20)
                wake.clear()
            queue.enqueue("echo", "after")
            await asyncio.wait_for(wake.wait(), 20)
        finally:
            listener.close()

    asyncio.run(listen())
