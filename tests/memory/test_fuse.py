"""The arithmetic of fusion: scale does not matter, more is never less, and equals have an order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import DAY
from lifeos_cli.memory import fuse
from lifeos_cli.memory.spans import Span

numbers = st.floats(-100, 100, width=32)
columns = st.integers(1, 30).flatmap(lambda n: st.lists(numbers, min_size=n, max_size=n))


def array(values: list[float]) -> Any:
    return np.array(values, dtype=np.float32)


def everything(values: list[float]) -> Any:
    return np.ones(len(values), dtype=bool)


@given(columns)
def test_stretched_values_are_between_nothing_and_one(values: list[float]) -> None:
    made = fuse.stretch(array(values), everything(values))
    assert ((made >= 0) & (made <= 1)).all()


@given(columns, st.floats(0.01, 100), st.floats(-50, 50))
def test_the_scale_of_a_leg_does_not_matter(values: list[float], factor: float, shift: float) -> None:
    plain = fuse.stretch(array(values), everything(values))
    if plain.min() == plain.max():
        return
    moved = fuse.stretch(array(values) * np.float32(factor), everything(values))
    assert moved == pytest.approx(plain, abs=1e-3)


@given(columns, st.data())
def test_a_higher_score_is_never_stretched_lower(values: list[float], data: st.DataObject) -> None:
    one, two = (data.draw(st.integers(0, len(values) - 1)) for _ in range(2))
    made = fuse.stretch(array(values), everything(values))
    if values[one] >= values[two]:
        assert made[one] >= made[two]


@given(columns, columns, st.floats(0, 1))
def test_raising_one_leg_of_a_row_never_costs_it_rank(
    first: list[float], second: list[float], share: float
) -> None:
    size = min(len(first), len(second))
    legs = {"words": array(first[:size]), "meaning": array(second[:size])}
    among, ones = everything(first[:size]), np.ones(size, dtype=np.float32)
    at = np.arange(size, dtype=np.int64)
    shares = {"words": share, "meaning": 1 - share}
    before = fuse.best(fuse.add_up(legs, shares, among), ones, at, among, size).rows
    row = before[-1]
    legs["words"][row] = legs["words"].max()
    after = fuse.best(fuse.add_up(legs, shares, among), ones, at, among, size).rows
    assert after.index(row) <= before.index(row)


def test_the_shares_of_all_legs_sum_to_one() -> None:
    for share in (0.0, 0.35, 0.6, 1.0):
        assert sum(fuse.weights(share).values()) == pytest.approx(1)


def test_equals_come_newest_first_then_by_place_and_always_the_same() -> None:
    parts = {"words": np.zeros(6, dtype=np.float32)}
    at = np.array([5, 9, 9, 1, 9, 5], dtype=np.int64)
    ones, among = np.ones(6, dtype=np.float32), np.ones(6, dtype=bool)
    for most, expected in ((6, [1, 2, 4, 0, 5, 3]), (2, [1, 2]), (4, [1, 2, 4, 0])):
        assert fuse.best(parts, ones, at, among, most).rows == expected


def test_what_is_not_known_counts_as_least() -> None:
    made = fuse.stretch(array([np.nan, 0.2, 0.6]), np.array([True, True, True]))
    assert made.tolist() == [0, 0, 1]
    assert not fuse.stretch(array([np.nan, np.nan]), np.array([True, True])).any()


def test_nothing_at_all_is_ranked_to_nothing() -> None:
    empty, none = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=bool)
    ranked = fuse.best({"words": empty}, empty, np.zeros(0, dtype=np.int64), none, 10)
    assert ranked.rows == []
    assert fuse.stretch(empty, none).tolist() == []


def test_parts_explain_the_score() -> None:
    parts = {"words": array([0.2, 0.4]), "meaning": array([0.3, 0.1])}
    factor = array([1.0, 0.6])
    ranked = fuse.best(parts, factor, np.zeros(2, dtype=np.int64), np.ones(2, dtype=bool), 2)
    for score, explained in zip(ranked.scores, ranked.parts, strict=True):
        assert sum(explained.values()) == pytest.approx(score)
    assert ranked.rows == [0, 1]


def test_a_time_is_a_wish_and_age_a_shade() -> None:
    at = np.array([0, 50 * DAY, 400 * DAY], dtype=np.int64)
    timely = fuse.timely(at, [Span(40 * DAY, 60 * DAY)])
    assert timely[1] == 1
    assert 0 < timely[2] < timely[0] < 1
    recent = fuse.recent(at, 400 * DAY)
    assert recent[2] == 1
    assert recent[0] < recent[1] < 1
    assert fuse.RECENT < fuse.TIME < fuse.weights(0.5)["words_1"]


def test_texts_that_say_the_same_are_the_same() -> None:
    assert fuse.same("Good  night!!") == fuse.same("good night")
    assert fuse.same(" Stra\u00dfe_5 ... Nord!") == "stra\u00dfe 5 nord"
    assert fuse.same(" ?! ") == "?!"
    assert fuse.same("no") != fuse.same("yes")
    assert fuse.same("\U0001f415") != fuse.same("\U0001f9f6")


def test_half_way_is_half_and_outside_those_looked_at_nothing_stretches_the_range() -> None:
    among = np.array([True, True, True, False])
    made = fuse.stretch(array([2.0, 4.0, 3.0, 100.0]), among)
    assert made[:3].tolist() == pytest.approx([0.0, 1.0, 0.5])
    assert made[3] == 1.0


@pytest.mark.parametrize(("value", "made"), [(0.5, [1.0, 1.0, 0.0]), (0.0, [0.0] * 3), (-2.0, [0.0] * 3)])
def test_where_all_are_alike_what_is_above_nothing_counts_whole(value: float, made: list[float]) -> None:
    among = np.array([True, True, False])
    assert fuse.stretch(array([value] * 3), among).tolist() == made


def test_a_narrow_range_of_cosines_is_not_blown_up_and_one_of_words_is() -> None:
    legs = {"words": array([0.1, 0.2]), "meaning": array([0.1, 0.2])}
    parts = fuse.add_up(legs, {"words": 0.4, "meaning": 0.6}, everything([0, 0]))
    assert parts["words"].tolist() == pytest.approx([0.0, 0.4])
    assert parts["meaning"].tolist() == pytest.approx([0.6 * (1 - 0.1 / fuse.COSINES), 0.6], abs=1e-6)


def test_a_leg_without_a_share_is_not_added() -> None:
    legs = {"words": array([0.1, 0.2]), "meaning": array([0.1, 0.2])}
    assert set(fuse.add_up(legs, {"words": 1.0, "meaning": 0.0}, everything([0, 0]))) == {"words"}
    assert set(fuse.add_up(legs, {"words": 0.5, "meaning": 0.5}, everything([0, 0]))) == {"words", "meaning"}


def test_nearness_in_time_halves_with_half_the_span_and_never_faster_than_a_week() -> None:
    start, end = 1_000 * DAY, 1_030 * DAY
    at = np.array([start, end - 1, end - 1 + 15 * DAY, start - 15 * DAY, start - 30 * DAY], dtype=np.int64)
    assert fuse.timely(at, [Span(start, end)]).tolist() == pytest.approx([1, 1, 0.5, 0.5, 0.25], abs=1e-4)
    short = Span(start, start + DAY)
    assert fuse.timely(np.array([start - 7 * DAY], dtype=np.int64), [short])[0] == pytest.approx(
        0.5, abs=1e-4
    )
    both = fuse.timely(at[-1:], [Span(start, end), Span(start - 30 * DAY, start - 29 * DAY)])
    assert both[0] == pytest.approx(1.0)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.booleans()), max_size=40), st.integers(0, 12)
)
def test_the_best_of_many_are_those_a_plain_sort_gives(made: list[tuple[int, int, bool]], most: int) -> None:
    values, at = (
        [float(value) for value, _, _ in made],
        np.array([when for _, when, _ in made], dtype=np.int64),
    )
    among = np.array([may for _, _, may in made], dtype=bool)
    ranked = fuse.best({"a": array(values)}, array([1.0] * len(made)), at, among, most)
    order = sorted((n for n in range(len(made)) if made[n][2]), key=lambda n: (-values[n], -made[n][1], n))
    assert ranked.rows == order[:most]


@pytest.mark.parametrize("most", [1, 10, 1000, 1300, 1500, 1999])
def test_none_of_the_best_of_two_thousand_is_lost_in_any_order_of_rows(most: int) -> None:
    for seed in range(10):
        values = np.random.default_rng(seed).permutation(2000).astype(np.float32)
        ones, at = np.ones(2000, dtype=np.float32), np.zeros(2000, dtype=np.int64)
        made = fuse.best({"a": values}, ones, at, everything([0] * 2000), most)
        assert made.scores == list(range(1999, 1999 - most, -1))


def test_the_arrays_of_every_leg_are_as_small_as_those_of_the_texts() -> None:
    at = np.array([0, 5 * DAY], dtype=np.int64)
    among = everything([0, 0])
    legs = [fuse.stretch(array(values), among) for values in ([1.0, 2.0], [1.0, 1.0], [np.nan, np.nan])]
    legs += [fuse.timely(at, [Span(DAY, 2 * DAY)]), fuse.timely(at, []), fuse.recent(at, 5 * DAY)]
    assert {leg.dtype for leg in legs} == {np.dtype(np.float32)}


@pytest.mark.parametrize("most", [0, 1, 2, 3, 5])
def test_the_best_are_those_a_plain_sort_gives(most: int) -> None:
    values, at = [0.3, 0.9, 0.9, 0.1], [5, 1, 2, 9]
    ranked = fuse.best(
        {"a": array(values)}, array([1, 1, 1, 2]), np.array(at, dtype=np.int64), everything(values), most
    )
    sums = [0.3, 0.9, 0.9, 0.2]
    order = sorted(range(4), key=lambda n: (-sums[n], -at[n], n))[:most]
    assert ranked.rows == order
    assert ranked.scores == pytest.approx([sums[n] for n in order])
    assert [part["a"] for part in ranked.parts] == pytest.approx([sums[n] for n in order])
