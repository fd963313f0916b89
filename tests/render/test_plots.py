"""Pictures made of characters fit the terminal and show every day."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.render.plots import BLOCKS, SHADES, heatmap, spark

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SHOWN = set(SHADES)


def year_of(year: int, value: float | None = 7) -> dict[str, float | None]:
    length = 366 if calendar.isleap(year) else 365
    return {(date(year, 1, 1) + timedelta(days=i)).isoformat(): value for i in range(length)}


def marks(picture: str) -> int:
    return sum(char in SHOWN for line in picture.split("\n")[1:8] for char in line)


@pytest.mark.parametrize("width", [58, 80, 120])
@pytest.mark.parametrize("year", [1970, 2000, 2012, 2023, 2024, 2026, 2040, 9997])
def test_every_day_of_a_year_is_in_the_picture(year: int, width: int) -> None:
    picture = heatmap(year_of(year), year, 1, 7, width=width, color=False)
    assert marks(picture) == (366 if calendar.isleap(year) else 365)
    months = picture.split("\n")[0].split()
    assert months == [f"{date(year, month, 1):%b}" for month in range(1, 13)]


@pytest.mark.parametrize("width", [10, 20, 40, 57, 58, 80, 108, 109, 200])
@pytest.mark.parametrize("year", [2012, 2024, 2026])
def test_no_line_is_wider_than_the_terminal(year: int, width: int) -> None:
    picture = heatmap(year_of(year), year, 0, 14, width=width, color=False)
    lines = picture.split("\n")
    assert max(map(len, lines[:8])) <= width
    assert max(map(len, lines)) <= max(width, len("no answer, then 0 to 14"))


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2024, 12, 31)), st.sampled_from([20, 40, 80]))
def test_cut_to_a_narrow_terminal_the_newest_check_in_is_still_there(day: date, width: int) -> None:
    picture = heatmap({day.isoformat(): 7.0}, 2024, 1, 7, width=width, color=False)
    row = picture.split("\n")[1 + day.weekday()]
    assert row[4:].strip() == SHADES[-1]


def test_weeks_begin_on_monday_and_days_stand_in_their_row() -> None:
    picture = heatmap({"2026-11-22": 7.0, "2026-11-23": 1.0}, 2026, 1, 7, width=80, color=False)
    rows = picture.split("\n")[1:8]
    assert [row[:3].strip() for row in rows] == ["Mon", "", "Wed", "", "Fri", "", "Sun"]
    sunday, monday = rows[6].index(SHADES[4]), rows[0].index(SHADES[1])
    assert monday == sunday + 1


@pytest.mark.parametrize(("value", "step"), [(None, 0), (1, 1), (2, 1), (4, 3), (7, 4)])
def test_the_shade_is_the_place_on_the_scale(value: float | None, step: int) -> None:
    picture = heatmap({"2026-06-15": value}, 2026, 1, 7, width=80, color=False)
    assert SHADES[step] in picture.split("\n")[1]


def test_colour_changes_nothing_but_colour() -> None:
    days = {"2026-06-15": 3.5, "2026-06-16": None}
    plain = heatmap(days, 2026, 1, 7, width=80, color=False)
    coloured = heatmap(days, 2026, 1, 7, width=80, color=True)
    assert "\x1b" not in plain
    assert "\x1b" in coloured
    assert COLOUR.sub("", coloured) == plain


def test_an_empty_year_is_an_empty_picture() -> None:
    assert marks(heatmap({}, 2026, 1, 7, width=40, color=False)) == 0


@given(st.lists(st.floats(min_value=-100, max_value=100)), st.sampled_from([(1, 7), (0, 14), (3, 3)]))
def test_a_line_has_one_block_a_value(values: list[float], scale: tuple[float, float]) -> None:
    drawn = spark(values, *scale)
    assert len(drawn) == len(values)
    assert set(drawn) <= set(BLOCKS)


def test_a_line_goes_from_low_to_high() -> None:
    assert spark([1, 4, 7], 1, 7) == "▁▅█"
    assert spark([1, 2, 3, 4, 5, 6, 7], 1, 7) == "".join(sorted(spark([1, 2, 3, 4, 5, 6, 7], 1, 7)))
