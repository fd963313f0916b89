"""Backups are consistent, private, verified; a restore keeps what it replaces."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError, UsageFault
from lifeos_cli.store import changes, checkins, migrate, users
from lifeos_cli.store.backup import free_name, vacuum_into, verify
from lifeos_cli.store.database import Store
from lifeos_cli.store.restore import restore
from tests.store import make

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.paths import Paths


def filled(paths: Paths, count: int) -> None:
    """Add check-ins to the store and close it."""
    with Store(paths) as store:
        person = users.current(store.conn)
        assert person
        for _ in range(count):
            make.checkin(store, person.id)


def copied(paths: Paths) -> Path:
    with Store(paths) as store:
        return vacuum_into(store.conn, free_name(paths.backups, "lifeos"))


def rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as conn:
        return int(conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0])


def last(paths: Paths) -> int:
    with Store(paths) as store:
        return changes.last_seq(store.conn)


def test_a_backup_is_one_private_sound_file_with_everything_in_it(paths: Paths) -> None:
    filled(paths, 3)
    copy = copied(paths)
    assert list(paths.backups.iterdir()) == [copy]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert verify(copy) == []
    assert rows(copy) == 3


def test_a_backup_holds_what_is_only_in_the_log_yet(paths: Paths) -> None:
    with Store(paths) as store:
        person = users.current(store.conn)
        assert person
        make.checkin(store, person.id)
        copy = vacuum_into(store.conn, free_name(paths.backups, "lifeos"))
    assert rows(copy) == 1


def test_a_backup_never_overwrites(paths: Paths) -> None:
    filled(paths, 1)
    target = paths.backups / "mine.db"
    with Store(paths) as store:
        vacuum_into(store.conn, target)
        before = target.read_bytes()
        with pytest.raises(UsageFault, match="exists"):
            vacuum_into(store.conn, target)
    assert target.read_bytes() == before


def test_two_backups_within_one_instant_get_two_names(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEOS_NOW", "1800000000000")
    filled(paths, 1)
    assert copied(paths) != copied(paths)


def test_looking_at_a_backup_leaves_nothing_beside_it(paths: Paths) -> None:
    filled(paths, 1)
    copy = copied(paths)
    verify(copy)
    assert list(paths.backups.iterdir()) == [copy]


def test_a_restore_brings_back_the_backup_and_keeps_the_replaced_database(paths: Paths) -> None:
    filled(paths, 2)
    copy = copied(paths)
    filled(paths, 3)
    kept = restore(copy, paths.database)
    assert kept is not None
    assert kept.parent == paths.data
    assert (rows(paths.database), rows(kept), rows(copy)) == (2, 5, 2)
    assert paths.database.stat().st_mode & 0o777 == 0o600


def test_a_restore_into_an_empty_home_makes_the_database(paths: Paths, tmp_path: Path) -> None:
    filled(paths, 2)
    copy = copied(paths)
    target = tmp_path / "new" / "data" / "lifeos.db"
    assert restore(copy, target) is None
    assert rows(target) == 2


def test_a_restore_works_over_a_damaged_database_and_keeps_it(paths: Paths) -> None:
    filled(paths, 2)
    copy = copied(paths)
    paths.database.write_bytes(b"\0" * 5000)
    paths.database.with_name("lifeos.db-wal").write_bytes(b"a log that was left")
    kept = restore(copy, paths.database)
    assert kept is not None
    assert kept.read_bytes() == b"\0" * 5000
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"a log that was left"
    with Store(paths) as store:
        assert store.conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0] == 2


def test_a_log_whose_database_is_gone_is_kept_too(paths: Paths) -> None:
    filled(paths, 1)
    copy = copied(paths)
    paths.database.unlink()
    paths.database.with_name("lifeos.db-wal").write_bytes(b"a log that was left")
    kept = restore(copy, paths.database)
    assert kept is not None
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"a log that was left"
    assert rows(paths.database) == 1


def test_a_restore_waits_for_nobody_who_has_the_database_open(paths: Paths) -> None:
    filled(paths, 1)
    copy = copied(paths)
    with Store(paths), pytest.raises(TryAgainError, match="another lifeos has the database open"):
        restore(copy, paths.database)
    assert len(list(paths.data.glob("*before-restore*"))) == 0


def test_a_restore_does_not_pull_the_file_from_under_another_program(paths: Paths) -> None:
    filled(paths, 1)
    copy = copied(paths)
    with closing(sqlite3.connect(paths.database)) as stranger:
        stranger.execute("SELECT COUNT(*) FROM checkins").fetchone()
        with pytest.raises(TryAgainError, match="another program"):
            restore(copy, paths.database)
    assert rows(paths.database) == 1
    assert list(paths.data.glob(".*")) == []


def test_what_is_damaged_foreign_newer_or_missing_is_not_restored(paths: Paths, tmp_path: Path) -> None:
    filled(paths, 1)
    damaged, foreign, newer = tmp_path / "damaged.db", tmp_path / "foreign.db", copied(paths)
    damaged.write_bytes(b"not a database at all" * 100)
    with closing(sqlite3.connect(foreign)) as conn:
        conn.execute("CREATE TABLE recipes (x)")
    with closing(sqlite3.connect(newer)) as conn:
        conn.execute(f"PRAGMA user_version={migrate.SCHEMA_VERSION + 1}")
    before = paths.database.read_bytes()
    for source, words in (
        (damaged, "not a database"),
        (foreign, "not a lifeos database"),
        (newer, f"up to {migrate.SCHEMA_VERSION}"),
    ):
        with pytest.raises(LifeosError, match=words):
            restore(source, paths.database)
    with pytest.raises(NotFoundError):
        restore(tmp_path / "missing.db", paths.database)
    with pytest.raises(UsageFault, match="itself"):
        restore(paths.database, paths.database)
    assert paths.database.read_bytes() == before


def test_a_follower_from_before_a_restore_is_told_to_start_anew(paths: Paths) -> None:
    filled(paths, 2)
    copy, shared = copied(paths), last(paths)
    filled(paths, 3)
    diverged = last(paths)
    restore(copy, paths.database)
    filled(paths, 5)
    with Store(paths) as store:
        for seq in (0, shared - 1, shared):
            changes.require(store.conn, seq)
        for seq in (shared + 1, diverged):
            with pytest.raises(changes.PrunedError, match="replaced by a backup"):
                changes.require(store.conn, seq)
        assert changes.last_seq(store.conn) > diverged
        assert len(checkins.between(store.conn, users.all_users(store.conn)[0].id)) == 7


def test_a_restore_of_another_persons_database_makes_every_old_number_void(
    paths: Paths, tmp_path: Path
) -> None:
    from lifeos_cli.paths import resolve

    elsewhere = resolve(str(tmp_path / "elsewhere"))
    filled(elsewhere, 9)
    filled(paths, 4)
    restore(copied(elsewhere), paths.database)
    filled(paths, 1)
    with Store(paths) as store:
        changes.require(store.conn, 0)
        with pytest.raises(changes.PrunedError):
            changes.require(store.conn, 4)
