"""Live views: fresh when something of theirs changed, silent otherwise."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.store import checkins, notify, users
from lifeos_cli.store.live import LiveQuery, LiveView
from tests.store import make

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User


@pytest.fixture
def view(store: Store, me: User) -> Iterator[LiveView]:
    opened = LiveView(store.path, me.id)
    yield opened
    opened.close()


def moods(view: LiveView, me: User) -> list[list[int | None]]:
    """Watch the moods; returns the list that fills with answers."""
    told: list[list[int | None]] = []

    def read(conn: sqlite3.Connection) -> list[int | None]:
        return [row.mood for row in checkins.between(conn, me.id)]

    view.add(read, ["checkins"], told.append)
    return told


def test_the_first_answer_comes_at_the_first_refresh(view: LiveView, me: User) -> None:
    told = moods(view, me)
    assert view.refresh() == 1
    assert told == [[]]


def test_a_commit_of_another_connection_is_told(view: LiveView, store: Store, me: User) -> None:
    told = moods(view, me)
    view.refresh()
    make.checkin(store, me.id, mood=3)
    assert view.wait(5)
    assert told == [[], [3]]


def test_nothing_is_told_when_the_answer_is_the_same(view: LiveView, store: Store, me: User) -> None:
    told = moods(view, me)
    row = make.checkin(store, me.id, mood=3)
    view.refresh()
    with store.write() as conn:
        conn.execute("UPDATE checkins SET note = 'x' WHERE id = :id", {"id": row.id})
    assert not view.wait(2)
    assert told == [[3]]


def test_a_query_does_not_run_for_tables_it_does_not_depend_on(
    view: LiveView, store: Store, me: User
) -> None:
    ran: list[int] = []
    view.add(lambda _conn: ran.append(1), ["checkins"], lambda _answer: None)
    view.refresh()
    make.session(store, me.id)
    view.wait(2)
    assert len(ran) == 1


def test_rows_of_another_person_wake_nothing(view: LiveView, store: Store, me: User) -> None:
    other = make.user(store, "Other")
    ran: list[int] = []
    view.add(lambda _conn: ran.append(1), ["checkins"], lambda _answer: None)
    view.refresh()
    make.checkin(store, other.id)
    view.wait(2)
    assert len(ran) == 1


def test_all_queries_of_a_view_answer_from_one_snapshot(view: LiveView, store: Store, me: User) -> None:
    counts: list[int] = []

    def counted(conn: sqlite3.Connection) -> int:
        found = len(checkins.between(conn, me.id))
        make.checkin(store, me.id)  # committed between the view's two reads
        return found

    view.add(counted, ["checkins"], counts.append)
    view.add(lambda conn: len(checkins.between(conn, me.id)), ["checkins"], counts.append)
    view.refresh()
    assert counts == [0, 0]


def test_a_read_that_fails_loses_nobody_an_answer(view: LiveView, store: Store, me: User) -> None:
    told = moods(view, me)
    broken = [True]

    def fails(_conn: sqlite3.Connection) -> None:
        if broken[0]:
            raise ZeroDivisionError

    view.add(fails, ["checkins"], lambda _answer: None)
    with pytest.raises(ZeroDivisionError):
        view.refresh()
    assert told == []
    broken[0] = False
    assert view.wait(0)
    assert told == [[]]


def test_a_reader_that_fails_keeps_the_others_from_nothing(view: LiveView, store: Store, me: User) -> None:
    def fails(_answer: object) -> None:
        raise ZeroDivisionError

    view.add(lambda conn: len(checkins.between(conn, me.id)), ["checkins"], fails)
    told = moods(view, me)
    with pytest.raises(ZeroDivisionError):
        view.refresh()
    view.refresh()
    assert told == [[]]


def test_it_runs_in_a_thread_until_it_is_stopped(store: Store, me: User) -> None:
    told: list[int] = []
    seen = threading.Event()
    ready = threading.Event()

    def work() -> None:
        view = LiveView(store.path, me.id)
        view.add(lambda conn: len(checkins.between(conn, me.id)), ["checkins"], hear)
        stop.append(view)
        view.run(slice_seconds=0.05)
        view.close()

    def hear(count: int) -> None:
        told.append(count)
        ready.set()
        if count == 2:
            seen.set()

    stop: list[LiveView] = []
    thread = threading.Thread(target=work)
    thread.start()
    assert ready.wait(5)
    make.checkin(store, me.id)
    make.checkin(store, me.id)
    assert seen.wait(5)
    stop[0].stop()
    thread.join(5)
    assert not thread.is_alive()
    assert told[-1] == 2


def test_a_view_does_not_keep_the_log_from_being_folded(view: LiveView, store: Store, me: User) -> None:
    from lifeos_cli.store import transaction

    moods(view, me)
    view.refresh()
    make.checkin(store, me.id)
    view.wait(2)
    assert transaction.checkpoint(store.conn, store.path, limit=0)


def test_without_the_kernels_help_commits_are_still_heard(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "_watch", lambda _folder: None)
    view = LiveView(store.path, me.id)
    try:
        assert not view.told_by_kernel
        told = moods(view, me)
        view.refresh()
        timer = threading.Timer(0.1, make.checkin, (store, me.id))
        timer.start()
        assert view.wait(20)
        timer.join()
        assert told[-1] == [5]
    finally:
        view.close()


def test_a_silent_kernel_is_not_trusted_for_ever(
    view: LiveView, store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "BACKSTOP_SECONDS", 0.1)
    monkeypatch.setattr(notify.CommitSignal, "_ours", lambda _self: False)
    told = moods(view, me)
    view.refresh()
    timer = threading.Timer(0.05, make.checkin, (store, me.id))
    timer.start()
    assert view.wait(5)
    timer.join()
    assert told[-1] == [5]


def test_being_touched_by_a_command_is_no_news(view: LiveView, store: Store, me: User) -> None:
    ran: list[int] = []
    view.add(lambda _conn: ran.append(1), ["users"], lambda _answer: None)
    view.refresh()
    with store.write() as conn:
        users.touch(conn, me.id, 1)
    view.wait(1)
    assert len(ran) == 1


def test_a_query_that_comes_back_is_read_again_only_if_its_tables_changed(
    view: LiveView, store: Store, me: User
) -> None:
    asked: list[int] = []

    def read(conn: sqlite3.Connection) -> int:
        asked.append(1)
        return len(checkins.between(conn, me.id))

    query: LiveQuery[int] = LiveQuery(read, frozenset({"checkins"}), lambda _answer: None)
    view.attach(query)
    view.refresh()
    view.detach(query)
    make.session(store, me.id)
    view.refresh()
    view.attach(query)
    view.refresh()
    assert len(asked) == 1
    view.detach(query)
    make.checkin(store, me.id, mood=3)
    view.refresh()
    view.attach(query)
    view.refresh()
    assert len(asked) == 2


def test_a_query_that_is_added_later_makes_the_others_read_nothing(view: LiveView, me: User) -> None:
    asked: list[str] = []

    def reader(name: str) -> LiveQuery[str]:
        def read(_conn: sqlite3.Connection) -> str:
            asked.append(name)
            return name

        return LiveQuery(read, frozenset({"checkins"}), lambda _answer: None)

    view.attach(reader("one"))
    view.refresh()
    view.attach(reader("two"))
    view.refresh()
    assert asked == ["one", "two"]


def test_a_wait_is_ended_from_another_thread(view: LiveView) -> None:
    view.refresh()
    threading.Timer(0.05, view.wake).start()
    began = time.monotonic()
    assert not view.pause(20)
    assert time.monotonic() - began < 10
    view.wake()
    assert not view.pause(20)
