"""A writer that stops in the middle holds others up for a bounded time, and they say whom to blame."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.store.holder import writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

HOLD = (
    "import sys, time; from lifeos_cli.paths import resolve; from lifeos_cli.store.database import Store\n"
    "with Store(resolve(sys.argv[1])).write() as conn:\n"
    "    conn.execute('UPDATE users SET last_active_at = 1')\n"
    "    print('in', flush=True)\n"
    "    time.sleep(120)\n"
)
HURRY = {"LIFEOS_BUSY_MS": "300"}


@contextmanager
def frozen_writer(lifeos: Lifeos) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lifeos.home)], stdout=subprocess.PIPE, env=lifeos.env()
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == b"in\n"
        process.send_signal(signal.SIGSTOP)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_others_try_again_later_and_learn_who_is_in_the_way(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5")
    with frozen_writer(lifeos) as holder:
        assert writer(paths.database) == holder.pid
        start = time.monotonic()
        held = lifeos("checkin", "--mood", "6", env=HURRY)
        assert time.monotonic() - start < 30
        assert held.code == 75
        assert held.out == ""
        assert held.err.count("\n") == 1
        assert f"process {holder.pid} (python" in held.err
        assert "stopped" in held.err
        assert "nothing was saved" in held.err
    assert len(lifeos("checkins", "list", "--json").json()) == 1


def test_reading_and_watching_go_on(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    with frozen_writer(lifeos):
        assert len(lifeos("checkins", "list", "--json", env=HURRY).json()) == 1
        assert lifeos("watch", "--once", env=HURRY).code == 0
        assert lifeos("db", "check", env=HURRY).code == 0
        assert lifeos("db", "backup", env=HURRY).code == 0


def test_once_it_is_gone_everything_works_and_its_half_write_is_not_there(
    lifeos: Lifeos, paths: Paths
) -> None:
    lifeos("users", "list")
    with frozen_writer(lifeos):
        pass
    assert writer(paths.database) is None
    (only,) = lifeos("users", "list", "--json").json()
    assert only["last_active_at"] is None
    assert lifeos("checkin", "--mood", "6").code == 0


def test_a_frozen_first_start_does_not_hold_the_next_one_for_ever(lifeos: Lifeos, paths: Paths) -> None:
    import fcntl

    from lifeos_cli.store.locks import beside

    paths.data.mkdir(parents=True)
    handle = os.open(beside(paths.database, "open"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        held = lifeos("users", "list", env=HURRY)
        assert held.code == 75
        assert "restored" in held.err
    finally:
        os.close(handle)
