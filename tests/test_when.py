"""What people write for a point in time, read in their own zone."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lifeos_cli.clock import DAY, HOUR, MINUTE, iso, local
from lifeos_cli.errors import UsageFault
from lifeos_cli.when import EARLIEST, LATEST, parse
from tests.zones import ZONES, at, zone

NOW = at("UTC", "2026-11-22T15:00")  # a Sunday
INSTANTS = st.integers(min_value=EARLIEST, max_value=LATEST)
WORDS = st.lists(
    st.sampled_from(
        [
            *("a", "an", "0", "1", "3", "12", "99", "9999999999", "days", "day", "weeks", "month", "year"),
            *("hours", "minute", "ago", "last", "this", "next", "past", "on", "at", "may", "mon", "sunday"),
            *("sept", "feb", "29", "31", "30th", "2024", "2026", "0000", "9999", "9pm", "25:00", "9:30"),
            *("0am", "12am", "now", "today", "yesterday", "tomorrow", "the", "before", ",", ".", "-", "t"),
            *("2026-11-21", "2026-02-30", "9999-12-31", "0001-01-01", "t00:00z", "+14:00"),
        ]
    ),
    max_size=6,
).map(" ".join)


def shown(typed: str, now: int = NOW, *, end: bool = False) -> str:
    return local(parse(typed, now, end=end)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2026-11-21", "2026-11-21 00:00"),
        ("20261121", "2026-11-21 00:00"),
        ("2026-11-21T21:30", "2026-11-21 21:30"),
        ("2026-11-21 21:30:15", "2026-11-21 21:30"),
        ("2026-11-21t21:30z", "2026-11-21 21:30"),
        ("2026-11-21T21:30+02:00", "2026-11-21 19:30"),
        ("2026-11-21 9pm", "2026-11-21 21:00"),
        ("2026-11-21 at 9:05 am", "2026-11-21 09:05"),
        ("now", "2026-11-22 15:00"),
        ("today", "2026-11-22 00:00"),
        ("9am", "2026-11-22 09:00"),
        ("Yesterday", "2026-11-21 00:00"),
        ("yesterday 9am", "2026-11-21 09:00"),
        ("yesterday at 21:05", "2026-11-21 21:05"),
        ("12am", "2026-11-22 00:00"),
        ("12pm yesterday", "2026-11-21 12:00"),
        ("the day before yesterday", "2026-11-20 00:00"),
        ("tomorrow", "2026-11-23 00:00"),
        ("monday", "2026-11-16 00:00"),
        ("last monday", "2026-11-16 00:00"),
        ("sunday", "2026-11-22 00:00"),
        ("last sunday", "2026-11-15 00:00"),
        ("next sun", "2026-11-29 00:00"),
        ("on tuesday 8:15", "2026-11-17 08:15"),
        ("3 weeks ago", "2026-11-01 00:00"),
        ("three  WEEKS ago", "2026-11-01 00:00"),
        ("a day ago", "2026-11-21 00:00"),
        ("a month ago", "2026-10-22 00:00"),
        ("9 months ago", "2026-02-22 00:00"),
        ("2 years ago", "2024-11-22 00:00"),
        ("2 hours ago", "2026-11-22 13:00"),
        ("90 min ago", "2026-11-22 13:30"),
        ("last week", "2026-11-15 00:00"),
        ("this week", "2026-11-16 00:00"),
        ("this month", "2026-11-01 00:00"),
        ("this year", "2026-01-01 00:00"),
        ("past 3 days", "2026-11-19 00:00"),
        ("21 Nov", "2026-11-21 00:00"),
        ("Nov 21st, 2024", "2024-11-21 00:00"),
        ("24 december", "2025-12-24 00:00"),
        ("3 Sept 7pm", "2026-09-03 19:00"),
        ("29 feb 2024", "2024-02-29 00:00"),
    ],
)
def test_plain_words_and_iso_name_a_point_in_time(typed: str, found: str) -> None:
    assert shown(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "whenever",
            "sept",
            "november",
            "ma 3",
            "25:00",
            "13pm",
            "0am",
            "2026-13-01",
            "2026-02-30",
        ),
        *("30 feb", "29 feb 2026", "9" * 5000 + " days ago", "99999999 years ago", "2026-11-21T25:00"),
        *("0001-01-01", "0001-01-01T00:00Z", "9999-12-31T23:59-12:00", "1 week", "2026-11", "21", "\x1b[2J"),
    ],
)
def test_anything_else_is_refused_in_one_short_line(typed: str) -> None:
    with pytest.raises(UsageFault, match="is not a point in time") as fault:
        parse(typed, NOW)
    assert len(fault.value.message) < 80
    assert "\x1b" not in fault.value.message


@pytest.mark.parametrize("typed", ["yesterday", "2026-11-21", "21 nov", "1 day ago"])
def test_as_the_end_of_a_range_a_day_means_its_end(typed: str) -> None:
    assert parse(typed, NOW, end=True) == parse(typed, NOW) + DAY


@pytest.mark.parametrize("typed", ["now", "yesterday 9am", "2026-11-21T21:30", "2 hours ago"])
def test_as_the_end_of_a_range_an_instant_is_itself(typed: str) -> None:
    assert parse(typed, NOW, end=True) == parse(typed, NOW)


@pytest.mark.parametrize(
    ("days", "found"),
    [("2024-03-31", "2024-02-29"), ("2026-03-31", "2026-02-28"), ("2026-01-31", "2025-12-31")],
)
def test_a_month_ago_from_its_last_day_is_the_last_day_there_was(days: str, found: str) -> None:
    assert shown("a month ago", at("UTC", f"{days}T12:00"))[:10] == found


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_a_day_is_as_long_as_the_clocks_make_it(name: str) -> None:
    changes = {"Europe/Berlin": ("03-29", "10-25"), "America/New_York": ("03-08", "11-01")}
    short, long = changes.get(name, ("09-27", "04-05"))
    with zone(name):
        for day, hours in ((short, 23), (long, 25), ("06-15", 24)):
            begin = parse(f"2026-{day}", NOW)
            assert parse(f"2026-{day}", NOW, end=True) - begin == hours * HOUR
            assert shown(f"2026-{day}", begin) == f"2026-{day} 00:00"


def test_minutes_and_hours_ago_are_exact_when_clocks_go_back() -> None:
    with zone("Europe/Berlin"):
        second = at("Europe/Berlin", "2026-10-25T02:30", fold=1)
        assert parse("now", second) == second
        assert parse("10 minutes ago", second) == second - 10 * MINUTE
        assert parse("1 hour ago", second) == second - HOUR == at("Europe/Berlin", "2026-10-25T02:30")
        assert parse("2 hours ago", second) == second - 2 * HOUR


def test_a_time_that_clocks_skipped_is_still_on_its_day() -> None:
    with zone("Europe/Berlin"):
        assert shown("2026-03-29T02:30") == "2026-03-29 03:30"
    with zone("America/Santiago"):  # midnight itself is skipped there
        assert shown("2026-09-06") == "2026-09-06 01:00"


@settings(deadline=None)
@given(st.one_of(st.text(), WORDS), st.sampled_from(ZONES), st.booleans())
@example("sept", "UTC", False)  # noqa: FBT003 - whether it is the end of a range
@example("9999-12-31", "UTC", True)  # noqa: FBT003
def test_whatever_is_typed_there_is_an_instant_that_can_be_shown_or_a_usage_fault(
    typed: str, name: str, end: bool
) -> None:
    with zone(name):
        try:
            found = parse(typed, NOW, end=end)
        except UsageFault:
            return
        assert local(found).year >= 1899


@settings(deadline=None)
@given(st.one_of(st.text(), WORDS), st.sampled_from(ZONES))
def test_the_end_of_what_is_named_is_never_before_its_beginning(typed: str, name: str) -> None:
    with zone(name):
        try:
            assert parse(typed, NOW, end=True) >= parse(typed, NOW)
        except UsageFault:
            return


@settings(deadline=None)
@given(INSTANTS, st.sampled_from(ZONES), st.booleans())
def test_what_is_shown_as_iso_reads_back_as_the_same_instant(instant: int, name: str, end: bool) -> None:
    with zone(name):
        assert parse(iso(instant) or "", NOW, end=end) == instant
