"""Sheets score as the keys and norm tables say; the expected numbers are worked out from the published norms."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.instruments.catalog import NAMES, load
from lifeos_cli.growth.instruments.norms import norm_of, norm_row_id
from lifeos_cli.growth.instruments.scoring import AT_TOP, Sheet, observations, score
from lifeos_cli.growth.profile.fold import fold
from tests.growth.profile.made import START

MINI = load("mini-ipip")


def sheet(name: str, **answers: int | None) -> dict[str, int | None]:
    return {item.id: answers.get(item.dimension, answers.get(item.id, 3)) for item in load(name).items}


def test_a_sheet_in_the_middle_scores_to_the_norms_of_everybody() -> None:
    found = score(sheet("mini-ipip"), MINI)
    # T = 50 + 10 (3 - M) / SD with M and SD of the published table
    wanted = {
        "extraversion": 50 + 10 * (3 - 2.917) / 1.019,
        "agreeableness": 50 + 10 * (3 - 3.942) / 0.853,
        "conscientiousness": 50 + 10 * (3 - 3.272) / 0.894,
        "neuroticism": 50 + 10 * (3 - 2.918) / 0.897,
        "openness": 50 + 10 * (3 - 4.038) / 0.766,
    }
    assert {name: one.t for name, one in found.items()} == pytest.approx(wanted, abs=1e-9)
    assert all(one.raw == 3 for one in found.values())


@pytest.mark.parametrize(
    ("dimension", "low", "high"),
    [
        ("extraversion", 31.2, 70.4),
        ("agreeableness", 15.5, 62.4),
        ("conscientiousness", 24.6, 69.3),
        ("neuroticism", 28.6, 73.2),
        ("openness", 10.3, 62.6),
    ],
)
def test_the_ends_of_the_form_are_those_of_the_table_and_are_said(
    dimension: str, low: float, high: float
) -> None:
    for keyed, t in ((1, low), (5, high)):
        answers = {item.id: keyed if item.key > 0 else 6 - keyed for item in MINI.items}
        one = score(answers, MINI)[dimension]
        assert one.t == pytest.approx(t, abs=0.05)
        assert one.raw == keyed
        assert ("top" in one.limit, "bottom" in one.limit) == (keyed == 5, keyed == 1)
    assert AT_TOP == "at the top of what this form can measure"


def test_one_answer_moves_its_own_scale_by_its_key() -> None:
    base = score(sheet("mini-ipip"), MINI)
    up, down = score(sheet("mini-ipip", E1=4), MINI), score(sheet("mini-ipip", E2=4), MINI)
    step = 10 * 0.25 / 1.019
    assert (up["extraversion"].t or 0) - (base["extraversion"].t or 0) == pytest.approx(step)
    assert (down["extraversion"].t or 0) - (base["extraversion"].t or 0) == pytest.approx(-step)
    assert up["openness"] == base["openness"]


def test_percentiles_come_from_the_table_of_raw_sums_for_everybody_and_full_scales() -> None:
    found = score(sheet("mini-ipip", O3=5), MINI)
    assert found["openness"].percentile == 23.7
    assert score(sheet("mini-ipip", O3=5), MINI, "male")["openness"].percentile is None
    assert score(sheet("mini-ipip", O3=None), MINI)["openness"].percentile is None
    fifty = score(sheet("ipip-50"), load("ipip-50"))["openness"]
    assert fifty.percentile == 8.0
    assert fifty.t == pytest.approx(50 + 10 * (3 - 3.922) / 0.618)


def test_three_of_four_items_score_and_two_do_not() -> None:
    three = score(sheet("mini-ipip", E1=None, E7=5, E2=3, E4=3), MINI)["extraversion"]
    assert three.answered == 3
    assert three.raw == pytest.approx(11 / 3)
    two = score(sheet("mini-ipip", E1=None, E2=None), MINI)["extraversion"]
    assert (two.raw, two.t, two.percentile) == (None, None, None)
    seven = {item.id: None if item.id in {"E1", "E2", "E3"} else 3 for item in load("ipip-50").items}
    assert score(seven, load("ipip-50"))["extraversion"].t is None


def test_another_norm_row_is_another_comparison() -> None:
    one = score(sheet("mini-ipip"), MINI, "female")["extraversion"]
    assert one.t == pytest.approx(50 + 10 * (3 - 2.999) / 1.010)
    assert one.norm_row == "female"
    one = score(sheet("mini-ipip"), MINI, "age_50+")["neuroticism"]
    assert one.t == pytest.approx(50 + 10 * (3 - 2.663) / MINI.scales["neuroticism"].norms["age_50+"].sd)


def test_self_awareness_is_stretched_to_the_six_points_of_its_norms() -> None:
    form = load("self-awareness")
    one = score(sheet("self-awareness", selfAwareness=4), form)["selfAwareness"]
    assert one.t == pytest.approx(50 + 10 * (4.75 - 4.988) / 0.817)
    assert score(sheet("self-awareness"), form, "male_25-34")["selfAwareness"].norm_row == "male"


def test_resilience_is_calm_with_the_three_others_reversed() -> None:
    form = load("emotional-resilience")
    answers: dict[str, int | None] = {"ER1": 2, "ER2": 1, "ER3": 2, "ER4": 4}
    one = score(answers, form, "male_21-40")["emotionalResilience"]
    assert one.t == pytest.approx(50 + 10 * (4 + 5 + 4 + 4 - 14.87) / 3.48)
    pooled = load("emotional-resilience").scales["emotionalResilience"].norms["all"]
    means = [14.37, 14.87, 15.19, 15.76, 12.7, 13.31, 13.93, 14.13]
    assert pooled.mean == pytest.approx(sum(means) / 32)


def test_growth_mindset_is_percent_of_the_possible_and_never_a_percentile() -> None:
    form = load("growth-mindset")
    answers: dict[str, int | None] = {"GM1": 5, "GM2": 5, "GM3": 4, "GM4": 1, "GM5": 2, "GM6": 2}
    one = score(answers, form)["growthMindset"]
    assert one.pomp == pytest.approx(100 * (27 / 6 - 0 - 1) / 4)
    assert one.percentile is None
    assert one.t == pytest.approx(50 + 10 * (27 / 6 - 3.6) / 0.7)
    assert score(sheet("mini-ipip"), MINI)["openness"].pomp is None


@given(st.sampled_from(NAMES), st.data())
def test_turning_every_answer_round_mirrors_every_score(name: str, data: st.DataObject) -> None:
    form = load(name)
    answers: dict[str, int | None] = {i.id: data.draw(st.integers(1, 5)) for i in form.items}
    turned = {key: 6 - value for key, value in answers.items() if value}
    for dimension, one in score(answers, form).items():
        other = score(turned, form)[dimension]
        assert (one.raw or 0) + (other.raw or 0) == pytest.approx(6)
        assert 1 <= (one.raw or 0) <= 5


def test_a_sheet_becomes_one_observation_a_scale() -> None:
    taken = Sheet("a1", "mini-ipip", sheet("mini-ipip", E1=None, E2=None), START, "2026-01-01")
    rows = observations(taken, MINI)
    assert {row.dimension for row in rows} == {
        "openness",
        "agreeableness",
        "conscientiousness",
        "neuroticism",
    }
    assert {row.dimension: row.rho2 for row in rows}["openness"] == 0.55
    assert all(len(row.items) == 4 and row.assessment_id == "a1" for row in rows)
    state = fold(rows).dimensions["agreeableness"].state
    assert state.confidence == pytest.approx(0.7)
    assert fold(observations(taken._replace(withdrawn_at=5), MINI)).dimensions["openness"].state.var == 100


def test_reliabilities_are_those_of_the_specification() -> None:
    short = {name: (scale.rho2, scale.retest) for name, scale in MINI.scales.items()}
    assert short == {
        "extraversion": (0.77, 0.77),
        "agreeableness": (0.70, 0.70),
        "conscientiousness": (0.69, 0.69),
        "neuroticism": (0.68, 0.68),
        "openness": (0.55, 0.65),
    }
    assert {name: scale.rho2 for name, scale in load("ipip-50").scales.items()} == {
        "extraversion": 0.87,
        "agreeableness": 0.82,
        "conscientiousness": 0.79,
        "neuroticism": 0.86,
        "openness": 0.79,
    }
    own = [load(name) for name in NAMES[2:]]
    assert [next(iter(form.scales.values())).rho2 for form in own] == [0.70, 0.65, 0.55]


@pytest.mark.parametrize("name", NAMES)
def test_every_form_says_where_it_comes_from_and_has_items_of_its_own(name: str) -> None:
    form = load(name)
    assert form.attribution
    assert form.norm_source
    assert len(form.labels) == 5
    assert len({item.id for item in form.items}) == len(form.items)
    assert {item.key for item in form.items} <= {1, -1}
    assert sum(len(scale.items) for scale in form.scales.values()) == len(form.items)
    assert [len(load(n).items) for n in NAMES] == [20, 50, 5, 4, 6]
    assert ("Goldberg" in form.attribution) == (name != "growth-mindset")


@pytest.mark.parametrize("alias", ["mini_ipip_20", "Mini-IPIP", "ipip_bfm_50", "selfAwareness"])
def test_a_form_answers_to_its_aliases(alias: str) -> None:
    assert load(alias).id in NAMES


def test_no_other_form_is_found() -> None:
    with pytest.raises(NotFoundError, match="No instrument"):
        load("mmpi\x1b[31m")


@pytest.mark.parametrize(
    ("sex", "age", "row"),
    [
        (None, None, "all"),
        ("male", None, "male"),
        (None, 24, "age_18-24"),
        (None, 25, "age_25-34"),
        ("female", 35, "female_35-49"),
        ("male", 50, "male_50+"),
        ("male", 99, "male_50+"),
    ],
)
def test_the_norm_row_is_named_once_by_sex_and_age(sex: Any, age: Any, row: str) -> None:
    assert norm_row_id(sex, age) == row
    for name in NAMES:
        for scale in load(name).scales.values():
            assert norm_of(scale, row)[1].sd > 0


@pytest.mark.parametrize(("sex", "age"), [("robot", None), (None, 17)])
def test_no_norms_for_others(sex: Any, age: Any) -> None:
    with pytest.raises(UsageFault, match="Norms"):
        norm_row_id(sex, age)


def test_too_few_answers_give_a_count_and_no_score() -> None:
    two = score(sheet("mini-ipip", E1=None, E2=None), MINI, "female")["extraversion"]
    assert two == ("extraversion", 2, 4, None, None, None, None, "female", "")


def test_only_the_ends_of_the_form_are_said_to_be_its_ends() -> None:
    found = score(sheet("mini-ipip"), MINI)
    assert {one.limit for one in found.values()} == {""}
    assert {name: one.dimension for name, one in found.items()} == {name: name for name in found}
