"""A migration that is killed leaves the old database and its copy; several at once migrate once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from lifeos_cli.store import migrate
from lifeos_cli.store.backup import verify
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


def migrating(lifeos: Lifeos, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.migrating_child", str(lifeos.home), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=lifeos.env(),
    )


def filled(paths: Paths) -> None:
    with Store(paths) as store:
        person = store.conn.execute("SELECT id FROM users").fetchone()[0]
        make.checkin(store, person, note="before")


def state(path: Path) -> tuple[int, str, int]:
    """Return the schema version, the note, and whether the new table is there."""
    with closing(sqlite3.connect(path)) as conn:
        return (
            conn.execute("PRAGMA user_version").fetchone()[0],
            conn.execute("SELECT note FROM checkins").fetchone()[0],
            len(conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'fake'").fetchall()),
        )


def test_killed_in_the_middle_it_is_rolled_back_with_a_sound_copy_and_done_by_the_next(
    lifeos: Lifeos, paths: Paths
) -> None:
    filled(paths)
    old = migrate.SCHEMA_VERSION
    for _ in range(3):
        killed = migrating(lifeos, "die")
        killed.communicate(timeout=60)
        assert killed.returncode == -9
        assert state(paths.database) == (old, "before", 0)
    copies = list(paths.backups.glob(f"*schema{old}*.db"))
    assert len(copies) == 3
    for copy in copies:
        assert copy.stat().st_mode & 0o777 == 0o600
        assert verify(copy) == []
        assert state(copy) == (old, "before", 0)
    assert not list(paths.backups.glob(".*"))
    done = migrating(lifeos)
    assert done.communicate(timeout=60)[0] == b"0\n"
    assert state(paths.database) == (old + 1, "moved", 1)


def test_four_that_migrate_at_once_do_it_once(lifeos: Lifeos, paths: Paths) -> None:
    filled(paths)
    processes = [migrating(lifeos) for _ in range(4)]
    ended = [process.communicate(timeout=100) for process in processes]
    assert [out for out, _ in ended] == [b"0\n"] * 4, ended
    assert state(paths.database) == (migrate.SCHEMA_VERSION + 1, "moved", 1)
    assert len(list(paths.backups.glob("*.db"))) == 1


def test_an_older_program_refuses_names_both_versions_and_points_to_a_backup(
    lifeos: Lifeos, paths: Paths
) -> None:
    filled(paths)
    migrating(lifeos).communicate(timeout=60)
    before = paths.database.read_bytes()
    refused = lifeos("checkins", "list")
    assert (refused.code, refused.out) == (1, "")
    for named in (str(migrate.SCHEMA_VERSION), str(migrate.SCHEMA_VERSION + 1), str(paths.backups)):
        assert named in refused.err
    assert paths.database.read_bytes() == before
    (copy,) = paths.backups.glob("*.db")
    assert lifeos("restore", str(copy), "--yes").code == 0
    assert lifeos("checkins", "list", "--json").json()[0]["note"] == "before"
