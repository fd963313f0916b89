"""Kind words after long talk, many talks and many low days, and never too often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.clock import DAY, MINUTE, local_date, now_ms
from lifeos_cli.record import nudges
from lifeos_cli.record.nudges import WORDS
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session, User


@pytest.fixture
def session(store: Store, me: User) -> Session:
    return make.session(store, me.id)


def talked(store: Store, me: User, session: Session, minutes_ago: range, *, origin: str = "chat") -> None:
    for turn, minutes in enumerate(sorted(minutes_ago, reverse=True)):
        at = now_ms() - minutes * MINUTE
        make.message(store, me.id, session.id, turn=turn, created_at=at, origin=origin)


def test_a_long_sitting_is_named_once(store: Store, me: User, session: Session) -> None:
    talked(store, me, session, range(0, 50, 10))
    assert nudges.due(store, me.id, session) == []
    talked_on = make.session(store, me.id)
    talked(store, me, talked_on, range(0, 61, 10))
    assert nudges.due(store, me.id, talked_on) == [WORDS["long_talk"]]
    assert nudges.due(store, me.id, talked_on) == []


def test_a_pause_begins_a_new_sitting_and_imported_talk_is_none(
    store: Store, me: User, session: Session
) -> None:
    talked(store, me, session, range(0, 121, 40))
    assert nudges.due(store, me.id, session) == []
    imported = make.session(store, me.id)
    talked(store, me, imported, range(0, 61, 10), origin="imported")
    assert nudges.due(store, me.id, imported) == []


def test_a_days_third_conversation_is_named_once(store: Store, me: User) -> None:
    today = local_date(now_ms())
    make.session(store, me.id, local_date=today)
    assert nudges.due(store, me.id, None) == []
    make.session(store, me.id, local_date=today, type="checkin")
    assert nudges.due(store, me.id, None) == []
    make.session(store, me.id, local_date=today)
    assert nudges.due(store, me.id, None) == [WORDS["many_talks"]]
    assert nudges.due(store, me.id, None) == []


def low(store: Store, me: User, days: int, *, mood: int = 2, others: int = 0) -> None:
    for n in range(days + others):
        make.checkin(store, me.id, mood=mood if n < days else 5, at=now_ms() - (n + 1) * DAY)


def test_ten_low_days_of_fourteen_are_met_with_one_note_a_fortnight(store: Store, me: User) -> None:
    low(store, me, 10, others=4)
    assert nudges.due(store, me.id, None) == [WORDS["low_mood"]]
    assert nudges.due(store, me.id, None) == []
    with store.write() as conn:
        conn.execute("UPDATE notices SET at = at - :days", {"days": 15 * DAY})
    assert nudges.due(store, me.id, None) == [WORDS["low_mood"]]


@pytest.mark.parametrize(("days", "mood"), [(9, 1), (14, 3)])
def test_fewer_or_middling_days_are_left_alone(store: Store, me: User, days: int, mood: int) -> None:
    low(store, me, days, mood=mood, others=14 - days)
    assert nudges.due(store, me.id, None) == []


def test_two_sessions_in_a_week_that_ended_tense_count_too(store: Store, me: User) -> None:
    for n, tense in enumerate((8, 7, 10)):
        captures = f'{{"stress_after": {tense}}}'
        make.session(
            store, me.id, coach="stress", captures=captures, last_used_at=now_ms(), local_date="2026-01-01"
        )
        assert bool(nudges.due(store, me.id, None)) == (n == 2)


def test_nobody_elses_days_count(store: Store, me: User) -> None:
    low(store, me, 14)
    other = make.user(store, "other")
    assert nudges.due(store, other.id, None) == []
