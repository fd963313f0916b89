"""What check-ins show over time, and what they do not."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.growth.trends.heatmap import heatmap
from lifeos_cli.growth.trends.slope import slope
from lifeos_cli.growth.trends.stats import (
    RESAMPLES,
    Sums,
    correlation,
    correlation_band,
    discoveries,
    fisher,
    sums,
)
from lifeos_cli.growth.trends.student import critical, two_sided
from lifeos_cli.growth.trends.together import Together, paired, to_show, together
from tests.growth.trends.made import noise, series


@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=2, max_size=60))
def test_the_correlation_is_pearsons(pairs: list[tuple[float, float]]) -> None:
    found = correlation(pairs)
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        assert found is None
        return
    assert found == pytest.approx(statistics.correlation(*zip(*pairs, strict=True)))


@pytest.mark.parametrize("n", [21, 28, 90])
def test_the_error_of_a_correlation_is_that_of_blocks_drawn_one_by_one(n: int) -> None:
    mean = statistics.fmean
    pairs = list(zip(noise(1, n), noise(2, n), strict=True))
    mx, my = mean(x for x, _ in pairs), mean(y for _, y in pairs)
    around = [(x - mx, y - my) for x, y in pairs] * 2
    chance = random.Random("seed")  # noqa: S311 - a seeded simulation
    values = []
    for _ in range(RESAMPLES):
        starts = chance.choices(range(n), k=-(-n // 7))
        drawn = sums([pair for start in starts for pair in around[start : start + 7]])
        values.append(fisher(Sums(*drawn).correlation() or 0.0))
    r, df = correlation(pairs) or 0.0, -(-n // 7) - 1
    band = correlation_band(pairs, "seed")
    error = statistics.stdev(values)
    assert band is not None
    assert fisher(band[2]) == pytest.approx(fisher(r) + critical(df) * error)
    assert band[3] == pytest.approx(two_sided(fisher(r) / error, df))


def test_benjamini_hochberg_as_in_their_paper() -> None:
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    p += [0.6528, 0.7590, 1.0]
    assert discoveries(p, 0.05) == {0, 1, 2, 3}
    assert discoveries([]) == set()
    assert discoveries([0.09], 0.1) == {0}
    assert discoveries([0.9, 0.04, 0.06], 0.1) == {1, 2}


@pytest.mark.parametrize(
    ("df", "t"), [(1, 12.7062), (2, 4.30265), (5, 2.57058), (8, 2.30600), (30, 2.04227), (120, 1.97993)]
)
def test_students_t_is_that_of_the_tables(df: int, t: float) -> None:
    assert critical(df) == pytest.approx(t, abs=1e-4)
    assert two_sided(t, df) == pytest.approx(0.05, abs=1e-5)
    assert two_sided(-t, df) == two_sided(t, df)
    assert two_sided(0, df) == pytest.approx(1)


def test_days_are_paired_by_date_also_with_the_next_day() -> None:
    sleep, energy = series([8, 6, None, 7]), series([3, 5, 2, None])
    assert paired(sleep, energy) == [(8, 3), (6, 5)]
    assert paired(sleep, energy, 1) == [(8, 5), (6, 2)]


def test_nothing_is_said_below_21_paired_days() -> None:
    same = noise(1, 21)
    assert together({"mood": series([*same[:20]]), "energy": series([*same[:20]])}) == []
    found = together({"mood": series([*same]), "energy": series([*same])}, lags=(0,))
    assert [(one.n, one.stands) for one in found] == [(21, True)]
    assert found[0].r == pytest.approx(1)


def test_what_goes_together_stands_and_noise_does_not() -> None:
    mood = noise(2)
    items = {
        "mood": series([*mood]),
        "energy": series([value + other for value, other in zip(mood, noise(3), strict=True)]),
        "stress": series([*noise(4)]),
    }
    found = together(items)
    assert len(found) == 3 + 6
    (best,) = [one for one in found if one.stands]
    assert (best.first, best.second, best.lag, best.n) == ("energy", "mood", 0, 60)
    assert best.low < best.r < best.high
    assert best.low > 0
    assert together(items) == found


def test_the_next_day_is_found_in_the_direction_it_has() -> None:
    sleep = noise(5, 80)
    later = [4.0, *[-value + other / 4 for value, other in zip(sleep, noise(6, 80), strict=True)]][:80]
    found = together({"sleep_hours": series([*sleep]), "stress": series([*later])})
    best = found[0]
    assert (best.first, best.second, best.lag) == ("sleep_hours", "stress", 1)
    assert best.stands
    said = best.sentence()
    assert said.startswith("Higher sleep hours went together with lower stress the next day (r -0.9")
    assert "79 days" in said
    assert not {"because", "causes", "caused", "leads", "due", "makes"} & set(said.split())


def test_at_most_three_are_shown_a_week() -> None:
    one = Together("a", "b", 0, 30, 0.5, 0.2, 0.7, 0.01, stands=True)
    assert len(to_show([one] * 5)) == 3
    assert len(to_show([one] * 5, shown_this_week=2)) == 1
    assert to_show([one], shown_this_week=4) == []
    assert to_show([one._replace(stands=False)]) == []


def test_under_pure_noise_hardly_anything_stands() -> None:
    false = 0
    for run in range(40):
        items = {
            name: series([*noise(1000 + 100 * run + n, 60)])
            for n, name in enumerate(("mood", "energy", "stress"))
        }
        false += any(one.stands for one in together(items, lags=(0,)))
    assert false <= 8


def test_a_course_is_told_with_its_band() -> None:
    rising = slope(series([0.1 * n + value / 10 for n, value in enumerate(noise(8))]))
    assert rising.direction == "up"
    assert rising.a_week == pytest.approx(0.7, abs=0.05)
    assert (rising.low or 0) < 0.7 < (rising.high or 0)
    assert slope(series([*noise(9)])).direction == "flat"
    assert slope(series([-0.1 * n for n in range(21)])).direction == "down"
    assert slope(series([0.1 * n for n in range(20)])) == (20, None, None, None)
    assert slope(series([0.1 * n for n in range(20)])).direction == "unknown"
    assert slope(series([3.0] * 40)).direction == "flat"


@settings(max_examples=25)
@given(st.lists(st.none() | st.integers(1, 7), max_size=60))
def test_any_days_have_a_course_always_the_same(values: list[int | None]) -> None:
    days = series([*values])
    assert slope(days) == slope(days)
    assert slope(dict(reversed(days.items()))) == slope(days)


def test_a_calendar_has_a_place_for_every_day_and_a_shade_for_every_value() -> None:
    weeks = heatmap(series([1, 7, None, 4, 2]), "2026-01-01", "2026-01-10", 1, 7)
    assert [len(week) for week in weeks] == [7, 7]
    assert weeks[0][:3] == [None, None, None]
    assert weeks[1][6] is None
    cells = [cell for week in weeks for cell in week if cell]
    assert [cell.date for cell in cells] == [f"2026-01-{n:02d}" for n in range(1, 11)]
    by_day = {cell.date: cell for cell in cells}
    assert [by_day[f"2026-01-0{n}"].step for n in (5, 6, 8, 9)] == [0, 4, 2, 0]
    assert (by_day["2026-01-07"].checked_in, by_day["2026-01-07"].value) == (True, None)
    assert not by_day["2026-01-10"].checked_in
