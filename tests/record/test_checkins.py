"""Check-ins in the record: whole or not at all, on the day they were lived, history kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.checkins import streak, windows
from lifeos_cli.record import checkins
from lifeos_cli.store import checkins as stored
from tests.store import make
from tests.zones import at, zone

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin, User

TWO = windows(["08:00-10:00", "20:00-22:00"])
BERLIN = "Europe/Berlin"
KEYS = [
    *("id", "handle", "at", "local_date", "tz", "slot", "timing", "mood", "energy", "stress", "sleep_hours"),
    *(
        "sleep_quality",
        "intention",
        "connection",
        "progress",
        "note",
        "gratitude",
        "micro_item",
        "tags",
        "safety",
    ),
    *("session_id", "origin", "supersedes", "withdrawn_at", "created_at"),
]


def log(store: Store, user: User, **values: Any) -> Checkin:
    items = {key: value for key, value in values.items() if key not in {"tags", "at", "only_if_due"}}
    rest = {key: value for key, value in values.items() if key in {"tags", "at", "only_if_due"}}
    written = checkins.log(store, user.id, items, windows=TWO, **rest)
    assert written is not None
    return written[0]


def rows(store: Store) -> int:
    return int(store.conn.execute("SELECT COUNT(*) FROM checkins").fetchone()[0])


def feed(store: Store) -> int:
    return int(store.conn.execute("SELECT COUNT(*) FROM changes WHERE tbl = 'checkins'").fetchone()[0])


def test_the_keys_of_a_check_in_only_ever_get_more(store: Store, me: User) -> None:
    assert list(checkins.public(log(store, me, mood=4), [])) == KEYS


def test_one_check_in_is_one_row_and_one_entry_in_the_feed(store: Store, me: User) -> None:
    log(store, me, mood="4", note="long walk", tags=["work", "#work", "sun"])
    assert (rows(store), feed(store)) == (1, 1)


@pytest.mark.parametrize(
    ("items", "more"),
    [
        ({}, {}),
        ({"mood": None, "note": "  "}, {}),
        ({"mood": 8}, {}),
        ({"mood": 4, "unheard_of": 1}, {}),
        ({"mood": 4, "micro_item": "E1=²"}, {}),
        ({"mood": 4}, {"tags": ["ok", "two words"]}),
        ({"mood": 4}, {"tags": ["x" * 65]}),
        ({"mood": 4}, {"tags": ["\x1b[31m"]}),
        ({"mood": 4}, {"at": 4_000_000_000_000}),
        ({"note": "x" * 1_000_001}, {}),
    ],
)
def test_a_bad_check_in_leaves_nothing_behind(
    store: Store, me: User, items: dict[str, Any], more: dict[str, Any]
) -> None:
    with pytest.raises(UsageFault):
        checkins.log(store, me.id, items, windows=TWO, **more)
    assert (rows(store), feed(store)) == (0, 0)


@pytest.mark.parametrize(
    ("name", "wall", "day", "slot"),
    [
        (BERLIN, "2026-10-25T00:10", "2026-10-25", "morning"),
        (BERLIN, "2026-10-25T23:50", "2026-10-25", "evening"),
        (BERLIN, "2026-03-29T02:59", "2026-03-29", "morning"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01", "morning"),
        ("America/New_York", "2026-03-08T23:59", "2026-03-08", "evening"),
        ("Pacific/Auckland", "2026-09-27T00:01", "2026-09-27", "morning"),
        ("Pacific/Auckland", "2026-04-05T15:00", "2026-04-05", "evening"),
    ],
)
def test_a_check_in_keeps_the_day_slot_and_zone_it_was_made_in(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch, name: str, wall: str, day: str, slot: str
) -> None:
    with zone(name):
        monkeypatch.setenv("LIFEOS_NOW", str(at(name, wall)))
        row = log(store, me, mood=4)
        assert (row.local_date, row.slot, row.tz) == (day, slot, name)
        assert checkins.due(store, me.id, TWO) is None
    with zone("Asia/Kolkata"):
        assert checkins.find(store, me.id, row.handle or "").local_date == day


@pytest.mark.parametrize("name", [BERLIN, "America/New_York", "Pacific/Auckland"])
def test_at_midnight_a_new_day_is_due(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with zone(name):
        monkeypatch.setenv("LIFEOS_NOW", str(at(name, "2026-10-31T23:59")))
        log(store, me, mood=4)
        assert checkins.due(store, me.id, TWO) is None
        monkeypatch.setenv("LIFEOS_NOW", str(at(name, "2026-11-01T00:00")))
        assert checkins.due(store, me.id, TWO) == {
            "slot": "morning",
            "local_date": "2026-11-01",
            "window": "08:00-10:00",
        }
        assert streak(stored.days_filled(store.conn, me.id), "2026-11-01") == 1


def test_both_times_of_the_hour_that_comes_twice_are_one_slot(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zone(BERLIN):
        for fold in (0, 1):
            monkeypatch.setenv("LIFEOS_NOW", str(at(BERLIN, "2026-10-25T02:30", fold)))
            log(store, me, mood=4)
        first, second = stored.between(store.conn, me.id)
        assert second.at - first.at == 3_600_000
        assert (first.local_date, first.slot) == (second.local_date, second.slot)


def test_several_are_kept_and_only_if_due_declines(store: Store, me: User) -> None:
    log(store, me, mood=4)
    log(store, me, mood=5)
    assert checkins.log(store, me.id, {"mood": 6}, windows=TWO, only_if_due=True) is None
    assert rows(store) == 2


def test_a_filled_slot_of_somebody_else_is_not_mine(store: Store, me: User) -> None:
    other = make.user(store, "other")
    log(store, other, mood=4)
    assert checkins.due(store, me.id, TWO) is not None
    with pytest.raises(NotFoundError):
        checkins.find(store, me.id, stored.between(store.conn, other.id)[0].id)


def test_backfilled_fills_no_slot_and_no_streak(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_NOW", str(at("UTC", "2026-11-22T21:00")))
    log(store, me, mood=4, at=at("UTC", "2026-11-20T20:59"))
    log(store, me, mood=4, at=at("UTC", "2026-11-20T21:01"))
    assert [row.timing for row in stored.between(store.conn, me.id)] == ["backfilled", "late"]
    assert stored.days_filled(store.conn, me.id) == ["2026-11-20"]


def test_an_edit_keeps_handle_day_and_tags_and_the_old_row(store: Store, me: User) -> None:
    old = log(store, me, mood=2, note="tired", tags=["work"])
    new, tags = checkins.edit(store, me.id, old.handle or "", {"mood": "6"}, clear=["note"])
    assert (new.mood, new.note, tags) == (6, None, ["work"])
    assert (new.handle, new.at, new.local_date) == (old.handle, old.at, old.local_date)
    assert new.supersedes == old.id
    assert checkins.find(store, me.id, old.id).id == new.id
    kept = stored.get(store.conn, me.id, old.id)
    assert kept
    assert (kept.mood, kept.note, kept.superseded_by) == (2, "tired", new.id)
    again, tags = checkins.edit(store, me.id, new.id, {}, tags=["sun"])
    assert tags == ["sun"]
    assert checkins.find(store, me.id, old.id).id == again.id
    assert len(stored.between(store.conn, me.id)) == 1


def test_an_edit_is_checked_for_safety_anew(store: Store, me: User) -> None:
    row = log(store, me, note="I am going to kill myself tonight")
    assert row.safety_level == "crisis"
    calm, _ = checkins.edit(store, me.id, row.id, {"note": "a long walk"})
    assert (calm.safety_level, calm.safety_kind) == ("none", None)
    worse, _ = checkins.edit(store, me.id, calm.id, {"gratitude": "I will end my life tonight"})
    assert worse.safety_level == "crisis"


@pytest.mark.parametrize(
    ("items", "clear"), [({"mood": 9}, []), ({}, ["mood"]), ({}, ["unheard_of"]), ({"unheard_of": 1}, [])]
)
def test_a_bad_edit_changes_nothing(store: Store, me: User, items: dict[str, Any], clear: list[str]) -> None:
    row = log(store, me, mood=4)
    with pytest.raises(UsageFault):
        checkins.edit(store, me.id, row.id, items, clear=clear)
    assert checkins.find(store, me.id, row.id) == row
    assert rows(store) == 1


def test_what_is_withdrawn_counts_nowhere_and_cannot_be_edited(store: Store, me: User) -> None:
    row = log(store, me, mood=4)
    checkins.withdraw(store, me.id, row.id)
    assert stored.between(store.conn, me.id) == []
    assert stored.days_filled(store.conn, me.id) == []
    assert checkins.due(store, me.id, TWO) is not None
    with pytest.raises(NotFoundError):
        checkins.withdraw(store, me.id, row.id)
    with pytest.raises(NotFoundError):
        checkins.edit(store, me.id, row.id, {"mood": 5})
    assert rows(store) == 1
