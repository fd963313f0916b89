"""Reading answers: what fits, what does not, and that nothing a person types can break it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.providers.guided.answers import READERS, read
from lifeos_cli.providers.guided.model import Step, StepType
from lifeos_cli.providers.guided.reading import Fit, Misfit

ROWS = ("relationships", "work or learning", "health", "leisure", "community", "inner life")


def step(kind: StepType, **more: Any) -> Step:
    return Step(id="s", prompt="?", capture="c", type=kind, **more)


TEXT = step("text")
LONG = step("long_text", min_words=5)
CHOICE = step(
    "choice",
    options=("yes", "not now", "change the wish"),
    aliases={"not now": ("no", "later", "some other day")},
)
YES_NO = step("yes_no")
SCALE = step("scale", low=0, high=10)
PERCENT = step("scale", low=0, high=100)
LIST = step("list")
THREE = step("list", min_items=3, max_items=4)
PLAN = step("if_then")
FEELING = step("emotion_intensity", low=0, high=100)
PAIR = step("pair_scale", low=0, high=10, names=("enjoyment", "achievement"))
MATRIX = step("matrix", low=0, high=10, rows=ROWS, columns=("matters", "lived"))
CONFIRM = step("confirm")
EVERY = (TEXT, LONG, CHOICE, YES_NO, SCALE, PERCENT, LIST, THREE, PLAN, FEELING, PAIR, MATRIX, CONFIRM)


def feeling(name: str, strength: float) -> dict[str, Any]:
    return {"emotion": name, "intensity": strength}


def test_there_is_a_reader_for_every_step_type() -> None:
    from lifeos_cli.providers.guided.parse_step import STEP_TYPES

    assert set(READERS) == set(STEP_TYPES)


@pytest.mark.parametrize(
    ("asked", "said", "value"),
    [
        (TEXT, "  Be there for my kids ", "Be there for my kids"),
        (TEXT, "\U0001f642", "\U0001f642"),
        (LONG, "one two three four five", "one two three four five"),
        (CHOICE, "Yes", "yes"),
        (CHOICE, "2", "not now"),
        (CHOICE, " 3. ", "change the wish"),
        (CHOICE, "option 1", "yes"),
        (CHOICE, "change", "change the wish"),
        (CHOICE, "NOT", "not now"),
        (CHOICE, "I would like to change the wish, please", "change the wish"),
        (CHOICE, "no", "not now"),
        (CHOICE, "perhaps some other day", "not now"),
        (YES_NO, "Yes.", True),
        (YES_NO, "well, sure", True),
        (YES_NO, "of course", True),
        (YES_NO, "No problem", True),
        (YES_NO, "I do", True),
        (YES_NO, "I don\u2019t mind", True),
        (YES_NO, "n", False),
        (YES_NO, "Not really", False),
        (YES_NO, "definitely not", False),
        (YES_NO, "of course not", False),
        (YES_NO, "I do not", False),
        (YES_NO, "No, I'm sure", False),
        (SCALE, "7", 7),
        (SCALE, "about 7 or so", 7),
        (SCALE, "7/10", 7),
        (SCALE, "7 out of 10", 7),
        (SCALE, "on a scale of 0 to 10, 6", 6),
        (SCALE, "seven", 7),
        (SCALE, "Zero!", 0),
        (SCALE, "ten", 10),
        (SCALE, "6.5", 6.5),
        (SCALE, "6,5", 6.5),
        (SCALE, "80%", 8),
        (SCALE, "\u0667", 7),
        (PERCENT, "8/10", 80),
        (PERCENT, "seventy five", 75),
        (PERCENT, "100", 100),
        (LIST, "a\nb\n\nc", ["a", "b", "c"]),
        (LIST, "- a\n* b\n\u2022 c\n4. d\n5) e", ["a", "b", "c", "d", "e"]),
        (LIST, "call mum; write, then post; rest", ["call mum", "write, then post", "rest"]),
        (LIST, "1. run 2. swim 3. read", ["run", "swim", "read"]),
        (LIST, "run, swim and read", ["run", "swim", "read"]),
        (LIST, "run, swim, and read and rest", ["run", "swim", "read and rest"]),
        (LIST, "piano and swimming", ["piano", "swimming"]),
        (
            LIST,
            "I talked to my boss at length and she said no",
            ["I talked to my boss at length and she said no"],
        ),
        (LIST, "10,000 steps, sleep", ["10,000 steps", "sleep"]),
        (LIST, "a, a, b", ["a", "b"]),
        (LIST, "nothing", []),
        (THREE, "a; b; c", ["a", "b", "c"]),
        (PLAN, "If I am tired, then I will walk.", {"if": "I am tired", "then": "walk"}),
        (PLAN, "if I am tired then I'll walk", {"if": "I am tired", "then": "walk"}),
        (PLAN, "When I come home, I will change shoes", {"if": "I come home", "then": "change shoes"}),
        (PLAN, "After I pour coffee, I will floss", {"if": "I pour coffee", "then": "floss"}),
        (PLAN, "Before bed I will read a page", {"if": "Before bed", "then": "read a page"}),
        (PLAN, "I will floss after I brush my teeth", {"if": "I brush my teeth", "then": "floss"}),
        (PLAN, "If <it rains>, then I will <swim>.", {"if": "it rains", "then": "swim"}),
        (PLAN, "if tired: walk", {"if": "tired", "then": "walk"}),
        (PLAN, "If it is late,\nthen I will sleep", {"if": "it is late", "then": "sleep"}),
        (FEELING, "sad 60", feeling("sad", 60)),
        (FEELING, "I felt really angry, about 80", feeling("really angry", 80)),
        (FEELING, "80 anger", feeling("anger", 80)),
        (FEELING, "anxious (70)", feeling("anxious", 70)),
        (FEELING, "shame 7/10", feeling("shame", 70)),
        (FEELING, "fear: 90%", feeling("fear", 90)),
        (FEELING, "anger 80, shame 60", {**feeling("anger", 80), "others": [feeling("shame", 60)]}),
        (FEELING, "anger and shame, 80", {**feeling("anger", 80), "others": [feeling("shame", 80)]}),
        (PAIR, "7 3", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "7,3", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "7/10 and 3/10", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "achievement 3, enjoyment 7", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "enjoy 7 / achieve 3", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "7 for enjoyment and 3 for achievement", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "seven and three", {"enjoyment": 7, "achievement": 3}),
        (PAIR, "5 for both", {"enjoyment": 5, "achievement": 5}),
        (CONFIRM, "", True),
        (CONFIRM, "Done!", True),
        (CONFIRM, "that's done", True),
        (CONFIRM, "s", False),
        (CONFIRM, "skip", False),
        (CONFIRM, "not this time", False),
    ],
)
def test_an_answer_that_fits_gives_its_value(asked: Step, said: str, value: Any) -> None:
    reading = read(asked, said)
    assert reading == Fit(value)
    assert isinstance(reading, Fit)
    assert type(reading.value) is type(value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (TEXT, ""),
        (TEXT, " ... "),
        (LONG, "too short"),
        (CHOICE, ""),
        (CHOICE, "4"),
        (CHOICE, "purple"),
        (CHOICE, "yes or not now"),
        (YES_NO, "maybe"),
        (YES_NO, "yes and no"),
        (YES_NO, "I don't know"),
        (YES_NO, "yes, but not when he drinks"),
        (SCALE, "quite a lot"),
        (SCALE, "11"),
        (SCALE, "-3"),
        (SCALE, "9" * 400),
        (LIST, "- - -"),
        (THREE, "a; b"),
        (THREE, "a; b; c; d; e"),
        (PLAN, "walk more"),
        (PLAN, "If I am tired"),
        (PLAN, "then I will walk"),
        (FEELING, "sad"),
        (FEELING, "60"),
        (FEELING, "sad 160"),
        (FEELING, "it was when he came in late and did not say a word to me 60"),
        (PAIR, "7"),
        (PAIR, "1 2 3"),
        (PAIR, "7 30"),
        (PAIR, "enjoyment 7"),
        (MATRIX, "9 9 9"),
        (MATRIX, "relationships 9 8"),
        (CONFIRM, "what?"),
    ],
)
def test_an_answer_that_does_not_fit_gets_a_kind_line(asked: Step, said: str) -> None:
    reading = read(asked, said)
    assert isinstance(reading, Misfit)
    assert reading.reason
    assert "\n" not in reading.reason
    assert not {"wrong", "invalid", "error", "should"} & set(reading.reason.casefold().split())


NUMBERS = [9, 4, 7, 6, 8, 3, 5, 5, 4, 2, 6, 1]
TABLE = {row: {"matters": NUMBERS[2 * at], "lived": NUMBERS[2 * at + 1]} for at, row in enumerate(ROWS)}


@pytest.mark.parametrize(
    "said",
    [
        "relationships 9 4, work or learning 7 6, health 8 3, leisure 5 5, community 4 2, inner life 6 1",
        "relationships: 9/4\nwork: 7/6\nhealth: 8/3\nleisure: 5/5\ncommunity: 4/2\ninner: 6/1",
        "rel 9 4 lear 7 6 hea 8 3 lei 5 5 com 4 2 inn 6 1",
        " ".join(map(str, NUMBERS)),
        "9/4, 7/6, 8/3, 5/5, 4/2, 6/1",
        "community 4 2; health lived 3 matters 8; inner life 6 1; leisure 5 5; learning 7 6; relationships 9 4",
    ],
)
def test_a_matrix_is_read_by_names_or_in_order(said: str) -> None:
    assert read(MATRIX, said) == Fit(TABLE)


def test_a_matrix_and_a_pair_can_be_filled_in_pieces() -> None:
    first = read(MATRIX, "relationships 9 4, work 7 6, health 8 3, leisure 5 5")
    assert isinstance(first, Misfit)
    assert "community, inner life" in first.reason
    assert read(MATRIX, "community 4 2, inner life 6 1", first.partial) == Fit(TABLE)
    half = read(PAIR, "enjoyment 7")
    assert isinstance(half, Misfit)
    assert read(PAIR, "achievement 3", half.partial) == Fit({"enjoyment": 7, "achievement": 3})


def test_a_feeling_and_its_strength_can_come_one_after_the_other() -> None:
    first = read(FEELING, "angry")
    assert isinstance(first, Misfit)
    assert read(FEELING, "80", first.partial) == Fit(feeling("angry", 80))
    assert read(FEELING, "angry 80", first.partial) == Fit(feeling("angry", 80))


def test_a_list_and_a_long_text_grow_from_answer_to_answer() -> None:
    first = read(THREE, "run; swim")
    assert isinstance(first, Misfit)
    assert read(THREE, "read", first.partial) == Fit(["run", "swim", "read"])
    assert read(THREE, "run; swim; rest", first.partial) == Fit(["run", "swim", "rest"])
    short = read(LONG, "one two")
    assert isinstance(short, Misfit)
    assert "3 more" in short.reason
    assert read(LONG, "three four five", short.partial) == Fit("one two\nthree four five")


HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="0123456789-.,/% "),
    st.text(alphabet="if then I will, \n;-*1.)("),
    st.lists(
        st.sampled_from(
            ["yes", "not", "and", "7", "10", "-", ",", "sad", "health", "lived", "enjoyment", "{x}", "\x1b["]
        )
    ).map(" ".join),
)


@settings(max_examples=400)
@given(
    asked=st.sampled_from(EVERY), said=HOSTILE, partial=st.one_of(st.none(), st.text(), st.lists(st.text()))
)
def test_reading_never_raises_and_a_value_is_json(asked: Step, said: str, partial: Any) -> None:
    reading = read(asked, said, partial)
    if isinstance(reading, Fit):
        assert json.loads(json.dumps(reading.value, allow_nan=False)) == reading.value
    else:
        assert reading.reason
        json.dumps(reading.partial)


@given(st.integers(0, 10), st.sampled_from(["{}", " {}.", "I say {}", "{}/10", "{} of 10", "maybe {}?"]))
def test_every_number_of_a_scale_is_read_in_any_dress(number: int, dress: str) -> None:
    assert read(SCALE, dress.format(number)) == Fit(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_scale_never_captures_what_lies_outside_it(number: float) -> None:
    reading = read(SCALE, f"{number:f}")
    assert isinstance(reading, Misfit) or 0 <= reading.value <= 10


ITEM = st.text(alphabet="abcdefgh ijk", min_size=1).map(str.strip).filter(bool)


@given(st.lists(ITEM, min_size=2, max_size=6, unique=True), st.sampled_from(["\n", "\n- ", "; "]))
def test_a_list_gives_back_the_items_it_was_made_of(items: list[str], between: str) -> None:
    assert read(LIST, between.join(items)) == Fit(items)


@given(st.lists(st.integers(0, 10), min_size=12, max_size=12), st.permutations(range(6)))
def test_a_matrix_by_name_does_not_depend_on_the_order(numbers: list[int], order: list[int]) -> None:
    said = "\n".join(f"{ROWS[at]} {numbers[2 * at]} {numbers[2 * at + 1]}" for at in order)
    wanted = {row: {"matters": numbers[2 * at], "lived": numbers[2 * at + 1]} for at, row in enumerate(ROWS)}
    assert read(MATRIX, said) == Fit(wanted)


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.type)
@pytest.mark.parametrize(
    "giant",
    [
        "7 " * 500_000,
        "a" * 1_000_000,
        "if " * 300_000,
        ", " * 500_000,
        "9" * 1_000_000,
        "- a\n" * 250_000,
        " " * 1_000_000,
    ],
    ids=["numbers", "letters", "ifs", "commas", "digits", "lines", "blanks"],
)
@pytest.mark.timeout(10)
def test_a_megabyte_is_read_in_no_time(asked: Step, giant: str) -> None:
    read(asked, giant)
