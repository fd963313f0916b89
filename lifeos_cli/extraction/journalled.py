"""The journal's side of a workflow's context: looking a step up, writing it under the lease, giving what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.failures import LeaseLostError, NonRetryableError, StepFailedError
from lifeos_cli.extraction.flow import Scope, mismatch
from lifeos_cli.extraction.journal import decode, digest, written
from lifeos_cli.store import job_steps, jobs
from lifeos_cli.store.rows import JobStep

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

    from lifeos_cli.extraction.commits import Commits
    from lifeos_cli.extraction.flow import Run
    from lifeos_cli.extraction.journal import Place
    from lifeos_cli.extraction.kinds import Kind
    from lifeos_cli.extraction.queue import Queue
    from lifeos_cli.store.database import Store


class Journalled:
    """One run of one job, with what it takes to keep its journal.

    Args:
        run: The state of this run.
        queue: The person's queue, on the connection for reading.
        commits: The worker's writer.
        gate: How many steps of the worker may compute at once.
        version: Of the kind's code.
    """

    def __init__(
        self, run: Run, queue: Queue, commits: Commits, gate: asyncio.Semaphore, version: int = 0
    ) -> None:
        self._run, self._queue, self._commits, self._gate, self._version = run, queue, commits, gate, version
        self.job = run.job
        self.user_id = run.job.user_id
        self.input: Any = decode(run.job.input)
        """What the job was queued with."""

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of this program."""
        return self._queue.kinds

    @property
    def store(self) -> Store:
        """The store, to read from in async functions. Writes belong in a step's `write`."""
        return self._queue.store

    async def _digest(self, args: tuple[Any, ...], name: str) -> str:
        try:
            return digest(args, name)
        except NonRetryableError as error:
            await self._run.halt(mismatch(error))
            raise

    async def _recorded(self, place: Place, kind: str, name: str, args_hash: str | None) -> JobStep | None:
        """Return the journal's entry; a mismatch ends the job, even if the workflow catches everything."""
        try:
            return self._run.journal.at(place, kind, name, args_hash)
        except NonRetryableError as error:
            await self._run.halt(mismatch(error))
            raise

    def _entry(
        self, place: Place, kind: str, name: str, *, args_hash: str = "", version: int | None = None
    ) -> JobStep:
        return JobStep(
            user_id=self.user_id,
            job_id=self.job.id,
            place=written(place),
            kind=kind,
            name=name,
            version=self._version if version is None else version,
            args_hash=args_hash,
            status="completed",
            output=None,
            error=None,
            child_id=None,
            started_at=self._queue.clock(),
            finished_at=None,
        )

    async def _committed(self, entry: JobStep) -> JobStep:
        kept: JobStep = await self._run.live(
            lambda: self._commits.run(lambda store: self._keep(store, entry))
        )
        return kept

    def _require_lease(self, store: Store) -> None:
        asked = jobs.lease_state(store.conn, self.user_id, self.job.id, self.job.lease)
        if asked is None:
            raise LeaseLostError
        if asked:
            self._run.cancel_asked = True

    def _keep(self, store: Store, entry: JobStep) -> JobStep:
        """Append an entry under the lease.

        Raises:
            LeaseLostError: Another worker has the job.
        """
        self._require_lease(store)
        job_steps.add(store.conn, entry)
        if entry.status == "completed":
            jobs.progressed(store.conn, self.user_id, self.job.id)
        return entry

    def _replayed(self, here: Scope, step: JobStep) -> Any:
        """Give what a finished entry says."""
        self._run.journal.keep(step)
        here.passed(step.finished_at)
        if step.status == "failed":
            raise StepFailedError(step.name, step.error or "")
        return decode(step.output)
