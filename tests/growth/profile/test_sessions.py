"""What a session's rows come to together, and what an answer or a repeated sheet still counts."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.growth.profile.change import rci
from lifeos_cli.growth.profile.kalman import State, predict
from lifeos_cli.growth.profile.resolve import Measurement, resolve
from tests.growth.profile.made import ai, scale

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.rows import Observation


def evidence(*rows: Observation, dimension: str = "extraversion") -> list[Measurement]:
    return resolve(rows).by_dimension[dimension]


@pytest.mark.parametrize("weaker", [{"strength": "moderate"}, {"strength": "weak"}, {"kind": "assistant"}])
def test_the_greatest_strength_and_the_best_kind_of_a_session_count(weaker: dict[str, Any]) -> None:
    best = ai("2", 0, 2, session_id="s", strength="strong", kind="interview")
    for other in (ai("1", 0, 2), ai("3", 0, 2)):
        lesser = other._replace(**{"session_id": "s", "strength": "strong", "kind": "interview", **weaker})
        (both,) = evidence(best, lesser)
        assert (both.reading, both.z) == (evidence(best)[0].reading, evidence(best)[0].z)


def test_of_equally_sure_readings_the_three_farthest_from_the_middle_stand() -> None:
    levels = {"openness": 2, "extraversion": -1, "agreeableness": 0, "neuroticism": -2}
    rows = [
        ai(str(n), 0, level, name, session_id="s") for n, (name, level) in enumerate(sorted(levels.items()))
    ]
    found = resolve(rows)
    assert {name for name, kept in found.by_dimension.items() if kept} == set(levels) - {"agreeableness"}
    (left,) = found.set_aside
    assert left.reason == "more than three dimensions in one session"


def test_a_quote_counts_where_it_says_most() -> None:
    rows = [
        ai("1", 0, 1, "openness", session_id="s", quote="I like it", strength="weak"),
        ai("2", 0, 1, "extraversion", session_id="s", quote="i  LIKE it", strength="strong"),
    ]
    (left,) = resolve(rows).set_aside
    assert (left.row.id, left.reason) == ("1", "its quote counts for another dimension")


def test_a_sessions_reading_stands_where_its_earliest_row_does() -> None:
    early, late = ai("9", 1, 2, session_id="s"), ai("1", 2, 1, session_id="s")
    (one,) = evidence(late, early)
    assert one.rows == (early, late)


def test_an_interview_of_a_session_with_the_scale_is_counted_already() -> None:
    rows = [scale("1", 0, 60, session_id="s"), ai("2", 0, 1, session_id="s", kind="interview")]
    (left,) = resolve(rows).set_aside
    assert left.reason == "counted already as the scale answered in this session"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"target": None}, "the reading it answers does not stand"),
        ({"dimension": "openness"}, "the reading it answers is of another dimension"),
        ({"answer": "perhaps"}, "an answer is yes, partly or no"),
        ({"target": "stable"}, "names no direction: logged only"),
        ({"target": "middle", "answer": "no"}, "names no direction: logged only"),
    ],
)
def test_an_answer_that_does_not_count_says_why_and_the_next_one_counts(
    more: dict[str, Any], said: str
) -> None:
    claims = [ai("claim", 0, 2), ai("middle", 0, 0), ai("stable", 0, None, direction="stable")]
    answer = scale("2", 2, 0)._replace(source="confirm", t=None, rho2=None, target="claim", answer="yes")
    odd = answer._replace(id="1", **more)
    found = resolve([*claims, answer, odd])
    assert ("1", said) in [(one.row.id, one.reason) for one in found.set_aside]
    assert [one.first.id for one in found.by_dimension["extraversion"]][-1] == "2"


@pytest.mark.parametrize(
    ("items", "factor"), [("axy", 1.0), ("abxy", 1.0), ("abx", 2.0), ("abc", 2.0), ("xyz", 1.0)]
)
def test_only_more_than_half_of_the_same_items_again_count_half(items: str, factor: float) -> None:
    first, again = scale("1", 0, 60, items=tuple("abc")), scale("2", 30, 60, items=tuple(items))
    assert [one.noise_factor for one in evidence(first, again)] == [1.0, factor]


def test_an_index_needs_a_reliability_below_one_and_allows_none() -> None:
    assert rci(50, 60, 0.0) == pytest.approx(1 / sqrt(2))
    for reliability, k in ((1.0, 1), (-0.1, 1), (0.5, 0)):
        with pytest.raises(ValueError, match=r"^reliability must lie in \[0, 1\) and k be at least 1$"):
            rci(50, 60, reliability, k=k)


def test_a_day_adds_a_days_drift_and_no_day_none() -> None:
    assert predict(State(60.0, 40.0), 1, 10.0).var == pytest.approx(40 + 10 / 365.25, abs=1e-4)
    assert predict(State(60.0, 40.0), 0, 10.0) == State(60.0, 40.0)
