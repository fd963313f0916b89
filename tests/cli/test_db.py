"""`lifeos db`: also with a database that is missing, newer, or damaged."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import migrate
from lifeos_cli.store.backup import verify

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from tests.conftest import Lifeos


def newer(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.database)) as conn:
        conn.execute("PRAGMA user_version=99")


def damage(paths: Paths) -> bytes:
    whole = paths.database.read_bytes()
    paths.database.write_bytes(b"\0" * 100 + whole[100:])
    return paths.database.read_bytes()


def test_path_prints_the_path_and_creates_nothing(lifeos: Lifeos, paths: Paths) -> None:
    assert lifeos("db", "path").out == f"{paths.database}\n"
    assert lifeos("db", "path", "--json").json() == {
        "path": str(paths.database),
        "backups": str(paths.backups),
    }
    assert not lifeos.home.exists()


@pytest.mark.parametrize("verb", ["stats", "check", "backup"])
def test_without_a_database_there_is_nothing_to_look_at_and_none_is_made(lifeos: Lifeos, verb: str) -> None:
    missing = lifeos("db", verb)
    assert missing.code == 3
    assert "no database at" in missing.err
    assert not lifeos.home.exists()


def test_stats_tell_versions_sizes_and_rows(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    stats = lifeos("db", "stats", "--json").json()
    assert stats["schema_version"] == migrate.SCHEMA_VERSION
    assert stats["sqlite_version"] == sqlite3.sqlite_version
    assert stats["rows"]["checkins"] == stats["users"] == 1
    assert stats["feed"]["last"] == stats["rows"]["changes"] == 2
    flat = dict(lifeos("db", "stats").rows())
    assert flat["checkins_rows"] == "1"
    assert flat["feed_last"] == "2"


def test_a_sound_database_passes_the_check(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    assert lifeos("db", "check").out == "ok\n"
    assert lifeos("db", "check", "--json").json() == {"ok": True, "problems": []}


def test_a_backup_goes_to_the_backups_folder_and_its_path_is_printed(lifeos: Lifeos, paths: Paths) -> None:
    lifeos("checkin", "--mood", "5")
    made = lifeos("db", "backup").out.strip()
    assert [str(file) for file in paths.backups.iterdir()] == [made]
    assert os.stat(made).st_mode & 0o777 == 0o600  # noqa: PTH116 - the path came as text
    assert verify(paths.backups / made) == []


def test_a_backup_goes_where_it_is_told_and_never_over_a_file(lifeos: Lifeos, tmp_path: Path) -> None:
    lifeos("checkin", "--mood", "5")
    target = tmp_path / "copy.db"
    assert lifeos("db", "backup", str(target), "--json").json() == {
        "path": str(target),
        "bytes": target.stat().st_size,
    }
    refused = lifeos("db", "backup", str(target))
    assert refused.code == 2
    assert "left alone" in refused.err
    folder = tmp_path / "copies"
    folder.mkdir()
    assert lifeos("db", "backup", str(folder)).out.startswith(f"{folder}/lifeos-")


def test_restore_needs_a_yes_and_says_where_the_old_one_is(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    copy = lifeos("db", "backup").out.strip()
    lifeos("checkin", "--mood", "6")
    assert lifeos("db", "restore", copy).code == 2
    done = lifeos("db", "restore", copy, "--yes", "--json").json()
    assert lifeos("db", "stats", "--json").json()["rows"]["checkins"] == 1
    with closing(sqlite3.connect(done["kept"])) as conn:
        assert conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0] == 2
    assert lifeos("db", "check").out == "ok\n"


def test_restore_into_a_new_home_asks_nothing(lifeos: Lifeos, tmp_path: Path) -> None:
    lifeos("checkin", "--mood", "5")
    copy = lifeos("db", "backup").out.strip()
    home = str(tmp_path / "second")
    assert lifeos("db", "restore", copy, "--home", home).code == 0
    assert len(lifeos("checkins", "list", "--json", "--home", home).json()) == 1


def test_a_missing_backup_exits_3(lifeos: Lifeos) -> None:
    lifeos("checkin", "--mood", "5")
    assert lifeos("db", "restore", "nowhere.db", "--yes").code == 3


def test_a_newer_database_is_refused_by_commands_but_can_be_looked_at_copied_and_replaced(
    lifeos: Lifeos, paths: Paths
) -> None:
    lifeos("checkin", "--mood", "5")
    copy = lifeos("db", "backup").out.strip()
    newer(paths)
    for args in (("checkins", "list"), ("checkin", "--mood", "6"), ("users", "list")):
        refused = lifeos(*args)
        assert refused.code == 1
        assert "schema 99" in refused.err
        assert f"up to {migrate.SCHEMA_VERSION}" in refused.err
        assert refused.err.count("\n") == 1
    assert lifeos("db", "stats", "--json").json()["schema_version"] == 99
    assert lifeos("db", "check").code == 0
    assert lifeos("db", "backup").code == 0
    assert lifeos("db", "restore", copy, "--yes").code == 0
    assert len(lifeos("checkins", "list", "--json").json()) == 1


def test_a_damaged_database_is_named_left_alone_and_replaced_by_a_backup(
    lifeos: Lifeos, paths: Paths
) -> None:
    lifeos("checkin", "--mood", "5")
    copy = lifeos("db", "backup").out.strip()
    bad = damage(paths)
    for args in (("checkins", "list"), ("checkin", "--mood", "6"), ("db", "stats"), ("db", "backup")):
        failed = lifeos(*args)
        assert failed.code == 1
        assert "is damaged" in failed.err
        assert "db restore" in failed.err
        assert failed.err.count("\n") == 1
    checked = lifeos("db", "check")
    assert (checked.code, checked.out) == (1, "file is not a database\n")
    assert lifeos("db", "check", "--json").json()["ok"] is False
    assert paths.database.read_bytes() == bad

    kept = lifeos("db", "restore", copy, "--yes", "--json").json()["kept"]
    with open(kept, "rb") as file:  # noqa: PTH123 - the path came as text
        assert file.read() == bad
    assert len(lifeos("checkins", "list", "--json").json()) == 1


def test_a_damaged_backup_is_not_restored(lifeos: Lifeos, paths: Paths, tmp_path: Path) -> None:
    lifeos("checkin", "--mood", "5")
    bad = tmp_path / "bad.db"
    bad.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    before = paths.database.read_bytes()
    failed = lifeos("db", "restore", str(bad), "--yes")
    assert failed.code == 1
    assert "cannot be restored" in failed.err
    assert paths.database.read_bytes() == before
