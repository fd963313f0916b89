"""What check-ins say of a person, compared with nobody but themselves."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import HOUR, local, local_date
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkin_items import BY_ID, ITEMS, SCALES, asked_in, micro_value, scale_value
from lifeos_cli.growth.checkins import (
    Window,
    baseline,
    by_day,
    median,
    slot_at,
    streak,
    timing,
    window_of,
    windows,
)
from tests.zones import at, zone

TWO = windows(["08:00-10:00", "20:00-22:00"])
MOODS = st.lists(st.integers(min_value=1, max_value=7), max_size=60)
MINUTES = st.integers(min_value=0, max_value=1439)


@given(st.lists(st.floats(min_value=0, max_value=14), min_size=1))
def test_the_median_is_the_one_everybody_knows(values: list[float]) -> None:
    assert median(values) == statistics.median(values)


@given(MOODS)
def test_a_baseline_is_of_the_last_28_and_only_with_7(answers: list[int]) -> None:
    found = baseline(answers)
    used = answers[-28:]
    assert found["n"] == len(used)
    if len(used) < 7:
        assert found == {"n": len(used), "median": None, "mad": None, "recent": None, "change": None}
        return
    middle = statistics.median(used)
    assert found["median"] == middle
    assert found["mad"] == statistics.median([abs(value - middle) for value in used])
    assert found["recent"] == pytest.approx(statistics.mean(used[-3:]))
    assert found == baseline(used)


@pytest.mark.parametrize(
    ("answers", "change"),
    [
        ([4, 5, 3, 4, 5, 3, 4], "none"),
        ([4, 4, 4, 4, 5, 3, 4, 7, 7, 7], "up"),
        ([5, 6, 5, 4, 5, 6, 4, 5, 6, 4, 1, 1, 1], "down"),
        ([4, 5, 3, 4, 5, 3, 4, 7, 7, 7], "none"),
        ([1, 2, 3, 4, 5, 6, 7], "none"),
        ([4] * 7, "none"),
        ([4] * 25 + [7, 7, 6], "up"),
        ([4] * 8 + [5], "up"),
        ([4] * 8 + [3], "down"),
    ],
)
def test_a_change_is_more_than_two_scaled_deviations_of_the_last_three(
    answers: list[int], change: str
) -> None:
    assert baseline(answers)["change"] == change


@given(MOODS)
def test_a_scale_turned_round_turns_the_change_round(answers: list[int]) -> None:
    turned = {"up": "down", "down": "up"}
    here, there = baseline(answers)["change"], baseline([8 - value for value in answers])["change"]
    assert there == turned.get(here, here)


@given(MINUTES, MINUTES)
def test_two_windows_split_the_day_once(one: int, other: int) -> None:
    slots = {"morning": 0, "evening": 1}
    assert slots[slot_at(min(one, other), TWO)] <= slots[slot_at(max(one, other), TWO)]


@pytest.mark.parametrize(
    ("clock", "slot"),
    [("00:00", "morning"), ("14:59", "morning"), ("15:00", "evening"), ("23:59", "evening")],
)
def test_the_day_splits_halfway_between_the_windows(clock: str, slot: str) -> None:
    hour, minute = map(int, clock.split(":"))
    assert slot_at(hour * 60 + minute, TWO) == slot
    assert slot_at(hour * 60 + minute, TWO[:1]) == "day"


def test_windows_are_minutes_of_the_day_and_written_as_they_were_read() -> None:
    assert windows(["08:05-10:00", " 20:00 - 22:30 "]) == [(485, 600), (1200, 1350)]
    assert [str(one) for one in windows(["08:05-10:00", "20:00-22:30"])] == ["08:05-10:00", "20:00-22:30"]
    odd = windows(["08:00-10:00", "20:01-22:00"])
    assert [slot_at(minute, odd) for minute in (899, 900)] == ["morning", "evening"]


def test_each_slot_has_its_window() -> None:
    assert str(window_of("morning", TWO)) == "08:00-10:00"
    assert str(window_of("evening", TWO)) == "20:00-22:00"
    assert window_of("day", TWO[1:]) == Window(1200, 1320)
    assert window_of("evening", TWO[:1]) == TWO[0]
    assert window_of("day", []) is None


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize(
    "day", ["2026-03-08", "2026-03-29", "2026-04-05", "2026-09-27", "2026-10-25", "2026-11-01"]
)
def test_slots_follow_the_clock_on_the_wall_also_on_days_that_are_longer_or_shorter(
    name: str, day: str
) -> None:
    with zone(name):
        for clock, slot in (
            ("00:30", "morning"),
            ("09:00", "morning"),
            ("15:00", "evening"),
            ("23:59", "evening"),
        ):
            instant = at(name, f"{day}T{clock}")
            here = local(instant)
            assert slot_at(here.hour * 60 + here.minute, TWO) == slot
            assert local_date(instant) == day


@pytest.mark.parametrize(
    ("hours", "name"), [(0, "on_time"), (-0.01, "on_time"), (12, "on_time"), (12.01, "late"), (48, "late")]
)
def test_a_check_in_is_late_after_12_hours(hours: float, name: str) -> None:
    assert timing(round(-hours * HOUR), 0) == name
    assert timing(round(-48.01 * HOUR), 0) == "backfilled"


@given(st.sets(st.integers(min_value=0, max_value=40)), st.integers(min_value=0, max_value=40))
def test_a_streak_ends_at_the_first_day_without_one_and_today_may_still_come(
    days: set[int], today: int
) -> None:
    first = date(2024, 2, 10)
    written = [(first + timedelta(days=day)).isoformat() for day in days]
    last = today if today in days else today - 1
    wanted = 0
    while last - wanted in days:
        wanted += 1
    assert streak(written, (first + timedelta(days=today)).isoformat()) == wanted


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_a_streak_of_evenings_lasts_over_a_change_of_clocks(name: str) -> None:
    with zone(name):
        for first in ("2026-03-01", "2026-03-25", "2026-09-20", "2026-10-20"):
            days = [(date.fromisoformat(first) + timedelta(days=i)).isoformat() for i in range(20)]
            made = [local_date(at(name, f"{day}T23:55")) for day in days]
            assert made == days
            assert streak(made, local_date(at(name, f"{days[-1]}T23:59"))) == 20


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.none() | st.integers(min_value=1, max_value=7)), max_size=20
    )
)
def test_a_day_is_the_mean_of_its_answers(rows: list[tuple[str, int | None]]) -> None:
    found = by_day([{"local_date": day, "mood": mood} for day, mood in rows], "mood")
    assert set(found) == {day for day, _ in rows}
    for day, value in found.items():
        answers = [mood for other, mood in rows if other == day and mood is not None]
        assert value == (pytest.approx(statistics.mean(answers)) if answers else None)


@pytest.mark.parametrize("item", SCALES, ids=lambda item: item.id)
def test_a_scale_takes_every_step_from_low_to_high_and_nothing_else(item: Any) -> None:
    steps = [item.low + i * item.step for i in range(round((item.high - item.low) / item.step) + 1)]
    assert [scale_value(item, str(step)) for step in steps] == steps
    for bad in (
        item.low - item.step,
        item.high + item.step,
        item.low + item.step / 2,
        "",
        "x",
        "nan",
        "inf",
        "-inf",
        "0_1",
    ):
        with pytest.raises(UsageFault, match=item.id):
            scale_value(item, bad)


def test_an_answer_in_whole_steps_is_a_whole_number_and_hours_of_sleep_are_not() -> None:
    assert repr(scale_value(BY_ID["mood"], "4.0")) == "4"
    assert repr(scale_value(BY_ID["sleep_hours"], "8")) == "8.0"


@pytest.mark.parametrize(
    ("item", "typed", "message"),
    [
        ("mood", "x" * 40, f"mood must be a number from 1 to 7, not '{'x' * 19}\u2026'"),
        ("mood", "1_0", "mood must be a number from 1 to 7, not '1_0'"),
        ("sleep_hours", 14.5, "sleep_hours must be a number from 0 to 14, not '14.5'"),
        ("sleep_hours", "7.25", "sleep_hours goes in steps of 0.5: 7.25 lies between two"),
    ],
)
def test_an_answer_off_the_scale_is_told_with_the_scale(item: str, typed: Any, message: str) -> None:
    with pytest.raises(UsageFault) as caught:
        scale_value(BY_ID[item], typed)
    assert caught.value.message == message


@given(st.text())
def test_any_text_is_an_answer_on_the_scale_or_a_usage_fault_in_one_line(typed: str) -> None:
    for item in SCALES:
        try:
            found = scale_value(item, typed)
        except UsageFault as fault:
            said = fault.message
            found = item.low or 0
        else:
            said = ""
        assert "\n" not in said
        assert (item.low or 0) <= found <= (item.high or 0)
        assert not str(found).startswith("-")


def test_no_hours_of_sleep_are_no_minus() -> None:
    assert str(scale_value(BY_ID["sleep_hours"], "-0")) == "0.0"


@pytest.mark.parametrize(
    ("typed", "answer"), [("E1=4", ("E1", 4)), (" o10 = 1 ", ("O10", 1)), ("n3=\u0665", ("N3", 5))]
)
def test_a_micro_item_is_an_item_and_an_answer(typed: str, answer: tuple[str, int]) -> None:
    assert micro_value(typed) == {"item": answer[0], "answer": answer[1]}


@pytest.mark.parametrize(
    "typed", ["", "E1", "E1=", "=4", "E1=0", "E1=6", "E1=²", "E1=4.0", "E-1=4", "E" * 11 + "=4"]
)
def test_anything_else_is_no_micro_item(typed: str) -> None:
    with pytest.raises(UsageFault, match="micro_item"):
        micro_value(typed)


@given(st.text())
def test_no_text_breaks_a_micro_item(typed: str) -> None:
    for text in (typed, f"E1={typed}", "E1=" + "9" * 5000):
        try:
            micro_value(text)
        except UsageFault:
            continue


def test_a_slot_asks_the_core_and_its_own_and_one_window_asks_both() -> None:
    core = {"mood", "energy", "stress"}
    morning = {item.id for item in asked_in("morning")}
    evening = {item.id for item in asked_in("evening")}
    assert core == morning & evening
    assert {item.id for item in asked_in("day")} == morning | evening
    assert {item.id for item in ITEMS} - (morning | evening) == {"micro_item", "gratitude"}
