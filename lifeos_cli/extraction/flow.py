"""One run of one job's workflow: where each branch of it stands, and how the run comes to its end.

A run ends when the workflow returns or raises, or when every branch of it
waits for something that is not there yet: an hour, an event, another job, the
next try of a step. It is then unwound, and run again from its journal.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from lifeos_cli.extraction.failures import LeaseLostError, NonRetryableError, describe, retryable
from lifeos_cli.extraction.journal import Journal, written

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from lifeos_cli.extraction.journal import Place
    from lifeos_cli.store.rows import Job, JobStep

SETTLING = 50
"""Turns of the event loop without anything happening after which all branches are taken to wait.

A result reaches the branch that waits for it within a few turns.
"""

UNWIND = 5.0
"""Seconds a workflow may take to clean up after itself when a run of it is cut short."""


class Outcome(NamedTuple):
    """How a run ended."""

    status: str
    """completed, failed, canceled, parked, handed_back, or lost."""
    output: Any = None
    error: str | None = None
    retry: bool = False
    """Whether trying the whole job again may help."""
    run_after: int | None = None
    waiting: str = ""


class Scope:
    """One branch of the flow: how far it has got, its clock and its dice.

    Args:
        place: Of the branch; empty for the workflow itself.
        job_id: What its dice are seeded by, with the place.
        clock: Epoch milliseconds at its beginning.
    """

    def __init__(self, place: Place, job_id: str, clock: int) -> None:
        self.place, self.clock = place, clock
        self.number = 0
        # Replayable numbers, not secrets.
        self.dice = Random(f"{job_id}:{written(place)}")  # noqa: S311

    def next_place(self) -> Place:
        """Return the place of the step that comes next, without taking it."""
        return (*self.place, self.number)

    def take(self) -> Place:
        """Take the next place."""
        place = self.next_place()
        self.number += 1
        return place

    def passed(self, moment: int | None) -> None:
        """Move the clock to when a step had ended."""
        self.clock = max(self.clock, moment or 0)


class _Waiting(NamedTuple):
    until: int | None
    what: str
    error: str | None


scope: ContextVar[Scope] = ContextVar("scope")


class Run:
    """The state of one run.

    Args:
        job: As claimed.
        steps: Its journal.
    """

    def __init__(self, job: Job, steps: Iterable[JobStep]) -> None:
        self.job = job
        self.journal = Journal(steps)
        self.attempts = job.attempts
        self.stopping = False
        """Whether the worker is to end: the job is handed back before its next step."""
        self.cancel_asked = bool(job.cancel_requested)
        self.over = False
        """Whether its outcome is known; it can no longer be interrupted."""
        self._unwinding = False
        self._halted: Outcome | None = None
        self._live = 0
        self._moves = 0
        self._waits: list[_Waiting] = []
        self._moved = asyncio.Event()

    def _move(self) -> None:
        self._moves += 1
        self._moved.set()

    async def live(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do something that takes time or is written down, unless the run is over.

        Raises:
            Exception: What the work raised.
        """
        if self.cancel_asked:
            await self.halt(Outcome("canceled"))
        if self.stopping:
            await self.halt(Outcome("handed_back"))
        if self._halted is not None:
            await self.halt(self._halted)
        self._live += 1
        self._move()
        try:
            return await work()
        except LeaseLostError:
            await self.halt(Outcome("lost"))
        finally:
            self._live -= 1
            self._move()

    async def halt(self, outcome: Outcome) -> NoReturn:
        """End the run with an outcome; never returns."""
        self._halted = self._halted or outcome
        await self.wait(None, "")

    async def wait(self, until: int | None, what: str, error: str | None = None) -> NoReturn:
        """Let this branch wait for what only a later run can bring; never returns.

        Args:
            until: Epoch milliseconds at which it is there; None if that is not a matter of time.
            what: What it waits for: `event NAME`, `job ID`, or nothing.
            error: Why, if a step is to be tried again.
        """
        if self._unwinding:
            raise asyncio.CancelledError
        self._waits.append(_Waiting(until, what, error))
        self._move()
        await asyncio.get_running_loop().create_future()
        raise AssertionError

    async def through(self, workflow: Callable[[], Awaitable[Any]], clock: int) -> Outcome:
        """Run the workflow to the end of this run.

        Args:
            workflow: What to run.
            clock: Epoch milliseconds at the beginning of the job.
        """
        token = scope.set(Scope((), self.job.id, clock))
        main = asyncio.ensure_future(_awaited(workflow))
        scope.reset(token)
        try:
            while not main.done() and self._halted is None and not await self._idle(main):
                pass
        finally:
            unwound = not main.done()
            if unwound:
                self._unwinding = True
                main.cancel()
                await asyncio.wait({main}, timeout=UNWIND)
        if self._halted is not None:
            return self._halted
        if unwound:
            return self._parked()
        return self._ended(main)

    async def _idle(self, main: asyncio.Future[Any]) -> bool:
        """Wait for a move; True when nothing moves any more and every branch waits."""
        self._moved.clear()
        if self._live or not self._waits:
            moved = asyncio.ensure_future(self._moved.wait())
            try:
                await asyncio.wait({main, moved}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                moved.cancel()
            return False
        seen = self._moves
        for _ in range(SETTLING):
            await asyncio.sleep(0)
            if main.done() or self._moves != seen:
                return False
        return True

    def _parked(self) -> Outcome:
        until = [one.until for one in self._waits if one.until is not None]
        what = [one.what for one in self._waits if one.what]
        errors = [one.error for one in self._waits if one.error]
        return Outcome(
            "parked",
            run_after=min(until, default=None),
            waiting=", ".join(dict.fromkeys(what)),
            error=errors[0] if errors else None,
        )

    @staticmethod
    def _ended(main: asyncio.Future[Any]) -> Outcome:
        if main.cancelled():
            return Outcome("failed", error="the workflow canceled itself")
        error = main.exception()
        if error is None:
            return Outcome("completed", output=main.result())
        if isinstance(error, Exception):
            return Outcome("failed", error=describe(error), retry=retryable(error))
        raise error


async def _awaited(workflow: Callable[[], Awaitable[Any]]) -> Any:
    return await workflow()


def mismatch(error: NonRetryableError) -> Outcome:
    """Return the outcome of a run that cannot follow its journal."""
    return Outcome("failed", error=describe(error))
