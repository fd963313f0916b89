"""What counts as change, against the numbers of the specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from lifeos_cli.growth.profile.change import Change, changes_of, rci
from lifeos_cli.growth.profile.fold import fold
from lifeos_cli.growth.profile.snapshots import Evidence, Snapshot, iso_week, new_significant, weekly_due
from tests.growth.profile.made import ai, logs, scale

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.rows import Observation

VECTORS = json.loads((Path(__file__).parent.parent / "data" / "profile_vectors.json").read_text("utf-8"))


def test_of(n: int, day: float, t: float, **more: Any) -> Observation:
    return scale(f"t{n}", day, t, 0.77, items=("E1", "E2", "E4", "E7"), **more)


test_of.__test__ = False  # type: ignore[attr-defined]


def found(*rows: Observation) -> list[Change]:
    return changes_of(fold(rows))


@pytest.mark.parametrize("one", VECTORS["rci"])
def test_the_index_follows_the_vectors(one: dict[str, float]) -> None:
    assert rci(one["x1"], one["x2"], one["reliability"]) == pytest.approx(one["rci"], abs=1e-4)


def test_means_of_three_are_known_better() -> None:
    assert rci(50, 60, 0.7, k=3) == pytest.approx(rci(50, 60, 0.7) * 3**0.5)


@pytest.mark.parametrize(
    ("reliability", "possible", "significant"),
    [(0.77, 13.3, 18.5), (0.89, 9.2, 12.8), (0.90, 8.8, 12.2), (0.87, 10.0, 13.9), (0.65, 16.4, 22.8)],
)
def test_the_index_reaches_its_thresholds_at_the_published_differences(
    reliability: float, possible: float, significant: float
) -> None:
    assert rci(50, 50 + possible, reliability) == pytest.approx(1.96, abs=0.015)
    assert rci(50, 50 + significant, reliability) == pytest.approx(2.73, abs=0.015)


@pytest.mark.parametrize(("reliability", "k"), [(1, 1), (-0.1, 1), (0.7, 0)])
def test_no_index_without_error_of_measurement(reliability: float, k: int) -> None:
    with pytest.raises(ValueError, match="reliability"):
        rci(50, 60, reliability, k=k)


def test_a_first_assessment_and_a_small_move_say_nothing() -> None:
    assert found(test_of(1, 0, 50)) == []
    assert found(test_of(1, 0, 50), test_of(2, 100, 63.2)) == []


def test_one_move_beyond_1_96_is_possible_and_beyond_2_73_significant() -> None:
    (one,) = found(test_of(1, 0, 50), test_of(2, 100, 63.4))
    assert (one.verdict, one.rule) == ("possible_change", "single")
    assert one.rci == pytest.approx(13.4 / (10 * 0.46**0.5))
    (one,) = found(test_of(1, 0, 50), test_of(2, 100, 31.4))
    assert (one.verdict, one.rule) == ("significant_change", "large")
    assert one.as_dict()["rci"] < -2.73


def test_a_second_assessment_confirms_from_14_days_on_in_the_same_direction() -> None:
    first, second = test_of(1, 0, 50), test_of(2, 100, 64)
    assert [c.verdict for c in found(first, second, test_of(3, 114, 64))] == [
        "possible_change",
        "significant_change",
    ]
    assert found(first, second, test_of(3, 114, 64))[-1].rule == "confirmed"
    assert [c.verdict for c in found(first, second, test_of(3, 113, 64))] == ["possible_change"]
    assert [c.verdict for c in found(first, second, test_of(3, 130, 52))] == ["possible_change"]
    between = found(first, second, test_of(3, 200, 52), test_of(4, 300, 64))
    assert [c.rule for c in between] == ["single", "single"]


def test_after_a_significant_change_the_reference_is_new_and_28_days_pass() -> None:
    rows = [test_of(1, 0, 40), test_of(2, 100, 70)]
    assert [c.verdict for c in found(*rows, test_of(3, 130, 69))] == ["significant_change"]
    back = found(*rows, test_of(3, 120, 40))
    assert [c.verdict for c in back] == ["significant_change", "possible_change"]
    later = found(*rows, test_of(3, 128, 40))
    assert [c.verdict for c in later] == ["significant_change", "significant_change"]
    assert later[1].since.id == "t2"


def test_another_instrument_is_compared_by_the_filters_estimates_alone() -> None:
    rows = [test_of(1, 0, 30), scale("b", 200, 75, 0.87, instrument="ipip-50")]
    (one,) = found(*rows)
    assert (one.verdict, one.rule, one.rci) == ("significant_change", "posterior", None)
    assert found(test_of(1, 0, 48), scale("b", 200, 55, 0.87, instrument="ipip-50")) == []


def test_readings_cannot_carry_a_change_the_person_did_not_answer() -> None:
    rows = [test_of(1, 0, 60)] + [
        ai(f"a{n:03d}", 1 + n, -2, kind="interview", strength="strong") for n in range(90)
    ]
    assert found(*rows) == []
    assert found(*rows, test_of(2, 100, 61)) == []


@pytest.mark.parametrize(("rho2", "t"), [(0.02, 50), (0.02, 90), (0.1, 90), (0.3, 70)])
def test_ninety_interviews_against_a_weak_test_are_no_change_when_the_answer_stays(
    rho2: float, t: float
) -> None:
    first = scale("a", 0, t, rho2, "openness", items=("O1",))
    readings = [
        ai(f"r{n:03d}", 1 + n, -2, "openness", kind="interview", strength="strong") for n in range(90)
    ]
    assert found(first, *readings, scale("b", 200, t, rho2, "openness", items=("O1",))) == []


@given(logs(sources=("ai",), size=30))
def test_readings_alone_never_are_a_change(rows: list[Observation]) -> None:
    assert changes_of(fold(rows)) == []


def test_each_significant_change_is_kept_once() -> None:
    changed = found(test_of(1, 0, 40), test_of(2, 100, 70))
    assert new_significant([], changed) == changed
    kept = [Snapshot("significant_change", 1, "2026-04-11", "extraversion", "t2")]
    assert new_significant(kept, changed) == []
    assert new_significant([], found(test_of(1, 0, 50), test_of(2, 100, 64))) == []


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-01-01", "2026-W01"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01")],
)
def test_weeks_are_iso_weeks(day: str, week: str) -> None:
    assert iso_week(day) == week


def test_a_weekly_snapshot_needs_a_new_week_and_new_evidence() -> None:
    kept = [Snapshot("weekly", 100, "2026-01-07")]
    new = [Evidence("a", 150)]
    assert weekly_due([], new, "2026-01-07")
    assert not weekly_due([], [], "2026-01-07")
    assert not weekly_due(kept, new, "2026-01-11")
    assert weekly_due(kept, new, "2026-01-12")
    assert not weekly_due(kept, [Evidence("a", 100)], "2026-01-12")
    assert weekly_due([Snapshot("milestone", 200, "2026-01-12")], new, "2026-01-12")


def test_a_fall_after_a_rise_confirms_nothing() -> None:
    """13.3 T is 1.96 at reliability .77; the second sheet lies as far on the other side."""
    seen = found(test_of(1, 0, 50), test_of(2, 100, 64), test_of(3, 200, 36))
    assert [(one.verdict, one.rule) for one in seen] == [
        ("possible_change", "single"),
        ("possible_change", "single"),
    ]
    seen = found(test_of(1, 0, 50), test_of(2, 100, 36), test_of(3, 200, 35))
    assert [(one.verdict, one.rule) for one in seen] == [
        ("possible_change", "single"),
        ("significant_change", "confirmed"),
    ]


def test_a_change_tells_what_it_compared_in_json() -> None:
    first, second = test_of(1, 0, 40), test_of(2, 100, 70)
    (one,) = found(first, second)
    assert one.as_dict() == {
        "dimension": "extraversion",
        "verdict": "significant_change",
        "rule": "large",
        "rci": pytest.approx(rci(40, 70, 0.77)),
        "at": second.effective_at,
        "since": first.effective_at,
        "from": pytest.approx(50 + 0.77**0.5 * -10),
        "to": one.after.mean,
    }
