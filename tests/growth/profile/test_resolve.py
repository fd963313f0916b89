"""Each piece of evidence counts once, and what does not count says why."""

from __future__ import annotations

from typing import Any

import pytest

from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.resolve import resolve
from lifeos_cli.growth.profile.rows import Observation
from lifeos_cli.growth.profile.validity import validity
from tests.growth.profile.made import ai, at, scale


def reasons(*rows: Observation) -> dict[str, str]:
    return {one.row.id: one.reason for one in resolve(rows).set_aside}


def counted(*rows: Observation) -> dict[str, list[tuple[str, ...]]]:
    found = resolve(rows).by_dimension
    return {name: [tuple(r.id for r in m.rows) for m in ms] for name, ms in found.items() if ms}


@pytest.mark.parametrize(
    ("kind", "strength", "words", "r"),
    [
        ("coaching", "moderate", 400, 0.22),
        ("coaching", "moderate", 5000, 0.22),
        ("coaching", "moderate", 100, 0.11),
        ("coaching", "weak", 400, 0.132),
        ("assistant", "moderate", 400, 0.12),
        ("journal", "strong", 400, 0.3125),
        ("interview", "strong", 400, 0.5),
        ("interview", "moderate", 20, 0.4 * 0.05**0.5),
        ("interview", "moderate", 19, 0),
    ],
)
def test_validity_is_the_kinds_by_strength_by_length(kind: str, strength: str, words: int, r: float) -> None:
    assert validity(kind, strength, words) == pytest.approx(r, rel=1e-12)


@pytest.mark.parametrize(("level", "x"), [(-2, 35), (-1, 42.5), (0, 50), (1, 57.5), (2, 65)])
def test_a_level_is_absolute(level: int, x: float) -> None:
    (one,) = resolve([ai("a", 0, level)]).by_dimension["extraversion"]
    assert one.reading == pytest.approx((x, 0.22, 0.22, 100 - 0.0484 * 330.5785), abs=1e-4)


@pytest.mark.parametrize(("direction", "x"), [("increase", 57.5), ("decrease", 42.5)])
def test_a_direction_alone_is_one_level(direction: str, x: float) -> None:
    (one,) = resolve([ai("a", 0, None, direction=direction)]).by_dimension["extraversion"]
    assert one.reading.x == x


def test_a_session_gives_one_reading_a_dimension_of_mean_level_and_greatest_strength() -> None:
    both = [ai("a", 0, 2, session_id="s"), ai("b", 0, 1, session_id="s", strength="strong", user_words=100)]
    (one,) = resolve(both).by_dimension["extraversion"]
    assert one.z == 1.125
    assert one.reading.h_theta == pytest.approx(0.275)
    assert len(one.rows) == 2


def test_a_session_speaks_of_three_dimensions_at_most_the_best_read_ones() -> None:
    rows = [
        ai("a", 0, 1, "openness", session_id="s"),
        ai("b", 0, -2, "extraversion", session_id="s"),
        ai("c", 0, 1, "neuroticism", session_id="s", strength="weak"),
        ai("d", 0, 1, "growthMindset", session_id="s"),
    ]
    assert set(counted(*rows)) == {"openness", "extraversion", "growthMindset"}
    assert reasons(*rows) == {"c": "more than three dimensions in one session"}


def test_one_quote_feeds_one_dimension_the_most_specific() -> None:
    rows = [
        ai("a", 0, 1, "neuroticism", session_id="s", quote="I  Panic when it counts, every time"),
        ai("b", 0, -1, "emotionalResilience", session_id="s", quote="i panic when it counts"),
        ai("c", 0, 1, "neuroticism", session_id="t", quote="I panic when it counts"),
    ]
    assert counted(*rows) == {"emotionalResilience": [("b",)], "neuroticism": [("c",)]}
    assert "quote" in reasons(*rows)["a"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"quote_ok": False}, "own words"),
        ({"user_words": 19}, "20 words"),
        ({"kind": "rumour"}, "kind"),
        ({"strength": "huge"}, "strength"),
        ({"withdrawn_at": 5}, "withdrawn"),
        ({"accepted": False}, "not accepted"),
        ({"level": 3}, "-2 to 2"),
        ({"level": None}, "logged only"),
        ({"level": None, "direction": "stable"}, "logged only"),
        ({"level": None, "direction": "sideways"}, "direction"),
        ({"dimension": "zeal"}, "dimension"),
        ({"source": "stars"}, "source"),
    ],
)
def test_what_does_not_count_says_why(more: dict[str, Any], said: str) -> None:
    row = ai("a", 0, 1)._replace(**more)
    assert said in reasons(row)["a"]
    assert counted(row) == {}


