"""`lifeos jobs` from the outside."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.extraction import steering
from lifeos_cli.extraction.queue import Queue
from lifeos_cli.store import users
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


@pytest.fixture
def queue(paths: Paths) -> Iterator[Queue]:
    """The first person's queue, of the kinds of the program itself."""
    with Store(paths) as store:
        yield Queue(store, users.all_users(store.conn)[0].id)


def test_run_does_what_is_due_and_says_nothing(lifeos: Lifeos) -> None:
    assert lifeos("checkin", "--mood", "5", "--note", "the heron stood still").code == 0
    done = lifeos("jobs", "run")
    assert (done.code, done.out, done.err) == (0, "", "")
    jobs = lifeos("jobs", "list", "--json").json()
    assert [(job["type"], job["status"], job["output"]) for job in jobs] == [
        ("index", "completed", {"embedded": 1, "left": 0})
    ]
    assert lifeos("memory", "stats", "--json").json()["models"][0]["waiting"] == 0
    again = lifeos("jobs", "run")
    assert (again.code, again.out, again.err) == (0, "", "")
    assert lifeos("jobs", "list", "--json").json() == jobs


def test_run_ends_with_75_while_another_indexer_is_at_work_and_0_when_it_has_ended(
    lifeos: Lifeos, queue: Queue
) -> None:
    from lifeos_cli.memory.index.indexer import lock

    lifeos("checkin", "--mood", "5", "--note", "the heron stood still")
    with lock(queue.store) as ours:
        assert ours
        busy = lifeos("jobs", "run", "--quiet")
        assert (busy.code, busy.out, busy.err) == (75, "", "")
    job = lifeos("jobs", "list", "--json").json()[0]
    assert (job["status"], job["attempts"], job["error"]) == (
        "pending",
        1,
        "another process is indexing",
    )
    assert lifeos("jobs", "retry", job["handle"]).code == 0
    assert lifeos("jobs", "run").code == 0
    assert lifeos("jobs", "show", job["handle"], "--json").json()["status"] == "completed"


