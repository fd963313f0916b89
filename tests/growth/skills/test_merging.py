"""Merges and splits: in order of time, undone ones aside, and who lives where after them."""

from __future__ import annotations

from itertools import permutations

import pytest

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.skills.edges import Assertion
from lifeos_cli.growth.skills.merging import Merge, Move, aliases, at_home, homes, links_at_home, plan_merge
from lifeos_cli.growth.skills.rows import Skill
from tests.growth.skills.test_fold import done


def test_the_older_of_two_standing_skills_wins_whichever_is_named_first() -> None:
    old, new = Skill("01B", "Budgeting"), Skill("01C", "Money")
    assert plan_merge(new, old, {}) == plan_merge(old, new, {}) == ("01B", "01C")
    assert plan_merge(new, old, {"01C": "01A"}) == ("01A", "01B")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("a", "a", "A skill cannot be merged with itself"),
        ("a", "c", "They are one skill already"),
        ("b", "c", "They are one skill already"),
    ],
)
def test_what_is_one_skill_is_not_merged_and_it_says_which_case_it_is(
    one: str, other: str, said: str
) -> None:
    with pytest.raises(UsageFault) as refused:
        plan_merge(Skill(one, one), Skill(other, other), {"b": "a", "c": "a"})
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("merges", "where"),
    [
        pytest.param(
            [("2", "a", "b", 1), ("1", "c", "a", 2)], {"a": "c", "b": "c"}, id="a winner that loses"
        ),
        pytest.param(
            [("2", "a", "b", 1), ("1", "c", "b", 2)], {"a": "c", "b": "c"}, id="a loser merged again"
        ),
        pytest.param([("1", "a", "b", 1), ("2", "c", "d", 2)], {"b": "a", "d": "c"}, id="two groups apart"),
        pytest.param(
            [("1", "a", "b", 1), ("2", "b", "a", 2), ("3", "a", "c", 3)], {"b": "a", "c": "a"}, id="a circle"
        ),
        pytest.param([("1", "a", "b", 1), ("2", "b", "a", 1)], {"b": "a"}, id="one moment: by id"),
        pytest.param([("2", "a", "b", 1), ("1", "b", "a", 2)], {"b": "a"}, id="time before id"),
    ],
)
def test_merges_apply_in_order_of_time_whatever_order_they_are_read_in(
    merges: list[tuple[str, str, str, int]], where: dict[str, str]
) -> None:
    undone = Merge("0", "z", "a", 0, undone_at=9)
    for mixed in permutations([undone, *(Merge(*one) for one in merges)]):
        assert homes(mixed) == where


def test_of_several_splits_of_one_row_the_last_one_standing_counts() -> None:
    (row,) = [done(1)]
    moves = [Move("9", row.id, "x", 1), Move("1", row.id, "y", 2), Move("2", row.id, "z", 2)]
    for mixed in permutations(moves):
        assert [one.skill_id for one in at_home([row], {}, mixed)] == ["z"]
        assert [one.skill_id for one in at_home([row], {"z": "home"}, mixed)] == ["home"]
    gone = [*moves[:2], moves[2]._replace(undone_at=3)]
    assert [one.skill_id for one in at_home([row], {}, gone)] == ["y"]


def test_both_ends_of_a_link_move_and_one_that_became_a_self_edge_is_left_out() -> None:
    where = {"b": "a", "y": "x"}
    rows = [Assertion(str(n), *ends, "enables", 0.5, n) for n, ends in enumerate([("b", "y"), ("b", "a")])]
    assert links_at_home(rows, where) == [rows[0]._replace(from_id="a", to_id="x")]


def test_other_names_stand_oldest_first() -> None:
    skills = [Skill("3", "Cash"), Skill("1", "Budgeting"), Skill("2", "Money")]
    assert aliases(skills, {"3": "1", "2": "1"}) == {"1": ["Money", "Cash"]}
