"""`db check` notices when record and feed do not agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import changes, inspect, migrate
from tests.store import make
from tests.store.test_changes import MONTH_MS

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def run(store: Store, *statements: str) -> list[str]:
    """Meddle with the database, then check it."""
    with store.write() as conn:
        for statement in statements:
            conn.execute(statement)
    return inspect.problems(store.conn)


def test_a_store_in_use_is_sound(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    for person in (me, other):
        session = make.session(store, person.id)
        make.message(store, person.id, session.id)
        make.checkin(store, person.id, "tag")
    from lifeos_cli.record import users

    users.remove(store, other.id)
    assert run(store, "DELETE FROM messages") == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM changes WHERE tbl = 'checkins'", "has 0 insert entries"),
        (
            "INSERT INTO changes (tbl, row_id, user_id, op, at) SELECT tbl, row_id, user_id, op, at FROM changes",
            "has 2 insert entries",
        ),
        (
            "INSERT INTO changes (tbl, row_id, user_id, op, at) VALUES ('checkins', 'X', 'Y', 'insert', 1)",
            "row X is in the feed, not in the table",
        ),
        ("UPDATE users SET is_current = 0", "nobody is the current person"),
    ],
)
def test_a_feed_that_does_not_fit_the_record_is_a_problem(
    store: Store, me: User, statement: str, words: str
) -> None:
    make.checkin(store, me.id)
    problems = run(store, statement)
    assert problems
    assert all(words in problem for problem in problems)


def test_rows_that_refer_to_nothing_are_a_problem(store: Store, me: User) -> None:
    session = make.session(store, me.id)
    make.message(store, me.id, session.id)
    store.conn.execute("PRAGMA foreign_keys=OFF")
    assert any("refers to a missing row of sessions" in line for line in run(store, "DELETE FROM sessions"))


def test_pruned_entries_are_not_missed(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    with store.write() as conn:
        conn.execute("UPDATE changes SET at = at - :ms", {"ms": MONTH_MS})
        assert changes.prune(conn)
    assert inspect.problems(store.conn) == []
    make.checkin(store, me.id)
    assert inspect.problems(store.conn) == []


def test_stats_count_every_table_and_the_ends_of_the_feed(store: Store, me: User) -> None:
    make.checkin(store, me.id)
    found = inspect.stats(store.conn, store.path)
    assert found["schema_version"] == migrate.SCHEMA_VERSION
    assert found["rows"]["checkins"] == found["rows"]["users"] == found["users"] == 1
    assert found["feed"] == {"first": 1, "last": 2, "pruned_to": 0}
    assert found["bytes"] > 0
    assert found["wal_bytes"] > 0
    assert set(found["rows"]) >= {*changes.FOLLOWED, "changes", "watermarks"}
