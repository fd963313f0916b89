"""Near-duplicates: when two names are one skill."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.growth.skills.edges import Assertion, fold_edges
from lifeos_cli.growth.skills.fold import fold
from lifeos_cli.growth.skills.merging import (
    Merge,
    Move,
    aliases,
    at_home,
    homes,
    links_at_home,
    plan_merge,
)
from lifeos_cli.growth.skills.names import containment, normalised, of_another, stems
from lifeos_cli.growth.skills.rows import Skill
from lifeos_cli.growth.skills.similar import Thresholds, calibrate, nearest, verdict
from tests.growth.skills.held_out import Figures, cross_validated
from tests.growth.skills.test_fold import done

PAIRS = [
    (one["a"], one["b"], one["same"])
    for one in json.loads(
        (Path(__file__).parent.parent / "data" / "skill_merge_pairs.json").read_text("utf-8")
    )["pairs"]
]
WIDE = Thresholds(0.5, 0.8)


def test_without_a_model_nothing_wrong_is_merged_or_asked_and_half_is_found() -> None:
    found = {(a, b): (verdict(a, b).verdict, same) for a, b, same in PAIRS}
    assert all(said == "distinct" for said, same in found.values() if not same)
    assert sum(said != "distinct" for said, same in found.values() if same) >= 10
    assert found["Time boxing", "Timeboxing"][0] == "merge"
    assert found["Setting boundaries", "Boundary setting"][0] == "merge"
    assert found["Public speaking", "Speaking in public"][0] == "merge"
    assert found["Budgeting", "Personal budgeting"][0] == "ask"


@pytest.mark.parametrize(
    ("one", "other", "near", "said"),
    [
        ("Deep work", "Focused work without distraction", 0.8, "merge"),
        ("Deep work", "Focused work without distraction", 0.7999, "ask"),
        ("Deep work", "Focused work without distraction", 0.5, "ask"),
        ("Deep work", "Focused work without distraction", 0.4999, "distinct"),
        ("Asking for feedback", "Giving feedback", 0.99, "distinct"),
        ("Morning routine", "Evening routine", 0.99, "distinct"),
        ("Saying no", "Saying yes", 0.99, "distinct"),
        ("Managing my emotions", "Managing my partner's emotions", 0.99, "distinct"),
        ("Managing their budget", "Managing a budget", 0.99, "distinct"),
        ("Budgeting", "Personal budgeting", 0.1, "ask"),
        ("Meal planning", "Planning meals", 0.0, "merge"),
        ("Meal planning", "MEAL  planning!", None, "merge"),
        ("!!!", "???", None, "distinct"),
    ],
)
def test_a_verdict(one: str, other: str, near: float | None, said: str) -> None:
    assert verdict(one, other, near, WIDE).verdict == said
    assert verdict(other, one, near, WIDE).verdict == said


@pytest.mark.parametrize(
    ("one", "other", "near", "wanted"),
    [
        (
            "Managing my emotions",
            "Managing my partner's emotions",
            0.9,
            ("distinct", "one is another person's", 1.0),
        ),
        ("Asking for feedback", "Giving feedback", 0.9, ("distinct", "they are opposites", 0.5)),
        ("Time boxing", "Timeboxing", 0.1, ("merge", "the same name", 0.0)),
        ("Meal planning", "Planning meals", 0.1, ("merge", "the same words in other forms", 1.0)),
        ("Deep work", "Gardening", 0.8, ("merge", "they mean the same", 0.0)),
        ("Deep work", "Gardening", 0.6, ("ask", "they mean nearly the same", 0.0)),
        ("Deep work", "Gardening", 0.4, ("distinct", "nothing much is shared", 0.0)),
        ("Deep work", "Focused work", 0.4, ("distinct", "nothing much is shared", 0.5)),
        ("Budgeting", "Personal budgeting", 0.4, ("ask", "most words are shared", 1.0)),
        (
            "Budgeting",
            "Personal budgeting",
            0.6,
            ("ask", "they mean nearly the same; most words are shared", 1.0),
        ),
        ("Budgeting", "Personal budgeting", 0.9, ("merge", "they mean the same; most words are shared", 1.0)),
    ],
)
def test_a_verdict_says_why_and_by_which_figures(
    one: str, other: str, near: float, wanted: tuple[str, str, float]
) -> None:
    said, reasons, shared = wanted
    assert verdict(one, other, near, WIDE).as_dict() == {
        "verdict": said,
        "reasons": reasons.split("; "),
        "containment": shared,
        "similarity": near,
    }


def test_a_typographic_apostrophe_is_an_apostrophe() -> None:
    assert normalised("Don\u2019t panic") == "don't panic"
    assert of_another("Minding somebody else\u2019s money")


@given(st.text(max_size=40), st.text(max_size=40), st.floats(-1, 1))
def test_any_two_names_get_the_same_verdict_both_ways(one: str, other: str, near: float) -> None:
    assert verdict(one, other, near, WIDE).verdict == verdict(other, one, near, WIDE).verdict


@given(st.text(min_size=1, max_size=40))
def test_a_name_in_another_case_is_the_same_name(name: str) -> None:
    assert normalised(normalised(name)) == normalised(name)
    if normalised(name):
        assert verdict(name, name).verdict == "merge"


def test_stems_and_their_containment() -> None:
    assert stems("Regulating my emotions") == stems("Emotion regulation")
    assert containment(stems("Saying no"), stems("Saying thank you")) == 0.5
    assert containment(frozenset(), stems("Running")) == 0
    assert containment(stems("Budgeting"), stems("Keeping a household budget")) == 1
    assert not of_another("Listening actively to others")


def test_thresholds_lie_above_every_other_pair_and_at_nine_tenths_recall() -> None:
    same = [0.9 - n * 0.05 for n in range(10)]
    found = calibrate([(near, True) for near in same] + [(0.6, False), (0.2, False)])
    assert found.hi == pytest.approx(0.62)
    assert found.lo == pytest.approx(0.5)
    apart = calibrate([(0.9, True), (0.8, True), (0.3, False)])
    assert apart == pytest.approx((0.32, 0.32))
    three = calibrate([(0.9, True), (0.8, True), (0.7, True), (0.85, False)])
    assert three == pytest.approx((0.7, 0.87)), "nine in ten of three are three"


def test_calibration_needs_both_kinds() -> None:
    for one_kind in ([(0.9, True)], [(0.9, False)]):
        with pytest.raises(ValueError, match=r"^calibration needs pairs of both kinds$"):
            calibrate(one_kind)


def test_figures_count_what_was_merged_and_asked_of_either_kind() -> None:
    near = {"a": (0.9, True), "b": (0.5, True), "c": (0.6, False), "d": (0.6, False), "e": (0.1, False)}
    pairs = [(name, name + part, near[name][1]) for name in near for part in "xy"]
    found = cross_validated(pairs, lambda one, _: near[one][0], folds=2)
    assert found == Figures(pairs=10, same=4, merged_rightly=2, merged_wrongly=0, asked_same=2, asked_other=4)
    assert (found.recall, found._replace(merged_rightly=1).recall) == (1.0, 0.75)


def test_cross_validation_judges_every_pair_once_by_thresholds_of_the_others() -> None:
    truth = {(a, b): 0.9 if same else 0.1 for a, b, same in PAIRS}
    found = cross_validated(PAIRS, lambda a, b: truth[a, b])
    assert (found.pairs, found.same, found.merged_wrongly, found.asked_other) == (42, 20, 0, 0)
    assert found.recall == 1
    lied = dict(truth)
    lied["Negotiation", "Meditation"] = 0.95
    fooled = cross_validated(PAIRS, lambda a, b: lied[a, b])
    assert fooled.merged_wrongly == 1


def test_a_new_name_finds_the_skill_it_is_also_by_an_alias() -> None:
    skills = [
        (Skill("1", "Budgeting"), ["Money planning"]),
        (Skill("2", "Public speaking"), []),
    ]
    found = nearest("Planning money", skills)
    assert found is not None
    assert (found[0].id, found[1].verdict) == ("1", "merge")
    assert nearest("Gardening", skills) is None
    near = nearest("Giving talks", skills, {"1": 0.1, "2": 0.9}.__getitem__, WIDE)
    assert near is not None
    assert near[0].id == "2"


@pytest.mark.parametrize(
    ("skills", "near", "wanted"),
    [
        pytest.param(["Budgeting", "Cooking"], [0.1, 0.9], 1, id="to merge before to ask"),
        pytest.param(["Tidying", "Budgeting"], [0.7, 0.1], 1, id="more words shared"),
        pytest.param(["Budgeting", "Budgets"], [0.0, 0.3], 1, id="nearer in meaning"),
        pytest.param(["Budgeting", "Budgets"], [0.3, 0.3], 0, id="the older"),
    ],
)
def test_the_nearest_is_by_verdict_then_words_then_meaning_then_age(
    skills: list[str], near: list[float], wanted: int
) -> None:
    known: list[tuple[Skill, list[str]]] = [(Skill(str(n), name), []) for n, name in enumerate(skills)]
    for order in (known, known[::-1]):
        found = nearest("Personal budgeting", order, lambda id_: near[int(id_)], WIDE)
        assert found is not None
        assert found[0].id == str(wanted)


def test_a_merge_moves_everything_and_its_undoing_moves_it_back() -> None:
    rows = [done(n, n)._replace(skill_id=skill) for n, skill in enumerate("aabbb")]
    links = [
        Assertion("1", "b", "c", "prerequisite", 0.5, 1),
        Assertion("2", "a", "c", "prerequisite", 0.5, 2),
        Assertion("3", "a", "b", "related", 0.5, 3),
    ]
    merge = Merge("m", *plan_merge(Skill("b", "B"), Skill("a", "A"), {}), at=1)
    assert (merge.winner_id, merge.loser_id) == ("a", "b")
    where = homes([merge])
    together = fold(at_home(rows, where))
    assert set(together) == {"a"}
    assert together["a"] == fold([row._replace(skill_id="a") for row in rows])["a"]
    (edge,) = fold_edges(links_at_home(links, where))
    assert (edge.from_id, edge.to_id, edge.confidence) == ("a", "c", 0.75)
    assert aliases([Skill("a", "A"), Skill("b", "B")], where) == {"a": ["B"]}
    undone = homes([merge._replace(undone_at=2)])
    assert undone == {}
    assert fold(at_home(rows, undone)) == fold(rows)


def test_merges_chain_and_never_run_in_a_circle() -> None:
    merges = [Merge("1", "b", "c", 1), Merge("2", "a", "b", 2), Merge("3", "c", "a", 3)]
    assert homes(merges) == {"b": "a", "c": "a"}
    assert homes([merges[0], merges[1]._replace(undone_at=9)]) == {"c": "b"}


def test_evidence_split_off_counts_for_its_new_skill_and_comes_back() -> None:
    rows = [done(n, n)._replace(skill_id="a") for n in range(3)]
    move = Move("v", "e0001", "new", 1)
    assert {k: v.evidence for k, v in fold(at_home(rows, {}, [move])).items()} == {"a": 2, "new": 1}
    assert at_home(rows, {}, [move._replace(undone_at=2)]) == rows
    assert [row.skill_id for row in at_home(rows, {"new": "b"}, [move])] == ["a", "b", "a"]
