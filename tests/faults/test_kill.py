"""kill -9 at any moment: what was acknowledged is there, once, and the feed knows it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import inspect
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

ROUNDS = [
    pytest.param(10, id="10"),
    pytest.param(200, id="200", marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
]


def killed_writer(lifeos: Lifeos, dice: random.Random) -> list[str]:
    """Let a writer work for a random while, kill it; returns the ids it was told are safe."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(lifeos.home), "1000000"],
        stdout=subprocess.PIPE,
        env=lifeos.env(),
    )
    # Python needs some 0.1 s to start: the moment falls anywhere from the opening of the store on.
    time.sleep(dice.uniform(0.05, 0.5))
    process.kill()
    out, _ = process.communicate()
    whole, _, _ = out.decode().rpartition("\n")
    return whole.split()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_every_acknowledged_checkin_survives_kills_at_random_moments(
    lifeos: Lifeos, paths: Paths, rounds: int
) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    acknowledged: set[str] = set()
    for _ in range(rounds):
        acknowledged.update(killed_writer(lifeos, dice))
        with Store(paths) as store:
            assert inspect.problems(store.conn) == []
            stored = {row[0] for row in store.conn.execute("SELECT id FROM checkins")}
            fed = [row[0] for row in store.conn.execute("SELECT row_id FROM changes WHERE tbl = 'checkins'")]
        assert acknowledged <= stored
        assert sorted(fed) == sorted(stored)
    assert len(acknowledged) > rounds


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_command_itself_keeps_what_it_confirmed(lifeos: Lifeos, rounds: int) -> None:
    dice = random.Random(rounds)  # noqa: S311 - moments, not secrets
    lifeos("users", "list")
    confirmed = set()
    for n in range(rounds):
        process = lifeos.start("checkin", "--mood", "5", "--note", f"note {n}")
        time.sleep(dice.uniform(0.05, 0.35))
        process.kill()
        out, _ = process.communicate()
        if out.endswith(b"\n"):
            confirmed.add(out.decode().strip())
    kept = [row["handle"] for row in lifeos("checkins", "list", "--json").json()]
    assert confirmed <= set(kept)
    assert len(kept) == len(set(kept))
    assert lifeos("db", "check").out == "ok\n"
