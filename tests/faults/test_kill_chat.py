"""kill -9 in the middle of a streaming reply: what was acknowledged is there, what was flushed is kept."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import changes, messages
from lifeos_cli.store.backup import check
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

BEHIND = 0.1
"""Seconds that flushed text may lag behind shown text."""


def kill_one(lifeos: Lifeos, after: float, round_: int) -> tuple[list[str], list[tuple[float, str]], float]:
    """Kill a streaming chat `after` seconds into its stream; returns its ids, what it had shown when, and the end."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.streaming_child", str(round_)],
        env=lifeos.env(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    lines: list[str] = []
    reader = threading.Thread(target=lines.extend, args=(child.stdout,))
    reader.start()
    while child.poll() is None and not any(line.startswith("shown") for line in lines):
        time.sleep(0.001)
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    end = time.monotonic()
    child.wait()
    reader.join()
    child.stdout.close()
    lines = [line for line in lines if line.endswith("\n")]  # the kill may have cut the last one
    ids = next(line.split()[1:] for line in lines if line.startswith("started"))
    shown = [line.rstrip("\n").split(" ", 2)[1:] for line in lines if line.startswith("shown ")]
    return ids, [(float(at), text) for at, text in shown], end


def require_kept(paths: Paths, ids: list[str], shown: list[tuple[float, str]], end: float) -> None:
    """Open the store as the next start would and look for everything that was acknowledged."""
    with Store(paths) as store:
        assert check(store.conn) == []
        rows = {
            row["id"]: row
            for row in store.conn.execute("SELECT * FROM messages WHERE id IN (?, ?)", tuple(ids))
        }
        said, reply = rows[ids[0]], rows[ids[1]]
        assert said["content"].startswith("said at ")
        assert reply["status"] == "interrupted"
        due = "".join(text for at, text in shown if at < end - BEHIND)
        assert reply["content"].startswith(due)
        assert "".join(text for _, text in shown).startswith(reply["content"][: len(due)])
        assert messages.open_streams(store.conn) == []
        fed = [
            change.op
            for change in changes.since(store.conn, said["user_id"], 0, most=10**6)
            if change.row_id == ids[1]
        ]
        assert fed == ["insert", "update"]


@pytest.mark.parametrize("rounds", [5, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_a_killed_reply_keeps_what_was_flushed(lifeos: Lifeos, paths: Paths, rounds: int) -> None:
    chance = random.Random(20261122)  # noqa: S311 - moments to kill at, repeatable
    for round_ in range(rounds):
        ids, shown, end = kill_one(lifeos, chance.uniform(0, 0.4), round_)
        require_kept(paths, ids, shown, end)
