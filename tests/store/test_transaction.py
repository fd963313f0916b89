"""Transactions: all or nothing, one at a time, and never a checkpoint beside a write."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.store import checkins, connection, transaction
from lifeos_cli.store.database import Store
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User


def pragma(store: Store, name: str) -> Any:
    return store.conn.execute(f"PRAGMA {name}").fetchone()[0]


def _add_and_fail(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    raise ZeroDivisionError


def test_every_rule_of_the_store_is_in_force(store: Store) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "secure_delete") == 1
    assert pragma(store, "wal_autocheckpoint") == 0
    assert pragma(store, "trusted_schema") == 1
    assert pragma(store, "busy_timeout") == connection.BUSY_MS


def test_all_files_are_for_their_owner_alone_whatever_the_umask(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    for file in store.path.parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_query_only_connection_refuses_to_write(store: Store) -> None:
    conn = connection.connect(store.path, query_only=True)
    try:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            conn.execute("DELETE FROM users")
    finally:
        conn.close()


def test_a_write_inside_a_write_joins_it(store: Store, me: User) -> None:
    with pytest.raises(ZeroDivisionError), store.write():
        _add_and_fail(store, me)
    assert checkins.between(store.conn, me.id) == []


def test_a_write_inside_a_snapshot_is_refused(store: Store, me: User) -> None:
    with store.snapshot(), pytest.raises(RuntimeError, match="snapshot"):
        make.checkin(store, me.id)
    make.checkin(store, me.id)


def test_a_snapshot_does_not_see_what_others_commit_meanwhile(store: Store, paths: Paths, me: User) -> None:
    with Store(paths) as second, store.snapshot() as conn:
        assert checkins.between(conn, me.id) == []
        make.checkin(second, me.id)
        assert checkins.between(conn, me.id) == []
    assert len(checkins.between(store.conn, me.id)) == 1


def test_an_error_that_has_rolled_back_by_itself_is_the_one_that_is_told(store: Store, me: User) -> None:
    pages = pragma(store, "page_count")
    store.conn.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        make.checkin(store, me.id, note="x" * 1_000_000)
    store.conn.execute("PRAGMA max_page_count=1000000")
    make.checkin(store, me.id)
    assert len(checkins.between(store.conn, me.id)) == 1


def test_threads_that_share_a_connection_take_turns(store: Store, me: User) -> None:
    inside, failed = threading.Event(), threading.Event()

    def loser() -> None:
        try:
            with store.write():
                inside.set()
                failed.wait(0.2)
                _add_and_fail(store, me)
        except ZeroDivisionError:
            failed.set()

    thread = threading.Thread(target=loser)
    thread.start()
    inside.wait(5)
    kept = make.checkin(store, me.id)
    thread.join()
    assert failed.is_set()
    assert [row.id for row in checkins.between(store.conn, me.id)] == [kept.id]


def test_a_long_log_is_folded_into_the_database(store: Store, me: User) -> None:
    log = store.path.with_name("lifeos.db-wal")
    make.checkin(store, me.id)
    assert log.stat().st_size > 0
    assert not transaction.checkpoint(store.conn, store.path)
    assert transaction.checkpoint(store.conn, store.path, limit=0)
    assert log.stat().st_size == 0


def test_no_checkpoint_runs_beside_a_write(store: Store, paths: Paths, me: User) -> None:
    make.checkin(store, me.id)
    with Store(paths) as second:
        with second.write():
            assert not transaction.checkpoint(store.conn, store.path, limit=0)
        assert transaction.checkpoint(store.conn, store.path, limit=0)


def test_a_reader_delays_a_checkpoint_and_nothing_else(store: Store, paths: Paths, me: User) -> None:
    with Store(paths) as second:
        with second.snapshot() as conn:
            checkins.between(conn, me.id)
            make.checkin(store, me.id)
            assert not transaction.checkpoint(store.conn, store.path, limit=0)
        store.conn.stuck = 0
        assert transaction.checkpoint(store.conn, store.path, limit=0)
    assert pragma(store, "busy_timeout") == connection.BUSY_MS


def test_a_write_that_finds_the_log_too_long_shortens_it(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction.checkpoint, "__kwdefaults__", {"limit": 100_000})
    sizes = []
    for _ in range(60):
        make.checkin(store, me.id, note="x" * 3000)
        sizes.append(store.path.with_name("lifeos.db-wal").stat().st_size)
    assert max(sizes) < 200_000
    assert 0 in sizes


def test_lower_knows_letters_beyond_ascii(store: Store) -> None:
    assert store.conn.execute("SELECT lower('ÄÖÜ ÉЖ')").fetchone()[0] == "äöü éж"
    assert store.conn.execute("SELECT lower(NULL)").fetchone()[0] is None


def test_a_write_that_need_not_be_durable_is_not_flushed_and_the_next_one_is_again(store: Store) -> None:
    def level() -> int:
        return int(store.conn.execute("PRAGMA synchronous").fetchone()[0])

    full, normal = 2, 1
    assert level() == full
    with store.write(durable=False):
        assert level() == normal
        with store.write():
            assert level() == normal
    assert level() == full
    with pytest.raises(ZeroDivisionError), store.write(durable=False):
        raise ZeroDivisionError
    assert level() == full
