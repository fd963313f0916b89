"""The profile as a function of its log."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.clock import DAY
from lifeos_cli.errors import NotFoundError
from lifeos_cli.growth.profile.dimensions import DIMENSIONS, find_dimension
from lifeos_cli.growth.profile.fold import Folds, fold
from lifeos_cli.growth.profile.history import compare, course, surprises
from lifeos_cli.growth.profile.rows import Observation
from lifeos_cli.growth.profile.trace import Moment
from lifeos_cli.growth.profile.why import why
from lifeos_cli.growth.profile.wording import label, lately_line, rests_on, shown_band, trait_line
from tests.growth.profile.made import START, ai, at, day_name, logs, scale

if TYPE_CHECKING:
    import random


def now(day: float) -> Moment:
    return Moment(round(START + day * DAY), day_name(int(day)))


def everything(rows: list[Observation], **more: Any) -> list[tuple[Any, ...]]:
    profile = fold(rows, **more)
    return [(one.state, one.label, one.lately, one.lately_n) for one in profile.dimensions.values()]


CHANGED: dict[str, dict[str, Any]] = {
    "withdraw": {"withdrawn_at": 1},
    "propose": {"accepted": False},
    "day": {"local_date": "2026-02-01"},
    "level": {"level": 1},
    "score": {"t": 61.5, "rho2": 0.7},
    "session": {"session_id": "another"},
    "version": {"prompt_version": "later"},
}
CHANGES = ("add", "add", "remove", *CHANGED)


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_to_the_last_bit(
    rows: list[Observation], chance: random.Random
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert everything(mixed, as_of=now(1100)) == everything(rows, as_of=now(1100))


@given(logs(), logs(size=4))
def test_withdrawing_restores_the_state_bit_by_bit(rows: list[Observation], more: list[Observation]) -> None:
    new = [row._replace(id=f"new{row.id}", session_id=f"n{row.session_id}") for row in more]
    withdrawn = [row._replace(withdrawn_at=1) for row in new]
    assert everything([*rows, *withdrawn], as_of=now(1100)) == everything(rows, as_of=now(1100))


@given(
    st.permutations(range(5)),
    st.lists(st.floats(20, 80), min_size=5, max_size=5),
    st.integers(0, 300),
)
def test_within_a_day_the_order_of_evidence_does_not_matter(
    order: list[int], values: list[float], gap: int
) -> None:
    def day(places: list[int]) -> list[Observation]:
        earlier = scale("z", 0, 70, 0.5)
        rows = [earlier]
        for n, place in enumerate(places):
            when = gap + 1 + place * 4 / 24
            row = scale(f"r{n}", when, values[n], 0.6) if n % 2 else ai(f"r{n}", when, n - 2)
            rows.append(row)
        return rows

    one, other = fold(day([0, 1, 2, 3, 4])), fold(day(order))
    a, b = one.dimensions["extraversion"].state, other.dimensions["extraversion"].state
    assert a == pytest.approx(tuple(b), rel=1e-9, abs=1e-9)


@given(logs(sources=("ai",)), st.integers(0, 3000))
def test_readings_alone_give_at_most_a_first_impression(rows: list[Observation], day: int) -> None:
    for one in fold(rows, as_of=now(day)).dimensions.values():
        assert one.state.confidence <= 0.3025
        assert one.label in {"not enough to say", "first impression"}


@given(logs())
def test_pulls_sum_to_the_mean_and_shares_to_one(rows: list[Observation]) -> None:
    for one in fold(rows).dimensions.values():
        found = one.weights()
        assert 50 + sum(weight.pull for weight in found) == pytest.approx(one.state.mean, abs=1e-8)
        assert sum(weight.share for weight in found) == pytest.approx(1 if found else 0)
        assert sum(share.share for share in one.shares()) == pytest.approx(1 if found else 0)
        assert all(0 <= weight.share <= 1 for weight in found)


def test_without_drift_a_share_is_the_evidences_precision_over_the_total() -> None:
    rows = [scale("a", 0, 60, 0.77), scale("b", 0.1, 50, 0.5)]
    found = [weight.share for weight in fold(rows).dimensions["extraversion"].weights()]
    first, second = 0.77 / 23, 0.5 / 50
    assert found == pytest.approx([first / (first + second), second / (first + second)])


def test_half_a_year_lies_between_two_tests_as_in_the_worked_example() -> None:
    rows = [scale("a", 0, 45), scale("b", 182.625, 65)]
    state = fold(rows).dimensions["extraversion"].state
    assert [state.mean, state.var] == pytest.approx([56.0062, 14.4524], abs=1e-4)


def test_confidence_fades_to_the_moment_asked_for_but_not_within_the_day() -> None:
    row = scale("a", 0.3, 62)
    state = fold([row], as_of=now(0.9)).dimensions["extraversion"].state
    assert state.var == pytest.approx(23, abs=1e-12)
    later = fold([row], as_of=now(0.3 + 365.25)).dimensions["extraversion"].state
    assert [later.mean, later.var] == pytest.approx([60.53, 33], abs=1e-4)
    assert fold([row], as_of=now(0.1)).dimensions["extraversion"].state.var == 100


def test_own_dimensions_drift_faster_and_the_big_five_before_25() -> None:
    row = scale("a", 0, 62, 0.5)
    custom = fold([row._replace(dimension="growthMindset")], as_of=now(365.25))
    assert custom.dimensions["growthMindset"].state.var == pytest.approx(80)
    young = fold([row], as_of=now(730.5), turns_25_at=round(START + 365.25 * DAY))
    assert young.dimensions["extraversion"].state.var == pytest.approx(50 + 14 + 10)
    older = fold([row], as_of=now(365.25), turns_25_at=START - DAY)
    assert older.dimensions["extraversion"].state.var == pytest.approx(60)


def test_data_are_as_computed_and_only_text_has_limits() -> None:
    rows = [scale(f"a{n:02d}", n, 120, 0.98) for n in range(10)]
    one = fold(rows).dimensions["extraversion"]
    data = one.as_dict()
    assert data["mean"] > 80
    assert data["confidence"] > 0.99
    assert data["high"] == one.state.mean + 1.96 * sqrt(one.state.var)
    assert trait_line(one) == "Extraversion 80 (80-80), well measured"
    assert shown_band(50, 0.1) == (46, 54)


def test_json_has_all_eight_dimensions_and_the_documented_keys() -> None:
    data = fold([scale("a", 0, 62)]).as_dict()
    assert list(data) == ["dimensions"]
    assert set(data["dimensions"]) == set(DIMENSIONS)
    extraversion = data["dimensions"]["extraversion"]
    assert {"mean", "confidence", "low", "high", "label", "lately"} <= set(extraversion)
    assert extraversion["mean"] == pytest.approx(60.53, abs=1e-4)
    assert extraversion["label"] == "fair estimate"
    assert data["dimensions"]["openness"]["mean"] == 50
    assert data["dimensions"]["openness"]["last_evidence_at"] is None


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0, "not enough to say"),
        (0.1499, "not enough to say"),
        (0.15, "first impression"),
        (0.3999, "first impression"),
        (0.4, "rough estimate"),
        (0.6999, "rough estimate"),
        (0.7, "fair estimate"),
        (0.8999, "fair estimate"),
        (0.9, "well measured"),
    ],
)
def test_words_follow_confidence(confidence: float, words: str) -> None:
    assert label(confidence) == words


def test_lately_is_the_mean_level_of_the_last_14_days_sessions() -> None:
    rows = [ai("a", 0, 2), ai("b", 1, 2), ai("c", 10, -1), ai("d", 14.5, 1), scale("e", 14, 80)]
    one = fold(rows, as_of=now(15)).dimensions["extraversion"]
    assert (one.lately, one.lately_n) == (0, 2)
    assert "not who you are" in lately_line(one)
    none = fold(rows, as_of=now(40)).dimensions["extraversion"]
    assert (none.lately, none.lately_n) == (None, 0)
    assert "nothing to go by" in lately_line(none)


def test_the_example_sentence_of_the_specification() -> None:
    rows = [scale("t", 131, 62)] + [ai(f"a{n}", 131.1, 1) for n in range(4)]
    one = fold(rows).dimensions["extraversion"]
    assert trait_line(one) == "Extraversion 61 (52-71), fair estimate"
    assert rests_on(one.shares()) == "Rests on: your mini-ipip 12 May (96 %), 4 conversations (4 %)."


def test_no_score_is_put_into_words_before_there_is_enough() -> None:
    one = fold([ai("a", 0, 2)]).dimensions["extraversion"]
    assert trait_line(one) == "Extraversion: not enough to say"


def test_growth_mindset_is_percent_of_its_own_scale() -> None:
    one = fold([scale("a", 0, 50, 0.55, "growthMindset")]).dimensions["growthMindset"]
    assert one.pomp == pytest.approx(65)
    assert trait_line(one) == "Growth mindset 65 of 100 on your own scale, rough estimate"
    assert fold([]).dimensions["openness"].pomp is None
    assert fold([]).dimensions["growthMindset"].pomp is None, "nothing was answered yet"


def test_only_a_surprising_self_report_is_asked_about() -> None:
    known = [scale("a", 0, 45)]
    (one,) = surprises(known, [scale("b", 182.625, 65), ai("c", 183, 2)])
    assert one.row.id == "b"
    assert one.surprise == pytest.approx(2.82, abs=0.005)
    assert surprises(known, [scale("b", 182.625, 62)]) == []


def test_a_course_shows_each_moment_as_the_profile_then_was() -> None:
    rows = [scale("a", 0, 60), ai("b", 40, -2), scale("c", 100, 52)]
    moments = [now(day) for day in (-1, 0.5, 30, 60, 200)]
    points = course(rows, "extraversion", moments)
    assert [p.state for p in points] == [
        fold(rows, as_of=moment).dimensions["extraversion"].state for moment in moments
    ]
    assert points[0].state.confidence == 0


def test_two_profiles_differ_in_units_of_what_is_known() -> None:
    before, after = fold([scale("a", 0, 60)]), fold([scale("a", 0, 60), scale("b", 200, 40)])
    found = {one.dimension: one for one in compare(before, after)}
    assert found["openness"].apart == 0
    one = found["extraversion"]
    assert one.apart == pytest.approx((one.after.mean - one.before.mean) / sqrt(one.after.var + 23))
    assert one.as_dict()["difference"] < 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [("ext", "extraversion"), ("Self-awareness", "selfAwareness"), ("growth mindset", "growthMindset")],
)
def test_a_dimension_answers_to_a_unique_beginning(typed: str, name: str) -> None:
    assert find_dimension(typed) == name


@pytest.mark.parametrize("typed", ["", "e", "zeal"])
def test_nothing_else_is_a_dimension(typed: str) -> None:
    with pytest.raises(NotFoundError):
        find_dimension(typed)


def test_a_day_begun_in_another_zone_is_still_one_day() -> None:
    rows = [
        Observation("a", "openness", "micro", **{**at(0.9), "local_date": "2026-01-02"}, t=60.0, rho2=0.4),
        Observation("b", "openness", "micro", **{**at(1.5), "local_date": "2026-01-02"}, t=60.0, rho2=0.4),
    ]
    same = [row._replace(effective_at=START) for row in rows]
    assert fold(rows).dimensions["openness"].state == fold(same).dimensions["openness"].state


def test_a_day_stands_where_its_first_instant_does_also_where_zones_cross() -> None:
    rows = [
        scale("a", 0, 60)._replace(effective_at=START, local_date="2026-01-02"),
        scale("b", 0, 60)._replace(effective_at=START + 1, local_date="2026-01-01"),
        scale("c", 0, 60)._replace(effective_at=START + 2, local_date="2026-01-02"),
    ]
    steps = fold(rows).dimensions["extraversion"].steps
    assert [step.measurement.first.id for step in steps] == ["a", "c", "b"]


@settings(max_examples=20)
@given(logs(size=30))
def test_all_that_was_logged_is_either_evidence_or_set_aside(rows: list[Observation]) -> None:
    profile = fold(rows)
    used = [r.id for one in profile.dimensions.values() for step in one.steps for r in step.measurement.rows]
    assert sorted(used + [one.row.id for one in profile.set_aside]) == sorted(row.id for row in rows)


@given(logs(size=20))
def test_why_names_every_row_of_a_dimension_once_and_adds_up(rows: list[Observation]) -> None:
    profile = fold(rows)
    for name, one in profile.dimensions.items():
        found = why(profile, name)
        assert sorted(b.row.id for b in found) == sorted(row.id for row in rows if row.dimension == name)
        assert 50 + sum(b.pull for b in found) == pytest.approx(one.state.mean, abs=1e-8)
        assert all((b.surprise is None) == bool(b.set_aside) for b in found)


def test_why_shows_the_words_a_reading_rests_on() -> None:
    (because,) = why(fold([ai("a", 0, 1, quote="I talked to everyone")]), "extraversion")
    data = because.as_dict()
    assert (data["quote"], data["share"], data["kind"]) == ("I talked to everyone", 1, "coaching")
    assert data["pull"] == pytest.approx(1.65)


def test_another_birthday_makes_anew_what_was_kept() -> None:
    rows = [scale("a", 0, 60), scale("b", 200, 40)]
    kept, turns = Folds(), START + 100 * DAY
    assert repr(fold(rows, kept=kept)) == repr(fold(rows))
    assert repr(fold(rows, turns_25_at=turns)) != repr(fold(rows))
    assert repr(fold(rows, turns_25_at=turns, kept=kept)) == repr(fold(rows, turns_25_at=turns))


@given(
    logs(size=25),
    st.lists(st.tuples(st.integers(0, 24), st.sampled_from(CHANGES), st.integers(0, 1100)), max_size=12),
    st.sampled_from((None, 1_780_000_000_000)),
)
def test_a_fold_over_what_was_kept_is_the_whole_fold_to_the_last_bit(
    rows: list[Observation], steps: list[tuple[int, str, int]], born: int | None
) -> None:
    kept, here = Folds(), list(rows[: len(rows) // 2])
    for number, change, day in steps:
        fresh = rows[len(here) :][:1]
        if change == "add" or not here:
            here += fresh
        elif change == "remove":
            here.pop(number % len(here))
        else:
            at = number % len(here)
            here[at] = here[at]._replace(**CHANGED[change])
        turns = None if day % 5 == 0 else born
        whole = fold(here, as_of=now(day), turns_25_at=turns)
        assert repr(fold(here, as_of=now(day), turns_25_at=turns, kept=kept)) == repr(whole)
