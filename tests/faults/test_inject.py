"""A fault at one very system call, by strace: killed at a write, a write without space, a flush that fails."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import inspect
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User
    from tests.conftest import Lifeos, Result


def injectable() -> bool:
    """Tell whether strace is here and may put faults into system calls."""
    if shutil.which("strace") is None:
        return False
    tried = ["strace", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=1", "true"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


needs_strace = pytest.mark.skipif(not injectable(), reason="strace is not here, or may not inject faults")
MANY = [pytest.mark.slow, pytest.mark.timeout(900)]


def under(lifeos: Lifeos, fault: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program with a fault of strace's grammar, as `pwrite64:error=ENOSPC:when=3+`."""
    call = fault.partition(":")[0]
    strace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={fault}"]
    return subprocess.run(
        [*strace, *lifeos.argv(*args)], env=lifeos.env(), capture_output=True, check=False, timeout=60
    )


def sound(lifeos: Lifeos, paths: Paths, confirmed: list[str]) -> None:
    """Everything confirmed is there, once, and the feed knows every row."""
    with Store(paths) as store:
        assert inspect.problems(store.conn) == []
        stored = [row[0] for row in store.conn.execute("SELECT id FROM checkins")]
        fed = [row[0] for row in store.conn.execute("SELECT row_id FROM changes WHERE tbl = 'checkins'")]
    assert set(confirmed) <= set(stored)
    assert sorted(fed) == sorted(stored)


@needs_strace
@pytest.mark.parametrize(
    "moments",
    [pytest.param(range(1, 16, 2), id="8"), pytest.param(range(1, 81), id="80", marks=MANY)],
)
@pytest.mark.parametrize("first", [False, True], ids=["writing", "first start"])
def test_killed_at_any_single_write_it_keeps_what_it_confirmed(
    lifeos: Lifeos, paths: Paths, moments: range, *, first: bool
) -> None:
    confirmed: list[str] = []
    killed = 0
    lifeos("users", "list")
    for moment in moments:
        if first:
            shutil.rmtree(paths.data)
            confirmed.clear()
        done = under(lifeos, f"pwrite64:signal=SIGKILL:when={moment}", "checkin", "--mood", "5", "--json")
        killed += done.returncode != 0
        if done.returncode == 0 or done.stdout.endswith(b"}\n"):
            confirmed.append(json.loads(done.stdout)["id"])
        sound(lifeos, paths, confirmed)
    assert killed > 2


@needs_strace
@pytest.mark.parametrize(
    "moments", [pytest.param((1, 2, 5), id="3"), pytest.param(range(1, 41), id="40", marks=MANY)]
)
def test_without_space_from_any_write_on_it_says_so_and_the_next_command_works(
    lifeos: Lifeos, paths: Paths, moments: range
) -> None:
    confirmed = [checkin(lifeos("checkin", "--mood", "5", "--json"))]
    failed = 0
    for moment in moments:
        fault = f"pwrite64:error=ENOSPC:when={moment}+"
        done = under(lifeos, fault, "checkin", "--mood", "5", "--note", "x" * 20_000, "--json")
        if done.returncode:
            failed += 1
            assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (1, b"", 1)
            assert b"not saved" in done.stderr
        else:
            confirmed.append(json.loads(done.stdout)["id"])
        confirmed.append(checkin(lifeos("checkin", "--mood", "6", "--json")))
        sound(lifeos, paths, confirmed)
    assert failed > 0


@needs_strace
@pytest.mark.parametrize("call", ["fdatasync", "fsync"])
@pytest.mark.parametrize(
    "moments", [pytest.param((1, 2, 3), id="3"), pytest.param(range(1, 13), id="12", marks=MANY)]
)
def test_a_flush_that_fails_confirms_nothing(lifeos: Lifeos, paths: Paths, call: str, moments: range) -> None:
    confirmed = [checkin(lifeos("checkin", "--mood", "5", "--json"))]
    for moment in moments:
        done = under(lifeos, f"{call}:error=EIO:when={moment}", "checkin", "--mood", "5", "--json")
        assert done.returncode in (0, 1)
        if done.returncode:
            assert (done.stdout, done.stderr.count(b"\n")) == (b"", 1)
        else:
            confirmed.append(json.loads(done.stdout)["id"])
        sound(lifeos, paths, confirmed)
    assert lifeos("checkin", "--mood", "6").code == 0


@needs_strace
def test_a_commit_whose_flush_fails_is_an_error(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5")
    done = under(lifeos, "fdatasync:error=EIO:when=1+", "checkin", "--mood", "6")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"was not saved" in done.stderr


def checkin(done: Result) -> str:
    assert done.code == 0, done.err
    return str(done.json()["id"])


def test_a_process_that_met_a_full_disk_goes_on_when_there_is_space(
    store: Store, me: User, tmp_path: Path
) -> None:
    kept = [make.checkin(store, me.id, note="x" * 3000).id]
    pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.conn.execute(f"PRAGMA max_page_count={pages + 20}")
    failures = 0
    for _ in range(60):
        try:
            kept.append(make.checkin(store, me.id, note="x" * 3000).id)
        except sqlite3.OperationalError as error:
            assert "full" in str(error)  # noqa: PT017 - some of the writes succeed
            assert not store.conn.in_transaction
            failures += 1
    assert failures > 10
    store.conn.execute("PRAGMA max_page_count=1000000")
    kept.append(make.checkin(store, me.id, note="x" * 3000).id)
    assert {row[0] for row in store.conn.execute("SELECT id FROM checkins")} == set(kept)
    assert inspect.problems(store.conn) == []
