"""The person's own day and zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.clock import iso, local, local_date, now_ms, to_ms, zone_name
from tests.zones import ZONES, at, zone


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize(
    "day", ["2026-03-29", "2026-10-25", "2026-11-01", "2026-04-05", "2024-02-29", "2026-12-31"]
)
def test_the_day_begins_at_the_persons_own_midnight(name: str, day: str) -> None:
    with zone(name):
        noon = at(name, f"{day}T12:00")
        assert local_date(noon) == day
        assert local_date(at(name, f"{day}T23:59:59.999")) == day
        assert local_date(at(name, f"{day}T01:00")) == day
        begin = to_ms(datetime.fromisoformat(day))
        assert local_date(begin) == day
        assert local_date(begin - 1) < day


def test_one_instant_is_two_days_in_two_places() -> None:
    instant = at("UTC", "2026-11-22T23:30")
    days = {}
    for name in ("Pacific/Auckland", "UTC", "America/New_York"):
        with zone(name):
            days[name] = local_date(instant)
    assert days == {"Pacific/Auckland": "2026-11-23", "UTC": "2026-11-22", "America/New_York": "2026-11-22"}


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    with zone("Europe/Berlin"):
        twice = [iso(at("Europe/Berlin", "2026-10-25T02:30", fold=fold)) for fold in (0, 1)]
    assert twice == ["2026-10-25T02:30:00.000+02:00", "2026-10-25T02:30:00.000+01:00"]
    assert iso(None) is None


@settings(deadline=None)
@given(st.integers(min_value=-(2**41), max_value=2**43), st.sampled_from(ZONES))
def test_an_instant_survives_the_way_to_the_wall_and_back(instant: int, name: str) -> None:
    with zone(name):
        assert to_ms(local(instant)) == instant
        here = datetime.fromtimestamp(instant / 1000, tz=UTC).astimezone(ZoneInfo(name))
        if here.year > 1970:
            assert local_date(instant) == here.date().isoformat()


@pytest.mark.parametrize(
    "written", ["2026-11-22T15:00:00+00:00", "1795359600000", "2026-11-22T16:00+01:00", "2026-11-22T15:00"]
)
def test_the_clock_can_be_stopped(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("LIFEOS_NOW", written)
    assert now_ms() == at("UTC", "2026-11-22T15:00")


def test_without_that_it_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIFEOS_NOW", "")
    assert abs(now_ms() - datetime.now(UTC).timestamp() * 1000) < 60_000


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":America/New_York", "America/New_York"),
        ("/usr/share/zoneinfo/Pacific/Auckland", "Pacific/Auckland"),
    ],
)
def test_the_zone_is_named_as_the_person_set_it(written: str, name: str) -> None:
    with zone(written):
        assert zone_name() == name
