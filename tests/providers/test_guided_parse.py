"""Reading a coach: everything that is wrong is told, with the place and the nearest valid key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.providers.guided.conditions import Condition, read_condition
from lifeos_cli.providers.guided.parse import parse
from tests.providers.scripted import ALL

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.table import Problem

STEP: dict[str, Any] = {"id": "a", "prompt": "?", "capture": "a", "type": "text"}
SCALE: dict[str, Any] = {**STEP, "type": "scale", "min": 0, "max": 10}
HEAD: dict[str, Any] = {"id": "own", "name": "Own", "title": "Own coach", "purpose": "To try."}


def told(**changes: Any) -> list[Problem]:
    """Parse a good coach with these keys changed."""
    return parse({**HEAD, "steps": [STEP], **changes})[1]


def test_a_small_coach_is_enough() -> None:
    coach, problems = parse({**HEAD, "steps": [STEP]})
    assert problems == []
    assert coach
    assert coach.steps[0].capture == "a"


def test_all_built_in_coaches_have_a_version_of_their_own() -> None:
    assert len({coach.version for coach in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"nmae": "x"}, ("nmae",), 'unknown key "nmae"; did you mean "name"?'),
        ({"id": "Own Coach"}, ("id",), "small letters"),
        ({"name": ""}, ("name",), "must not be empty"),
        ({"name": 3}, ("name",), "must be a text"),
        ({"title": None}, (), 'the key "title" is missing'),
        ({"use_when": "always"}, ("use_when",), "must be a list of texts"),
        ({"steps": []}, ("steps",), "at least one"),
        ({"steps": {}}, ("steps",), "must be a list of tables"),
        ({"steps": ["a"]}, ("steps", 0), "must be a table"),
        ({"next_step": ["b"]}, ("next_step", 0), '"b" is not captured by a step'),
        ({"rules": [{"text": "x"}]}, ("rules", 0), 'needs "reflect = true"'),
        ({"rules": [{"text": "x", "said": ["y"]}]}, ("rules", 0, "said"), 'needs "say"'),
        ({"rules": [{"text": "x", "end": True}]}, ("rules", 0), 'need "said"'),
        ({"rules": [{"text": "x", "said": ["y"], "say": "nobody"}]}, ("rules", 0, "say"), "there is no line"),
        ({"rules": [{"text": "x", "avoid": ["try"]}]}, ("purpose",), "never says"),
        ({"lines": {"a": 1}}, ("lines", "a"), "must be a text"),
    ],
)
def test_what_is_wrong_with_a_coach_is_told(
    changes: dict[str, Any], where: tuple[Any, ...], message: str
) -> None:
    found = [problem for problem in told(**changes) if problem.where == where]
    assert any(message in problem.message for problem in found), told(**changes)


@pytest.mark.parametrize(
    ("step", "where", "message"),
    [
        ({**STEP, "promt": "?"}, ("promt",), 'did you mean "prompt"?'),
        ({**STEP, "type": "scael"}, ("type",), 'did you mean "scale"?'),
        ({**STEP, "options": ["x"]}, ("options",), "does not belong to a step of type text"),
        ({**STEP, "optional": "yes"}, ("optional",), "must be true or false"),
        ({**STEP, "deferred": "monthly"}, ("deferred",), 'must be true, false or "weekly"'),
        ({**STEP, "capture": "A b"}, ("capture",), "small letters"),
        ({**STEP, "prompt": "And {b}?"}, ("prompt",), '"b" is not captured by an earlier step'),
        ({**STEP, "prompt": "And {a}?"}, ("prompt",), '"a" is not captured by an earlier step'),
        ({**STEP, "remind": ["b"]}, ("remind", 0), "not captured by an earlier step"),
        ({**STEP, "type": "choice"}, ("options",), 'the key "options" is missing'),
        ({**STEP, "type": "choice", "options": []}, ("options",), "must not be empty"),
        ({**STEP, "type": "choice", "options": ["x", "X"]}, ("options",), "twice"),
        (
            {**STEP, "type": "choice", "options": ["x"], "aliases": {"y": ["z"]}},
            ("aliases", "y"),
            "unknown key",
        ),
        ({**STEP, "type": "scale"}, (), 'the key "min" is missing'),
        ({**SCALE, "min": 10}, ("min",), "must be smaller than max"),
        ({**SCALE, "max": "ten"}, ("max",), "must be a number"),
        ({**SCALE, "type": "pair_scale", "names": ["x"]}, ("names",), "must be two names"),
        ({**SCALE, "type": "matrix", "rows": ["x"]}, ("columns",), "is missing"),
        ({**STEP, "type": "list", "min_items": 4, "max_items": 3}, ("min_items",), "must not be greater"),
        ({**STEP, "type": "list", "min_items": 0}, ("min_items",), "1 or more"),
        ({**STEP, "type": "long_text", "min_words": 1.5}, ("min_words",), "must be a whole number"),
        ({**STEP, "rules": [{"when": "unanswered"}]}, ("rules", 0), 'a rule needs "goto"'),
        ({**STEP, "rules": [{"goto": "a"}]}, ("rules", 0), 'the key "when" is missing'),
        ({**STEP, "rules": [{"when": "maybe", "end": True}]}, ("rules", 0, "when"), "is not a condition"),
        ({**STEP, "rules": [{"when": "< 3", "end": True}]}, ("rules", 0, "when"), "can only be compared"),
        ({**SCALE, "rules": [{"when": "< x", "end": True}]}, ("rules", 0, "when"), "is not a number"),
        ({**SCALE, "rules": [{"when": "< 3", "goto": "aa"}]}, ("rules", 0, "goto"), 'did you mean "a"?'),
        ({**SCALE, "rules": [{"when": "< 3", "goto": "a", "end": True}]}, ("rules", 0, "end"), "exclude"),
        ({**SCALE, "rules": [{"when": "< 3", "say": "x"}]}, ("rules", 0, "say"), 'there is no line "x"'),
        (
            {**SCALE, "rules": [{"when": "< 3", "end": True, "times": 2}]},
            ("rules", 0, "times"),
            "go together",
        ),
        ({**SCALE, "rules": [{"when": "< 3", "end": True, "tims": 2}]}, ("rules", 0, "tims"), '"times"'),
        (
            {**STEP, "type": "list", "rules": [{"when": "= x", "end": True}]},
            ("rules", 0, "when"),
            "unanswered",
        ),
        ({**STEP, "deferred": True}, ("steps",), "nothing to ask"),
    ],
)
def test_what_is_wrong_with_a_step_is_told(
    step: dict[str, Any], where: tuple[Any, ...], message: str
) -> None:
    problems = told(steps=[step])
    place = where if where == ("steps",) else ("steps", 0, *where)
    assert any(message in problem.message for problem in problems if problem.where == place), problems


def test_steps_with_the_same_id_or_capture_are_told() -> None:
    assert {problem.key for problem in told(steps=[STEP, STEP])} == {"steps[1].id", "steps[1].capture"}


def test_a_goto_cannot_lead_into_a_deferred_step() -> None:
    later = {**STEP, "id": "b", "capture": "b", "deferred": True}
    first = {**SCALE, "rules": [{"when": "< 3", "goto": "b"}]}
    assert ["deferred" in problem.message for problem in told(steps=[first, later])] == [True]


def test_a_step_of_the_flow_cannot_build_on_a_deferred_one() -> None:
    late = {**STEP, "deferred": True}
    after = {**STEP, "id": "b", "capture": "b", "prompt": "And {a}?"}
    assert [problem.key for problem in told(steps=[late, after])] == ["steps[1].prompt"]


def test_all_problems_are_told_at_once() -> None:
    bad = {
        **STEP,
        "promt": "?",
        "type": "scale",
        "min": 3,
        "max": 1,
        "rules": [{"when": "?", "goto": "nowhere"}],
    }
    keys = {problem.key for problem in told(steps=[bad], nmae="x", next_step=["zz"])}
    assert {"nmae", "next_step[0]", "steps[0].promt", "steps[0].min"} <= keys
    assert {"steps[0].rules[0].when", "steps[0].rules[0].goto"} <= keys


@pytest.mark.parametrize(
    ("when", "kind", "meets", "fails"),
    [
        ("< 7", "scale", 6.5, 7),
        (">= 8", "scale", 8, "8"),
        ("!= 3", "scale", 4, True),
        ("> 50", "emotion_intensity", {"emotion": "sad", "intensity": 51}, {"emotion": "sad"}),
        ("= no", "yes_no", False, True),
        ("!= yes", "confirm", False, True),
        ("= Not now", "choice", "not now", "now"),
        ("= hello", "text", "Hello!", "hell"),
        ("unanswered", "matrix", None, {}),
    ],
)
def test_conditions_hold_for_what_they_say(when: str, kind: Any, meets: Any, fails: Any) -> None:
    condition = read_condition(when, kind)
    assert isinstance(condition, Condition)
    assert condition.holds(meets)
    assert not condition.holds(fails)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
KEYS = st.sampled_from(
    ["id", "name", "title", "purpose", "use_when", "next_step", "lines", "rules", "steps", "x"]
)
STEP_KEYS = st.sampled_from(
    [*SCALE, "rules", "options", "aliases", "names", "rows", "deferred", "remind", "min_items"]
)


@given(st.dictionaries(KEYS, ANY), st.lists(st.dictionaries(STEP_KEYS, ANY), max_size=3))
def test_reading_any_mapping_never_raises(top: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    for raw in (top, {**HEAD, **top}, {**HEAD, "steps": [{**SCALE, **step} for step in steps]}):
        coach, problems = parse(raw)
        assert (coach is None) == bool(problems)
        assert all(problem.message for problem in problems)
