"""A queue over a fresh store with a clock the test moves, and workers that run what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.extraction.queue import Queue
from lifeos_cli.extraction.worker import Ended, Worker, run
from tests.extraction import flows
from tests.store.conftest import me, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

__all__ = ["me", "store"]


class Clock:
    """Epoch milliseconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_760_000_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def queue(store: Store, me: User, clock: Clock) -> Queue:
    """The person's queue; waits before another try are exactly the backoff."""
    flows.calls.clear()
    flows.ended.clear()
    flows.code.clear()
    return Queue(store, me.id, known=flows.KNOWN, clock=clock, dice=lambda: 0.5)


@pytest.fixture
def drain(paths: Paths, me: User, clock: Clock) -> Callable[[], list[tuple[str, str]]]:
    """Run what is due, as `lifeos jobs run` does; returns type and status of each run."""

    def drained() -> list[tuple[str, str]]:
        seen: list[Ended] = []
        worker = Worker(paths, [me.id], known=flows.KNOWN, clock=clock, told=seen.append)
        assert run(worker, stay=False, signals=False) == 0
        return [(one.job.type, one.status) for one in seen]

    return drained
