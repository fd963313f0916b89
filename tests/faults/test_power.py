"""Losing power at any moment loses nothing that was acknowledged."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.paths import resolve
from lifeos_cli.store import inspect
from lifeos_cli.store.database import Store
from tests.faults import powercut

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


def traceable() -> bool:
    """Tell whether strace is here and may trace."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode
        == 0
    )


pytestmark = pytest.mark.skipif(not traceable(), reason="strace is not here, or may not trace")


def record(lifeos: Lifeos, log: Path, command: list[str]) -> None:
    """Record a run of a command."""
    strace = ["strace", "-o", str(log), "-e", f"trace={powercut.CALLS}", "-xx", "-s", "10000000"]
    subprocess.run([*strace, *command], env=lifeos.env(), stdout=subprocess.DEVNULL, check=True, timeout=100)


def record_writer(lifeos: Lifeos, log: Path, count: int, *more: str) -> None:
    """Record a run of the writer."""
    record(lifeos, log, [sys.executable, "-m", "tests.faults.writer", str(lifeos.home), str(count), *more])


def lost(image: dict[str, bytes], acknowledged: list[str], paths: Paths, folder: Path) -> int:
    """Start from what the disk holds; returns how many acknowledged rows are missing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in image.items():
        (folder / name.rpartition("/")[2]).write_bytes(content)
    if acknowledged:
        with closing(sqlite3.connect(folder / "lifeos.db")) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            stored = {row[0] for row in conn.execute("SELECT id FROM checkins")}
            fed = sorted(row[0] for row in conn.execute("SELECT row_id FROM changes WHERE tbl = 'checkins'"))
        assert fed == sorted(stored)
        return len(set(acknowledged) - stored)
    with Store(paths) as store:  # a first start that was cut off is finished by the next
        assert inspect.problems(store.conn) == []
    return 0


def cuts(log: Path, folder: Path, tmp_path: Path, *, every: int, dice: random.Random) -> tuple[int, int, int]:
    """Cut the power before every so-manieth operation; returns cuts, losses and damaged databases."""
    scratch = resolve(str(tmp_path / "cut"))
    tried = losses = damaged = 0
    for n, disk in enumerate(powercut.replay(log, folder)):
        if n % every:
            continue
        tried += 1
        try:
            losses += lost(disk.after_cut(dice), disk.acknowledged, scratch, scratch.data) > 0
        except (sqlite3.DatabaseError, AssertionError):
            damaged += 1
    return tried, losses, damaged


@pytest.mark.parametrize(
    ("count", "every", "rounds"),
    [(8, 3, 1), pytest.param(25, 1, 6, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_no_acknowledged_row_is_lost_whenever_the_power_goes(
    lifeos: Lifeos, paths: Paths, tmp_path: Path, count: int, every: int, rounds: int
) -> None:
    record_writer(lifeos, tmp_path / "log", count)
    for seed in range(rounds):
        dice = random.Random(seed)  # noqa: S311 - fates, not secrets
        tried, losses, damaged = cuts(tmp_path / "log", paths.data, tmp_path, every=every, dice=dice)
        print(f"{tried} cuts, {losses} lost rows, {damaged} damaged")
        assert tried > 50
        assert (losses, damaged) == (0, 0)


def test_the_replay_ends_where_the_recorded_run_ended(lifeos: Lifeos, paths: Paths, tmp_path: Path) -> None:
    record_writer(lifeos, tmp_path / "log", 4)
    *_, disk = powercut.replay(tmp_path / "log", paths.data)
    assert len(disk.acknowledged) == 8
    for name, file in disk.names.items():
        file.flush()
        assert (paths.data / name.rpartition("/")[2]).read_bytes() == file.safe
    there = {file.name for file in paths.data.iterdir()} - {"lifeos.db-shm"}
    assert {name.rpartition("/")[2] for name in disk.names} == there


@pytest.mark.slow
def test_without_disk_flushes_the_same_cuts_do_lose_rows(
    lifeos: Lifeos, paths: Paths, tmp_path: Path
) -> None:
    record_writer(lifeos, tmp_path / "log", 8, "off")
    _, losses, damaged = cuts(
        tmp_path / "log",
        paths.data,
        tmp_path,
        every=2,
        dice=random.Random(1),  # noqa: S311 - fates, not secrets
    )
    assert losses + damaged > 10


def test_a_restore_that_is_cut_off_leaves_the_old_database_or_the_restored_one(
    lifeos: Lifeos, paths: Paths, tmp_path: Path
) -> None:
    for _ in range(2):
        lifeos("checkin", "--mood", "5")
    copy = lifeos("db", "backup").out.strip()
    lifeos("checkin", "--mood", "5")
    before = {str(file): file.read_bytes() for file in paths.data.iterdir() if file.is_file()}
    record(lifeos, tmp_path / "log", lifeos.argv("db", "restore", copy, "--yes"))
    dice, seen = random.Random(1), set()  # noqa: S311 - fates, not secrets
    for disk in powercut.replay(tmp_path / "log", paths.data, before):
        image = disk.after_cut(dice)
        folder = tmp_path / "cut"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, content in image.items():
            if name.startswith(str(paths.database)):
                (folder / name.rpartition("/")[2]).write_bytes(content)
        with closing(sqlite3.connect(folder / "lifeos.db")) as conn:
            assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            seen.add(conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0])
    assert seen == {2, 3}
