"""What the rules take from a message, and what they leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.extraction.rules.facts import facts
from lifeos_cli.extraction.rules.goals import goals
from lifeos_cli.extraction.rules.practice import practice
from lifeos_cli.extraction.rules.reading import read
from lifeos_cli.extraction.rules.sentences import split
from lifeos_cli.extraction.rules.summary import summary
from lifeos_cli.extraction.rules.tone import text_tone
from tests.bench import extraction


def _facts(text: str) -> list[str]:
    return [one.text for one in facts(text)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I live in Ghent, near the canal.", ["Lives in Ghent."]),
        ("My sister is called Ruth and she sings.", ["Sister called Ruth."]),
        ("I work as a night nurse these days.", ["Works as a night nurse."]),
        ("We have a new flat. I\u2019m a carpenter.", ["Is a carpenter."]),
    ],
)
def test_what_is_stated_outright_is_a_fact(said: str, kept: list[str]) -> None:
    assert _facts(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "I don't live in Ghent.",
        "If I live in Ghent next year, we will see.",
        "Imagine I live in Ghent!",
        "Do I live in Ghent for this?",
        'He said "I live in Ghent" and laughed.',
        "My boss said I live in Ghent in my head.",
        "In my novel it goes: I live in Ghent.",
        "She lives in Ghent. He works as a baker.",
        "I wish I lived in Ghent.",
    ],
)
def test_denied_supposed_asked_quoted_reported_or_invented_is_no_fact(said: str) -> None:
    assert _facts(said) == []


@pytest.mark.parametrize(
    "said",
    [
        "I didn't practise the violin.",
        "I would have practised the violin.",
        "My daughter practised the violin.",
        "Should I say I practised the violin?",
        'She wrote: "I practised the violin".',
    ],
)
def test_practice_that_was_not_the_persons_is_no_evidence(said: str) -> None:
    assert practice(said) == []


def test_practice_names_the_skill_and_keeps_the_sentence() -> None:
    found = practice("Rain all day. I practised the violin for an hour, badly.")
    assert [(one.text, one.quote) for one in found] == [
        ("violin", "I practised the violin for an hour, badly.")
    ]


def test_a_goal_is_what_the_person_calls_so() -> None:
    assert [one.text for one in goals("My goal is to swim a mile by June.")] == ["Swim a mile by June"]
    assert goals("His goal is to swim a mile.") == goals("My goal is not the mile.") == []


def test_tone_turns_with_a_denial_and_says_nothing_of_too_few_words() -> None:
    assert text_tone(["I am happy and proud"]) == 1
    assert text_tone(["I am not happy and not proud"]) == -1
    assert text_tone(["the bus was late"]) is None


def test_a_summary_is_the_persons_own_sentences_in_their_order() -> None:
    said = ["I moved the piano. Then I slept. The piano is heavy.", "What a piano that was! Will it fit?"]
    told = split(summary(said))
    every = [one for message in said for one in split(message)]
    assert 1 <= len(told) <= 3
    assert told == [one for one in every if one in told]


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_is_read_without_an_error_and_every_quote_is_word_for_word(said: list[str]) -> None:
    found = read(said)
    for kind in ("facts", "goals", "skills"):
        assert all(one["quote"] in said[one["message"]] for one in found[kind])


@pytest.mark.parametrize("kind", ["facts", "skills", "goals", "tags"])
def test_nine_of_ten_findings_in_conversations_the_rules_were_written_with_are_right(kind: str) -> None:
    assert extraction.score("written_with")[kind]["precision"] >= 0.9


@pytest.mark.parametrize(
    ("half", "kind", "least"),
    [
        ("held_out", "skills", 1.0),
        ("held_out", "goals", 1.0),
        ("held_out", "facts", 0.92),
        ("held_out", "tags", 0.86),
        ("varied", "tags", 1.0),
        ("varied_held_out", "skills", 1.0),
        ("varied_held_out", "goals", 0.88),
        ("varied_held_out", "facts", 0.88),
        ("varied_held_out", "tags", 0.7),
    ],
)
def test_precision_on_conversations_held_out_stays_what_it_was_when_they_were_opened(
    half: str, kind: str, least: float
) -> None:
    assert extraction.score(half)[kind]["precision"] >= least


def test_what_a_long_conversation_only_touches_is_no_tag_of_it() -> None:
    told = "It was what it was, and that is about all there is to say of it. "
    touched = ["My mother and my brother came. " + told * 5, told * 6]
    assert "family" not in read(touched)["tags"]
    about = [
        f"{one} {told * 3}" for one in ("My mother rang.", "My mother and my dad argued.", "My sister too.")
    ]
    assert "family" in read(about)["tags"]


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("I've lived in Leeds for ten years.", "Lives in Leeds."),
        ("Tom is my husband.", "Husband called Tom."),
        ("Caroline, my wife, wants an answer.", "Wife called Caroline."),
        ("I've got type 2 diabetes.", "Has type 2 diabetes."),
        ("If I had cancer I would cry.", None),
        ("I don't have asthma.", None),
        ("My mate says Tom is my brother.", None),
        ("I've lived in fear for years.", None),
    ],
)
def test_names_conditions_and_long_homes_are_facts_where_they_are_stated(said: str, fact: str | None) -> None:
    assert [one["text"] for one in read([said])["facts"]] == ([fact] if fact else [])


def test_a_long_text_without_a_full_stop_is_no_statement() -> None:
    assert _facts("I live in Ghent " + "and so on " * 100) == []
