"""The worker: claims due jobs, runs them side by side, and keeps what came of them.

`parallelism` is how many steps compute at once. A few more jobs are under way
than that, so that a model is kept busy while results go to the disk.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.extraction import connections, kinds
from lifeos_cli.extraction.commits import Commits
from lifeos_cli.extraction.failures import NonRetryableError, describe
from lifeos_cli.extraction.flow import Outcome, Run
from lifeos_cli.extraction.listening import Listener
from lifeos_cli.extraction.queue import HEARTBEAT, Queue
from lifeos_cli.extraction.workflow import Context
from lifeos_cli.store import job_steps, jobs
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lifeos_cli.extraction.kinds import Kind
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import Job

PARALLELISM = 8
"""Steps that compute at once."""
TICK = 1.0
"""Seconds between looks at other workers' leases and at requests to cancel, while there are any jobs under way."""
LOOK = 5.0
"""Seconds between looks at whether a kind wants to be run without having been asked."""
REST = 60.0
"""Seconds a worker rests at most."""
GRACE = 10.0
"""Seconds a step may take after the worker was asked to end."""


class Ended(NamedTuple):
    """What became of one run of a job."""

    job: Job
    status: str
    """completed, failed, canceled, retry, waiting, handed_back or lost."""
    error: str | None


class _Task(NamedTuple):
    run: Run
    task: asyncio.Task[None]


