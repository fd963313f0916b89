"""kill -9 while tools write: a write and its result are both there, or neither is."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store.backup import check
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


def kill_one(lifeos: Lifeos, after: float) -> None:
    """Kill a process some time after its first turn."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.tools_child"],
        env=lifeos.env(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline()
    time.sleep(after)
    child.kill()
    child.wait()
    child.stdout.close()


def require_whole(store: Store) -> int:
    """Look for a write without its result, or a result without its write; returns how many calls there are."""
    assert check(store.conn) == []
    rows = store.conn.execute("SELECT id, name, status, result FROM tool_calls").fetchall()
    for call_id, name, status, result in rows:
        written = store.conn.execute(
            "SELECT tbl, row_id FROM undo_log WHERE tool_call_id = :id ORDER BY position", {"id": call_id}
        ).fetchall()
        tables = {"record_fact": ["facts"], "propose_goal": ["goals", "milestones", "goal_events"]}[name]
        assert [row["tbl"] for row in written] == (tables if status == "done" else [])
        assert (result is not None) == (status == "done")
        for table, row_id in written:
            assert store.conn.execute(f"SELECT 1 FROM {table} WHERE id = :id", {"id": row_id}).fetchone()
    counted = store.conn.execute("SELECT COUNT(*) FROM facts").fetchone()[0]
    done = sum(row["status"] == "done" and row["name"] == "record_fact" for row in rows)
    assert counted == done
    return len(rows)


@pytest.mark.parametrize("rounds", [4, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_a_killed_write_is_whole_or_not_there(lifeos: Lifeos, paths: Paths, rounds: int) -> None:
    chance = random.Random(20261122)  # noqa: S311 - moments to kill at, repeatable
    for _ in range(rounds):
        kill_one(lifeos, chance.uniform(0, 0.3))
        with Store(paths) as store:
            assert require_whole(store)
