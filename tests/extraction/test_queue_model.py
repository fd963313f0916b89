"""The queue against a model of it, in any order of events."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lifeos_cli.errors import UsageFault
from lifeos_cli.extraction import steering, views
from lifeos_cli.extraction.kinds import Kind
from lifeos_cli.extraction.queue import LEASE, Queue
from lifeos_cli.paths import resolve
from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.extraction import flows

if TYPE_CHECKING:
    from lifeos_cli.store.rows import Job

ENDED = {"completed", "failed", "canceled"}
KINDS = {
    name: Kind(name, "-", attempts=3, backoff=100, parallelism=2, on_end="tests.extraction.flows:hook")
    for name in ("a", "b")
}
_pick = st.integers(0, 10_000)


class QueueModel(RuleBasedStateMachine):
    """Knows of each job what it must be like."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store(resolve(self.folder.name))
        self.now = 1_000_000
        self.queue = Queue(
            self.store,
            users.all_users(self.store.conn)[0].id,
            known=KINDS,
            clock=lambda: self.now,
            dice=lambda: 0.5,
        )
        flows.ended.clear()
        self.status: dict[str, str] = {}
        self.keys: dict[tuple[str, str], str] = {}
        self.leases: dict[str, Job] = {}
        """The lease that stands, by job."""
        self.stale: list[Job] = []
        self.limits = {"a": 2, "b": 2}
        self.ends = 0
        self.asked: set[str] = set()

    def teardown(self) -> None:
        """Give everything back."""
        self.store.close()
        self.folder.cleanup()

    def _end(self, job_id: str, status: str) -> None:
        self.status[job_id] = status
        self.ends += 1
        self.asked.discard(job_id)
        if job_id in self.leases:
            self.stale.append(self.leases.pop(job_id))

    @rule(kind=st.sampled_from("ab"), key=st.none() | st.sampled_from("xyz"), priority=st.integers(-1, 1))
    def enqueue(self, kind: str, key: str | None, priority: int) -> None:
        """Add a job; under a key that is taken, get the one that is there."""
        job = self.queue.enqueue(kind, key=key, priority=priority)
        if key is not None and (kind, key) in self.keys:
            assert job.id == self.keys[kind, key]
            return
        assert job.id not in self.status
        self.status[job.id] = "pending"
        if key is not None:
            self.keys[kind, key] = job.id

    @rule()
    def claim(self) -> None:
        """Get the most urgent due job of a kind with room, or nothing if there is none."""
        rows = [job for job in views.listed(self.queue) if job.status == "pending"]
        running = [job.type for job in self.leases.values()]
        due = [
            job
            for job in rows
            if job.run_after is not None
            and job.run_after <= self.now
            and running.count(job.type) < self.limits[job.type]
        ]
        job = self.queue.claim()
        if not due:
            assert job is None
            return
        assert job is not None
        first = min(due, key=lambda one: (-one.priority, one.run_after or 0, one.id))
        assert job.id == first.id
        assert job.lease == first.lease + 1
        self.status[job.id] = "running"
        self.leases[job.id] = job

    def _leased(self, pick: int) -> Job:
        return list(self.leases.values())[pick % len(self.leases)]

    @precondition(lambda self: self.leases)
    @rule(pick=_pick)
    def complete(self, pick: int) -> None:
        """End one well, once."""
        job = self._leased(pick)
        assert self.queue.complete(job, pick)
        self._end(job.id, "completed")

    @precondition(lambda self: self.leases)
    @rule(pick=_pick, retry=st.booleans())
    def fail(self, pick: int, *, retry: bool) -> None:
        """Fail one; it is tried again while it may be."""
        job = self._leased(pick)
        assert self.queue.fail(job, "busy", retry=retry)
        if job.id in self.asked:
            self._end(job.id, "canceled")
        elif retry and job.attempts < 3:
            self.status[job.id] = "pending"
            self.stale.append(self.leases.pop(job.id))
            assert steering.find(self.queue, job.id).run_after == self.now + 100 * 2 ** (job.attempts - 1)
        else:
            self._end(job.id, "failed")

    @precondition(lambda self: self.leases)
    @rule(pick=_pick, nap=st.none() | st.integers(0, 1000))
    def park(self, pick: int, nap: int | None) -> None:
        """Put one aside; that is no attempt."""
        job = self._leased(pick)
        assert self.queue.park(job, None if nap is None else self.now + nap, "sleep")
        if job.id in self.asked:
            self._end(job.id, "canceled")
            return
        self.status[job.id] = "pending"
        self.stale.append(self.leases.pop(job.id))
        assert steering.find(self.queue, job.id).attempts == job.attempts - 1

    @precondition(lambda self: self.stale)
    @rule(pick=_pick)
    def late_result(self, pick: int) -> None:
        """Whatever an old lease says changes nothing."""
        job = self.stale[pick % len(self.stale)]
        before = steering.find(self.queue, job.id)
        assert not self.queue.complete(job, "late")
        assert not self.queue.fail(job, "late")
        assert not self.queue.park(job, None, "")
        assert steering.find(self.queue, job.id) == before

    @precondition(lambda self: self.leases)
    @rule(pick=_pick)
    def die(self, pick: int) -> None:
        """A worker dies; its job is pending again at once."""
        job = self._leased(pick)
        with self.store.write() as conn:
            conn.execute("UPDATE jobs SET lease_owner = 'gone:1:1' WHERE id = :id", {"id": job.id})
        assert self.queue.recover() == 1
        if job.id in self.asked:
            self._end(job.id, "canceled")
            return
        self.status[job.id] = "pending"
        self.stale.append(self.leases.pop(job.id))
        assert steering.find(self.queue, job.id).attempts == job.attempts - 1

    @rule(passed=st.integers(1, 500))
    def time_passes(self, passed: int) -> None:
        """Less than a lease, and every worker gives a sign of life."""
        assert passed < LEASE
        self.now += passed
        assert self.queue.beat() == len(self.leases)
        assert self.queue.recover() == 0

    @precondition(lambda self: self.status)
    @rule(pick=_pick)
    def cancel(self, pick: int) -> None:
        """Pending ends, running is asked, ended stays."""
        job_id = list(self.status)[pick % len(self.status)]
        row = steering.cancel(self.queue, job_id)
        if self.status[job_id] == "pending":
            self._end(job_id, "canceled")
        elif self.status[job_id] == "running":
            assert row.cancel_requested
            self.asked.add(job_id)

    @precondition(lambda self: self.status)
    @rule(pick=_pick)
    def retry(self, pick: int) -> None:
        """What failed or was canceled is pending again, due now and with all its attempts."""
        job_id = list(self.status)[pick % len(self.status)]
        if self.status[job_id] in {"running", "completed"}:
            try:
                steering.retry(self.queue, job_id)
            except UsageFault:
                return
            raise AssertionError
        row = steering.retry(self.queue, job_id)
        assert (row.status, row.run_after) == ("pending", self.now)
        if self.status[job_id] in ENDED:
            assert (row.attempts, row.error) == (0, None)
        self.status[job_id] = "pending"

    @rule(kind=st.sampled_from("ab"), most=st.none() | st.integers(0, 3))
    def limit(self, kind: str, most: int | None) -> None:
        """How many may run changes for the next claim."""
        steering.set_limit(self.queue, kind, most)
        self.limits[kind] = 2 if most is None else most

    @invariant()
    def every_job_is_as_it_must_be(self) -> None:
        """Statuses agree, and each end was told to the hook once."""
        assert {job.id: job.status for job in views.listed(self.queue)} == self.status
        assert len(flows.ended) == self.ends
        stats = views.stats(self.queue)
        assert stats["running"] == len(self.leases)


TestQueueModel = QueueModel.TestCase
TestQueueModel.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
