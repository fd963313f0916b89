"""Levels from evidence, against the reference numbers of the specification."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import DAY
from lifeos_cli.growth.skills import ability as ability_module
from lifeos_cli.growth.skills import fold as module
from lifeos_cli.growth.skills.ability import (
    Ability,
    experience_tier,
    gate,
    idle,
    mastery_tier,
    points,
    shown,
)
from lifeos_cli.growth.skills.fold import ONE_A_SESSION, Folds, SkillState, fold, fold_skill
from lifeos_cli.growth.skills.rows import LEVEL_NAMES, Evidence, problem
from tests.growth.profile.made import START, day_name

if TYPE_CHECKING:
    import random

YEAR_MS = 365.25 * DAY


def demonstrated(ability: Ability, difficulty: int, outcome: float, weight: float) -> Ability:
    return Ability(*shown(ability.a, ability.variance, difficulty, outcome, weight))


def done(n: int, day: float = 0, **more: Any) -> Evidence:
    given = {"source": "action", **more}
    return Evidence(f"e{n:04d}", "s", at=round(START + day * DAY), local_date=day_name(int(day)), **given)


def state(*rows: Evidence, **more: Any) -> SkillState:
    return fold_skill("s", rows, **more)


def test_three_successes_of_medium_difficulty() -> None:
    ability = Ability()
    wanted = [(-0.9157, 0.9452, 28.58), (-0.4702, 0.8830, 38.46), (-0.1357, 0.8242, 46.61)]
    for a, sd, mastery in wanted:
        ability = demonstrated(ability, 3, 1.0, 0.8)
        assert [ability.a, ability.sd] == pytest.approx([a, sd], abs=1e-4)
        assert ability.mastery == pytest.approx(mastery, abs=0.01)
    assert points(3, 1.0, 0.8) == 20
    levels = [state(*[done(n) for n in range(count)]).level for count in (0, 1, 2, 3)]
    assert levels == [1, 1, 1, 2]


def test_ten_verified_successes_then_a_failure_then_an_idle_year() -> None:
    ability = Ability()
    for _ in range(10):
        ability = demonstrated(ability, 3, 1.0, 1.0)
    assert ability.a == pytest.approx(1.1075, abs=1e-4)
    assert ability.mastery == pytest.approx(75.17, abs=0.01)
    ability = demonstrated(ability, 3, 0.0, 1.0)
    assert ability.a == pytest.approx(0.8834, abs=1e-4)
    assert ability.mastery == pytest.approx(70.75, abs=0.01)
    later = idle(ability, 365 * DAY)
    assert later.a == ability.a
    assert later.sd == pytest.approx(0.8932, abs=1e-4)
    assert later.lcb == pytest.approx(-0.010, abs=5e-4)
    assert (points(3, 1.0, 1.0), points(3, 0.0, 1.0)) == (25, 8)


def test_the_same_through_the_log_spread_over_days() -> None:
    rows = [done(n, n // 2, source="assessment") for n in range(10)]
    found = state(*rows)
    assert (found.experience, found.level, found.strong) == (250, 3, 10)
    assert state(*rows, done(10, 5, source="assessment", outcome=0.0)).experience == 258


def test_grinding_easy_tasks_saturates_and_hard_ones_wait_for_experience() -> None:
    easy = hard = Ability()
    for _ in range(40):
        easy = demonstrated(easy, 1, 1.0, 0.8)
    for _ in range(12):
        hard = demonstrated(hard, 4, 1.0, 0.8)
    assert easy.mastery == pytest.approx(60, abs=0.5)
    assert hard.mastery == pytest.approx(86.8, abs=0.05)
    assert state(*[done(n, n, difficulty=1) for n in range(40)]).level == 3
    assert state(*[done(n, n, difficulty=4) for n in range(12)]).level == 3


def test_idle_variance_ends_at_its_bound() -> None:
    assert idle(Ability(0.3, 1.0), 100 * YEAR_MS) == Ability(0.3, 1.5)
    assert idle(Ability(0.3, 1.0), 0.5 * YEAR_MS).variance == pytest.approx(1.25)
    assert idle(Ability(0.3, 1.0), -5) == idle(Ability(0.3, 1.0), 0) == Ability(0.3, 1.0)
    assert idle(Ability(0.3, 1.0), 1).variance > 1.0


@pytest.mark.parametrize(
    ("difficulty", "outcome", "weight", "earned"),
    [(1, 1.0, 0.8, 12), (5, 1.0, 1.0, 35), (3, 0.5, 1.0, 15), (2, 0.0, 0.3, 2), (3, 1.0, 0.3, 8)],
)
def test_points(difficulty: int, outcome: float, weight: float, earned: int) -> None:
    assert points(difficulty, outcome, weight) == earned


def test_tiers_begin_at_their_bounds() -> None:
    assert [mastery_tier(x) for x in (-1.001, -1, -0.25, 0.5, 1.25, 9)] == [1, 2, 3, 4, 5, 5]
    assert [experience_tier(x) for x in (59, 60, 179, 180, 360, 599, 600)] == [1, 2, 2, 3, 4, 4, 5]
    assert [gate(n) for n in (0, 1, 2, 3, 4, 5, 50)] == [2, 3, 3, 4, 4, 5, 5]
    assert LEVEL_NAMES == ("Noticing", "Practising", "Capable", "Reliable", "Sharing")


def test_talk_alone_never_reaches_level_3() -> None:
    talk = [done(n, n * 8, source="conversation", difficulty=4) for n in range(60)]
    assert state(*talk).level == 2
    assert state(*talk, done(99, 600, difficulty=4)).level >= 3


def test_talk_counts_less_each_time_within_a_week() -> None:
    days = [0, 1, 2, 6.9, 8, 30]
    rows = [done(n, day, source="conversation") for n, day in enumerate(days)]
    earned = state(*rows).earned
    weights = [one.weight for one in earned]
    told = [f"talk number {n} in a week" if n else "" for n in (0, 2, 3, 4, 3, 0)]
    assert [one.reason for one in earned] == told
    assert weights == pytest.approx([0.3, 0.3 / 1.25, 0.3 / 1.5, 0.3 / 1.75, 0.3 / 1.5, 0.3])


def test_one_piece_of_evidence_a_session_the_weightiest() -> None:
    rows = [
        done(1, 0, source="conversation", session_id="x"),
        done(2, 0, source="action", session_id="x"),
        done(3, 0, source="action", session_id="x", outcome=0.0),
        done(4, 0, source="reflection", session_id="y"),
    ]
    found = state(*rows)
    assert [one.row.id for one in found.earned if not one.reason] == ["e0002", "e0004"]
    assert found.evidence == 2


def test_sixty_points_a_day() -> None:
    rows = [done(n, 0, source="assessment") for n in range(4)]
    found = state(*rows)
    assert [one.points for one in found.earned] == [25, 25, 10, 0]
    assert "60 points" in found.earned[2].reason
    assert state(*rows, done(9, 1, source="assessment")).experience == 85


@pytest.mark.parametrize(
    "more",
    [
        {"withdrawn_at": 1},
        {"accepted": False},
        {"source": "rumour"},
        {"difficulty": 0},
        {"difficulty": 6},
        {"outcome": 0.7},
    ],
)
def test_what_does_not_count_leaves_no_trace_but_its_reason(more: dict[str, Any]) -> None:
    kept = [done(n, n) for n in range(5)]
    odd = done(77, 2.5)._replace(**more)
    with_, without = state(*kept, odd), state(*kept)
    assert with_._replace(earned=()) == without._replace(earned=())
    assert [one.reason for one in with_.earned if one.row.id == "e0077"] != [""]
    assert bool(problem(odd)) == (not {"withdrawn_at", "accepted"} & set(more))


def test_an_edit_replaces_the_row_it_corrects() -> None:
    rows = [done(1, 0), done(2, 0, outcome=0.0, supersedes="e0001")]
    assert state(*rows).experience == points(3, 0.0, 0.8)
    assert state(rows[0], rows[1]._replace(withdrawn_at=5)).evidence == 0
    proposed = state(rows[0], rows[1]._replace(accepted=False))
    assert (proposed.evidence, proposed.experience) == (1, points(3, 1.0, 0.8))


def test_what_is_wrong_with_a_row_is_said_in_words() -> None:
    assert problem(done(1, source="rumour")) == "evidence is conversation, reflection, action or assessment"
    assert problem(done(1, difficulty=0)) == problem(done(1, difficulty=6)) == "difficulty goes from 1 to 5"
    assert problem(done(1, outcome=0.7)) == "an outcome is 0, 0.5 or 1"
    assert problem(done(1, difficulty=5, outcome=0.5)) == ""


def test_a_level_falls_only_on_a_second_low_evaluation_14_days_later() -> None:
    up = [done(n, n, source="assessment") for n in range(10)]
    assert state(*up).level == 3
    falls = [done(20 + n, 10 + n * 0.1, source="assessment", outcome=0.0, difficulty=1) for n in range(4)]
    low = state(*up, *falls)
    assert mastery_tier(low.ability.lcb) < 3
    assert (low.level, low.peak_level) == (3, 3)
    soon = state(*up, *falls, done(30, 20, source="assessment", outcome=0.0))
    assert soon.level == 3
    late = state(*up, *falls, done(30, 25, source="assessment", outcome=0.0))
    assert (late.level < 3, late.peak_level) == (True, 3)
    seen = state(*up, *falls, as_of=round(START + 40 * DAY))
    assert seen.level < 3


def test_fourteen_days_are_enough_and_a_moment_less_is_not() -> None:
    up = [done(n, n, source="assessment") for n in range(10)]
    falls = [done(20 + n, 10, source="assessment", outcome=0.0, difficulty=1) for n in range(4)]
    low_at = next(
        one.at for n, one in enumerate(falls) if mastery_tier(state(*up, *falls[: n + 1]).ability.lcb) < 3
    )
    assert state(*up, *falls, as_of=low_at + 14 * DAY - 1).level == 3
    assert state(*up, *falls, as_of=low_at + 14 * DAY).level < 3


def test_lying_idle_never_lowers_a_level() -> None:
    rows = [done(n, n, source="assessment") for n in range(10)]
    for years in (0.1, 1, 10):
        assert state(*rows, as_of=round(START + years * YEAR_MS + 10 * DAY)).level == 3


def test_rust_shows_later_the_more_evidence_there_is() -> None:
    for count, days in ((1, 60 * 1.3), (3, 60 * 1.3**3), (12, 60 * 1.3**8)):
        rows = [done(n, 0) for n in range(count)]
        assert not state(*rows, as_of=round(START + (days - 0.01) * DAY)).rusty
        assert state(*rows, as_of=round(START + (days + 0.01) * DAY)).rusty
    assert not state().rusty
    assert [state(done(1), as_of=START + 78 * DAY + more).rusty for more in (0, 1)] == [False, True]


def test_what_is_known_later_is_less_sure_and_as_able() -> None:
    after = demonstrated(Ability(), 3, 1.0, 0.8)
    assert state(done(1)).ability == after
    assert state(done(1), as_of=START + 100 * DAY).ability == idle(after, 100 * DAY)
    assert state(done(1), as_of=START + 100 * DAY).last_at == START


def test_the_first_low_evaluation_counts_from_itself_not_from_when_the_level_was_reached() -> None:
    up = [done(n, n, source="assessment") for n in range(10)]
    falls = [done(20 + n, 100, source="assessment", outcome=0.0, difficulty=1) for n in range(4)]
    low = state(*up, *falls)
    assert mastery_tier(low.ability.lcb) < low.level == 3
    assert state(*up, *falls, as_of=falls[-1].at + 14 * DAY).level < 3
    just = [done(n, n) for n in range(3)]
    assert mastery_tier(state(*just).ability.lcb) == state(*just).level == 2
    once = state(*just, done(9, 100, outcome=0.0, difficulty=1))
    assert (mastery_tier(once.ability.lcb), once.level) == (1, 2)


@st.composite
def evidence(draw: st.DrawFn) -> list[Evidence]:
    return [
        done(
            n,
            draw(st.floats(0, 400)),
            source=draw(st.sampled_from(["conversation", "reflection", "action", "assessment"])),
            difficulty=draw(st.integers(1, 5)),
            outcome=draw(st.sampled_from([0.0, 0.5, 1.0])),
            session_id=draw(st.sampled_from([None, f"s{n % 4}"])),
        )
        for n in range(draw(st.integers(0, 25)))
    ]


@given(evidence(), st.none() | st.integers(START, START + 500 * DAY), st.booleans())
def test_each_skill_is_folded_from_its_own_rows_up_to_the_moment(
    rows: list[Evidence], now: int | None, at_a_row: bool
) -> None:
    if at_a_row and rows:
        now = rows[-1].at
    spread = [row._replace(skill_id=f"s{n % 3}") for n, row in enumerate(rows)]
    mine = [row for row in spread if now is None or row.at <= now]
    wanted = {
        name: fold_skill(name, [row for row in mine if row.skill_id == name], as_of=now)
        for name in {row.skill_id for row in mine}
    }
    assert fold(spread, as_of=now) == wanted


def test_a_skill_whose_evidence_is_as_it_was_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, computed = Folds(), []

    def counted(a: float, variance: float, difficulty: int, outcome: float, weight: float) -> Any:
        computed.append(a)
        return ability_module.shown(a, variance, difficulty, outcome, weight)

    monkeypatch.setattr(module, "shown", counted)
    rows = [done(n, n)._replace(skill_id=f"s{n % 2}") for n in range(6)]
    for more, wanted in (([], 6), ([], 0), ([done(9, 9)._replace(skill_id="s1")], 4), ([], 3), ([], 0)):
        computed.clear()
        fold([*rows, *more], kept=kept)
        assert len(computed) == wanted


@given(evidence(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows: list[Evidence], chance: random.Random) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    assert fold(mixed) == fold(rows)


@given(evidence(), st.data())
def test_kept_folds_come_to_what_a_whole_fold_comes_to(rows: list[Evidence], data: st.DataObject) -> None:
    kept = Folds()
    for _ in range(4):
        spread = [row._replace(skill_id=f"s{n % 3}") for n, row in enumerate(rows)]
        now = data.draw(st.none() | st.integers(START, START + 900 * DAY))
        assert fold(spread, as_of=now, kept=kept) == fold(spread, as_of=now)
        gone = data.draw(st.sets(st.integers(0, len(rows))))
        rows = [
            row._replace(withdrawn_at=1) if n in gone and n % 2 else row
            for n, row in enumerate(rows)
            if n not in gone or n % 2
        ]
        rows += data.draw(evidence())[:2] if len(rows) < 2 else []


@given(evidence())
def test_bounds_hold_and_points_sum_to_experience(rows: list[Evidence]) -> None:
    found = state(*rows)
    assert 0 < found.ability.variance <= 1.5
    assert 0 < found.ability.mastery < 100
    assert 1 <= found.level <= found.peak_level <= 5
    assert found.experience == sum(one.points for one in found.earned)
    assert found.level <= gate(found.strong)
    assert found.level <= experience_tier(found.experience)
    assert 0 <= found.bar <= 1


@given(evidence(), st.integers(1, 5), st.floats(0, 1e4))
def test_a_verified_success_never_lowers_anything(rows: list[Evidence], difficulty: int, gap: float) -> None:
    before = state(*rows)
    day = 401 + gap
    after = state(*rows, done(900, day, source="assessment", difficulty=difficulty))
    assert after.ability.a > before.ability.a
    assert after.experience > before.experience
    assert after.peak_level >= before.peak_level


@given(evidence())
def test_experience_and_peak_never_fall_as_evidence_comes(rows: list[Evidence]) -> None:
    ordered = sorted((row._replace(session_id=None) for row in rows), key=lambda row: (row.at, row.id))
    states = [state(*ordered[:n]) for n in range(len(ordered) + 1)]
    for earlier, later in pairwise(states):
        assert later.experience >= earlier.experience
        assert later.peak_level >= earlier.peak_level


def test_json_is_unrounded() -> None:
    data = state(done(1), done(2, 1)).as_dict()
    assert data["mastery"] == state(done(1), done(2, 1)).ability.mastery
    assert data["needs"]["experience"] == 20
    assert data["level_name"] == "Noticing"
    assert data["bar"] == pytest.approx(40 / 60)


def test_what_does_not_count_says_why() -> None:
    rows = [
        done(1, withdrawn_at=START),
        done(2),
        done(3, supersedes="e0002"),
        done(4, accepted=False),
        done(5, supersedes="e0001", accepted=False),
        done(6, difficulty=9),
        done(7, session_id="one", source="conversation"),
        done(8, session_id="one"),
        done(9, session_id="one", source="reflection"),
    ]
    earned = state(*rows).earned
    told = {one.row.id: one.reason for one in earned}
    assert all((one.weight, one.points) == (0.0, 0) for one in earned if one.reason)
    assert told["e0001"] == "withdrawn"
    assert told["e0002"] == "replaced"
    assert told["e0004"] == told["e0005"] == "not accepted yet"
    assert told["e0006"] == "difficulty goes from 1 to 5"
    assert told["e0007"] == told["e0009"] == ONE_A_SESSION
    assert told["e0003"] == told["e0008"] == ""


def test_a_state_as_json_has_every_value_unrounded() -> None:
    one = state(*[done(n, n) for n in range(3)])
    told = one.as_dict()
    assert told == {
        "skill_id": "s",
        "level": one.level,
        "level_name": LEVEL_NAMES[one.level - 1],
        "peak_level": one.peak_level,
        "mastery": one.ability.mastery,
        "ability": one.ability.a,
        "sd": one.ability.sd,
        "lcb": one.ability.a - one.ability.sd,
        "experience": 60,
        "evidence": 3,
        "strong": 3,
        "last_at": one.last_at,
        "rusty": False,
        "needs": one.needs,
        "bar": one.bar,
    }
