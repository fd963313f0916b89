"""The queue: adding jobs, claiming them under a lease, and what becomes of a claim.

Every method is one transaction, or joins the one that is open. A lease is
named by the job as `claim` returned it; once the job was taken over, what is
done under the old lease changes nothing and says so by returning False.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import MINUTE, now_ms
from lifeos_cli.extraction import ending, kinds
from lifeos_cli.extraction.journal import encode
from lifeos_cli.ids import ulid, ulids
from lifeos_cli.store import job_steps, jobs
from lifeos_cli.store.owner import alive, me

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from lifeos_cli.extraction.kinds import Kind
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job

LEASE = MINUTE
"""Milliseconds after the last sign of life from which a job may be taken over although its process is there."""
HEARTBEAT = LEASE // 4
"""Milliseconds between signs of life."""
MOST_LOSSES = 100
"""Workers that may die with a job, without a step having worked, before it counts as failed."""


class Queue:
    """One person's jobs.

    Args:
        store: The open store.
        user_id: Whose.
        known: The kinds of this program (`kinds.KINDS`).
        clock: Epoch milliseconds now.
        dice: A number of [0, 1), for the spread of waits.
    """

    def __init__(
        self,
        store: Store,
        user_id: str,
        *,
        known: Mapping[str, Kind] | None = None,
        clock: Callable[[], int] = now_ms,
        dice: Callable[[], float] | None = None,
    ) -> None:
        self.store, self.user_id = store, user_id
        self.kinds = kinds.KINDS if known is None else known
        self.clock = clock
        self._dice = dice

    def enqueue(
        self,
        kind: str,
        given: Any = None,
        *,
        key: str | None = None,
        priority: int = 0,
        run_after: int | None = None,
        parent: tuple[str, str] | None = None,
    ) -> Job:
        """Add a job, or return the one the person has of that kind with that key.

        Args:
            kind: Its kind.
            given: Its input; any JSON.
            key: Makes adding it twice the same as adding it once.
            priority: The greater, the sooner.
            run_after: Epoch milliseconds before which it is not due; now if None.
            parent: Id and place of the step that waits for it.

        Raises:
            UsageFault: There is no such kind.
            NonRetryableError: The input is no JSON.
        """
        with self.store.write() as conn:
            values = self._values(kind, given, ulid(), run_after) | {
                "idempotency_key": key,
                "priority": priority,
                "parent_id": parent[0] if parent else None,
                "parent_place": parent[1] if parent else None,
            }
            found: Job | None = None
            if jobs.add(conn, values):
                found = jobs.get(conn, self.user_id, values["id"])
            elif key is not None:
                found = jobs.by_key(conn, self.user_id, kind, key)
        if found is None:
            raise LookupError(kind)
        return found

    def enqueue_many(
        self, kind: str, inputs: Sequence[Any], *, keys: Sequence[str | None] = (), priority: int = 0
    ) -> int:
        """Add many jobs of one kind in one transaction; returns how many are new.

        Args:
            kind: Their kind.
            inputs: One input a job.
            keys: One idempotency key a job; none if empty.
            priority: Of all of them.

        Raises:
            UsageFault: There is no such kind.
            NonRetryableError: An input is no JSON.
        """
        added = 0
        with self.store.write() as conn:
            for given, row_id, key in zip(
                inputs, ulids(len(inputs)), keys or [None] * len(inputs), strict=True
            ):
                values = self._values(kind, given, row_id, None)
                added += jobs.add(conn, values | {"idempotency_key": key, "priority": priority})
        return added

    def _values(self, kind: str, given: Any, row_id: str, run_after: int | None) -> dict[str, Any]:
        found = self.kinds.get(kind) or kinds.find(kind)
        now = self.clock()
        return {
            "id": row_id,
            "user_id": self.user_id,
            "type": kind,
            "version": found.version,
            "max_attempts": found.attempts,
            "run_after": now if run_after is None else run_after,
            "input": encode(given, "the input"),
            "created_at": now,
        }

    def claim(self) -> Job | None:
        """Take the most urgent due job under a lease of this process; None if none is due or has room.

        It does not wait for the disk: after a power cut no worker is left to hold the lease.
        """
        room = {name: kind.parallelism for name, kind in self.kinds.items()}
        with self.store.write(durable=False) as conn:
            return jobs.claim(conn, self.user_id, me(), room, self.clock())

    def next_due(self, after: int = -1) -> int | None:
        """Return when the next pending job is due, of those due after an instant."""
        return jobs.next_due(self.store.conn, self.user_id, after)

    def beat(self) -> int:
        """Give a sign of life for every job of this process; returns how many it has."""
        with self.store.write(durable=False) as conn:
            return jobs.beat(conn, self.user_id, me(), self.clock())

    def complete(self, job: Job, output: Any = None) -> bool:
        """End a claimed job well.

        Raises:
            NonRetryableError: The output is no JSON.
        """
        text = encode(output, "the output")
        with self.store.write() as conn:
            return ending.end(conn, self.kinds, job, self.clock(), status="completed", output=text)

    def fail(self, job: Job, error: str, *, retry: bool = True) -> bool:
        """Put a claimed job back to be tried later; end it if that is of no use, or it was tried often enough.

        Args:
            job: As claimed.
            error: Why, in one line, without anything a person wrote.
            retry: Whether trying again may help.
        """
        with self.store.write() as conn:
            asked = jobs.lease_state(conn, self.user_id, job.id, job.lease)
            if asked:
                return self.end_canceled(job)
            now = self.clock()
            current = jobs.get(conn, self.user_id, job.id)
            if retry and current is not None and current.attempts < job.max_attempts:
                return jobs.put_back(
                    conn,
                    self.user_id,
                    job.id,
                    job.lease,
                    now,
                    run_after=now + self.wait(job.type, current.attempts),
                    error=error,
                )
            return ending.end(conn, self.kinds, job, now, status="failed", error=error)

    def end_canceled(self, job: Job) -> bool:
        """End a claimed job that was asked to end."""
        with self.store.write() as conn:
            return ending.end(conn, self.kinds, job, self.clock(), status="canceled", error=ending.CANCELED)

    def park(self, job: Job, run_after: int | None, waiting: str, error: str | None = None) -> bool:
        """Put a claimed job back until an hour, an event or another job wakes it.

        Args:
            job: As claimed.
            run_after: When it is due; None if only an event or a job can wake it.
            waiting: For what, in a few words.
            error: Why, if it waits to try a failed step again; that counts as an attempt.
        """
        now = self.clock()
        with self.store.write() as conn:
            if jobs.lease_state(conn, self.user_id, job.id, job.lease):
                return self.end_canceled(job)
            if self._answered(job, waiting):
                run_after = now
            return jobs.put_back(
                conn,
                self.user_id,
                job.id,
                job.lease,
                now,
                run_after=run_after,
                waiting=waiting or None,
                error=error,
                attempts=0 if error else -1,
            )

    def _answered(self, job: Job, waiting: str) -> bool:
        """Tell whether what a job is about to wait for has come in the meantime."""
        conn = self.store.conn
        for one in waiting.split(", "):
            kind, _, name = one.partition(" ")
            if kind == "event":
                found = job_steps.event(conn, self.user_id, job.id, name)
                if found is not None and found.consumed_by is None:
                    return True
            elif kind == "job":
                child = jobs.get(conn, self.user_id, name)
                if child is None or child.finished_at is not None:
                    return True
        return False

    def hand_back(self, job: Job) -> bool:
        """Give a claimed job back as if it had not been claimed."""
        now = self.clock()
        with self.store.write() as conn:
            return jobs.put_back(
                conn, self.user_id, job.id, job.lease, now, run_after=now, error=job.error, attempts=-1
            )

    def wait(self, kind: str, attempts: int) -> int:
        """Return how many milliseconds to wait after so many attempts at a job of a kind."""
        if self._dice is None:
            from random import random

            self._dice = random
        found = self.kinds.get(kind) or kinds.find(kind)
        return found.wait(max(attempts, 1), self._dice)

    def to_be_retried(self) -> int:
        """Count the pending jobs that have failed before."""
        from lifeos_cli.store.jobs_views import to_be_retried

        return to_be_retried(self.store.conn, self.user_id)

    def has_open(self, kind: str) -> bool:
        """Tell whether a job of a kind waits or runs."""
        return jobs.has_open(self.store.conn, self.user_id, kind)

    def running(self) -> list[Job]:
        """List the jobs under a lease, of whatever process."""
        return jobs.running(self.store.conn, self.user_id)

    def recover(self, mine: Collection[str] = ()) -> int:
        """Take jobs from workers that are gone, or silent for too long; returns how many.

        A job that was lost goes behind those that are due, so that one that
        brings its worker down does not keep the others from being run.

        Args:
            mine: Ids of jobs that this process is at.
        """
        now = self.clock()
        dead = [
            job
            for job in self.running()
            if job.id not in mine
            and (not alive(job.lease_owner or "") or (job.heartbeat_at or 0) < now - LEASE)
        ]
        if not dead:
            return 0
        with self.store.write():
            return sum(self._take_from(job, now) for job in dead)

    def _take_from(self, job: Job, now: int) -> bool:
        conn = self.store.conn
        if job.cancel_requested:
            return self.end_canceled(job)
        if job.losses + 1 >= MOST_LOSSES:
            lost = f"its worker died {MOST_LOSSES} times without finishing a step"
            return ending.end(conn, self.kinds, job, now, status="failed", error=lost)
        return jobs.put_back(
            conn,
            self.user_id,
            job.id,
            job.lease,
            now,
            run_after=now,
            error=job.error,
            attempts=-1,
            losses=1,
        )