def test_run_ends_with_1_and_names_the_job_that_failed_for_good(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5", "--note", "the heron stood still")
    env = {"LIFEOS_MEMORY_EMBEDDER": "model2vec:/nowhere"}
    done = lifeos("jobs", "run", "--quiet", env=env)
    job = lifeos("jobs", "list", "--json").json()[0]
    assert done.code == 1
    assert done.out == ""
    assert f"lifeos jobs retry {job['handle']}" in done.err
    assert "heron" not in done.err
    assert job["status"] == "failed"
    assert lifeos("jobs", "run", env=env).code == 0
    assert lifeos("jobs", "retry", job["handle"]).out == f"{job['handle']}\n"
    assert lifeos("jobs", "run").code == 0
    assert lifeos("jobs", "show", job["id"], "--json").json()["output"] == {"embedded": 1, "left": 0}


def test_list_hides_what_is_finished_unless_asked_and_json_shows_it_always(
    lifeos: Lifeos, queue: Queue
) -> None:
    waiting, gone = queue.enqueue("index"), queue.enqueue("index")
    assert lifeos("jobs", "cancel", gone.handle).code == 0
    assert [row[0] for row in lifeos("jobs", "list").rows()[1:]] == [waiting.handle]
    assert [row[0] for row in lifeos("jobs", "list", "--all").rows()[1:]] == [waiting.handle, gone.handle]
    assert [row["status"] for row in lifeos("jobs", "list", "--json").json()] == ["pending", "canceled"]
    assert [row["id"] for row in lifeos("jobs", "list", "--status", "canceled", "--json").json()] == [gone.id]
    assert len(lifeos("jobs", "list", "-n", "1", "--json").json()) == 1
    assert lifeos("jobs", "list", "--kind", "review", "--json").json() == []
    assert lifeos("jobs", "list", "--status", "done").code == 2


def test_a_paused_kind_is_not_run_until_it_is_resumed(lifeos: Lifeos, queue: Queue) -> None:
    queue.enqueue("index")
    assert lifeos("jobs", "pause", "index").code == 0
    assert lifeos("jobs", "run").code == 0
    stats = lifeos("jobs", "stats", "--json").json()
    paused = [kind["type"] for kind in stats["kinds"] if kind["paused"]]
    assert (stats["due"], stats["completed"], paused) == (1, 0, ["index"])
    assert lifeos("jobs", "resume", "index", "--parallelism", "2").code == 0
    kinds = lifeos("jobs", "stats", "--json").json()["kinds"]
    assert {kind["type"]: kind["parallelism"] for kind in kinds}["index"] == 2
    assert lifeos("jobs", "run").code == 0
    assert lifeos("jobs", "stats", "--json").json()["completed"] == 1
    assert lifeos("jobs", "pause", "nothing").code == 2


def test_pausing_everything_stops_every_kind(lifeos: Lifeos, queue: Queue) -> None:
    queue.enqueue("index")
    assert lifeos("jobs", "pause", "--json").json() == {"type": None, "parallelism": 0}
    assert lifeos("jobs", "run").code == 0
    assert lifeos("jobs", "stats", "--json").json()["paused"] is True
    assert lifeos("jobs", "resume").code == 0
    assert lifeos("jobs", "run").code == 0
    assert lifeos("jobs", "stats", "--json").json()["completed"] == 1


def test_show_gives_steps_input_and_output_and_cancel_afterwards_is_no_op(
    lifeos: Lifeos, queue: Queue
) -> None:
    job = queue.enqueue("index", {"why": "asked"})
    lifeos("jobs", "run")
    shown = lifeos("jobs", "show", job.handle, "--json").json()
    assert shown["input"] == {"why": "asked"}
    assert [(step["place"], step["name"], step["status"]) for step in shown["steps"]] == [
        ("0", "embed", "completed")
    ]
    assert "had ended before (completed)" in lifeos("jobs", "cancel", job.handle).err
    assert "0 embed: completed" in lifeos("jobs", "show", job.handle).out
    assert lifeos("jobs", "show", "nothing").code == 3
    assert lifeos("jobs", "retry", job.handle).code == 2
    assert lifeos("jobs", "retry", job.handle, "--from", "nothing").code == 3
    assert lifeos("jobs", "retry", job.handle, "--from", "embed").code == 0


def test_prune_deletes_what_ended(lifeos: Lifeos, queue: Queue) -> None:
    job = queue.enqueue("index")
    steering.cancel(queue, job.id)
    assert lifeos("jobs", "prune", "--json").json() == {"pruned": 0}
    assert lifeos("jobs", "prune", "--older-than", "0", "--json").json() == {"pruned": 1}
    assert lifeos("jobs", "list", "--json").json() == []


def test_everybody_means_everybody_and_otherwise_only_the_person(
    lifeos: Lifeos, paths: Paths, queue: Queue
) -> None:
    lifeos("users", "add", "Ann")
    lifeos("--user", "Ann", "checkin", "--mood", "5", "--note", "a wren")
    assert lifeos("jobs", "run").code == 0
    assert lifeos("--user", "Ann", "jobs", "stats", "--json").json()["completed"] == 0
    assert lifeos("jobs", "run", "--everybody").code == 0
    assert lifeos("--user", "Ann", "jobs", "stats", "--json").json()["completed"] == 1
    assert lifeos("jobs", "stats", "--json").json()["completed"] == 0


def test_a_worker_hears_of_what_is_said_elsewhere_and_indexes_it(lifeos: Lifeos) -> None:
    lifeos("users", "list")
    watch = lifeos.start("watch", "jobs", "--jsonl")
    assert watch.stderr is not None
    watch.stderr.readline()
    worker = lifeos.start("jobs", "worker")
    assert worker.stderr is not None
    assert b"Working" in worker.stderr.readline()
    lifeos("checkin", "--mood", "5", "--note", "the heron stood still")
    assert watch.stdout is not None
    statuses = [json.loads(watch.stdout.readline())["row"]["status"] for _ in range(2)]
    assert statuses[-1] in {"running", "completed"}
    assert b"index" in worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    watch.kill()
    watch.communicate()
    assert worker.returncode == 143
    assert lifeos("jobs", "stats", "--json").json()["completed"] == 1


def test_a_terminal_shows_the_table_and_plain_words(lifeos: Lifeos, queue: Queue) -> None:
    terminal = lifeos.terminal("jobs", "list")
    terminal.expect("Nothing waits, runs or has failed")
    terminal.close()
    queue.enqueue("index")
    terminal = lifeos.terminal("jobs", "list")
    terminal.expect("pending")
    terminal.close()


def test_the_environment_of_cron_is_enough(lifeos: Lifeos) -> None:
    import subprocess

    lifeos("checkin", "--mood", "5", "--note", "the heron stood still")
    program = lifeos.argv("--home", str(lifeos.home), "jobs", "run", "--quiet")
    done = subprocess.run(
        program,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert lifeos("jobs", "stats", "--json").json()["completed"] == 1
