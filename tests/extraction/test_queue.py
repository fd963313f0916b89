"""The queue: who gets which job, what becomes of it, and that it ends once."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import DAY
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.extraction import ending, steering, views
from lifeos_cli.extraction.failures import NonRetryableError
from lifeos_cli.extraction.kinds import Kind
from lifeos_cli.extraction.queue import LEASE, MOST_LOSSES, Queue
from lifeos_cli.store import job_steps, jobs
from lifeos_cli.store.owner import me as this_process
from lifeos_cli.store.rows import JobStep
from tests.extraction import flows
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Job, User
    from tests.extraction.conftest import Clock


def claimed(queue: Queue) -> Job:
    found = queue.claim()
    assert found is not None
    return found


def now(queue: Queue, job: Job) -> Job:
    return steering.find(queue, job.id)


def owner_of_a_dead_process() -> str:
    code = "from lifeos_cli.store.owner import me; print(me())"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def lose(queue: Queue, job: Job, owner: str) -> None:
    """Pretend the job was claimed by another process."""
    with queue.store.write() as conn:
        conn.execute("UPDATE jobs SET lease_owner = :o WHERE id = :id", {"o": owner, "id": job.id})


def test_of_seven_jobs_three_run_at_a_parallelism_of_three_and_a_free_place_goes_to_the_next(
    queue: Queue,
) -> None:
    queue.enqueue_many("echo", list(range(7)))
    steering.set_limit(queue, "echo", 3)
    running = [claimed(queue) for _ in range(3)]
    assert queue.claim() is None
    assert queue.complete(running[0])
    assert claimed(queue).input == "3"
    assert queue.claim() is None


def test_lowering_the_limit_below_what_runs_starts_none_and_stops_none(queue: Queue) -> None:
    queue.enqueue_many("echo", list(range(7)))
    running = [claimed(queue) for _ in range(4)]
    steering.set_limit(queue, "echo", 2)
    for job in running[:2]:
        assert queue.complete(job)
        assert queue.claim() is None
    assert queue.complete(running[2])
    assert queue.claim() is not None


def test_zero_pauses_one_kind_or_all_and_taking_the_limit_away_resumes(queue: Queue) -> None:
    queue.enqueue("echo")
    queue.enqueue("three")
    steering.set_limit(queue, "echo", 0)
    assert claimed(queue).type == "three"
    assert queue.claim() is None
    steering.set_limit(queue, None, 0)
    steering.set_limit(queue, "echo", None)
    assert queue.claim() is None
    assert views.stats(queue)["paused"]
    steering.set_limit(queue, None, None)
    assert claimed(queue).type == "echo"


def test_a_limit_for_a_kind_that_does_not_exist_is_refused(queue: Queue) -> None:
    with pytest.raises(UsageFault):
        steering.set_limit(queue, "ecko", 0)
    with pytest.raises(UsageFault):
        queue.enqueue("ecko")


def test_the_more_urgent_goes_first_then_the_one_that_has_been_due_longer(queue: Queue, clock: Clock) -> None:
    queue.enqueue("echo", "later", run_after=clock.now + 1)
    queue.enqueue("echo", "old", run_after=clock.now - 5)
    queue.enqueue("echo", "new")
    queue.enqueue("echo", "urgent", priority=1)
    assert [claimed(queue).input for _ in range(3)] == ['"urgent"', '"old"', '"new"']
    assert queue.claim() is None
    clock.now += 1
    assert claimed(queue).input == '"later"'


def test_a_job_of_a_kind_this_program_does_not_know_is_left_for_one_that_does(queue: Queue) -> None:
    queue.enqueue("echo")
    older = Queue(queue.store, queue.user_id, known={"three": flows.KNOWN["three"]}, clock=queue.clock)
    assert older.claim() is None
    assert queue.claim() is not None


def test_the_same_key_means_the_same_job_for_one_person_and_one_kind(
    queue: Queue, store: Store, clock: Clock
) -> None:
    first = queue.enqueue("echo", 1, key="k")
    assert queue.enqueue("echo", 2, key="k").id == first.id
    assert queue.enqueue("three", 3, key="k").id != first.id
    other = Queue(store, make.user(store, "Other").id, known=flows.KNOWN, clock=clock)
    assert other.enqueue("echo", 4, key="k").id != first.id
    assert queue.enqueue_many("echo", [5, 6], keys=["k", "l"]) == 1
    assert queue.complete(claimed(queue))
    assert queue.enqueue("echo", 7, key="k").status == "completed"


def test_nobody_elses_job_is_claimed(queue: Queue, store: Store, clock: Clock) -> None:
    other = Queue(store, make.user(store, "Other").id, known=flows.KNOWN, clock=clock)
    job = queue.enqueue("echo")
    assert other.claim() is None
    with pytest.raises(NotFoundError):
        steering.cancel(other, job.id)


def test_a_failure_puts_the_job_back_with_a_wait_that_doubles_and_spreads(
    store: Store, me: User, clock: Clock
) -> None:
    known = {"echo": Kind("echo", "-", backoff=1000, attempts=4)}
    for dice in (0.0, 0.5, 0.999):
        queue = Queue(store, me.id, known=known, clock=clock, dice=partial(float, dice))
        job = queue.enqueue("echo")
        waits = []
        while queue.fail(claimed(queue), "busy") and now(queue, job).status == "pending":
            waits.append((now(queue, job).run_after or 0) - clock.now)
            assert queue.claim() is None
            clock.now += waits[-1]
        assert waits == [round(base * (0.5 + dice)) for base in (1000, 2000, 4000)]
        failed = now(queue, job)
        assert (failed.status, failed.attempts, failed.error) == ("failed", 4, "busy")


def test_cancel_before_the_retry_means_no_retry(queue: Queue) -> None:
    job = queue.enqueue("echo")
    assert queue.fail(claimed(queue), "busy")
    assert (now(queue, job).status, now(queue, job).attempts) == ("pending", 1)
    assert steering.cancel(queue, job.id).status == "canceled"
    assert queue.claim() is None
    assert flows.ended == [("echo", "canceled")]


def test_cancel_before_the_start_ends_it_during_it_asks_once_and_afterwards_it_does_nothing(
    queue: Queue, store: Store
) -> None:
    waiting = queue.enqueue("echo")
    assert steering.cancel(queue, waiting.id).status == "canceled"
    running = queue.enqueue("echo")
    lease = claimed(queue)
    asked = steering.cancel(queue, running.id)
    assert (asked.status, asked.cancel_requested) == ("running", 1)
    before = store.conn.execute("SELECT COUNT(*) FROM changes WHERE tbl = 'jobs'").fetchone()[0]
    assert steering.cancel(queue, running.id) == asked
    assert store.conn.execute("SELECT COUNT(*) FROM changes WHERE tbl = 'jobs'").fetchone()[0] == before
    assert queue.fail(lease, "busy")
    assert now(queue, running).status == "canceled"
    done = queue.enqueue("echo")
    assert queue.complete(claimed(queue), "out")
    assert steering.cancel(queue, done.id) == now(queue, done)
    assert now(queue, done).status == "completed"
    assert [status for _, status in flows.ended] == ["canceled", "canceled", "completed"]


def test_canceling_a_running_job_ends_what_it_waits_for_and_asks_what_runs(
    queue: Queue, clock: Clock
) -> None:
    job = queue.enqueue("parent")
    claimed(queue)
    runs = queue.enqueue("echo", parent=(job.id, "1"))
    claimed(queue)
    waits, below = queue.enqueue("echo", parent=(job.id, "2")), queue.enqueue("echo", parent=(runs.id, "1"))
    stranger = queue.enqueue("echo")
    assert steering.cancel(queue, job.id).cancel_requested == 1
    assert [
        (now(queue, one).status, now(queue, one).cancel_requested) for one in (runs, waits, below, stranger)
    ] == [
        ("running", 1),
        ("canceled", 0),
        ("canceled", 0),
        ("pending", 0),
    ]
    assert [now(queue, one).finished_at for one in (waits, below)] == [clock.now] * 2
    assert flows.ended == [("echo", "canceled")] * 2


def test_whether_anything_was_canceled_or_woken_is_told(queue: Queue, store: Store, clock: Clock) -> None:
    kinds = queue.kinds
    job = queue.enqueue("echo", run_after=clock.now + DAY)
    with store.write() as conn:
        assert jobs.wake(conn, job.user_id, job.id, clock.now)
        running = claimed(queue)
        assert not jobs.wake(conn, job.user_id, job.id, clock.now)
        assert not jobs.reopen(conn, job.user_id, job.id, clock.now)
        assert ending.cancel(conn, kinds, running, clock.now)
        assert not ending.cancel(conn, kinds, running, clock.now)
        assert queue.fail(running, "late")
        assert not ending.cancel(conn, kinds, now(queue, job), clock.now)
        assert jobs.reopen(conn, job.user_id, job.id, clock.now)


def test_a_child_that_ends_makes_the_job_that_waits_for_it_due_now(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("parent", run_after=clock.now + DAY)
    step = JobStep(
        user_id=job.user_id,
        job_id=job.id,
        place="1",
        kind="job",
        name="echo",
        version=1,
        args_hash="",
        status="waiting",
        output=None,
        error=None,
        child_id=None,
        started_at=clock.now,
        finished_at=None,
    )
    with queue.store.write() as conn:
        job_steps.add(conn, step)
    queue.enqueue("echo", parent=(job.id, "1"))
    assert queue.complete(claimed(queue), "out")
    assert now(queue, job).run_after == clock.now
    (told,) = job_steps.listed(queue.store.conn, job.user_id, job.id)
    assert (told.status, told.output, told.error, told.finished_at) == ("completed", '"out"', None, clock.now)


def test_canceling_a_job_whose_worker_is_gone_ends_it_at_once(queue: Queue) -> None:
    job = queue.enqueue("echo")
    lose(queue, claimed(queue), owner_of_a_dead_process())
    assert steering.cancel(queue, job.id).status == "canceled"


def test_a_late_or_second_result_of_an_old_lease_is_ignored(queue: Queue, clock: Clock) -> None:
    job = queue.enqueue("echo")
    old = claimed(queue)
    clock.now += LEASE + 1
    assert queue.recover() == 1
    new = claimed(queue)
    assert new.lease == old.lease + 1
    assert not queue.complete(old, "late")
    assert not queue.fail(old, "late")
    assert not queue.park(old, None, "")
    assert not queue.hand_back(old)
    assert now(queue, job).status == "running"
    assert queue.complete(new, "right")
    assert not queue.complete(new, "twice")
    assert now(queue, job).output == '"right"'
    assert flows.ended == [("echo", "completed")]


def test_completing_a_job_that_is_not_there_does_nothing(queue: Queue, store: Store) -> None:
    job = queue.enqueue("echo")
    lease = claimed(queue)
    with store.write() as conn:
        conn.execute("DELETE FROM jobs WHERE id = :id", {"id": job.id})
    assert not queue.complete(lease)
    assert flows.ended == []


def test_a_job_of_a_process_that_is_gone_is_taken_over_at_once_and_loses_no_attempt(queue: Queue) -> None:
    job = queue.enqueue("echo")
    lose(queue, claimed(queue), owner_of_a_dead_process())
    assert queue.recover() == 1
    again = claimed(queue)
    assert (again.id, again.attempts, again.losses) == (job.id, 1, 1)


def test_a_job_of_a_process_that_lives_is_taken_over_only_after_its_heartbeat_has_run_out(
    queue: Queue, clock: Clock
) -> None:
    queue.enqueue("echo")
    lease = claimed(queue)
    assert lease.lease_owner == this_process()
    clock.now += LEASE
    assert queue.recover() == 0
    assert queue.beat() == 1
    clock.now += LEASE
    assert queue.recover() == 0
    clock.now += 1
    assert queue.recover(mine={lease.id}) == 0
    assert queue.recover() == 1


def test_a_job_that_brings_its_workers_down_waits_behind_the_others_and_is_given_up_at_last(
    queue: Queue, clock: Clock
) -> None:
    poison = queue.enqueue("echo", "poison")
    clock.now += 1
    queue.enqueue("echo", "good")
    dead = owner_of_a_dead_process()
    lose(queue, claimed(queue), dead)
    clock.now += 1
    queue.recover()
    assert claimed(queue).input == '"good"'
    for _ in range(MOST_LOSSES - 1):
        lose(queue, claimed(queue), dead)
        assert queue.recover() == 1
    given_up = now(queue, poison)
    assert given_up.status == "failed"
    assert "died" in (given_up.error or "")


def test_an_error_that_trying_again_cannot_help_ends_the_job_at_the_first_attempt(queue: Queue) -> None:
    job = queue.enqueue("echo")
    assert queue.fail(claimed(queue), "no", retry=False)
    assert (now(queue, job).status, now(queue, job).attempts) == ("failed", 1)
    assert flows.ended == [("echo", "failed")]


def test_after_the_last_attempt_the_hook_is_called_once(queue: Queue) -> None:
    job = queue.enqueue("echo")
    for _ in range(5):
        assert queue.fail(claimed(queue), "busy")
    assert queue.claim() is None
    assert now(queue, job).status == "failed"
    assert flows.ended == [("echo", "failed")]


def test_a_hook_that_fails_leaves_the_result_and_takes_its_own_writes_back(queue: Queue) -> None:
    job = queue.enqueue("badhook")
    assert queue.complete(claimed(queue), "out")
    done = now(queue, job)
    assert (done.status, done.output) == ("completed", '"out"')
    assert done.hook_error == "ZeroDivisionError in bad_hook"


def test_a_dead_letter_can_be_tried_again_from_the_start_of_its_attempts(queue: Queue) -> None:
    job = queue.enqueue("echo")
    assert queue.fail(claimed(queue), "no", retry=False)
    again = steering.retry(queue, job.id)
    assert (again.status, again.attempts, again.error) == ("pending", 0, None)
    assert queue.complete(claimed(queue))
    with pytest.raises(UsageFault):
        steering.retry(queue, job.id)


def test_a_result_from_before_a_retry_is_ignored(queue: Queue) -> None:
    job = queue.enqueue("echo")
    old = claimed(queue)
    assert queue.fail(old, "no", retry=False)
    steering.retry(queue, job.id)
    assert not queue.complete(old, "late")
    assert now(queue, job).status == "pending"


def test_a_job_that_waits_for_its_next_try_can_be_hurried(queue: Queue, store: Store, clock: Clock) -> None:
    slow = Queue(store, queue.user_id, known={"echo": Kind("echo", "-", backoff=DAY)}, clock=clock)
    job = slow.enqueue("echo")
    assert slow.fail(claimed(slow), "busy")
    assert slow.claim() is None
    steering.retry(slow, job.id)
    assert claimed(slow).id == job.id
    with pytest.raises(UsageFault):
        steering.retry(slow, job.id)


def test_input_and_output_of_many_megabytes_are_kept_whole(queue: Queue) -> None:
    text = "\u00e9" * 5_000_000
    job = queue.enqueue("echo", {"text": text})
    assert queue.complete(claimed(queue), [text])
    shown = views.public(now(queue, job))
    assert shown["input"] == {"text": text}
    assert shown["output"] == [text]


def test_what_is_no_json_is_refused_before_anything_is_written(queue: Queue) -> None:
    for value in (object(), float("nan"), {1, 2}):
        with pytest.raises(NonRetryableError):
            queue.enqueue("echo", value)
    assert views.listed(queue) == []


def test_prune_deletes_what_ended_long_ago_with_its_journal_and_spares_the_dead_letters(
    queue: Queue, clock: Clock, store: Store
) -> None:
    done, failed, open_ = (queue.enqueue("echo", name) for name in ("done", "failed", "open"))
    assert queue.complete(claimed(queue))
    assert queue.fail(claimed(queue), "no", retry=False)
    clock.now += 30 * DAY
    assert steering.prune(queue) == 0
    clock.now += 1
    assert steering.prune(queue) == 1
    assert {job.id for job in views.listed(queue)} == {failed.id, open_.id}
    assert steering.prune(queue, failed=True) == 1
    assert [job.id for job in views.listed(queue)] == [open_.id]
    assert done.id not in {row[0] for row in store.conn.execute("SELECT job_id FROM job_steps")}


def test_stats_count_by_kind_and_tell_how_long_the_oldest_has_been_due(queue: Queue, clock: Clock) -> None:
    queue.enqueue_many("echo", [1, 2, 3])
    queue.enqueue("three", run_after=clock.now + DAY)
    assert queue.complete(claimed(queue))
    assert queue.fail(claimed(queue), "busy")
    clock.now += 500
    found = views.stats(queue)
    assert {name: found[name] for name in views.COUNTS} == {
        **dict.fromkeys(views.COUNTS, 0),
        "pending": 3,
        "due": 2,
        "retrying": 1,
        "completed": 1,
    }
    assert found["lag_ms"] == 500
    echo = next(kind for kind in found["kinds"] if kind["type"] == "echo")
    assert (echo["pending"], echo["due"], echo["completed"], echo["parallelism"]) == (2, 2, 1, 10)


def test_a_heartbeat_is_no_change_of_the_job(queue: Queue, store: Store, clock: Clock) -> None:
    queue.enqueue("echo")
    claimed(queue)
    before = store.conn.execute("SELECT COUNT(*) FROM changes").fetchone()[0]
    clock.now += 1
    assert queue.beat() == 1
    assert store.conn.execute("SELECT COUNT(*) FROM changes").fetchone()[0] == before


def test_a_person_who_goes_takes_their_jobs_along(queue: Queue, store: Store) -> None:
    other = make.user(store, "Other")
    theirs = Queue(store, other.id, known=flows.KNOWN)
    theirs.enqueue("echo")
    steering.set_limit(theirs, "echo", 1)
    with store.write() as conn:
        conn.execute("DELETE FROM users WHERE id = :id", {"id": other.id})
    assert jobs.limits(store.conn, other.id) == {}
    assert views.listed(theirs) == []
