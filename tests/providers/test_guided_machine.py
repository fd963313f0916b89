"""The state machine: openings, misfits, changed files, and that it always comes to an end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lifeos_cli.providers.guided import machine, phrases
from lifeos_cli.providers.guided.parse import parse
from lifeos_cli.providers.guided.state import State
from tests.providers.scripted import ALL, BY_ID, Session, fitting

GROW = BY_ID["goal_grow"]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "7", "0", "yes", "no", "skip", "stop", "not now", "change the wish", "later", "thanks", "a; b; c",
         "If a, then b", "sad 60", "4 5", "1 2 3 4 5 6 7 8 9 10 1 2", "nothing for now", "it feels false",
         "\x1b]52;c;x\x07"]
    ),
)  # fmt: skip


def own(*steps: dict[str, Any], **more: Any) -> Any:
    coach, problems = parse(
        {"id": "own", "name": "Own", "title": "Own", "purpose": "p", "steps": list(steps), **more}
    )
    assert not problems
    return coach


def text_step(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "prompt": f"What about {name}?", "capture": name, "type": "text", **more}


def test_a_session_without_words_opens_with_who_this_is_and_the_first_question() -> None:
    first, question = machine.open_session(GROW).text.split("\n\n")
    assert first.startswith("This is Compass: Goal coach (GROW).")
    assert "\n" not in first
    assert question == GROW.steps[0].prompt


def test_an_opening_statement_is_given_back_and_not_taken_as_an_answer() -> None:
    turn = machine.open_session(GROW, "I want to be fitter")
    assert "\u201cI want to be fitter\u201d" in turn.text
    assert turn.text.endswith(GROW.steps[0].prompt)
    assert turn.state.step == "goal"
    assert turn.captures == {}


def test_a_greeting_is_not_quoted() -> None:
    assert "hello" not in machine.open_session(GROW, "Hello!").text


def test_an_answer_that_does_not_fit_is_asked_again_with_a_reason() -> None:
    session = Session(GROW)
    said = session.answer("reality", "quite far")
    assert said.startswith("A number from 0 to 10")
    assert "Where are you now on that" in said
    assert session.turn.state.step == "reality"
    assert "reality_score" not in session.turn.captures
    session.say("6")
    assert session.turn.captures["reality_score"] == 6


def test_after_three_misfits_skipping_is_offered_and_the_fourth_moves_on() -> None:
    session = Session(GROW)
    session.until("reality")
    for number in (1, 2, 3):
        assert (phrases.SKIP_OFFER in session.say("hm")) == (number == 3)
    session.say("hm")
    assert session.turn.text.startswith(phrases.MOVED_ON)
    assert session.turn.state.step == "tried"


def test_the_offer_to_skip_can_be_taken() -> None:
    session = Session(GROW)
    session.until("reality")
    assert phrases.NEEDED in session.say("skip")
    session.say("hm")
    session.say("hm")
    session.say("skip")
    assert session.turn.state.step == "tried"
    assert "reality_score" not in session.turn.captures


def test_stop_ends_a_session_kindly_with_what_was_named() -> None:
    session = Session(GROW)
    session.until("confidence")
    said = session.say("Stop")
    assert said.startswith(phrases.ENDED)
    assert "Your next step, in your words: \u201cmy own words on will\u201d." in said
    assert session.turn.state.status == "closed"


def test_an_option_called_stop_is_an_answer() -> None:
    coach = own({"id": "a", "prompt": "?", "capture": "a", "type": "choice", "options": ["stop", "skip"]})
    for word in ("stop", "skip"):
        assert machine.answer(coach, machine.start(coach), word).captures == {"a": word}


def test_a_next_step_of_nothing_counts_as_none() -> None:
    coach = own(text_step("step"), next_step=["step"])
    turn = machine.answer(coach, machine.start(coach), "Nothing.")
    assert turn.text.endswith(phrases.UNNAMED)
    assert turn.captures == {"step": "Nothing."}


def test_a_changed_coach_goes_on_at_the_same_step_and_takes_no_answer_to_the_old_one() -> None:
    session = Session(GROW)
    session.until("measure")
    changed = replace(GROW, version="other")
    turn = machine.answer(changed, session.turn.state, "I will know")
    assert turn.text.startswith(phrases.CHANGED)
    assert turn.state.step == "measure"
    assert "measure" not in turn.captures
    assert machine.answer(changed, turn.state, "I will know").captures["measure"] == "I will know"


def test_a_changed_coach_whose_open_step_is_gone_goes_on_after_the_last_answer() -> None:
    session = Session(GROW)
    session.until("measure")
    changed = replace(GROW, version="other", steps=tuple(step for step in GROW.steps if step.id != "measure"))
    turn = machine.answer(changed, session.turn.state, "I will know")
    assert turn.state.step == "reality"
    assert turn.captures["goal_title"] == "my own words on goal"


def test_a_change_of_steps_changes_the_version_and_other_words_do_not() -> None:
    first = own(text_step("a"))
    assert own(text_step("a", optional=True)).version != first.version
    assert own(text_step("a"), evidence="new").version == first.version


def test_another_coach_in_the_same_session_starts_afresh_and_keeps_what_was_captured() -> None:
    session = Session(GROW)
    session.until("type")
    turn = machine.answer(BY_ID["woop"], session.turn.state, "I want to sleep earlier")
    assert turn.text.startswith("This is Tide")
    assert turn.state.step == "wish"
    assert turn.captures["goal_title"] == "my own words on goal"


def test_coming_back_without_words_asks_the_open_question_again() -> None:
    session = Session(GROW)
    session.until("measure")
    turn = machine.reopen(GROW, session.turn.state)
    assert turn.text.startswith(phrases.WELCOME_BACK)
    assert "How will you know" in turn.text
    session.until("")
    assert phrases.OFFER in machine.reopen(GROW, session.turn.state).text


def test_a_goto_to_the_step_itself_comes_to_an_end() -> None:
    rule = {"when": "< 5", "goto": "n", "at_most": 2}
    coach = own(
        {"id": "n", "prompt": "?", "capture": "n", "type": "scale", "min": 0, "max": 10, "rules": [rule]}
    )
    state = machine.start(coach)
    for status in ("asking", "asking", "closed"):
        state = machine.answer(coach, state, "1").state
        assert state.status == status


def test_the_coachs_own_lines_are_said_and_the_programs_go_first() -> None:
    rule = {"when": "= yes", "say": "mine"}
    coach = own(
        {"id": "a", "prompt": "?", "capture": "a", "type": "yes_no", "rules": [rule]},
        lines={"mine": "My line."},
    )
    assert "My line." in machine.answer(coach, machine.start(coach), "yes").text
    assert "Theirs." in machine.answer(coach, machine.start(coach), "yes", lines={"mine": "Theirs."}).text


def test_hostile_words_come_back_harmless_and_are_captured_as_they_came() -> None:
    hostile = "\x1b]52;c;aGk=\x07[/bold] \u202eevil {goal_title} %s \x1b[2J"
    turn = Session(GROW).turn
    turn = machine.answer(GROW, turn.state, hostile)
    assert turn.captures["goal_title"] == hostile.strip()
    assert not {"\x1b", "\x07", "\u202e"} & set(turn.text)
    assert "[/bold]" in turn.text


def test_a_giant_answer_is_kept_whole_and_quoted_short() -> None:
    giant = "word " * 200_000
    turn = machine.answer(GROW, machine.start(GROW), giant)
    assert turn.captures["goal_title"] == giant.strip()
    assert len(turn.text) < 600


@settings(max_examples=60, deadline=None)
@given(coach=st.sampled_from(ALL), said=st.lists(TEXTS, min_size=1, max_size=25), opening=TEXTS)
def test_it_never_raises_and_its_state_survives_json(coach: Any, said: list[str], opening: str) -> None:
    turn = machine.open_session(coach, opening)
    for text in said:
        stored = json.loads(json.dumps(turn.state.to_json(), allow_nan=False))
        assert State.from_json(stored) == turn.state
        turn = machine.answer(coach, State.from_json(stored), text, {"stress_after": [9]}, now=5)
        assert turn.text
        names = {step.capture for step in coach.steps}
        assert set(turn.captures) <= names


@settings(max_examples=40, deadline=None)
@given(coach=st.sampled_from(ALL), data=st.data())
def test_whatever_is_answered_it_comes_to_a_close(coach: Any, data: st.DataObject) -> None:
    turn = machine.open_session(coach)
    for _ in range(4 * 4 * len(coach.steps)):
        step = coach.step(turn.state.step)
        if step is None:
            return
        text = data.draw(st.one_of(TEXTS, st.just(fitting(step))))
        turn = machine.answer(coach, turn.state, text)
    raise AssertionError(turn.state)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = tuple(State("", "").to_json())


@settings(max_examples=200, deadline=None)
@given(
    raw=st.dictionaries(st.sampled_from(FIELDS), JSON),
    values=st.dictionaries(st.sampled_from([step.capture for step in BY_ID["values"].steps]), JSON),
    step=st.sampled_from([*(step.id for step in BY_ID["values"].steps), "gone", ""]),
    past=st.dictionaries(st.sampled_from(["next_action", "x"]), st.lists(JSON, max_size=3)),
    text=TEXTS,
)
def test_a_damaged_state_is_no_reason_to_fail(raw: Any, values: Any, step: str, past: Any, text: str) -> None:
    coach = BY_ID["values"]
    state = State.from_json(
        {"coach": "values", "version": coach.version, "step": step, "values": values, **raw}
    )
    assert machine.answer(coach, state, text, past).text
    assert machine.reopen(coach, state).text
    machine.open_question(coach, raw)
