"""Damaged files are named, never overwritten, and replaced by a backup with everything kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import users
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos

PAGE = 4096


def zeroed_header(whole: bytes) -> bytes:
    return b"\0" * 100 + whole[100:]


def emptied(_whole: bytes) -> bytes:
    return b""


def cut_in_the_header(whole: bytes) -> bytes:
    return whole[:60]


def cut_in_half(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def cut_by_a_page(whole: bytes) -> bytes:
    return whole[:-PAGE]


def all_zero(whole: bytes) -> bytes:
    return b"\0" * len(whole)


def another_file(_whole: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"text " * 5000


def random_pages(whole: bytes) -> bytes:
    return whole[:PAGE] + b"\x5a" * (len(whole) - PAGE)


DAMAGES = [
    zeroed_header,
    emptied,
    cut_in_the_header,
    cut_in_half,
    cut_by_a_page,
    all_zero,
    another_file,
    random_pages,
]


def fill(paths: Paths, count: int) -> None:
    with Store(paths) as store:
        person = users.current(store.conn)
        assert person
        for _ in range(count):
            make.checkin(store, person.id, note="x" * 200)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_named_left_as_it_is_and_can_be_replaced(
    lifeos: Lifeos, paths: Paths, damage: Callable[[bytes], bytes]
) -> None:
    fill(paths, 200)
    copy = lifeos("db", "backup").out.strip()
    bad = damage(paths.database.read_bytes())
    paths.database.write_bytes(bad)

    for args in (("checkins", "list"), ("checkin", "--mood", "6"), ("sessions", "list"), ("watch", "--once")):
        failed = lifeos(*args)
        assert failed.code == 1, (args, failed)
        assert failed.err.count("\n") == 1
        assert "damaged" in failed.err or "empty although" in failed.err
        assert "db restore" in failed.err
        assert paths.database.read_bytes() == bad
    checked = lifeos("db", "check")
    assert checked.code == 1
    assert checked.out.strip()
    assert paths.database.read_bytes() == bad

    kept = lifeos("db", "restore", copy, "--yes", "--json").json()["kept"]
    assert (paths.data / kept).read_bytes() == bad
    assert len(lifeos("checkins", "list", "--json").json()) == 200
    assert lifeos("checkin", "--mood", "6").code == 0


def test_a_flipped_page_is_found_by_the_check_and_by_whoever_reads_it(lifeos: Lifeos, paths: Paths) -> None:
    fill(paths, 300)
    whole = paths.database.read_bytes()
    found = 0
    for page in range(1, len(whole) // PAGE, 7):
        bad = bytearray(whole)
        for at in range(page * PAGE, page * PAGE + PAGE, 16):
            bad[at] ^= 0xFF
        paths.database.write_bytes(bad)
        checked = lifeos("db", "check")
        assert checked.code in (0, 1)
        found += checked.code
        listed = lifeos("checkins", "list")
        assert listed.code in (0, 1)
        assert "Traceback" not in listed.err
        assert listed.code == 0 or "is damaged" in listed.err
    assert found >= len(range(1, len(whole) // PAGE, 7)) // 2


def killed_with_a_log(lifeos: Lifeos) -> None:
    """Leave rows that are only in the write-ahead log."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(lifeos.home), "1000000"],
        stdout=subprocess.PIPE,
        env=lifeos.env(),
    )
    assert process.stdout
    for _ in range(20):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_command_that_meets_damage_does_not_fold_the_log_into_it(lifeos: Lifeos, paths: Paths) -> None:
    fill(paths, 200)
    killed_with_a_log(lifeos)
    log = paths.database.with_name("lifeos.db-wal")
    bad = cut_in_half(paths.database.read_bytes())
    paths.database.write_bytes(bad)
    last = log.read_bytes()
    assert last
    for args in (("checkins", "list"), ("checkin", "--mood", "6"), ("db", "check"), ("db", "stats")):
        assert lifeos(*args).code == 1
        assert paths.database.read_bytes() == bad
        assert log.read_bytes() == last


def test_a_log_with_a_torn_end_gives_what_was_whole(lifeos: Lifeos, paths: Paths) -> None:
    fill(paths, 1)
    killed_with_a_log(lifeos)
    log = paths.database.with_name("lifeos.db-wal")
    os.truncate(log, log.stat().st_size - 100)
    assert lifeos("db", "check").out == "ok\n"
    assert len(lifeos("checkins", "list", "--json").json()) >= 20
