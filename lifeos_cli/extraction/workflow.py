"""What a workflow sees: a plain async function that is given a context, and does everything through it.

Between its steps a workflow must do the same thing each time it is run with
the same results: no clock, dice, network or files of its own. It is run again
from the top after a crash, a sleep or a failure; what the journal holds is not
done again.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.failures import NonRetryableError, describe, retryable
from lifeos_cli.extraction.flow import Outcome, Scope, mismatch, scope
from lifeos_cli.extraction.journal import decode, encode, event_name
from lifeos_cli.extraction.journalled import Journalled
from lifeos_cli.store import job_steps

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import JobStep


class Context(Journalled):
    """One job's hold on the world."""

    def now(self) -> int:
        """Return when the last step before this point ended, in epoch milliseconds: the same in every run."""
        return scope.get().clock

    def random(self) -> float:
        """Return a number of [0, 1): the same in every run."""
        return scope.get().dice.random()

    def step(
        self,
        name: str,
        fn: Callable[..., Any],
        *args: Any,
        write: Callable[[Store, Any], Any] | None = None,
        version: int | None = None,
        unstable: bool = False,
    ) -> Coroutine[Any, Any, Any]:
        """Compute something once, whatever happens, and keep its result.

        Args:
            name: What the step is called in the journal.
            fn: Called with `args`, outside any transaction. A coroutine function runs on the loop, as for
                a call to a model; a plain one runs in a thread and must not use `ctx.store`.
            args: Any JSON. They must be the same in every run.
            write: `write(store, result)`: the step's effect on the record, in one transaction with its journal
                row. What it returns is the step's result; if it returns None, that is what `fn` returned.
            version: Of this step's code or prompt, kept with its result; the kind's if None.
            unstable: Do not compare the arguments with those of the run before.

        Returns:
            The result, as JSON gives it back.

        Raises:
            StepFailedError: It failed as often as the kind allows, or in a way that trying again cannot help.
        """
        return self._stepped(name, fn, args, write, version, unstable=unstable)

    def write(self, name: str, fn: Callable[..., Any], *args: Any) -> Coroutine[Any, Any, Any]:
        """Do something to the record once: `fn(store, *args)`, in one transaction with its journal row.

        Raises:
            StepFailedError: See `step`.
        """
        return self._stepped(name, None, args, lambda store, _: fn(store, *args), None, unstable=False)

    def until(
        self, name: str, fn: Callable[..., Any], *args: Any, every: Callable[[], int]
    ) -> Coroutine[Any, Any, Any]:
        """Ask something again and again until it gives an answer; only the answer is journalled.

        Between two looks no worker is held. Whoever makes the job due makes it look at once.

        Args:
            name: What the step is called in the journal.
            fn: As in `step`; None means "not yet".
            args: As in `step`.
            every: Returns the milliseconds until the next look.

        Raises:
            StepFailedError: See `step`.
        """

        async def look(*given: Any) -> Any:
            found = await _called(fn, given)
            if found is None:
                raise _NotYetError
            return found

        return self._stepped(name, look, args, None, None, unstable=False, every=every)

    async def aside(self, fn: Callable[..., Any], *args: Any) -> None:
        """Write `fn(store, *args)` outside the journal, as for what was paid for in vain: each time it comes here."""
        await self._commits.run(lambda store: fn(store, *args))

    def _stepped(
        self,
        name: str,
        fn: Callable[..., Any] | None,
        args: tuple[Any, ...],
        write: Callable[[Store, Any], Any] | None,
        version: int | None,
        *,
        unstable: bool,
        every: Callable[[], int] | None = None,
    ) -> Coroutine[Any, Any, Any]:
        """Take the step's place now, so that steps made in one order stand in that order, however they end."""
        here = scope.get()
        place = here.take()

        async def stepped() -> Any:
            hashed = "" if unstable else await self._digest(args, name)
            found = await self._recorded(place, "step", name, None if unstable else hashed)
            if found is not None:
                return self._replayed(here, found)
            stamp = self._version if version is None else version
            entry = self._entry(place, "step", name, args_hash=hashed, version=stamp)

            async def work() -> JobStep:
                return await self._computed(entry, fn, args, write)

            return self._replayed(here, await self._tried(entry, work, every))

        return stepped()

    async def _tried(
        self, entry: JobStep, work: Callable[[], Awaitable[JobStep]], every: Callable[[], int] | None = None
    ) -> JobStep:
        """Do a step's work; if it fails, let it be tried in a later run or keep that it failed."""
        try:
            done: JobStep = await self._run.live(work)
        except _NotYetError:
            await self._run.wait(self._queue.clock() + (every() if every else 0), f"answer {entry.name}")
        except Exception as error:  # noqa: BLE001 - whatever a step raises is its failure
            return await self._failed(entry, error)
        self._run.attempts = 1
        return done

    async def _computed(
        self,
        entry: JobStep,
        fn: Callable[..., Any] | None,
        args: tuple[Any, ...],
        write: Callable[[Store, Any], Any] | None,
    ) -> JobStep:
        """Compute outside any transaction, then commit effect and journal row together."""
        result: Any = None
        if fn is not None:
            async with self._gate:
                result = await _called(fn, args)

        def commit(store: Store) -> JobStep:
            value = result
            if write is not None:
                self._require_lease(store)
                answer = write(store, result)
                value = result if answer is None else answer
            text = encode(value, f"the result of step '{entry.name}'")
            return self._keep(store, entry._replace(output=text, finished_at=self._queue.clock()))

        return await self._commits.run(commit)

    async def _failed(self, entry: JobStep, error: Exception) -> JobStep:
        reason = describe(error)
        if retryable(error) and self._run.attempts < self.job.max_attempts:
            wait = self._queue.wait(self.job.type, self._run.attempts)
            await self._run.wait(self._queue.clock() + wait, "", reason)
        failed = entry._replace(status="failed", error=reason, finished_at=self._queue.clock())

        async def work() -> JobStep:
            return await self._commits.run(lambda store: self._keep(store, failed))

        kept: JobStep = await self._run.live(work)
        return kept

    def sleep(self, until: int) -> Coroutine[Any, Any, None]:
        """Sleep until an instant (epoch milliseconds, as from `ctx.now()`), without holding a worker."""
        here = scope.get()
        place = here.take()

        async def sleeping() -> None:
            found = await self._recorded(place, "sleep", "sleep", None)
            if found is None:
                entry = self._entry(place, "sleep", "sleep")._replace(output=str(until), finished_at=until)
                found = await self._committed(entry)
            wakes = int(decode(found.output))
            if self._queue.clock() < wakes:
                await self._run.wait(wakes, "sleep")
            here.passed(wakes)

        return sleeping()

    def wait_event(self, name: str) -> Coroutine[Any, Any, Any]:
        """Wait for an event (`steering.send_event`) and return its value; it may have come before.

        Args:
            name: Its name: one line without commas.

        Raises:
            StepFailedError: The event came as an error.
        """
        here = scope.get()
        place = here.take()

        async def waiting() -> Any:
            try:
                event_name(name)
            except NonRetryableError as error:
                await self._run.halt(mismatch(error))
            found = await self._recorded(place, "event", name, None)
            if found is None:
                entry = self._entry(place, "event", name)
                found = await self._run.live(
                    lambda: self._commits.run(lambda store: self._take(store, entry))
                )
            if found is None:
                await self._run.wait(None, f"event {name}")
            return self._replayed(here, found)

        return waiting()

    def _take(self, store: Store, entry: JobStep) -> JobStep | None:
        """Take the event if it has come."""
        event = job_steps.event(store.conn, self.user_id, self.job.id, entry.name)
        if event is None:
            return None
        if not job_steps.consume(store.conn, self.user_id, self.job.id, entry.name, entry.place):
            event = event._replace(error="the event was taken by another step")
        status = "completed" if event.error is None else "failed"
        done = entry._replace(
            status=status, output=event.payload, error=event.error, finished_at=self._queue.clock()
        )
        return self._keep(store, done)

    def run(self, kind: str, given: Any = None, *, name: str | None = None) -> Coroutine[Any, Any, Any]:
        """Run another kind of job as a part of this one, and return its output.

        Args:
            kind: Its kind.
            given: Its input.
            name: What the step is called; the kind's name if None.

        Raises:
            StepFailedError: It failed or was canceled.
        """
        here = scope.get()
        place = here.take()

        async def nested() -> Any:
            hashed = await self._digest((given,), kind)
            found = await self._recorded(place, "job", name or kind, hashed)
            if found is None:
                entry = self._entry(place, "job", name or kind, args_hash=hashed)

                async def work() -> JobStep:
                    return await self._commits.run(lambda store: self._begin(store, entry, kind, given))

                found = await self._tried(entry, work)
            if found.status == "waiting":
                await self._run.wait(None, f"job {found.child_id}")
            return self._replayed(here, found)

        return nested()

    def _begin(self, store: Store, entry: JobStep, kind: str, given: Any) -> JobStep:
        """Queue the other job and note that it is waited for."""
        self._require_lease(store)
        queue = type(self._queue)(store, self.user_id, known=self._queue.kinds, clock=self._queue.clock)
        child = queue.enqueue(kind, given, priority=self.job.priority, parent=(self.job.id, entry.place))
        return self._keep(store, entry._replace(status="waiting", child_id=child.id))

    def gather(self, *branches: Awaitable[Any]) -> Coroutine[Any, Any, list[Any]]:
        """Do several things at once; returns their results in order.

        All of them come to their end before the first failure, in their order, is raised.

        Args:
            branches: Steps, or coroutines that take several steps each.
        """
        here = scope.get()
        place = here.take()

        async def gathered() -> list[Any]:
            scopes = [Scope((*place, n), self.job.id, here.clock) for n in range(len(branches))]
            tasks = []
            for branch, inner in zip(branches, scopes, strict=True):
                token = scope.set(inner)
                tasks.append(asyncio.ensure_future(_branch(branch)))
                scope.reset(token)
            results = await asyncio.gather(*tasks, return_exceptions=True)
            for inner in scopes:
                here.passed(inner.clock)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
            return results

        return gathered()

    async def version(self, name: str, latest: int) -> int:
        """Return which version of a piece of code this job is to follow, for good.

        A job that had gone past this point before the change gets 0; one that comes here for the first time
        gets `latest`.

        Args:
            name: Of the change.
            latest: The newest version of the code here.
        """
        here = scope.get()
        known = self._run.journal.stamp(name)
        if known is not None:
            return known
        if self._run.journal.beyond(here.next_place()):
            return 0
        entry = self._entry(here.next_place(), "version", name, version=latest)
        entry = entry._replace(place=f"{entry.place}:{name}", finished_at=self._queue.clock())
        return (await self._committed(entry)).version


class _NotYetError(Exception):
    """What a step asks for is not there yet."""


async def _called(fn: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    if inspect.iscoroutinefunction(fn):
        return await fn(*args)
    found = await asyncio.to_thread(fn, *args)
    return await found if inspect.isawaitable(found) else found


async def _branch(branch: Awaitable[Any]) -> Any:
    return await branch


__all__ = ["Context", "Outcome"]
