"""kill -9 of two workers at any moment: a job is applied exactly once, no model is asked again for what is kept."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import now_ms
from lifeos_cli.extraction import steering, views
from lifeos_cli.extraction.queue import LEASE, Queue
from lifeos_cli.extraction.worker import REST
from lifeos_cli.store import checkins, inspect, users
from lifeos_cli.store.database import Store
from tests.extraction import flows
from tests.faults import starting

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

ROUNDS = [
    pytest.param(12, 10, id="12"),
    pytest.param(300, 200, id="300", marks=[pytest.mark.slow, pytest.mark.timeout(1800)]),
]


def start(lifeos: Lifeos, verb: str = "run", parallelism: int = 8) -> subprocess.Popen[bytes]:
    """Start a worker, past its imports."""
    return starting.start(lifeos, "jobs_child", verb, parallelism)


def kept_steps(store: Store) -> set[str]:
    """Return what the journal holds, as the model's own log would say it."""
    rows = store.conn.execute(
        "SELECT j.input, s.name FROM job_steps s JOIN jobs j ON j.id = s.job_id WHERE s.status = 'completed'"
    )
    import json

    return {f"{json.loads(row[0])['tag']} {row[1]}" for row in rows}


@pytest.mark.parametrize(("rounds", "count"), ROUNDS)
def test_two_workers_killed_at_random_moments_apply_every_job_exactly_once(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, rounds: int, count: int
) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    log = tmp_path / "asked"
    log.touch()
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        queue = Queue(store, person, known=flows.KNOWN)
        # Slow enough that there is work left to the last kill.
        inputs = [{"tag": f"t{n}", "file": str(log), "seconds": dice.uniform(0, 0.3)} for n in range(count)]
        queue.enqueue_many("counted", inputs)
        workers = [start(lifeos, parallelism=2), start(lifeos, parallelism=2)]
        struck = 0
        for _ in range(rounds):
            # Half of the moments while the workers take over what the last one left, half while they work.
            time.sleep(dice.choice([dice.uniform(0, 0.05), dice.uniform(0, 0.4)]))
            victim = dice.randrange(2)
            workers[victim].kill()
            workers[victim].communicate()
            pid = f":{workers[victim].pid}:"
            struck += any(pid in (job.lease_owner or "") for job in queue.running())
            # What is in the journal now must never be asked for again.
            kept, asked = kept_steps(store), len(log.read_text().splitlines())
            workers[victim] = start(lifeos, parallelism=2)
            later = log.read_text().splitlines()[asked:]
            assert not kept & set(later)
        assert struck >= rounds / 4
        for worker in workers:
            worker.communicate(timeout=300)
        finish = start(lifeos)
        finish.communicate(timeout=300)
        jobs = views.listed(queue)
        assert Counter(job.status for job in jobs) == {"completed": count}
        notes = Counter(row.note for row in checkins.between(store.conn, person))
        assert notes == Counter(f"t{n} {step}" for n in range(count) for step in "abc")
        assert inspect.problems(store.conn) == []
    assert set(log.read_text().splitlines()) == set(notes)


@pytest.mark.parametrize(
    "seconds",
    [
        # Well before the heartbeat has run out, also beside other work ...
        pytest.param(LEASE / 4000, id="busy"),
        # ... and at once where there is none.
        pytest.param(1, id="1s", marks=pytest.mark.slow),
    ],
)
def test_a_restarted_worker_claims_the_next_job_at_once(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, seconds: float
) -> None:
    log = tmp_path / "asked"
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        queue = Queue(store, person, known=flows.KNOWN)
        job = queue.enqueue("slow")
        first = start(lifeos)
        wait_for(lambda: is_past_its_first_step(store, job.id))
        first.kill()
        first.communicate()
        second = start(lifeos)
        began = time.monotonic()
        wait_for(lambda: steering.find(queue, job.id).losses == 1)
        assert time.monotonic() - began < seconds
        wait_for(lambda: steering.find(queue, job.id).status == "running")
        assert time.monotonic() - began < seconds
        second.kill()
        second.communicate()
        assert not log.exists()


def test_a_worker_that_stays_takes_over_from_one_that_dies_and_hears_of_new_jobs_and_cancels(
    lifeos: Lifeos, paths: Paths
) -> None:
    with Store(paths) as store:
        queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)
        job = queue.enqueue("slow")
        first = start(lifeos, "run")
        wait_for(lambda: is_past_its_first_step(store, job.id))
        second = start(lifeos, "stay")
        echo = queue.enqueue("echo", "x")
        wait_for(lambda: steering.find(queue, echo.id).status == "completed")
        first.kill()
        first.communicate()
        wait_for(lambda: steering.find(queue, job.id).losses == 1)
        wait_for(lambda: steering.find(queue, job.id).status == "running")
        steering.cancel(queue, job.id)
        wait_for(lambda: steering.find(queue, job.id).status == "canceled")
        second.send_signal(signal.SIGTERM)
        second.communicate(timeout=30)
        assert second.returncode == 128 + signal.SIGTERM


def test_an_idle_worker_wakes_at_the_hour_of_the_next_job(lifeos: Lifeos, paths: Paths) -> None:
    with Store(paths) as store:
        queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)
        worker = start(lifeos, "stay")
        first = queue.enqueue("echo", "now")
        wait_for(lambda: steering.find(queue, first.id).status == "completed")
        due = now_ms() + 1500
        job = queue.enqueue("echo", "later", run_after=due)
        wait_for(lambda: steering.find(queue, job.id).status == "completed")
        worker.terminate()
        worker.communicate(timeout=30)
        started = steering.find(queue, job.id).started_at or 0
        # At its hour, long before a resting worker looks by itself.
        assert due <= started < due + 1000 * REST / 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_step_end_and_hands_the_job_back(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "asked"
    with Store(paths) as store:
        queue = Queue(store, users.all_users(store.conn)[0].id, known=flows.KNOWN)
        job = queue.enqueue("counted", {"tag": "t", "file": str(log)})
        worker = start(lifeos, "stay")
        wait_for(log.exists)
        worker.send_signal(number)
        out, _ = worker.communicate(timeout=30)
        assert worker.returncode == 128 + number
        left = steering.find(queue, job.id)
        if left.status == "pending":
            assert out.decode().split() == [job.handle, "waiting"]
            assert (left.lease_owner, left.attempts, left.losses, left.error) == (None, 0, 0, None)
        assert set(log.read_text().splitlines()) == kept_steps(store)


def test_a_second_run_beside_the_first_does_no_harm_and_does_not_wait(
    lifeos: Lifeos, paths: Paths, tmp_path: Path
) -> None:
    log = tmp_path / "asked"
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        queue = Queue(store, person, known=flows.KNOWN)
        queue.enqueue_many("counted", [{"tag": f"t{n}", "file": str(log)} for n in range(40)])
        both = [start(lifeos), start(lifeos)]
        for worker in both:
            worker.communicate(timeout=60)
            assert worker.returncode == 0
        assert len(checkins.between(store.conn, person)) == 120
    assert len(log.read_text().splitlines()) == 120


def is_past_its_first_step(store: Store, job_id: str) -> bool:
    """Tell whether a `slow` job has but its long step before it: no step will work and clear its losses."""
    done = store.conn.execute("SELECT 1 FROM job_steps WHERE job_id = ? AND status = 'completed'", (job_id,))
    return done.fetchone() is not None


def wait_for(condition: object, seconds: float = 20) -> None:
    """Look often until it holds."""
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)