class Worker:
    """Runs the jobs of some people of one store.

    Args:
        paths: Of the installation.
        user_ids: Whose jobs.
        parallelism: How many steps compute at once.
        known: The kinds it can run (`kinds.KINDS`).
        clock: Epoch milliseconds now.
        told: Hears of every run of a job that has ended.
    """

    def __init__(
        self,
        paths: Paths,
        user_ids: Sequence[str],
        *,
        parallelism: int = PARALLELISM,
        known: Mapping[str, Kind] | None = None,
        clock: Callable[[], int] = now_ms,
        told: Callable[[Ended], None] = lambda _: None,
    ) -> None:
        self._paths, self._user_ids, self._told = paths, user_ids, told
        self._known = kinds.KINDS if known is None else known
        self._clock, self._parallelism = clock, parallelism
        self.threads = parallelism
        """How many steps that are plain functions may compute at once."""
        self._tasks: dict[str, _Task] = {}
        self._stopping = False
        self._dropped = False
        self._wake = asyncio.Event()
        self._looked = -LOOK
        self._news = False
        """Whether anything was committed since kinds were last asked what they want."""
        self._filled = 0

    def stop(self) -> None:
        """Claim nothing more, let the steps under way end and hand the jobs back; the second time, without waiting."""
        if self._stopping:
            self._drop()
        else:
            asyncio.get_running_loop().call_later(GRACE, self._drop)
        self._stopping = True
        for one in self._tasks.values():
            one.run.stopping = True
        self._wake.set()

    def _drop(self) -> None:
        """Interrupt the steps under way."""
        self._dropped = True
        for one in self._tasks.values():
            if not one.run.over:
                one.task.cancel()

    async def work(self, *, stay: bool) -> None:
        """Run what is due; with `stay`, go on with whatever comes until `stop`.

        Raises:
            sqlite3.Error: The database does not take what came of a job; its lease ends with the process.
        """
        async with Commits(self._paths) as commits:
            with Store(self._paths) as store:
                self._commits = commits
                self._queues = {user_id: self._queue(store, user_id) for user_id in self._user_ids}
                self._gate = asyncio.Semaphore(self._parallelism)
                listener = Listener(store.path, self._wake) if stay else None
                beat = asyncio.create_task(self._beat())
                try:
                    await self._serve(stay=stay)
                finally:
                    beat.cancel()
                    for one in self._tasks.values():
                        one.task.cancel()
                    if self._tasks:
                        await asyncio.wait([one.task for one in self._tasks.values()])
                    if listener is not None:
                        listener.close()
                    await connections.let_go()

    def _queue(self, store: Store, user_id: str) -> Queue:
        return Queue(store, user_id, known=self._known, clock=self._clock)

    async def _serve(self, *, stay: bool) -> None:
        while True:
            self._wake.clear()
            if not self._stopping:
                await self._look_after()
                await self._fill()
            if not self._tasks and (self._stopping or not stay):
                return
            await self._pause(stay=stay)
            self._pass_on_cancels()

    async def _look_after(self) -> None:
        """Take over what dead workers left, and queue what a kind wants to have done, every few seconds."""
        mine = frozenset(self._tasks)
        for queue in self._queues.values():
            if any(job.id not in mine for job in queue.running()):
                await self._commits.run(partial(self._recover, queue.user_id, mine))
        if self._until_look() > 0:
            return
        self._looked, self._news = time.monotonic(), False
        for queue in self._queues.values():
            for kind in self._known.values():
                if kind.wanted and not queue.has_open(kind.name):
                    key = kinds.load(kind.wanted)(queue.store, queue.user_id)
                    if key is not None:
                        await self._commits.run(partial(self._enqueue, queue.user_id, kind.name, key))

    def _until_look(self) -> float:
        """Return the seconds until kinds are asked again what they want."""
        return self._looked + LOOK - time.monotonic()

    def _recover(self, user_id: str, mine: frozenset[str], store: Store) -> int:
        return self._queue(store, user_id).recover(mine)

    def _enqueue(self, user_id: str, kind: str, key: str, store: Store) -> Job:
        return self._queue(store, user_id).enqueue(kind, key=key)

    def _sign(self, user_id: str, store: Store) -> int:
        return self._queue(store, user_id).beat()

    async def _fill(self) -> None:
        """Claim as many jobs as there is room for, in one commit."""
        room = self._parallelism + self._parallelism // 2 - len(self._tasks)
        self._filled = self._clock()
        if room <= 0 or not any(self._due(queue) for queue in self._queues.values()):
            return

        def claim(store: Store) -> list[Job]:
            found: list[Job] = []
            for user_id in self._user_ids:
                queue = self._queue(store, user_id)
                while len(found) < room and (job := queue.claim()) is not None:
                    found.append(job)
            return found

        for job in await self._commits.run(claim):
            queue = self._queues[job.user_id]
            run = Run(job, job_steps.listed(queue.store.conn, job.user_id, job.id))
            run.stopping = self._stopping
            self._tasks[job.id] = _Task(run, asyncio.create_task(self._one(queue, run)))

    def _due(self, queue: Queue) -> bool:
        found = queue.next_due()
        return found is not None and found <= self._filled

    async def _pause(self, *, stay: bool) -> None:
        """Wait for a job to end, for news, or for the hour at which the next job is due."""
        waits = [REST]
        if stay or self._tasks:
            hours = [queue.next_due(self._filled) for queue in self._queues.values()]
            waits += [max(hour - self._clock(), 0) / 1000 for hour in hours if hour is not None]
        if self._tasks or any(queue.running() for queue in self._queues.values()):
            waits.append(TICK)
        if self._news:
            waits.append(max(self._until_look(), 0))
        news = asyncio.create_task(self._wake.wait())
        tasks = [one.task for one in self._tasks.values()]
        await asyncio.wait([news, *tasks], timeout=min(waits), return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
        self._news = self._news or self._wake.is_set()
        for job_id, one in list(self._tasks.items()):
            if one.task.done():
                del self._tasks[job_id]
                one.task.result()

    def _pass_on_cancels(self) -> None:
        """Interrupt the jobs that were asked to end."""
        if not self._tasks:
            return
        for queue in self._queues.values():
            for job in queue.running():
                mine = self._tasks.get(job.id)
                if mine and job.cancel_requested and not mine.run.cancel_asked and not mine.run.over:
                    mine.run.cancel_asked = True
                    mine.task.cancel()

    async def _beat(self) -> None:
        """Give signs of life; one that the database does not take is left out."""
        while True:
            await asyncio.sleep(HEARTBEAT / 1000)
            for user_id in {one.run.job.user_id for one in self._tasks.values()}:
                with suppress(sqlite3.Error):
                    await self._commits.run(partial(self._sign, user_id))

    async def _one(self, queue: Queue, run: Run) -> None:
        """Run a job until it ends or waits, and commit what came of it."""
        kind = self._known[run.job.type]
        context = Context(run, queue, self._commits, self._gate, kind.version)
        try:
            outcome = await run.through(
                lambda: kinds.load(kind.run)(context), run.job.started_at or run.job.created_at
            )
        except asyncio.CancelledError:
            outcome = Outcome("canceled" if run.cancel_asked else "handed_back")
        run.over = True
        self._told(await self._commits.run(lambda store: self._keep(store, run.job, outcome)))

    def _keep(self, store: Store, job: Job, outcome: Outcome) -> Ended:
        """Write down what came of a run; under a lease that was lost, nothing."""
        queue = self._queue(store, job.user_id)
        done, error = False, outcome.error
        if outcome.status == "completed":
            try:
                done = queue.complete(job, outcome.output)
            except NonRetryableError as failed:
                error = describe(failed)
                done = queue.fail(job, error, retry=False)
        elif outcome.status == "failed":
            done = queue.fail(job, outcome.error or "", retry=outcome.retry)
        elif outcome.status == "parked":
            done = queue.park(job, outcome.run_after, outcome.waiting, outcome.error)
        elif outcome.status == "canceled":
            done = queue.end_canceled(job)
        elif outcome.status == "handed_back":
            done = queue.hand_back(job)
        return Ended(job, _status(store, job) if done else "lost", error)


def _status(store: Store, job: Job) -> str:
    """Name what became of a run, by the job as it is now."""
    now = jobs.get(store.conn, job.user_id, job.id)
    if now is None:
        return "lost"
    if now.status != "pending":
        return now.status
    return "retry" if now.error else "waiting"


def run(worker: Worker, *, stay: bool, signals: bool = True) -> int:
    """Run a worker to its end in this thread.

    Args:
        worker: What to run; make it in the same thread.
        stay: Go on with what comes.
        signals: Let SIGTERM and SIGINT end it in an orderly way.

    Returns:
        The signal that ended it, 0 if none did.
    """
    loop = asyncio.new_event_loop()
    threads = ThreadPoolExecutor(worker.threads, "jobs-step")
    loop.set_default_executor(threads)
    seen: list[int] = []

    def ask(number: int) -> None:
        seen.append(number)
        worker.stop()

    try:
        if signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, ask, number)
        loop.run_until_complete(worker.work(stay=stay))
    finally:
        # A step in a thread cannot be interrupted; what it comes to is not written down, so nobody waits for it.
        threads.shutdown(wait=False, cancel_futures=True)
        with suppress(RuntimeError):
            loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    return seen[0] if seen else 0
