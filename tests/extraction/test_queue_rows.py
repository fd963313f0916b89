"""What a job's row holds after each act of the queue, and what is said of those that cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import DAY
from lifeos_cli.errors import UsageFault
from lifeos_cli.extraction import steering
from lifeos_cli.extraction.failures import NonRetryableError
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.ids import ulid
from lifeos_cli.store import job_steps
from tests.extraction import flows
from tests.extraction.test_queue import claimed, lose, now, owner_of_a_dead_process
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from tests.extraction.conftest import Clock


@pytest.fixture
def theirs(store: Store, clock: Clock) -> Queue:
    """Another person's queue."""
    return Queue(store, make.user(store, "Other").id, known=flows.KNOWN, clock=clock)


def test_a_new_job_holds_what_it_was_given(queue: Queue, clock: Clock) -> None:
    parent = queue.enqueue("parent")
    due = clock.now + 5
    job = queue.enqueue("versioned", {"a": 1}, key="k", priority=3, run_after=due, parent=(parent.id, "2.1"))
    assert (job.parent_id, job.parent_place) == (parent.id, "2.1")
    assert (job.idempotency_key, job.priority, job.run_after, job.created_at) == ("k", 3, due, clock.now)
    assert (job.type, job.version, job.input, job.status) == ("versioned", 7, '{"a": 1}', "pending")
    assert (parent.parent_id, parent.parent_place, parent.run_after) == (None, None, clock.now)


def test_many_jobs_are_added_once_a_key_at_one_priority_or_none_at_all(queue: Queue, theirs: Queue) -> None:
    assert queue.enqueue_many("echo", [1, 2, 3], keys=["a", "b", "a"], priority=4) == 2
    assert queue.enqueue_many("echo", [1, 2], keys=["b", "c"]) == 1
    assert theirs.enqueue_many("echo", [1], keys=["a"]) == 1
    first = queue.enqueue("echo", 9, key="a")
    assert (first.input, first.priority, first.idempotency_key) == ("1", 4, "a")
    with pytest.raises(ValueError, match="shorter"):
        queue.enqueue_many("echo", [1, 2], keys=["d"])
    assert queue.enqueue("echo", 9, key="d").input == "9"


def test_the_next_due_is_the_first_pending_hour_after_an_instant(
    queue: Queue, theirs: Queue, clock: Clock
) -> None:
    start = clock.now
    assert queue.next_due() is None
    theirs.enqueue("echo", run_after=start + 1)
    queue.enqueue("echo", run_after=start + 9)
    queue.enqueue("echo", run_after=start + 5)
    assert [queue.next_due(start + n) for n in (0, 4, 5, 8, 9)] == [start + n for n in (5, 5, 9, 9)] + [None]
    assert queue.next_due() == start + 5
    clock.now += 5
    assert queue.park(claimed(queue), None, "event word")
    assert queue.next_due() == start + 9
    clock.now += 4
    claimed(queue)
    assert queue.next_due() is None


def test_a_kind_is_open_while_a_job_of_it_waits_or_runs(queue: Queue, theirs: Queue) -> None:
    theirs.enqueue("echo")
    assert not queue.has_open("echo")
    queue.enqueue("echo")
    assert queue.has_open("echo")
    assert not queue.has_open("three")
    job = claimed(queue)
    assert queue.has_open("echo")
    assert queue.complete(job)
    assert not queue.has_open("echo")


def test_to_be_retried_are_the_pending_jobs_that_failed_before(queue: Queue, theirs: Queue) -> None:
    queue.enqueue_many("echo", [1, 2])
    assert queue.to_be_retried() == 0
    assert queue.fail(claimed(queue), "busy")
    assert (queue.to_be_retried(), theirs.to_be_retried()) == (1, 0)


