"""The twelve coaches, each run end to end from its data file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.providers.guided import machine, phrases
from lifeos_cli.providers.guided.state import State
from tests.providers.scripted import ALL, BY_ID, DAY, Session, fitting

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Coach

IDS = [coach.id for coach in ALL]


def whole_run(coach: Coach) -> Session:
    """Answer everything, then come back for what was put off."""
    session = Session(coach)
    session.until("")
    while coach.follow_ups and session.turn.state.finished and "Welcome back" in session.say("here I am"):
        session.until("")
    return session


def test_there_are_twelve_coaches_and_seventy_nine_steps() -> None:
    assert len(ALL) == 12
    assert sum(len(coach.steps) for coach in ALL) == 79


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_every_step_of_a_coach_is_asked_and_captured(coach: Coach) -> None:
    session = whole_run(coach)
    assert {step.id for step in coach.steps} <= set(session.asked)
    assert set(session.turn.captures) == {step.capture for step in coach.steps}


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_each_prompt_is_asked_in_its_own_words(coach: Coach) -> None:
    session = Session(coach)
    while (step := session.step) is not None:
        for part in step.prompt.replace("}", "{").split("{")[::2]:
            assert part in session.turn.text
        session.say(fitting(step))


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_a_session_ends_with_the_persons_own_next_step(coach: Coach) -> None:
    session = Session(coach)
    session.until("")
    last = session.turn.text.split("\n\n")[-1]
    assert last.startswith("Your next step, in your words: ")
    for name in coach.next_step:
        value = session.turn.captures[name]
        words = value["then"] if isinstance(value, dict) else value[0] if isinstance(value, list) else value
        assert words in last


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_a_coach_never_says_you_should(coach: Coach) -> None:
    session = whole_run(coach)
    for answer in ("stop", "again", "skip", "what now?", "no"):
        session.say(answer)
        assert "you should" not in session.turn.text.casefold()
    said = [text for name, text in vars(phrases).items() if isinstance(text, str) and name.isupper()]
    assert not [text for text in (*said, *phrases.LINES.values()) if "should" in text.casefold()]


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_every_reply_to_an_answer_gives_it_back_before_it_asks_on(coach: Coach) -> None:
    session = Session(coach)
    while (step := session.step) is not None:
        paragraphs = session.say(fitting(step)).split("\n\n")
        assert len(paragraphs) > 1
        assert not paragraphs[0].startswith(tuple(known.prompt[:20] for known in coach.steps))


@pytest.mark.parametrize(
    ("coach", "capture", "value"),
    [
        ("goal_grow", "goal_type", "outcome"),
        ("goal_grow", "reality_score", 9),
        ("goal_grow", "options", ["thing 0 of options", "thing 1 of options", "thing 2 of options"]),
        ("woop", "if_then", {"if": "I reach for the phone", "then": "put it in the drawer"}),
        ("mi", "permission", True),
        ("stress", "done", True),
        ("cbt_record", "belief_before", 99),
        (
            "cbt_record",
            "emotion",
            {"emotion": "sad", "intensity": 60, "others": [{"emotion": "angry", "intensity": 40}]},
        ),
        ("behavioural_activation", "predicted", {"enjoyment": 7, "achievement": 3}),
        ("behavioural_activation", "actual", {"enjoyment": 7, "achievement": 3}),
        (
            "values",
            "domain_ratings",
            {
                "relationships": {"matters": 9, "lived": 0},
                "work or learning": {"matters": 9, "lived": 1},
                "health": {"matters": 9, "lived": 2},
                "leisure": {"matters": 9, "lived": 3},
                "community": {"matters": 9, "lived": 4},
                "inner life": {"matters": 9, "lived": 5},
            },
        ),
        ("best_self", "scene", " ".join(["morning"] * 60)),
        ("habit", "automaticity", 9),
    ],
)
def test_captured_values_have_the_documented_shape(coach: str, capture: str, value: Any) -> None:
    assert whole_run(BY_ID[coach]).turn.captures[capture] == value


def test_low_confidence_goes_back_to_the_options_and_only_a_few_times() -> None:
    session = Session(BY_ID["goal_grow"])
    for _ in range(3):
        assert phrases.ROUND_AGAIN in session.answer("confidence", "4")
        assert session.turn.state.step == "options"
    assert phrases.ROUND_ENOUGH in session.answer("confidence", "4")
    assert session.turn.state.status == "closed"
    assert session.turn.captures["confidence"] == 4


def test_a_wish_that_is_not_feasible_can_be_changed_or_left_for_now() -> None:
    session = Session(BY_ID["woop"])
    session.answer("feasible", "change the wish")
    assert session.turn.state.step == "wish"
    said = session.answer("feasible", "not now")
    assert session.turn.state.status == "closed"
    assert phrases.ENDED in said
    assert said.endswith(phrases.UNNAMED)


def test_without_permission_the_ambivalence_coach_ends_kindly() -> None:
    session = Session(BY_ID["mi"])
    said = session.say("No, thanks")
    assert session.turn.state.status == "closed"
    assert phrases.ENDED in said
    assert session.turn.captures == {"permission": False}


@pytest.mark.parametrize("at", ["importance", "good_of_now", "next"])
def test_nothing_for_now_stops_the_ambivalence_coach_without_pushing(at: str) -> None:
    session = Session(BY_ID["mi"])
    said = session.answer(at, "Nothing for now, thanks.")
    assert session.turn.state.status == "closed"
    assert said.endswith(phrases.UNNAMED)
    assert "next_action" not in session.turn.captures


def test_a_long_answer_with_nothing_for_now_in_it_is_an_answer() -> None:
    session = Session(BY_ID["mi"])
    session.answer("good_of_now", "I get peace at home and nothing for now has to be decided with my boss")
    assert session.turn.state.step == "confidence"


def test_the_ambivalence_coach_reflects_even_when_it_asks_again() -> None:
    session = Session(BY_ID["mi"])
    assert "\u201chard to say\u201d" in session.answer("importance", "hard to say")


def test_what_was_said_fills_the_placeholders() -> None:
    session = Session(BY_ID["mi"])
    assert "What makes it a 7 and not two points lower?" in session.answer("importance", "7")
    session.answer("why_not_lower", "my kids")
    session.answer("good_of_now", "quiet evenings")
    session.until("summary")
    assert "both sides: \u201cquiet evenings\u201d / \u201cmy kids\u201d. What" in session.turn.text


@pytest.mark.parametrize("said", ["no", "Not really", "I don't", "well, no"])
def test_someone_who_is_not_safe_gets_resources_and_no_confrontation(said: str) -> None:
    session = Session(BY_ID["relationship"])
    assert session.say(said).endswith(phrases.LINES["safety_resources"])
    assert session.turn.state.status == "closed"
    assert session.turn.captures == {"safe": False}


def test_a_safety_question_left_open_counts_as_not_safe() -> None:
    session = Session(BY_ID["relationship"])
    for answer in ("hm", "it depends", "who knows", "let us just start"):
        assert session.turn.state.step == "safety"
        session.say(answer)
    assert session.turn.text == phrases.LINES["safety_resources"]
    assert session.turn.state.status == "closed"


@pytest.mark.parametrize(
    "said", ["Last week he hit me", "I'm afraid of him", "She threatens me when we argue"]
)
def test_abuse_or_fear_anywhere_ends_the_preparation_of_a_conversation(said: str) -> None:
    opening = Session(BY_ID["relationship"], said=said)
    assert phrases.LINES["safety_resources"] in opening.turn.text
    assert opening.turn.state.status == "closed"
    session = Session(BY_ID["relationship"])
    session.answer("ask", "Call me before ten")
    session.say(said)
    assert session.turn.text == phrases.LINES["safety_resources"]
    assert phrases.LINES["safety_resources"] in session.say(f"again: {said}")


@pytest.mark.parametrize("said", ["He never hit me", "I am not afraid of him", "It hit me that I miss her"])
def test_words_that_only_look_like_abuse_do_not_end_it(said: str) -> None:
    session = Session(BY_ID["relationship"])
    session.answer("facts", said)
    assert session.turn.state.step == "feel"


def test_high_stress_twice_in_a_week_suggests_talking_to_a_person() -> None:
    line = phrases.LINES["talk_to_person"]
    once, again = Session(BY_ID["stress"]), Session(BY_ID["stress"], past={"stress_after": [3, 8]})
    calm = Session(BY_ID["stress"], past={"stress_after": [9, 9]})
    assert line not in once.answer("rerate", "9")
    assert line in again.answer("rerate", "8")
    assert line not in calm.answer("rerate", "7")
    assert again.turn.text.split("\n\n")[-1].startswith("Your next step")


def test_stress_rules_ask_for_a_week_of_earlier_answers() -> None:
    from lifeos_cli.providers.guided.model import past_windows

    assert past_windows(BY_ID["stress"]) == {"stress_after": 7}
    assert past_windows(BY_ID["woop"]) == {}


def test_medical_and_traumatic_matters_get_their_line_once() -> None:
    session = Session(BY_ID["stress"])
    assert phrases.LINES["medical_help"] in session.answer("sort", "chest pain: act; rent: ask")
    assert phrases.LINES["medical_help"] not in session.say("sit down because of the chest pain")
    record = Session(BY_ID["cbt_record"])
    assert phrases.LINES["professional_help"] in record.say("I had a flashback on the bus")
    assert record.turn.state.step == "emotion"


def test_gratitude_that_feels_false_is_skipped_without_comment() -> None:
    session = Session(BY_ID["gratitude"])
    assert session.say("Honestly this feels false") == "What did you do today that took effort?"
    assert session.turn.captures == {}


def test_optional_steps_can_be_passed_over() -> None:
    for word in ("skip", "", "-", "Pass", " skip. "):
        session = Session(BY_ID["gratitude"])
        session.say(word)
        assert session.turn.state.step == "effort"
        session.say("getting up")
        assert session.say(word).endswith(phrases.UNNAMED)
        assert session.turn.captures == {"effort": "getting up"}


def test_the_first_two_sentences_are_played_back_for_tone() -> None:
    session = Session(BY_ID["relationship"])
    said = session.answer("rehearse", "You never listen. I want us to talk on Sunday.")
    assert "Played back: \u201cYou never listen. I want us to talk on Sunday\u201d." in said
    assert "\u201cnever\u201d" in said


def test_what_was_put_off_is_asked_when_the_person_comes_back() -> None:
    session = Session(BY_ID["behavioural_activation"])
    session.until("")
    assert "after" not in session.asked
    assert "2 questions wait" in session.turn.text
    assert "2 questions wait" in session.say("Thanks!")
    assert "How much did you?" in session.say("I am back")
    assert phrases.NOT_YET in session.say("not yet")
    assert session.turn.state.status == "closed"
    session.say("now")
    session.say("8 and 2")
    assert session.turn.state.step == "learn"
    assert "That is kept" in session.say("more fun than I thought")
    assert session.say("and now?") == phrases.OFFER


def test_a_weekly_question_is_asked_again_only_after_seven_days() -> None:
    session = Session(BY_ID["habit"])
    session.until("")
    session.say("I am back")
    assert session.turn.state.step == "review"
    session.say("3")
    session.now += 6 * DAY
    assert session.say("hello") == phrases.OFFER
    session.now += DAY
    assert "Automatic yet?" in session.say("hello")
    session.say("5")
    assert session.turn.captures["automaticity"] == 5


def test_a_session_that_was_broken_off_has_nothing_to_follow_up() -> None:
    session = Session(BY_ID["behavioural_activation"])
    session.answer("easiest", "stop")
    assert session.turn.state.status == "closed"
    assert session.say("I am back") == phrases.OFFER


def test_a_fresh_start_keeps_the_earlier_values() -> None:
    session = Session(BY_ID["gratitude"])
    session.until("")
    before = session.turn.captures
    assert phrases.FRESH in session.say("again")
    assert session.turn.state.step == "good"
    assert session.turn.captures == before
    assert session.turn.state.values == {}


@pytest.mark.parametrize("coach", ALL, ids=IDS)
def test_a_state_survives_json_at_every_step(coach: Coach) -> None:
    session = Session(coach)
    while session.step is not None:
        stored = json.loads(json.dumps(session.turn.state.to_json()))
        assert State.from_json(stored) == session.turn.state
        assert machine.open_question(coach, stored).split("\n\n")[-1] in session.turn.text
        session.say(fitting(session.step))
    assert machine.open_question(coach, session.turn.state.to_json()) == ""
