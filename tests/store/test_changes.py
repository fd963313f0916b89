"""The change feed: resuming from a number, and saying so when that is not possible."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import changes, checkins
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

MONTH_MS = 31 * 24 * 3_600_000


def age(store: Store, upto: int) -> None:
    """Make entries up to a number a month old."""
    with store.write() as conn:
        conn.execute("UPDATE changes SET at = at - :ms WHERE seq <= :upto", {"ms": MONTH_MS, "upto": upto})


def prune(store: Store) -> int:
    with store.write() as conn:
        return changes.prune(conn)


def follow(store: Store, name: str, seq: int) -> None:
    with store.write() as conn:
        conn.execute("INSERT INTO watermarks (name, seq, at) VALUES (:n, :s, 0)", {"n": name, "s": seq})


def test_changes_come_in_the_order_they_were_committed_and_only_once(store: Store, me: User) -> None:
    rows = [make.checkin(store, me.id) for _ in range(7)]
    seen, at = [], changes.last_seq(store.conn) - 7
    while found := changes.since(store.conn, me.id, at, most=3):
        seen += [change.row_id for change in found]
        at = found[-1].seq
    assert seen == [row.id for row in rows]


def test_only_the_tables_asked_for_come(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    session = make.session(store, me.id)
    found = changes.since(store.conn, me.id, 0, tables=["sessions"])
    assert [change.row_id for change in found] == [session.id]


def test_an_entry_carries_the_row_as_it_is_now(store: Store, me: User) -> None:
    row = make.checkin(store, me.id, "b", "a", micro_item='{"one": 1}', note="x")
    with store.write() as conn:
        checkins.withdraw(conn, me.id, row.id, 7)
    inserted = changes.since(store.conn, me.id, 0, tables=["checkins"])[0]
    now = changes.current_row(store.conn, inserted)
    assert now is not None
    assert (now["withdrawn_at"], now["note"], now["tags"], now["micro_item"]) == (
        7,
        "x",
        ["a", "b"],
        {"one": 1},
    )


def test_a_json_column_that_does_not_read_comes_as_it_is(store: Store, me: User) -> None:
    session = make.session(store, me.id, captures="{broken")
    entry = changes.since(store.conn, me.id, 0, tables=["sessions"])[0]
    now = changes.current_row(store.conn, entry)
    assert now is not None
    assert (now["id"], now["captures"]) == (session.id, "{broken")


def test_a_deleted_row_has_nothing_to_show(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    with store.write() as conn:
        conn.execute("DELETE FROM checkins")
    inserted, deleted = changes.since(store.conn, me.id, 0, tables=["checkins"])
    assert (inserted.op, deleted.op) == ("insert", "delete")
    assert changes.current_row(store.conn, inserted) is None


def test_young_entries_are_never_pruned(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    assert prune(store) == 0
    changes.require(store.conn, 0)


def test_old_entries_go_and_asking_for_them_says_so(store: Store, me: User) -> None:
    for _ in range(5):
        make.checkin(store, me.id)
    age(store, upto=3)
    assert prune(store) == 3
    changes.require(store.conn, 3)
    with pytest.raises(changes.PrunedError, match="up to 3 were pruned"):
        changes.require(store.conn, 2)
    assert changes.last_seq(store.conn) == 6


def test_a_feed_pruned_to_its_end_still_knows_its_number(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    age(store, upto=2)
    assert prune(store) == 2
    assert changes.last_seq(store.conn) == 2
    changes.require(store.conn, 2)
    make.checkin(store, me.id)
    assert [change.seq for change in changes.since(store.conn, me.id, 2)] == [3]


def test_nothing_is_pruned_that_a_follower_has_not_read(store: Store, me: User) -> None:
    for _ in range(5):
        make.checkin(store, me.id)
    age(store, upto=6)
    follow(store, "fast", 6)
    follow(store, "slow", 2)
    assert prune(store) == 2
    changes.require(store.conn, 2)


def test_one_entry_with_a_wrong_clock_does_not_take_young_ones_with_it(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    make.checkin(store, me.id)
    with store.write() as conn:
        conn.execute("UPDATE changes SET at = 0 WHERE seq = 3")
    assert prune(store) == 0


def test_a_number_that_was_never_reached_is_refused(store: Store) -> None:
    with pytest.raises(changes.PrunedError, match="ends at 1, before 2"):
        changes.require(store.conn, 2)


def test_entries_tell_the_real_time_whatever_the_frozen_clock_says(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_NOW", "2031-01-01T00:00:00Z")
    make.checkin(store, me.id)
    entry = changes.since(store.conn, me.id, 0)[-1]
    assert abs(entry.at - time.time() * 1000) < 60_000
    assert prune(store) == 0
