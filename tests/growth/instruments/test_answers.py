"""Reading a sheet, and telling one that was not read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.instruments.answers import careless, parse_answers
from lifeos_cli.growth.instruments.catalog import load

MINI = load("mini-ipip")
GOOD = [3, 5, 2, 1, 4, 2, 1, 4, 5, 2, 3, 4, 3, 2, 1, 4, 2, 3, 3, 2]


def by_id(values: list[Any]) -> dict[str, Any]:
    return {item.id: value for item, value in zip(MINI.items, values, strict=False)}


@pytest.mark.parametrize(
    "typed",
    [
        json.dumps(GOOD),
        json.dumps(by_id(GOOD)),
        json.dumps({key.lower(): str(value) for key, value in reversed(by_id(GOOD).items())}),
        " ".join(map(str, GOOD)),
        ",".join(map(str, GOOD)) + "\n",
        "\n".join(map(str, GOOD)),
    ],
)
def test_the_same_sheet_in_every_form(typed: str) -> None:
    assert parse_answers(typed, MINI) == by_id(GOOD)
    assert list(parse_answers(typed, MINI)) == [item.id for item in MINI.items]


def test_an_item_is_skipped_by_saying_so() -> None:
    skipped: list[Any] = [None, *GOOD[1:]]
    assert parse_answers(json.dumps(skipped), MINI)["E1"] is None
    assert parse_answers("- " + " ".join(map(str, GOOD[1:])), MINI)["E1"] is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (json.dumps(GOOD[:19]), "19 are answered"),
        (json.dumps([*GOOD, 1]), "21 are answered"),
        (json.dumps(by_id(GOOD[:19])), "19 are answered"),
        (json.dumps({**by_id(GOOD), "E99": 1}), "no item 'E99'"),
        (json.dumps({**by_id(GOOD), "e1": 1}), "E1 is answered twice"),
        (json.dumps(by_id([6, *GOOD[1:]])), "E1 is answered from 1 to 5, not '6'"),
        (json.dumps([0, *GOOD[1:]]), "E1 is answered from 1 to 5"),
        (json.dumps([2.5, *GOOD[1:]]), "E1 is answered from 1 to 5"),
        (json.dumps([True, *GOOD[1:]]), "E1 is answered from 1 to 5"),
        (json.dumps([[1], *GOOD[1:]]), "E1 is answered from 1 to 5"),
        ('{"E1": 1, "E1": 2}', "not valid JSON"),
        ("[1, 2", "not valid JSON"),
        ("[" * 5000, "not valid JSON"),
        ("", "0 are answered"),
        ("word " * 20, "E1 is answered from 1 to 5, not 'word'"),
    ],
)
def test_a_bad_sheet_is_one_clear_line(typed: str, said: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_answers(typed, MINI)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


@given(st.text() | st.lists(st.integers(-1, 9)).map(json.dumps))
def test_any_text_is_a_sheet_or_a_usage_fault(typed: str) -> None:
    try:
        found = parse_answers(typed, MINI)
    except UsageFault:
        return
    assert set(found) == {item.id for item in MINI.items}


def pattern(positive: int, negative: int) -> dict[str, int | None]:
    return {item.id: positive if item.key > 0 else negative for item in MINI.items}


def test_a_sheet_answered_with_thought_passes() -> None:
    assert careless(by_id(GOOD), MINI, [2.0] * 20) is None
    assert careless(pattern(5, 1), MINI) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([3] * 10 + [1, 2] * 5, "in a row"),
        ([1, 2] * 5 + [4] * 10, "in a row"),
    ],
)
def test_ten_alike_in_a_row_are_careless(values: list[int], said: str) -> None:
    assert said in str(careless(by_id(values), MINI))


def test_nine_alike_in_a_row_are_not() -> None:
    assert careless(by_id([3] * 9 + [1, 5] + [3] * 9), MINI) is None


def test_nearly_all_alike_is_careless_from_twenty_items_on() -> None:
    assert "nearly all" in str(careless(by_id([None, *[3] * 9, 4, *[3] * 9]), MINI))
    assert careless(by_id([None, *[3] * 9, 5, *[3] * 9]), MINI) is None
    same = load("self-awareness")
    assert careless({item.id: 5 for item in same.items}, same) is None


def test_haste_is_careless_by_the_median() -> None:
    assert "seconds" in str(careless(by_id(GOOD), MINI, [1.4] * 11 + [60.0] * 9))
    assert careless(by_id(GOOD), MINI, [1.4] * 9 + [1.6] * 11) is None


@pytest.mark.parametrize(("both", "bad"), [(5, True), (1, True), (4, False), (2, False)])
def test_yes_or_no_to_contradictions_is_careless(both: int, bad: bool) -> None:
    values = [both] * 20
    for place in (5, 12, 19):
        values[place] += 1 if both < 3 else -1
    found = careless(by_id(values), MINI)
    assert ("contradict" in str(found)) is bad


def test_resilient_and_panicking_at_once_is_a_contradiction_on_the_short_form() -> None:
    form = load("emotional-resilience")
    assert careless({item.id: 5 for item in form.items}, form)
    assert careless({"ER1": 1, "ER2": 1, "ER3": 1, "ER4": 5}, form) is None
