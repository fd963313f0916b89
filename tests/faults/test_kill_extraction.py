"""kill -9 of two workers that read sessions: each is applied once, and no answer that is kept is asked for again."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.extraction.queue import Queue
from lifeos_cli.ids import ulid
from lifeos_cli.record import consents
from lifeos_cli.store import inspect, users
from lifeos_cli.store.database import Store
from tests.faults import starting
from tests.store import make

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

MODEL = "ollama/noting"
ROUNDS = [
    pytest.param(10, 8, id="10"),
    pytest.param(300, 200, id="300", marks=[pytest.mark.slow, pytest.mark.timeout(3600)]),
]


def start(lifeos: Lifeos, log: Path) -> subprocess.Popen[bytes]:
    """Start a worker, past its imports."""
    return starting.start(lifeos, "extraction_child", log)


def answered(store: Store) -> set[str]:
    """Return the numbers of the sessions whose answer is in the journal."""
    rows = store.conn.execute(
        "SELECT s.output FROM job_steps s WHERE s.name = 'ask 1' AND s.status = 'completed'"
    )
    return {json.loads(row[0])["found"]["title"].removeprefix("Town ") for row in rows}


def queue_sessions(store: Store, user_id: str, count: int) -> None:
    queue = Queue(store, user_id)
    given = []
    for n in range(count):
        session = make.session(store, user_id)
        said = make.message(
            store, user_id, session.id, content=f"I live in town {n}. I practised juggling number {n} today."
        )
        given.append({"session_id": session.id, "last_message_id": said.id, "model": MODEL, "modes": {}})
    queue.enqueue_many("summary", given, keys=[ulid() for _ in given])
    consents.answer(store, user_id, "ai_observations", granted=True, origin="cli")


@pytest.mark.parametrize(("rounds", "count"), ROUNDS)
def test_two_workers_killed_while_reading_apply_every_session_exactly_once(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, rounds: int, count: int
) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    log = tmp_path / "asked"
    log.touch()
    with Store(paths) as store:
        person = users.all_users(store.conn)[0].id
        queue_sessions(store, person, count)
        queue = Queue(store, person)
        workers = [start(lifeos, log), start(lifeos, log)]
        struck = 0
        for _ in range(rounds):
            time.sleep(dice.choice([dice.uniform(0, 0.05), dice.uniform(0, 0.4)]))
            victim = dice.randrange(2)
            workers[victim].kill()
            workers[victim].communicate()
            pid = f":{workers[victim].pid}:"
            struck += any(pid in (job.lease_owner or "") for job in queue.running())
            kept, asked = answered(store), len(log.read_text().splitlines())
            workers[victim] = start(lifeos, log)
            assert not kept & set(log.read_text().splitlines()[asked:])
        for worker in workers:
            worker.communicate(timeout=600)
        finish = start(lifeos, log)
        finish.communicate(timeout=600)
        assert struck > rounds / 5
        check(store, count)
    assert set(log.read_text().splitlines()) == {str(n) for n in range(count)}


def check(store: Store, count: int) -> None:
    """Look whether everything is there once."""
    numbers = [str(n) for n in range(count)]

    def column(query: str) -> Counter[str]:
        return Counter(str(row[0]) for row in store.conn.execute(query))

    assert column("SELECT status FROM jobs WHERE type = 'summary'") == Counter({"completed": count})
    assert set(column("SELECT status FROM jobs")) == {"completed"}
    assert column("SELECT summary FROM sessions") == Counter(f"Session {n}." for n in numbers)
    assert column("SELECT content FROM facts WHERE status = 'active'") == Counter(
        f"Lives in town {n}." for n in numbers
    )
    assert column("SELECT content FROM insights") == Counter(f"Sees {n}." for n in numbers)
    quotes = Counter(f"I practised juggling number {n}" for n in numbers)
    assert column("SELECT quote FROM skill_evidence") == quotes
    assert column("SELECT quote FROM observations WHERE status = 'accepted'") == quotes
    for table in ("extractions", "usage"):
        assert (
            store.conn.execute(f"SELECT COUNT(*) FROM {table} WHERE session_id IS NOT NULL").fetchone()[0]
            == count
        )
    assert store.conn.execute("SELECT COUNT(*) FROM skills").fetchone()[0] == 1
    assert inspect.problems(store.conn) == []
