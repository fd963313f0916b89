"""At which number something is told, and what exactly is told there; worked out by other ways than the program's."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.growth.trends.heatmap import Cell, heatmap
from lifeos_cli.growth.trends.slope import slope
from lifeos_cli.growth.trends.stats import (
    Sums,
    correlation,
    correlation_band,
    degrees,
    discoveries,
    sums,
)
from lifeos_cli.growth.trends.student import critical, two_sided
from lifeos_cli.growth.trends.together import Together, together
from tests.growth.trends.made import noise, series

ONE = Together("sleep_hours", "mood_now", 0, 30, 0.5, 0.25, 0.7, 0.01, stands=True)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (ONE, "Higher sleep hours went together with higher mood now"),
        (ONE._replace(r=-0.5), "Higher sleep hours went together with lower mood now"),
        (ONE._replace(lag=1), "Higher sleep hours went together with higher mood now the next day"),
    ],
)
def test_what_went_together_is_one_sentence_with_its_band(one: Together, said: str) -> None:
    assert one.sentence() == f"{said} (r {one.r:.2f}, 95 % band 0.25 to 0.70, 30 days)"
    titles = {"sleep_hours": "sleep", "mood_now": "mood"}
    short = said.replace("sleep hours", "sleep").replace("mood now", "mood")
    assert one.sentence(titles).startswith(f"{short} (r ")


def test_what_is_as_sure_comes_by_name() -> None:
    mood = noise(1, 28)
    equal = together({name: series([*mood]) for name in "cba"}, lags=(0,))
    assert [(one.first, one.second, one.stands) for one in equal] == [
        *(("a", "b", True), ("a", "c", True), ("b", "c", True))
    ]


def test_an_item_that_never_varies_goes_with_nothing() -> None:
    assert together({"mood": series([*noise(1)]), "energy": series([4.0] * 60)}) == []


@pytest.mark.parametrize("n", [21, 28, 90])
def test_the_error_of_a_course_is_that_of_blocks_of_residuals_drawn_one_by_one(n: int) -> None:
    values = noise(3, n)
    line = statistics.linear_regression(range(n), values)
    left = [value - line.intercept - line.slope * place for place, value in enumerate(values)]
    chance = random.Random("slope")  # noqa: S311 - a seeded simulation
    slopes = []
    for _ in range(1000):
        drawn = [
            left[(start + step) % n] for start in chance.choices(range(n), k=-(-n // 7)) for step in range(7)
        ]
        slopes.append(7 * statistics.linear_regression(range(n), drawn[:n]).slope)
    reach = critical(-(-n // 7) - 1) * statistics.stdev(slopes)
    found = slope(series([*values]))
    told = (n, 7 * line.slope, 7 * line.slope - reach, 7 * line.slope + reach)
    assert tuple(found) == pytest.approx(told)
    assert slope(series([*values])) == found
    assert found.as_dict() == {
        **dict(zip(("n", "a_week", "low", "high"), found, strict=True)),
        "direction": "flat",
    }


@pytest.mark.parametrize("value", [3.0, 3.1, 13 / 3, 1 / 7])
@pytest.mark.parametrize("n", [21, 60, 97])
def test_a_value_that_stays_the_same_has_a_flat_course_whatever_its_rounding(value: float, n: int) -> None:
    found = slope(series([value] * n))
    assert found.direction == "flat"
    assert found.a_week == pytest.approx(0, abs=1e-12)


def test_the_slope_of_sums_is_that_of_the_line() -> None:
    assert sums([(10, 1), (11, 3), (12, 5)]).slope() == 2
    assert sums([(0, 4), (0.25, 3)]).slope() == -4


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=3, max_size=40))
def test_where_the_zero_of_a_scale_lies_changes_no_correlation(pairs: list[tuple[float, float]]) -> None:
    far = correlation([(x + 1e8, y - 1e8) for x, y in pairs])
    assert far == (None if correlation(pairs) is None else pytest.approx(correlation(pairs), abs=1e-5))


@pytest.mark.parametrize("times", [1.0, -1.0])
def test_no_correlation_lies_beyond_one(times: float) -> None:
    for seed in range(200):
        found = correlation([(value, times * 0.7 * value + 0.1) for value in noise(seed, 30)])
        assert found is not None
        assert abs(found) <= 1
    assert Sums(3, 0, 0, 2, 2, 2.0000000000000004 * times).correlation() == times


@pytest.mark.parametrize(("n", "df"), [(1, 1), (7, 1), (14, 1), (15, 2), (21, 2), (22, 3), (90, 12)])
def test_the_degrees_of_freedom_are_the_weeks_less_one(n: int, df: int) -> None:
    assert degrees(n) == df


def test_no_chance_is_above_one() -> None:
    assert all(two_sided(0, df) <= 1 for df in range(1, 200))


def test_a_p_value_on_the_line_of_benjamini_and_hochberg_stands() -> None:
    assert discoveries([0.5], 0.5) == {0}
    assert discoveries([0.75, 0.25], 0.5) == {1}
    assert discoveries([0.5, 0.25], 0.5) == {0, 1}
    assert discoveries([0.1, 0.2]) == set()


def test_no_band_where_most_samples_miss_what_varies() -> None:
    """One day of 91 varies on each side: a sample holds either with 65 %, both with 41 %."""
    days = [(float(n == 10), float(n == 50)) for n in range(91)]
    assert correlation_band(days, "seed") is None
    assert correlation_band([(x, other) for (x, _), other in zip(days, noise(1, 91), strict=True)], "seed")
    assert correlation_band([(other, y) for (_, y), other in zip(days, noise(1, 91), strict=True)], "seed")


@pytest.mark.parametrize(("first", "second"), [(1e-6, 1.0), (1.0, 1e-6), (1e6, 1.0), (1.0, 1e6)])
def test_the_unit_of_an_item_changes_no_band(first: float, second: float) -> None:
    rare = [float(n in {10, 11}) for n in range(91)]
    for pairs in (zip(rare, noise(4, 91), strict=True), zip(noise(5, 91), rare, strict=True)):
        plain = [*pairs]
        band = correlation_band(plain, "seed")
        assert band is not None
        assert correlation_band([(first * x, second * y) for x, y in plain], "seed") == pytest.approx(band)


def test_a_calendar_ends_with_the_week_of_its_last_day_also_when_that_is_a_monday() -> None:
    days = {"2026-01-11": 4.0, "2026-01-12": None}
    assert heatmap(days, "2026-01-11", "2026-01-12", 1, 7) == [
        [*[None] * 6, Cell("2026-01-11", 4.0, 2, checked_in=True)],
        [Cell("2026-01-12", None, None, checked_in=True), *[None] * 6],
    ]
    assert heatmap({}, "2026-01-11", "2026-01-11", 1, 7)[0][6] == ("2026-01-11", None, None, False)
