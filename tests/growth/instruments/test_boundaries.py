"""Questionnaires at their edges: what is refused and how it is said, and where a rule begins to hold."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.growth.instruments.answers import careless, check_answers, parse_answers
from lifeos_cli.growth.instruments.catalog import FOLDER, NAMES, load
from lifeos_cli.growth.instruments.micro import micro_item, micro_observation, next_micro_item
from lifeos_cli.growth.instruments.norms import norm_of, norm_row_id
from lifeos_cli.growth.instruments.scoring import Sheet, observations, score
from lifeos_cli.growth.profile.rows import Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MINI, POOL = load("mini-ipip"), load("ipip-50")
GOOD = [3, 5, 2, 1, 4, 2, 1, 4, 5, 2, 3, 4, 3, 2, 1, 4, 2, 3, 3, 2]
FORM = 'Give 20 whole numbers from 1 to 5 in order, or {"E1": 4, ...}; null skips an item.'
ALL = "Leave it out to be compared with everybody."
LONG = "x" * 40
CUT = "x" * 19 + "\u2026"
TODAY = date(2026, 6, 1)


def by_id(values: Iterable[Any]) -> dict[str, Any]:
    return {item.id: value for item, value in zip(MINI.items, values, strict=True)}


def plain(form: Any) -> Any:
    """Turn named tuples into what JSON would hold of them, without what is not set."""
    if hasattr(form, "_asdict"):
        given_ = {name: plain(value) for name, value in form._asdict().items()}
        return {name: value for name, value in given_.items() if value is not None}
    if isinstance(form, dict):
        return {str(name): plain(value) for name, value in form.items()}
    return [plain(value) for value in form] if isinstance(form, tuple) else form


@pytest.mark.parametrize("name", NAMES)
def test_a_form_read_is_its_file_and_each_scale_holds_its_own_items(name: str) -> None:
    read = plain(load.__wrapped__(name))
    written = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    for dimension, scale in read["scales"].items():
        own = [item for item in written["items"] if item["dimension"] == dimension]
        assert (scale.pop("dimension"), scale.pop("items")) == (dimension, own)
        assumed = {"points": 5, "assumed": False} | written["scales"][dimension]
        written["scales"][dimension] = assumed
    assert read == written


@pytest.mark.parametrize(
    ("refused", "message", "hint"),
    [
        (lambda: parse_answers("[1,", MINI), "The answers are not valid JSON", FORM),
        (lambda: parse_answers("1", MINI), "mini-ipip has 20 items, 1 are answered", FORM),
        (
            lambda: check_answers(7, MINI),  # type: ignore[arg-type]  # what a file may hold
            "The answers are neither an object nor a list",
            FORM,
        ),
        (lambda: check_answers({LONG: 1}, MINI), f"mini-ipip has no item '{CUT}'", FORM),
        (
            lambda: check_answers([LONG] * 20, MINI),
            f"E1 is answered from 1 to 5, not '{CUT}'",
            "",
        ),
        (
            lambda: micro_item(LONG),
            f"No statement is called '{CUT}'",
            "They are called as E1, A4 or O10.",
        ),
        (lambda: norm_row_id("robot"), "Norms exist for male and female", ALL),
        (lambda: norm_row_id(None, 17), "Norms begin at age 18", ALL),
        (
            lambda: norm_of(MINI.scales["openness"]._replace(norms={}), "male"),
            "The scale of openness has no norms",
            "",
        ),
    ],
)
def test_a_refusal_says_what_is_off_and_what_to_do(
    refused: Callable[[], object], message: str, hint: str
) -> None:
    with pytest.raises(LifeosError) as caught:
        refused()
    assert isinstance(caught.value, UsageFault | NotFoundError)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_norms_begin_on_the_eighteenth_birthday() -> None:
    assert norm_row_id("female", 18) == "female_18-24"


def test_a_sheet_of_a_second_and_a_half_an_item_is_not_hasty() -> None:
    assert careless(by_id(GOOD), MINI, [1.5] * 20) is None
    assert careless(by_id(GOOD), MINI, [1.49] * 20) == "answered in under 1.5 seconds an item"


@pytest.mark.parametrize(
    ("answered", "said"),
    [
        ([], None),
        ([3], None),
        ([3, 3], "nearly all answers the same"),
        ([3, 4], None),
        ([3] * 9, "nearly all answers the same"),
        ([3] * 10, "10 or more identical answers in a row"),
    ],
)
def test_a_sheet_nearly_empty_is_judged_by_what_is_there(answered: list[int], said: str | None) -> None:
    assert careless(by_id([*answered, *[None] * (20 - len(answered))]), MINI) == said


@pytest.mark.parametrize(
    ("side", "bad"),
    [([4, 4, 4, 4, 5], False), ([4, 4, 4, 5, 5], True), ([2, 2, 2, 2, 1], False), ([2, 2, 2, 1, 1], True)],
)
def test_contradictions_are_means_beyond_4_2_or_1_8_on_both_sides(side: list[int], bad: bool) -> None:
    answers: dict[str, int | None] = dict.fromkeys(by_id(GOOD))
    for key in (1, -1):
        own = [item.id for item in MINI.items if item.key == key]
        answers |= dict(zip(own, side, strict=False))
    said = "statements that contradict each other were answered alike"
    assert careless(answers, MINI) == (said if bad else None)


def test_the_first_statement_ever_is_the_one_that_measures_best() -> None:
    first = next_micro_item([], "2026-06-01")
    assert first is not None
    assert (first.id, first.loading) == ("E5", max(item.loading or 0 for item in POOL.items))


@pytest.mark.parametrize(
    ("last", "chosen"), [({}, "E5"), ({"E1": (101,)}, "E1"), ({"E5": (10, 200)}, "A4"), ({"E1": (10,)}, "A4")]
)
def test_after_a_whole_sheet_the_oldest_answer_then_the_best_comes_and_the_latest_answer_counts(
    last: dict[str, tuple[int, ...]], chosen: str
) -> None:
    days = {item.id: last.get(item.id, (100,)) for item in POOL.items}
    answered = [
        (name, (TODAY - timedelta(days=ago)).isoformat()) for name, all_ in days.items() for ago in all_
    ]
    found = next_micro_item(answered, TODAY.isoformat())
    assert found is not None
    assert found.id == chosen


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from([item.id for item in POOL.items]), st.integers(1, 300)), max_size=150)
)
def test_the_statement_of_the_day_is_found_step_by_step(log: list[tuple[str, int]]) -> None:
    ages = {item.id: min([ago for name, ago in log if name == item.id], default=9999) for item in POOL.items}
    able = [item for item in POOL.items if ages[item.id] > 90]
    turn = {
        one.dimension: min(ages[i.id] for i in POOL.items if i.dimension == one.dimension) for one in able
    }
    for rule in (lambda one: turn[one.dimension], lambda one: ages[one.id], lambda one: one.loading):
        most = max((rule(one) for one in able), default=None)
        able = [one for one in able if rule(one) == most]
    answered = [(name, (TODAY - timedelta(days=ago)).isoformat()) for name, ago in log]
    found = next_micro_item(answered, TODAY.isoformat())
    assert found == min(able, key=lambda one: one.id, default=None)


@pytest.mark.parametrize(("answer", "keyed"), [(1, 5), (5, 1)])
def test_a_statement_answered_is_an_observation_with_all_that_was_given(answer: int, keyed: int) -> None:
    found = micro_observation("r", "e2", answer, at=7, local_date="1970-01-02", session_id="s")
    assert found == Observation(
        id="r",
        dimension="extraversion",
        source="micro",
        effective_at=7,
        local_date="1970-01-02",
        session_id="s",
        t=50 + 10 * (keyed - 3.249) / 1.305,
        rho2=0.683 * 0.683,
        instrument="ipip-50",
        items=("E2",),
    )


def test_a_sheet_is_an_observation_a_scale_against_its_own_norms_with_all_that_was_given() -> None:
    answers: dict[str, int | None] = {
        item.id: 3 if item.dimension == "extraversion" else None for item in MINI.items
    }
    taken = Sheet("a", "mini-ipip", answers | {"E7": None}, 7, "1970-01-02", "female", "s", 9)
    (found,) = observations(taken, MINI)
    assert found == Observation(
        id="a:extraversion",
        dimension="extraversion",
        source="assessment",
        effective_at=7,
        local_date="1970-01-02",
        session_id="s",
        withdrawn_at=9,
        t=50 + 10 * (3 - 2.999) / 1.010,
        rho2=0.77,
        instrument="mini-ipip",
        assessment_id="a",
        items=("E1", "E2", "E4"),
    )


def test_a_score_as_a_dictionary_is_whole() -> None:
    found = score(by_id([3] * 20), MINI)["openness"].as_dict()
    assert found.pop("t") == pytest.approx(50 + 10 * (3 - 4.038) / 0.766)
    assert found.pop("percentile") < 50
    assert found == {
        "dimension": "openness",
        "answered": 4,
        "items": 4,
        "raw": 3.0,
        "pomp": None,
        "norm_row": "all",
        "limit": "",
    }
