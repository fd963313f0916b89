"""Edges between skills, and the order they make."""

from __future__ import annotations

import random
from graphlib import TopologicalSorter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import DAY
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.skills.edges import Assertion, Edge, Reach, check_new, fold_edges
from lifeos_cli.growth.skills.fold import fold
from lifeos_cli.growth.skills.rows import Skill
from lifeos_cli.growth.skills.tree import in_order, readiness, reduced, suggestions
from tests.growth.skills.test_fold import done

DIRECTED = {"prerequisite", "enables"}
CIRCLE = "this would close a circle: the second skill already leads to the first"
WAY_OUT = "Link them as related, or unlink the other way first."


def says(n: int, start: str, end: str, type_: str = "prerequisite", c: float = 0.5, **more: Any) -> Assertion:
    return Assertion(f"a{n:05d}", start, end, type_, c, n, **more)


def acyclic(edges: list[Edge]) -> bool:
    graph: dict[str, set[str]] = {}
    for edge in edges:
        if edge.type in DIRECTED:
            graph.setdefault(edge.to_id, set()).add(edge.from_id)
    list(TopologicalSorter(graph).static_order())
    return True


def test_ten_thousand_random_edges_leave_no_circle() -> None:
    chance = random.Random(20260101)  # noqa: S311 - a seeded simulation
    nodes = [f"n{i:03d}" for i in range(120)]
    kinds = ["prerequisite", "enables", "synergy", "related"]
    rows = [says(n, chance.choice(nodes), chance.choice(nodes), chance.choice(kinds)) for n in range(10_000)]
    edges = fold_edges(rows)
    assert acyclic(edges)
    assert len({(e.from_id, e.to_id, e.type) for e in edges}) == len(edges)
    assert all(e.from_id != e.to_id for e in edges)
    assert all(e.from_id < e.to_id for e in edges if e.type not in DIRECTED)
    assert any(e.reason for e in edges)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"),
            st.sampled_from("abcde"),
            st.sampled_from(["prerequisite", "enables", "synergy", "related"]),
        ),
        max_size=40,
    ),
    st.randoms(use_true_random=False),
)
def test_the_same_assertions_in_any_order_make_the_same_edges_without_a_circle(
    given_: list[tuple[str, str, str]], chance: random.Random
) -> None:
    rows = [says(n, *one) for n, one in enumerate(given_)]
    mixed = list(rows)
    chance.shuffle(mixed)
    edges = fold_edges(rows)
    assert sorted(fold_edges(mixed)) == sorted(edges)
    assert acyclic(edges)
    assert len(reduced(edges)) <= len(edges)
    assert in_order(list("abcde"), edges) == in_order(list("abcde"), reduced(edges))


def test_what_would_close_a_circle_is_related_and_says_so_until_the_way_is_free() -> None:
    rows = [says(1, "a", "b"), says(2, "b", "c", "enables"), says(3, "c", "a")]
    edges = fold_edges(rows)
    assert [(e.from_id, e.to_id, e.type) for e in edges] == [
        ("a", "b", "prerequisite"),
        ("b", "c", "enables"),
        ("a", "c", "related"),
    ]
    assert [e.reason for e in edges] == ["", "", "as prerequisite it would close a circle"]
    meant = fold_edges([*rows, says(4, "a", "c", "related")])
    assert (meant[2].type, meant[2].reason, meant[2].confidence) == ("related", "", 0.75)
    free = fold_edges([rows[0]._replace(withdrawn_at=9), *rows[1:]])
    assert {(e.from_id, e.to_id, e.type) for e in free} == {("b", "c", "enables"), ("c", "a", "prerequisite")}


def test_confidence_grows_with_distinct_sessions_up_to_95() -> None:
    twice = [says(1, "a", "b", session_id="s", c=0.4), says(2, "a", "b", session_id="s", c=0.5)]
    assert fold_edges(twice)[0].confidence == pytest.approx(0.5)
    weaker = [twice[0]._replace(confidence=0.5), twice[1]._replace(confidence=0.4)]
    assert fold_edges(weaker)[0].confidence == pytest.approx(0.5)
    other = says(3, "a", "b", session_id="t", c=0.4)
    assert fold_edges([*twice, other])[0].confidence == pytest.approx(1 - 0.5 * 0.6)
    assert fold_edges([says(n, "a", "b") for n in range(9)])[0].confidence == 0.95
    assert fold_edges([*twice, other])[0].assertions == ("a00001", "a00002", "a00003")


def test_prerequisite_takes_in_enables_of_its_direction_only() -> None:
    (edge,) = fold_edges([says(1, "a", "b", "enables"), says(2, "a", "b")])
    assert (edge.type, edge.confidence) == ("prerequisite", 0.75)
    assert len(fold_edges([says(1, "a", "b", "enables"), says(2, "a", "c")])) == 2
    assert [e.from_id for e in fold_edges([says(1, "z", "b", "synergy")])] == ["b"]


