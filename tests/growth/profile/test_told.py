"""What the profile tells: whole JSON objects, sentences, and why each row counts or does not."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import DAY
from lifeos_cli.errors import NotFoundError
from lifeos_cli.growth.profile.change import POSSIBLE, changes_of
from lifeos_cli.growth.profile.dimensions import DIMENSIONS, find_dimension
from lifeos_cli.growth.profile.fold import fold, shares
from lifeos_cli.growth.profile.history import Difference, Point, course, surprises
from lifeos_cli.growth.profile.kalman import State
from lifeos_cli.growth.profile.quotes import Said, check
from lifeos_cli.growth.profile.resolve import resolve
from lifeos_cli.growth.profile.snapshots import picture
from lifeos_cli.growth.profile.trace import Moment
from lifeos_cli.growth.profile.why import why
from lifeos_cli.growth.profile.wording import lately_line, rests_on, trait_line
from tests.growth.profile.made import START, ai, day_name, scale

MINDSET = "growthMindset"


def now(day: float) -> Moment:
    return Moment(round(START + day * DAY), day_name(int(day)))


def test_a_dimension_as_json_after_one_test_is_kelleys_estimate() -> None:
    profile = fold([scale("a", 0, 70, 0.77, MINDSET)])
    mean, reach = 50 + 20 * sqrt(0.77), 1.96 * sqrt(23)
    wanted = {
        "mean": pytest.approx(mean),
        "confidence": pytest.approx(0.77),
        "low": pytest.approx(mean - reach, abs=1e-3),
        "high": pytest.approx(mean + reach, abs=1e-3),
        "label": "fair estimate",
        "lately": None,
        "lately_n": 0,
        "pomp": pytest.approx(100 * (3.6 + 0.7 * (mean - 50) / 10 - 1) / 4),
        "evidence": 1,
        "last_evidence_at": START,
    }
    assert picture(profile)[MINDSET] == wanted
    assert set(picture(profile)) == set(DIMENSIONS)
    assert picture(profile)["openness"]["lately_n"] == 0


@pytest.mark.parametrize(
    ("dimension", "turns_25_at", "var"),
    [
        ("extraversion", None, 30.0),
        ("extraversion", START + 900 * DAY, 34.0),
        ("extraversion", START + 183 * DAY, 32.0),
        (MINDSET, None, 50.0),
        (MINDSET, START + 183 * DAY, 50.0),
        (MINDSET, START + 900 * DAY, 50.0),
    ],
)
def test_between_two_tests_a_dimension_drifts_by_its_own_rate(
    dimension: str, turns_25_at: int | None, var: float
) -> None:
    rows = [scale("a", 0, 70, 0.8, dimension), scale("b", 365, 40, 0.8, dimension)]
    one = fold(rows, turns_25_at=turns_25_at).dimensions[dimension]
    h, seen = sqrt(0.8), 0.8 * var + 20
    assert one.state.mean == pytest.approx(50 + 20 * h - 26 * h * var / seen, abs=0.02)
    (told,) = surprises(rows[:1], rows[1:], turns_25_at)
    assert told.row == rows[1]
    assert told.surprise == pytest.approx(-26 / sqrt(seen), abs=0.01)


@given(
    st.sampled_from(["extraversion", MINDSET]),
    st.none() | st.integers(0, 900),
    st.lists(st.integers(0, 900), max_size=4),
)
def test_a_course_stands_at_each_moment_where_the_profile_stood(
    dimension: str, turns: int | None, days: list[int]
) -> None:
    rows = [
        scale("a", 3, 70, 0.8, dimension),
        scale("b", 400, 40, 0.8, dimension),
        ai("c", 700, 2, dimension),
    ]
    turns_25_at = None if turns is None else START + turns * DAY
    moments = [now(day) for day in sorted([*days, 3, 400, 700])]
    assert course(rows, dimension, moments, turns_25_at) == [
        Point(moment, fold(rows, as_of=moment, turns_25_at=turns_25_at).dimensions[dimension].state)
        for moment in moments
    ]


def test_evidence_of_the_very_moment_counts_and_lately_is_the_mean_of_its_sessions() -> None:
    rows = [ai("a", 1, 2), ai("b", 2, 1)]
    profile = fold(rows, as_of=now(2))
    assert profile.as_of == now(2)
    assert profile.dimensions["extraversion"].lately == pytest.approx(1.125)
    assert profile.dimensions["extraversion"].lately_n == 2
    before = fold(rows, as_of=now(2)._replace(at=now(2).at - 1)).dimensions["extraversion"]
    assert before.lately == pytest.approx(1.5)
    assert before.lately_n == 1


def test_each_test_is_a_source_by_itself_and_readings_are_one() -> None:
    rows = [scale("a", 0, 60), scale("b", 40, 60, instrument=None), ai("c", 50, 1), ai("d", 51, 1)]
    found = fold(rows).dimensions["extraversion"].shares()
    assert {(one.source, one.what, one.rows) for one in found} == {
        ("assessment", "your mini-ipip 1 Jan", 1),
        ("assessment", "your test 10 Feb", 1),
        ("ai", "2 conversations", 2),
    }
    assert found == sorted(found, key=lambda one: one.share, reverse=True)
    (only,) = shares(fold(rows[2:3]).dimensions["extraversion"].weights())
    assert only.as_dict() == {"source": "ai", "what": "1 conversation", "rows": 1, "share": 1.0}


def test_a_point_and_a_difference_as_json() -> None:
    before, after = State(50.0, 100.0), State(62.0, 44.0)
    assert Point(now(1), after).as_dict() == {
        "at": START + DAY,
        "local_date": "2026-01-02",
        "mean": 62.0,
        "confidence": pytest.approx(0.56),
        "low": pytest.approx(62 - 1.96 * sqrt(44), abs=1e-3),
        "high": pytest.approx(62 + 1.96 * sqrt(44), abs=1e-3),
    }
    assert Difference("openness", before, after).as_dict() == {
        "dimension": "openness",
        "from": 50.0,
        "to": 62.0,
        "difference": 12.0,
        "apart": 1.0,
    }


def test_why_shares_a_sessions_part_equally_and_says_what_moved_nothing() -> None:
    rows = [
        ai("z", 0, 2, session_id="s", quote="one", strength="strong"),
        ai("y", 0, 1, session_id="s", quote="two"),
        scale("x", 1, 60, items=("i",), assessment_id="sheet"),
        scale("w", 31, 60, items=("i",)),
        ai("v", 32, 1, withdrawn_at=5),
    ]
    found = why(fold(rows), "extraversion")
    assert [one.row.id for one in found] == ["y", "z", "x", "w", "v"]
    assert [one.noise_factor for one in found] == [1.0, 1.0, 1.0, 2.0, None]
    assert found[0].share == found[1].share
    assert sum(one.share for one in found) == pytest.approx(1)
    (gone,) = [one for one in found if one.set_aside]
    assert gone[1:] == (0.0, 0.0, None, None, "withdrawn")
    assert {one.set_aside for one in found[:4]} == {""}
    common = {"share": found[1].share, "pull": found[1].pull, "surprise": found[1].surprise}
    assert found[1].as_dict() == common | {
        "id": "z",
        "source": "ai",
        "effective_at": START,
        "local_date": "2026-01-01",
        "session_id": "s",
        "instrument": None,
        "assessment_id": None,
        "t": None,
        "level": 2,
        "strength": "strong",
        "kind": "coaching",
        "quote": "one",
        "answer": None,
        "set_aside": None,
    }
    test = found[2].as_dict()
    kept = ("instrument", "assessment_id", "t", "level", "strength", "kind", "quote", "answer")
    assert [test[key] for key in kept] == ["mini-ipip", "sheet", 60, None, None, None, None, None]


@pytest.mark.parametrize(
    ("level", "many", "said"),
    [
        (0.25, 1, "higher than most people's average (1 reading;"),
        (-0.25, 2, "lower than most people's average (2 readings;"),
        (0.249, 3, "about most people's average (3 readings;"),
        (-0.249, 1, "about most people's average (1 reading;"),
    ],
)
def test_lately_is_put_beside_most_people(level: float, many: int, said: str) -> None:
    one = fold([]).dimensions["selfAwareness"]._replace(lately=level, lately_n=many)
    end = "how you have been showing up; not who you are)"
    assert lately_line(one) == f"Self-awareness lately: {said} {end}"
    assert lately_line(one._replace(lately=None)) == "Self-awareness lately: nothing to go by"


@pytest.mark.parametrize(("mean", "said"), [(500.0, 100), (-500.0, 0)])
def test_a_text_shows_no_more_than_the_whole_scale(mean: float, said: int) -> None:
    one = fold([scale("a", 0, 70, 0.95, MINDSET)]).dimensions[MINDSET]._replace(state=State(mean, 5.0))
    assert trait_line(one) == f"Growth mindset {said} of 100 on your own scale, well measured"


def test_a_text_says_when_it_rests_on_nothing() -> None:
    assert rests_on(()) == "Rests on nothing yet."


def test_an_unknown_dimension_is_answered_with_the_eight() -> None:
    with pytest.raises(NotFoundError) as refused:
        find_dimension("charm")
    assert str(refused.value) == "No dimension of that name"
    assert refused.value.hint == (
        "The dimensions: openness, conscientiousness, extraversion, agreeableness, neuroticism, "
        "selfAwareness, growthMindset, emotionalResilience."
    )


@pytest.mark.parametrize(
    ("quote", "messages", "said"),
    [
        ("...", [Said("...", "user")], "the quote is empty"),
        ("I am shy", [Said("Hello", "user")], "the quote is not in the person's words"),
        ("I am shy", [Said("I am shy", "assistant")], "the quote is not the person's"),
        (
            "I am shy",
            [Said("I am shy", "user", fiction=True), Said("I am shy", "assistant")],
            "the quote is from fiction",
        ),
        ('"I am shy"', [Said('He: "I am shy"', "user")], "the quote is somebody else's words"),
        ("I am shy", [Said('I am shy. He: "I am shy"', "user")], None),
        ("I am shy", [Said('"I am shy", I am shy, "I am shy"', "user")], None),
        ('I said "no', [Said('I said "no way"', "user")], None),
    ],
)
def test_a_quote_is_theirs_if_said_once_outside_quotation_and_fiction(
    quote: str, messages: list[Said], said: str | None
) -> None:
    assert check(quote, messages) == said


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (scale("0", 0, 60, withdrawn_at=1), "withdrawn"),
        (scale("0", 0, 60, accepted=False), "not accepted yet"),
        (scale("0", 0, 60, dimension="charm"), "no such dimension"),
        (scale("0", 0, 60)._replace(source="rumour"), "no such source"),
        (scale("0", 0, float("nan")), "not a finite score"),
        (scale("0", 0, 60, rho2=0), "reliability must lie in (0, 0.98]"),
        (ai("0", 0, 1, quote_ok=False), "the quote is not the person's own words"),
        (ai("0", 0, 1, kind="gossip"), "no such kind or strength"),
        (ai("0", 0, None), "names no direction: logged only"),
        (ai("0", 0, 3), "a level goes from -2 to 2"),
        (ai("0", 0, None, direction="up"), "a direction is increase, decrease or stable"),
        (ai("0", 0, 1, user_words=19), "fewer than 20 words: ignored"),
    ],
)
def test_a_row_that_does_not_count_says_why_and_those_after_it_count(odd: Any, said: str) -> None:
    found = resolve([scale("2", 2, 60, items=("i",)), ai("3", 3, 1), odd, scale("1", 1, 60)])
    assert [(one.row.id, one.reason) for one in found.set_aside] == [("0", said)]
    assert [one.first.id for one in found.by_dimension["extraversion"]] == ["1", "2", "3"]


def test_the_log_is_taken_in_by_time_whatever_its_ids() -> None:
    rows = [scale(name, day, 60, items=("i",)) for name, day in (("c", 0), ("b", 5), ("a", 100), ("0", 105))]
    found = resolve(rows)
    assert [one.first.id for one in found.by_dimension["extraversion"]] == ["c", "a"]
    assert [one.row.id for one in found.set_aside] == ["b", "0"]
    reason = "same items less than 14 days before: logged only"
    assert {one.reason for one in found.set_aside} == {reason}


def test_only_assessments_show_change_whatever_lies_between() -> None:
    first, second = scale("a", 10, 50, items=("i",)), scale("c", 110, 63.4, items=("i",))
    micro = scale("b", 20, 95, 0.9, instrument="item")._replace(source="micro")
    assert changes_of(fold([first, micro])) == []
    profile = fold([ai("0", 0, 0, user_words=20), first, second])
    (found,) = changes_of(profile)
    steps = {step.measurement.first.id: step for step in profile.dimensions["extraversion"].steps}
    assert (found.dimension, found.verdict, found.rule) == ("extraversion", POSSIBLE, "single")
    assert (found.row, found.since) == (second, first)
    assert (found.before, found.after) == (steps["a"].after, steps["c"].after)


def test_a_sheet_is_compared_with_the_first_of_its_instrument_and_confirmed_after_14_days() -> None:
    other, first = scale("o", 0, 50, instrument="ipip-50"), scale("a", 10, 50)
    moved = [scale("b", 110, 63.4), scale("c", 123, 63.4), scale("d", 124, 63.4)]
    assert [one.since.id for one in changes_of(fold([other, first, moved[0]]))] == ["a"]
    assert [one.rule for one in changes_of(fold([first, *moved[:2]]))] == ["single", "single"]
    assert [one.rule for one in changes_of(fold([first, moved[0], moved[2]]))] == ["single", "confirmed"]