def test_a_parked_job_waits_without_an_attempt_unless_it_is_to_try_again(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("echo")
    assert queue.park(claimed(queue), clock.now + 5, "an hour")
    one = now(queue, job)
    assert (one.status, one.run_after, one.waiting, one.error) == ("pending", clock.now + 5, "an hour", None)
    assert (one.attempts, one.losses) == (0, 0)
    clock.now += 5
    assert queue.park(claimed(queue), clock.now + 7, "", "busy")
    one = now(queue, job)
    assert (one.run_after, one.waiting, one.error) == (clock.now + 7, None, "busy")
    assert (one.attempts, one.losses) == (1, 0)


def test_a_job_is_due_at_once_if_one_of_those_it_waits_for_has_come(queue: Queue, clock: Clock) -> None:
    child = queue.enqueue("three", run_after=clock.now + 1)
    ended = queue.enqueue("badhook")
    assert queue.complete(claimed(queue))
    job, other = queue.enqueue("echo"), queue.enqueue("echo", run_after=clock.now + 1)
    steering.send_event(queue, other.id, "theirs", 1)
    for waiting, comes in (
        ("event word", False),
        ("event theirs", False),
        (f"job {child.id}", False),
        (f"event word, job {child.id}", False),
        (f"event word, job {ended.id}", True),
        (f"job {ulid()}", True),
    ):
        assert queue.park(claimed(queue), None, waiting)
        assert now(queue, job).run_after == (clock.now if comes else None)
        steering.retry(queue, job.id)
    lease = claimed(queue)
    steering.send_event(queue, job.id, "two words", 1)
    assert queue.park(lease, None, "event word, event two words")
    assert now(queue, job).run_after == clock.now


def test_a_job_handed_back_is_as_it_was_and_due_now(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("echo")
    assert queue.fail(claimed(queue), "busy")
    clock.now += 50
    lease = claimed(queue)
    assert lease.attempts == 2
    assert queue.hand_back(lease)
    one = now(queue, job)
    assert (one.status, one.attempts, one.error, one.run_after) == ("pending", 1, "busy", clock.now)


def test_a_lost_job_keeps_its_error_and_one_that_was_asked_to_end_has_ended(
    queue: Queue, clock: Clock
) -> None:
    dead = owner_of_a_dead_process()
    job = queue.enqueue("echo")
    assert queue.fail(claimed(queue), "busy")
    lease = claimed(queue)
    lose(queue, lease, dead)
    clock.now += 3
    assert queue.recover() == 1
    one = now(queue, job)
    assert (one.status, one.error, one.run_after, one.losses) == ("pending", "busy", clock.now, 1)
    lease = claimed(queue)
    assert steering.cancel(queue, job.id).cancel_requested == 1
    lose(queue, lease, dead)
    assert queue.recover() == 1
    one = now(queue, job)
    assert (one.status, one.error, one.finished_at) == ("canceled", "Canceled", clock.now)


def test_a_canceled_job_says_so_and_when(queue: Queue, clock: Clock) -> None:
    waiting = steering.cancel(queue, queue.enqueue("echo").id)
    assert (waiting.error, waiting.finished_at) == ("Canceled", clock.now)
    running = queue.enqueue("echo")
    lease = claimed(queue)
    steering.cancel(queue, running.id)
    clock.now += 1
    assert queue.park(lease, None, "event word")
    assert (now(queue, running).error, now(queue, running).finished_at) == ("Canceled", clock.now)


def test_what_cannot_be_done_with_a_job_is_said_with_a_way_on(queue: Queue) -> None:
    job = queue.enqueue("echo")
    steering.send_event(queue, job.id, "word")
    with pytest.raises(UsageFault, match=f"^job {job.handle} has been sent that event before$"):
        steering.send_event(queue, job.id, "word")
    lease = claimed(queue)
    with pytest.raises(UsageFault, match=f"^job {job.handle} is running$") as refused:
        steering.retry(queue, job.handle)
    assert refused.value.hint == f"lifeos jobs cancel {job.handle}"
    assert queue.complete(lease)
    with pytest.raises(UsageFault, match=f"^job {job.handle} has ended well$") as refused:
        steering.retry(queue, job.id)
    assert refused.value.hint == "Name the step to run it again from: --from STEP."
    with pytest.raises(UsageFault, match=f"^job {job.handle} has ended$"):
        steering.send_event(queue, job.id, "other")


@pytest.mark.parametrize(("failed", "gone"), [(False, 2), (True, 3)])
def test_pruning_takes_what_completed_or_was_canceled_and_what_failed_when_asked(
    queue: Queue, clock: Clock, *, failed: bool, gone: int
) -> None:
    steering.cancel(queue, queue.enqueue("echo").id)
    queue.enqueue_many("echo", [1, 2])
    assert queue.complete(claimed(queue))
    assert queue.fail(claimed(queue), "no", retry=False)
    clock.now += 31 * DAY
    assert steering.prune(queue, failed=failed) == gone


def test_an_event_of_failure_carries_no_value_and_one_of_no_json_says_so(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("echo")
    steering.send_event(queue, job.id, "word", 1, error="refused")
    event = job_steps.event(queue.store.conn, queue.user_id, job.id, "word")
    assert event is not None
    assert (event.payload, event.error, event.sent_at) == (None, "refused", clock.now)
    with pytest.raises(NonRetryableError, match=r"^the event's value"):
        steering.send_event(queue, job.id, "odd", object())


def test_one_of_the_events_a_job_waits_for_wakes_it_and_another_does_not(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("echo")
    assert queue.park(claimed(queue), None, "event one, event two")
    steering.send_event(queue, job.id, "three")
    assert (now(queue, job).run_after, now(queue, job).waiting) == (None, "event one, event two")
    steering.send_event(queue, job.id, "two")
    assert (now(queue, job).run_after, now(queue, job).waiting) == (clock.now, None)
