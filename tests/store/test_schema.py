"""What the tables promise: every row has an owner, every change an entry in the feed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import now_ms
from lifeos_cli.store import (
    changes,
    checkins,
    messages,
    schema,
    schema_coach,
    schema_jobs,
    schema_memory,
    schema_periods,
    schema_person,
    schema_recaps,
    sessions,
    users,
)
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def feed(store: Store) -> list[tuple[str, str, str]]:
    rows = store.conn.execute("SELECT tbl, op, row_id FROM changes ORDER BY seq")
    return [(row[0], row[1], row[2]) for row in rows]


def test_every_table_names_the_person_a_row_belongs_to(store: Store) -> None:
    tables = [row[0] for row in store.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    ours = [name for name in tables if not name.startswith(("sqlite_", "_", "words"))]
    assert set(ours) >= {"users", "sessions", "messages", "checkins", "tags", "consents", "usage", "changes"}
    for table in ours:
        columns = [row[1] for row in store.conn.execute(f"PRAGMA table_info({table})")]
        assert "user_id" in columns or table == "users", table


def test_rows_of_a_person_who_does_not_exist_are_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        make.checkin(store, "nobody")


def test_every_followed_table_tells_the_feed_of_insert_update_and_delete(store: Store) -> None:
    triggers = {row[0] for row in store.conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    expected = {f"{table}_fed_{op}" for table in changes.FOLLOWED for op in ("insert", "update", "delete")}
    assert {name for name in triggers if "_fed_" in name} == expected
    named = {
        *schema.FED,
        *schema_memory.FED,
        *schema_coach.FED,
        *schema_recaps.FED,
        *schema_jobs.FED,
        *schema_person.FED,
        *schema_periods.FED,
        "users",
    }
    assert set(changes.FOLLOWED) == named


def test_one_write_makes_one_entry(store: Store, me: User) -> None:
    row = make.checkin(store, me.id, "work", "home")
    with store.write() as conn:
        checkins.withdraw(conn, me.id, row.id, now_ms())
    assert feed(store)[1:] == [("checkins", "insert", row.id), ("checkins", "update", row.id)]


def test_deleting_a_session_tells_of_each_message_that_went_with_it(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    said = [make.message(store, me.id, session.id) for _ in range(3)]
    with store.write() as conn:
        sessions.delete(conn, me.id, session.id)
    gone = {row_id for tbl, op, row_id in feed(store) if op == "delete"}
    assert gone == {session.id, *(message.id for message in said)}


def test_being_active_is_not_a_change_of_the_person(store: Store, me: User) -> None:
    before = feed(store)
    with store.write() as conn:
        users.touch(conn, me.id, now_ms())
    assert feed(store) == before


def test_streamed_text_stays_out_of_the_feed_until_the_message_changes(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    reply = make.message(store, me.id, session.id, role="assistant", status="streaming", content="")
    before = len(feed(store))
    with store.write() as conn:
        messages.open_stream(conn, me.id, reply.id, "x", now_ms())
        for n in range(20):
            messages.add_chunk(conn, me.id, reply.id, n, "word ")
    assert len(feed(store)) == before
    with store.write() as conn:
        messages.edit(conn, me.id, reply.id, {"status": "success", "content": "word " * 20})
        messages.close_stream(conn, reply.id)
    assert feed(store)[before:] == [("messages", "update", reply.id)]


def _add_and_fail(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    raise ZeroDivisionError


def test_a_rolled_back_write_leaves_neither_row_nor_entry(store: Store, me: User) -> None:
    before = feed(store)
    with pytest.raises(ZeroDivisionError), store.write():
        _add_and_fail(store, me)
    assert feed(store) == before
    assert checkins.between(store.conn, me.id) == []


def test_numbers_of_the_feed_are_never_given_twice(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    last = changes.last_seq(store.conn)
    with store.write() as conn:
        conn.execute("DELETE FROM changes")
    make.checkin(store, me.id)
    assert changes.last_seq(store.conn) == last + 1
