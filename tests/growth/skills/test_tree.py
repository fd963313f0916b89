"""What to do next: the order of suggestions, and the reasons in words."""

from __future__ import annotations

from typing import Any

import pytest

from lifeos_cli.growth.skills.ability import Ability
from lifeos_cli.growth.skills.edges import Edge, fold_edges
from lifeos_cli.growth.skills.fold import SkillState, fold_skill
from lifeos_cli.growth.skills.rows import Skill
from lifeos_cli.growth.skills.tree import Suggestion, suggestions
from tests.growth.skills.test_edges import says

SURE = Ability(9.0, 0.01)
"""Of no level's bound: what is missing is something else."""


def standing(level: int, **more: Any) -> SkillState:
    given = {"ability": SURE, "experience": 9999, "strong": 99, "evidence": 1, "level": level, **more}
    return fold_skill("s", ())._replace(**given)


def said(
    states: dict[str, SkillState], edges: list[Edge] | None = None, names: str = "ABC", **more: Any
) -> dict[str, Suggestion]:
    skills = [Skill(name.lower(), name) for name in names]
    return {one.skill_id: one for one in suggestions(skills, states, edges or [], **more)}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (standing(2, strong=0), "level 3 needs 1 more time of doing it, not talking of it"),
        (standing(3, strong=1), "level 4 needs 2 more times of doing it, not talking of it"),
        (standing(4, strong=2), "level 5 needs 3 more times of doing it, not talking of it"),
        (standing(2, strong=0, experience=60), "level 3 needs 1 more time of doing it, not talking of it"),
        (standing(2, experience=60), "level 3 is 120 points away"),
        (standing(3, experience=359), "level 4 is 1 point away"),
        (standing(2, ability=Ability()), "level 3 needs a few harder tasks that go well"),
    ],
)
def test_the_next_level_waits_for_doing_then_for_points_then_for_harder_tasks(
    state: SkillState, reason: str
) -> None:
    assert said({"a": state}, names="A")["a"].reasons == (reason,)


def test_a_skill_nothing_was_noted_of_says_so() -> None:
    assert said({})["c"].as_dict() == {
        "skill_id": "c",
        "ready": True,
        "reasons": ["nothing has been noted of it yet"],
        "unmet": [],
    }


def test_a_skill_at_the_top_is_suggested_only_when_it_is_rusty() -> None:
    top = standing(5)
    found = said({"a": top, "b": top._replace(rusty=True)})
    assert set(found) == {"b", "c"}
    assert found["b"].reasons == ("it has not been used for a while",)


def test_what_comes_before_and_what_it_opens_are_named() -> None:
    edges = fold_edges(
        [
            says(1, "a", "c"),
            says(2, "b", "c"),
            says(3, "gone", "c"),
            says(4, "c", "d"),
            says(5, "c", "e", "enables"),
            says(6, "c", "f", "synergy"),
            says(7, "c", "missing"),
            says(8, "g", "d"),
        ]
    )
    states = dict.fromkeys(("a", "b", "gone"), standing(2))
    found = said(states, edges, names="ABCDEFG", wanted={"c"}, most=9)
    assert found["c"].reasons == (
        "an active goal rests on it",
        "what comes before it is there: A, B, gone",
        "it opens D, E",
    )
    assert found["d"].as_dict() == {
        "skill_id": "d",
        "ready": False,
        "reasons": ["nothing has been noted of it yet"],
        "unmet": ["c", "g"],
    }
    assert found["f"].reasons == ("nothing has been noted of it yet",)
    capable = {**states, "c": standing(2, experience=60)}
    assert "it opens D, E" not in said(capable, edges, names="ABCDEFG", most=9)["c"].reasons


def test_ready_then_wanted_then_more_reasons_then_nearer_the_next_level_then_the_given_order() -> None:
    edges = fold_edges([says(1, "e", "f")])
    states = {
        "a": standing(2, experience=70),
        "b": standing(2, experience=170),
        "c": standing(2, experience=61, rusty=True),
        "d": standing(1, experience=0),
        "e": standing(1, experience=0, evidence=0),
        "f": standing(4, experience=599),
        "g": standing(2, experience=170),
    }
    assert list(said(states, edges, names="ABCDEFG", wanted={"d", "f"}, most=9)) == list("dcbgaef")
    assert list(said(states, edges, names="ABCDEFG", wanted={"d", "f"})) == list("dcbga")