@pytest.mark.parametrize(
    "row",
    [
        says(1, "a", "a"),
        says(1, "a", "b", "hates"),
        says(1, "a", "b", c=0),
        says(1, "a", "b", c=1.1),
        says(1, "a", "b", c=float("nan")),
        says(1, "a", "b", withdrawn_at=1),
        says(1, "a", "b", accepted=False),
    ],
)
def test_no_edge_of_nonsense_and_what_comes_after_it_stands(row: Assertion) -> None:
    assert fold_edges([row]) == []
    sound = says(2, "c", "d", c=1.0)
    assert fold_edges([row, sound]) == [Edge("c", "d", "prerequisite", 0.95, 2, (sound.id,), "")]


def test_of_two_that_would_close_a_circle_the_earlier_in_time_stands_then_the_smaller_id() -> None:
    later, earlier = says(1, "a", "b")._replace(at=9), says(2, "b", "a")
    assert fold_edges([later, earlier])[0][:3] == ("b", "a", "prerequisite")
    assert fold_edges([later, earlier._replace(at=9)])[0][:3] == ("a", "b", "prerequisite")


def test_a_skill_leads_to_itself() -> None:
    assert Reach().closes("a", "a")
    assert not Reach().closes("a", "b")


def test_an_edge_as_json_has_every_value() -> None:
    (edge,) = fold_edges([says(7, "b", "a", "synergy", c=0.25)])
    assert edge.as_dict() == {
        "from_id": "a",
        "to_id": "b",
        "type": "synergy",
        "confidence": 0.25,
        "since": 7,
        "assertions": ["a00007"],
        "reason": "",
    }


@pytest.mark.parametrize(
    ("start", "end", "type_", "said"),
    [
        ("a", "a", "related", "A skill cannot be linked with itself"),
        ("c", "a", "prerequisite", f"As prerequisite {CIRCLE}"),
        ("b", "a", "enables", f"As enables {CIRCLE}"),
        ("a", "b", "hates", "An edge is prerequisite, enables, synergy or related"),
    ],
)
def test_a_person_is_told_why_an_edge_cannot_be(start: str, end: str, type_: str, said: str) -> None:
    edges = fold_edges([says(1, "a", "b"), says(2, "b", "c")])
    with pytest.raises(UsageFault) as refused:
        check_new(edges, start, end, type_)
    assert str(refused.value) == said
    assert refused.value.hint == (WAY_OUT if CIRCLE in said else "")
    check_new(edges, "a", "c", "enables")
    check_new(edges, "c", "a", "synergy")


def test_a_weak_edge_fades_after_60_days() -> None:
    (weak,) = fold_edges([says(DAY, "a", "b", c=0.29)])
    assert not weak.faded(61 * DAY)
    assert weak.faded(61 * DAY + 1)
    assert not weak._replace(confidence=0.3).faded(900 * DAY)


def test_ready_is_all_sure_prerequisites_at_level_2() -> None:
    states = fold([done(n, n)._replace(skill_id="a") for n in range(4)])
    assert states["a"].level == 2
    edges = fold_edges([says(1, "a", "z"), says(2, "b", "z", c=0.49), says(3, "c", "q", c=0.5)])
    assert readiness("z", edges, states) == (True, ("a",), ())
    assert readiness("q", edges, states) == (False, (), ("c",))
    assert readiness("a", edges, states) == (True, (), ())


def test_what_comes_before_is_listed_before_and_implied_edges_are_not_drawn() -> None:
    edges = fold_edges(
        [says(1, "c", "a"), says(2, "a", "b"), says(3, "c", "b"), says(4, "a", "d", "synergy")]
    )
    assert in_order(["a", "b", "c", "d"], edges) == ["c", "a", "b", "d"]
    assert {(e.from_id, e.to_id) for e in reduced(edges)} == {("c", "a"), ("a", "b"), ("a", "d")}


def test_suggestions_put_what_is_ready_and_wanted_first_and_say_why() -> None:
    skills = [
        Skill(i, n) for i, n in (("a", "Planning"), ("b", "Delegating"), ("c", "Resting"), ("z", "Leading"))
    ]
    states = fold([done(n, n)._replace(skill_id="a") for n in range(4)])
    edges = fold_edges([says(1, "a", "b"), says(2, "c", "z")])
    found = suggestions(skills, states, edges, wanted={"c"})
    assert found[0].skill_id == "c"
    assert found[-1].skill_id == "z"
    assert (found[-1].ready, found[-1].unmet) == (False, ("c",))
    by_id = {one.skill_id: one for one in found}
    assert "an active goal rests on it" in by_id["c"].reasons
    assert "it opens Leading" in by_id["c"].reasons
    assert "what comes before it is there: Planning" in by_id["b"].reasons
    assert by_id["a"].reasons == ("level 3 is 100 points away",)
    assert len(suggestions(skills, states, edges, most=2)) == 2
