"""Many processes at once: nobody fails, nothing is lost, one of them migrates."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import inspect, migrate, transaction
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User
    from tests.conftest import Lifeos


def ended(processes: list[subprocess.Popen[bytes]]) -> list[tuple[int, str]]:
    """Wait for all; returns exit code and last words of those that failed."""
    found = []
    for process in processes:
        _, err = process.communicate(timeout=110)
        if process.returncode:
            found.append((process.returncode, err.decode()[-500:]))
    return found


def crowd(lifeos: Lifeos, role: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.crowd", str(lifeos.home), role, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=lifeos.env(),
    )


@pytest.mark.parametrize("each", [40, pytest.param(250, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_four_writers_and_four_readers_at_once_make_no_error(lifeos: Lifeos, paths: Paths, each: int) -> None:
    Store(paths).close()
    assert ended([crowd(lifeos, role, each) for role in ("write", "read") * 4]) == []
    with Store(paths) as store:
        assert store.conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0] == 4 * each
        fed = store.conn.execute(
            "SELECT COUNT(*), COUNT(DISTINCT row_id) FROM changes WHERE tbl = 'checkins'"
        )
        assert tuple(fed.fetchone()) == (4 * each, 4 * each)
        assert inspect.problems(store.conn) == []


def test_three_that_read_and_then_write_count_exactly(lifeos: Lifeos, paths: Paths) -> None:
    Store(paths).close()
    assert ended([crowd(lifeos, "count", 100) for _ in range(3)]) == []
    with Store(paths) as store:
        assert store.conn.execute("SELECT last_active_at FROM users").fetchone()[0] == 300


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_eight_first_starts_at_once_migrate_once(lifeos: Lifeos, paths: Paths, times: int) -> None:
    for _ in range(times):
        for file in paths.data.glob("*"):
            file.unlink()
        assert ended([crowd(lifeos, "write", 1) for _ in range(8)]) == []
        with Store(paths) as store:
            assert store.conn.execute("SELECT COUNT(*) FROM users").fetchone()[0] == 1
            assert store.conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0] == 8
            assert (
                store.conn.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone()[0]
                == migrate.SCHEMA_VERSION
            )
            assert inspect.problems(store.conn) == []
        assert not paths.backups.exists()


def test_eight_first_commands_at_once_all_work(lifeos: Lifeos) -> None:
    assert ended([lifeos.start("checkin", "--mood", str(1 + n % 7)) for n in range(8)]) == []
    assert len(lifeos("checkins", "list", "--json").json()) == 8


def test_writers_go_on_while_the_log_is_folded_again_and_again(
    lifeos: Lifeos, paths: Paths, store: Store, me: User
) -> None:
    others = [crowd(lifeos, "write", 60) for _ in range(3)]
    folded = 0
    while any(process.poll() is None for process in others):
        make.checkin(store, me.id)
        store.conn.stuck = 0
        folded += transaction.checkpoint(store.conn, store.path, limit=0)
    assert ended(others) == []
    assert folded > 0
    assert inspect.problems(store.conn) == []
