"""Conversations and check-ins from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.record import users
from lifeos_cli.store import arrivals, bulk, inspect
from lifeos_cli.transfer import jsonl_import
from tests.store import make
from tests.transfer.lines import FILE_TIME, message, order, take, talk

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


def test_a_message_keeps_its_id_as_the_external_one_and_says_where_it_came_from(
    store: Store, me: User
) -> None:
    report = take(store, me.id, message(1))
    row = store.conn.execute("SELECT * FROM messages").fetchone()
    assert (row["external_id"], row["source"], row["origin"]) == ("m1", "jsonl", "imported")
    assert (row["content"], row["status"], row["unread"]) == ("words 1", "success", 1)
    assert row["created_at"] == 1767312060000
    session = store.conn.execute("SELECT * FROM sessions").fetchone()
    assert (session["type"], session["external_id"], session["status"]) == ("exploration", "s", "ended")
    assert session["started_at"] == session["last_used_at"] == row["created_at"]
    assert dict(report.taken) == {"session": 1, "message": 1}
    assert inspect.problems(store.conn) == []


def test_a_user_message_begins_a_turn_and_an_answer_is_its_next_step(store: Store, me: User) -> None:
    take(store, me.id, *talk(*"auaauu"))
    assert [place[1:] for place in order(store)] == [(0, 0), (1, 0), (1, 1), (1, 2), (2, 0), (3, 0)]


def test_the_words_are_found_and_the_feed_knows_every_row(store: Store, me: User) -> None:
    from lifeos_cli.store import words

    take(store, me.id, message(1, content="a kestrel over the field"), message(2, role="assistant"))
    hits = words.search(store.conn, me.id, words.phrase("kestrels"), limit=5)
    assert [
        store.conn.execute("SELECT external_id FROM messages WHERE id = ?", (h.id,)).fetchone()[0]
        for h in hits
    ] == ["m1"]
    fed = store.conn.execute("SELECT COUNT(*) FROM changes WHERE tbl = 'messages' AND op = 'insert'")
    assert fed.fetchone()[0] == 2
    assert inspect.problems(store.conn) == []


def test_words_and_feed_are_as_the_triggers_would_have_written_them(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> list[list[tuple[object, ...]]]:
        queries = (
            "SELECT w.n, w.tbl, m.external_id FROM word_rows w JOIN messages m ON m.id = w.row_id ORDER BY w.n",
            "SELECT rowid FROM words WHERE words MATCH 'words' ORDER BY rowid",
            "SELECT c.tbl, c.op, c.user_id, m.external_id FROM changes c JOIN messages m ON m.id = c.row_id",
        )
        return [[tuple(row) for row in store.conn.execute(query)] for query in queries]

    take(store, me.id, *talk(*"uaua"))
    in_bulk = kept()
    with store.write() as conn:
        conn.execute("DELETE FROM sessions")
        conn.execute("DELETE FROM changes")

    def by_triggers(
        conn: sqlite3.Connection, user_id: str, rows: Sequence[arrivals.Arrival], *, source: str, origin: str
    ) -> None:
        given = ("id", "session_id", "turn", "step", "role", "content", "external_id", "created_at")
        same = ("user_id", "source", "origin", "status", "unread", "updated_at")
        values = [(*row, user_id, source, origin, "success", 1, row[-1]) for row in rows]
        bulk.insert(conn, "messages", (*given, *same), values)

    monkeypatch.setattr(arrivals, "add", by_triggers)
    take(store, me.id, *talk(*"uaua"))
    assert kept() == in_bulk


def test_the_triggers_stand_again_after_an_import(store: Store, me: User) -> None:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = [tuple(row) for row in store.conn.execute(query)]
    take(store, me.id, *talk(*"ua"))
    assert [tuple(row) for row in store.conn.execute(query)] == before


def test_the_same_file_twice_changes_nothing(store: Store, me: User) -> None:
    lines = [*talk(*"uauu"), {"type": "session", "id": "s", "title": "T"}, message(9, "other")]
    take(store, me.id, *lines)
    before = list(store.conn.iterdump())
    report = take(store, me.id, *lines)
    assert list(store.conn.iterdump()) == before
    assert not report.taken.total()
    assert dict(report.there) == {"session": 1, "message": 5}


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_a_grown_file_adds_what_is_new_in_its_place(
    store: Store, me: User, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl_import, "BATCH_LINES", batch)
    whole = talk(*"uaauauua")
    for left in ((1, 2, 5), (2,), ()):
        take(store, me.id, *(line for n, line in enumerate(whole) if n not in left))
    assert [place[0] for place in order(store)] == [line["id"] for line in whole]
    assert [place[1:] for place in order(store)] == [
        *((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0), (3, 0), (3, 1))
    ]
    assert inspect.problems(store.conn) == []


def test_two_conversations_may_take_turns_in_one_file(store: Store, me: User) -> None:
    one, two = talk(*"uaua", session="one"), talk(*"uuu", session="two")
    take(store, me.id, one[0], two[0], one[1], two[1], one[2], two[2], one[3])
    assert [place[1:] for place in order(store, "one")] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [place[1:] for place in order(store, "two")] == [(0, 0), (1, 0), (2, 0)]


def test_a_session_line_names_the_session_before_or_after_its_messages(store: Store, me: User) -> None:
    named = {"type": "session", "id": "s", "title": "Moving", "session_type": "coaching", "coach": "woop"}
    take(store, me.id, named, message(1))
    take(store, me.id, message(2, "t"))
    take(store, me.id, {**named, "id": "t"})
    take(store, me.id, {**named, "id": "t", "title": "Another"})
    rows = store.conn.execute("SELECT title, type, coach FROM sessions").fetchall()
    assert [tuple(row) for row in rows] == [("Moving", "coaching", "woop")] * 2


def test_a_message_without_a_time_takes_its_neighbours_or_the_files(store: Store, me: User) -> None:
    undated: dict[str, Any] = {"created_at": None}
    take(store, me.id, message(0, **undated), message(1), message(2, **undated), message(3, "t", **undated))
    rows = store.conn.execute("SELECT external_id, created_at FROM messages ORDER BY external_id").fetchall()
    first = 1767312060000
    assert [tuple(row) for row in rows] == [("m0", first), ("m1", first), ("m2", first), ("m3", FILE_TIME)]


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("2026-01-02T03:04:05Z", 1767323045000),
        ("2026-01-02T03:04:05.678+02:00", 1767315845678),
        ("2026-01-02", 1767312000000),
        (1767323045, 1767323045000),
        (1767323045.5, 1767323045500),
        (1767323045678, 1767323045678),
        (0, 0),
    ],
)
def test_times_are_iso_or_seconds_or_milliseconds(store: Store, me: User, written: object, ms: int) -> None:
    take(store, me.id, message(1, created_at=written))
    assert store.conn.execute("SELECT created_at FROM messages").fetchone()[0] == ms


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"role": "system"}, "role must be"),
        ({"content": 5}, "content must be"),
        ({"content": " \n"}, "content is empty"),
        ({"id": None}, "no id"),
        ({"id": ""}, "no id"),
        ({"id": "x" * 600}, "id is longer"),
        ({"id": ["m"]}, "no id"),
        ({"session": None}, "no session"),
        ({"created_at": "soon"}, "created_at is not"),
        ({"created_at": True}, "created_at is not"),
        ({"created_at": float("nan")}, "created_at is not"),
        ({"created_at": 1e300}, "created_at is not"),
        ({"created_at": "0001-01-01T00:00:00"}, "created_at is not"),
        ({"type": "zap"}, "type 'zap'"),
        ({"type": None}, "no type"),
        ({"type": ["message"]}, "no type"),
        ({"v": 2}, "written by a newer lifeos"),
        ({"v": True}, "written by a newer lifeos"),
        ({"v": 1}, "session_id"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_taken(
    store: Store, me: User, change: dict[str, object], reason: str
) -> None:
    report = take(store, me.id, message(1), {**message(2), **change}, message(3))
    assert report.taken["message"] == 2
    ((line, why),) = report.skipped_lines + report.notes[:0]
    assert line == 2
    assert reason in why or change == {"v": 1}


def test_an_id_that_is_there_in_another_session_is_not_lost_in_silence(store: Store, me: User) -> None:
    report = take(store, me.id, message(1, "one"), message(1, "two"))
    assert [line for line, _ in report.skipped_lines] == [2]
    report = take(store, me.id, message(1, "three"))
    assert [line for line, _ in report.skipped_lines] == [1]


def test_numbers_will_do_as_ids(store: Store, me: User) -> None:
    take(store, me.id, {**message(1), "session": 7, "id": 12})
    assert order(store, "7") == [("12", 0, 0)]


def test_a_check_in_is_checked_like_a_typed_one_and_lies_on_the_day_where_it_was_made(
    store: Store, me: User
) -> None:
    line = {
        "type": "checkin",
        "id": "c",
        "at": "2026-01-02T23:30:00-05:00",
        "mood": 5,
        "note": "ok",
        "tags": ["#work"],
    }
    report = take(store, me.id, line, {**line, "id": "d", "mood": 9}, {**line, "id": "e", "at": None}, line)
    row = store.conn.execute("SELECT * FROM checkins").fetchone()
    assert (row["local_date"], row["tz"], row["mood"], row["timing"]) == (
        "2026-01-02",
        "-0500",
        5,
        "backfilled",
    )
    assert (row["origin"], row["unread"], row["safety_level"]) == ("imported", 1, "none")
    assert [tuple(tag) for tag in store.conn.execute("SELECT owner_id, name FROM tags")] == [
        (row["id"], "work")
    ]
    assert (report.taken["checkin"], report.there["checkin"], report.skipped) == (1, 1, 2)


def test_another_persons_ids_are_nothing_to_this_one(store: Store, me: User) -> None:
    other = make.user(store, "Other")
    take(store, other.id, *talk(*"ua"))
    report = take(store, me.id, *talk(*"ua"))
    assert report.taken["message"] == 2
    counts = store.conn.execute("SELECT user_id, COUNT(*) FROM messages GROUP BY user_id").fetchall()
    assert {row[0]: row[1] for row in counts} == {me.id: 2, other.id: 2}
    users.remove(store, other.id)
    assert inspect.problems(store.conn) == []