@pytest.mark.parametrize(
    ("t", "rho2"), [(float("nan"), 0.5), (float("inf"), 0.5), (None, 0.5), (50, None), (50, 1.0)]
)
def test_a_score_that_is_no_number_does_not_count(t: Any, rho2: Any) -> None:
    row = scale("a", 0, 50)._replace(t=t, rho2=rho2)
    assert "a" in reasons(row)
    assert fold([row]).dimensions["extraversion"].state.var == 100


@pytest.mark.parametrize(("days", "factor"), [(0, None), (13.9, None), (14, 2), (90, 2), (90.1, 1), (400, 1)])
def test_the_same_items_again_count_by_how_long_ago(days: float, factor: float | None) -> None:
    first, again = scale("a", 0, 60, items=tuple("abcd")), scale("b", days, 60, items=tuple("abcd"))
    found = resolve([first, again]).by_dimension["extraversion"]
    assert [one.noise_factor for one in found] == ([1] if factor is None else [1, factor])
    if factor:
        assert found[1].reading.noise == pytest.approx(23 * factor)


def test_half_of_the_items_new_is_no_repeat_and_a_logged_sheet_starts_no_period() -> None:
    first = scale("a", 0, 60, items=tuple("abcd"))
    assert counted(first, scale("b", 5, 60, items=tuple("abef")))["extraversion"] == [("a",), ("b",)]
    assert "b" in reasons(first, scale("b", 5, 60, items=tuple("abcf")))
    third = scale("c", 20, 60, items=tuple("abcd"))
    assert counted(first, scale("b", 10, 60, items=tuple("abcd")), third)["extraversion"] == [("a",), ("c",)]


def test_a_statement_answered_in_a_test_last_week_is_only_logged() -> None:
    test = scale("a", 0, 60, items=("E1", "E2", "E3", "E4"))
    micro = Observation("b", "extraversion", "micro", **at(7), t=55.0, rho2=0.44, items=("E2",))
    assert "b" in reasons(test, micro)
    assert "b" not in reasons(test._replace(withdrawn_at=1), micro)


def test_an_assessment_in_chat_counts_once() -> None:
    test = scale("a", 0, 60, session_id="s")
    interview = ai("b", 0, 1, session_id="s", kind="interview")
    assert "already" in reasons(test, interview)["b"]
    assert reasons(test, interview._replace(dimension="openness")) == {}
    assert reasons(test, interview._replace(kind="coaching")) == {}
    assert reasons(test, interview._replace(session_id="t")) == {}


def test_a_new_analysis_replaces_the_old_one_and_stays_in_its_place_when_withdrawn() -> None:
    old = ai("a", 0, 2, session_id="s", prompt_version="1")
    new = ai("b", 0, -1, session_id="s", prompt_version="2")
    assert counted(old, new) == {"extraversion": [("b",)]}
    assert counted(old, new._replace(model="other", prompt_version="1")) == {"extraversion": [("b",)]}
    assert counted(old, new._replace(withdrawn_at=9)) == {}
    assert counted(old, new._replace(accepted=False)) == {"extraversion": [("a",)]}
    assert counted(old, new._replace(dimension="openness")) == {
        "extraversion": [("a",)],
        "openness": [("b",)],
    }


def test_a_row_that_supersedes_another_takes_its_place() -> None:
    rows = scale("a", 0, 60), scale("b", 1, 55, supersedes="a")
    assert counted(*rows) == {"extraversion": [("b",)]}
    assert reasons(*rows) == {"a": "replaced by a newer reading"}
    assert counted(rows[0], rows[1]._replace(accepted=False)) == {"extraversion": [("a",)]}


@pytest.mark.parametrize(
    ("level", "answer", "x"),
    [
        (2, "yes", 57.5),
        (2, "partly", 50),
        (1, "no", 42.5),
        (-1, "yes", 42.5),
        (-2, "no", 57.5),
        (0, "yes", 50),
        (0, "partly", 50),
    ],
)
def test_confirming_a_reading_is_weak_self_report_toward_its_claim(level: int, answer: str, x: float) -> None:
    claim = ai("a", 0, level)
    said = Observation("b", "extraversion", "confirm", **at(1), target="a", answer=answer)
    _, one = resolve([claim, said]).by_dimension["extraversion"]
    assert one.reading == pytest.approx((x, 0.4, 0, 84))


def test_a_confirmation_stands_and_falls_with_its_reading() -> None:
    claim = ai("a", 0, 1)
    said = Observation("b", "extraversion", "confirm", **at(1), target="a", answer="yes")
    assert "does not stand" in reasons(claim._replace(withdrawn_at=1), said)["b"]
    assert "does not stand" in reasons(said)["b"]
    assert "other dimension" in reasons(claim, said._replace(dimension="openness"))["b"].replace(
        "another", "other"
    )
    assert "yes, partly or no" in reasons(claim, said._replace(answer="maybe"))["b"]
    assert "no direction" in reasons(claim._replace(level=0), said._replace(answer="no"))["b"]
    assert reasons(claim, said, said._replace(id="c", answer="no")) == {"b": "answered again"}
