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


@pytest.mark.parametrize("half", ["written_with", "varied", "fresh"])
@pytest.mark.parametrize("kind", ["facts", "skills", "goals", "tags"])
def test_nine_of_ten_findings_in_conversations_the_rules_were_written_with_are_right(
    half: str, kind: str
) -> None:
    assert extraction.score(half)[kind]["precision"] >= 0.9


@pytest.mark.parametrize(
    ("half", "kind", "least"),
    [
        ("held_out", "skills", 1.0),
        ("held_out", "goals", 1.0),
        ("held_out", "facts", 0.92),
        ("held_out", "tags", 0.88),
        ("varied_held_out", "skills", 1.0),
        ("varied_held_out", "goals", 0.92),
        ("varied_held_out", "facts", 0.9),
        ("varied_held_out", "tags", 1.0),
        ("fresh_held_out", "skills", 1.0),
        ("fresh_held_out", "goals", 1.0),
        ("fresh_held_out", "facts", 1.0),
        ("fresh_held_out", "tags", 1.0),
    ],
)
def test_precision_on_conversations_held_out_stays_what_it_was_when_they_were_scored(
    half: str, kind: str, least: float
) -> None:
    found = extraction.score(half)[kind]
    assert found["found"]
    assert found["precision"] >= least


def test_what_a_long_conversation_only_touches_is_no_tag_of_it() -> None:
    told = "It was what it was, and that is about all there is to say of it. "
    touched = ["My mother and my brother came. " + told * 5, told * 6]
    assert "family" not in read(touched)["tags"]
    about = [
        f"{one} {told * 3}"
        for one in (
            "My mother and my aunt rang.",
            "My mother and my dad argued.",
            "My sister and my cousin too.",
        )
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


@pytest.mark.parametrize(
    "said",
    [
        ["I'm running late again.", "The bus ran late too. I ran into my boss."],
        ["I'm swimming in debt.", "Swimming in paperwork, too. In the deep end of the pool of it."],
        ["My brother plays the guitar.", "He sings in a choir, he has a concert."],
        ["Reading between the lines, that's a new chapter.", "By the book, as they say."],
        ["I don't go to the gym.", "I never do a workout. I hate training."],
        ["If I had a garden.", "Imagine I grew tomatoes and beans on an allotment."],
        ['"My garden is full of slugs," he said.', '"Tomatoes, lettuce and an allotment."'],
        ["Do people retire at sixty?", "What is a pension worth to a retired man?"],
        ["It feels like a job.", "Like a shift that has no end. Like a marathon."],
        ["I'm dead tired.", "My phone died. Over my dead body."],
    ],
)
def test_a_figure_of_speech_somebody_elses_life_and_what_is_denied_or_supposed_give_no_tag(
    said: list[str],
) -> None:
    assert read(said)["tags"] == []


@pytest.mark.parametrize(
    ("said", "tag"),
    [
        (["I went to the gym, training was good.", "Squats and a treadmill."], "exercise"),
        (["My boss moved the deadline.", "I told my colleague at the office."], "work"),
        (["We sold the ewes.", "The tractor is broken and I have the hay to get in."], "farming"),
        (["I baked a sourdough.", "The crust of the loaf sang."], "baking"),
        (["My mother rang.", "My dad fell, the whole family came.", "My sister too."], "family"),
    ],
)
def test_what_the_person_tells_of_their_own_life_in_several_words_is_a_tag(said: list[str], tag: str) -> None:
    assert read(said)["tags"] == [tag]


def test_one_word_speaks_for_one_topic() -> None:
    said = ["Exams, revision and maths.", "Finals: exams at school.", "My teacher marks the exams."]
    assert read(said)["tags"] == ["study"]
    assert read(["School and maths.", "My class has exams at school.", "My teacher gives the grades."])[
        "tags"
    ] == ["school"]


@pytest.mark.parametrize(
    "said",
    [
        "I live in the past.",
        "I live with anxiety.",
        "I work for a living.",
        "I'm allergic to mornings.",
        "I'm a terrible cook.",
        "I'm a nurse at heart.",
        "I'm divorced from reality.",
        "I'm from a long line of worriers.",
        "I study the cards every night.",
        "I play the fool.",
        "This is my brother.",
        "Coffee is my friend.",
        "Well, my wife, I mean it, is tired.",
        "My brother hates his boss, he's a lawyer.",
        "My sister and my mother came, she is a nurse.",
        "If my wife calls, she is a lawyer.",
        "I don't drink enough water.",
        "My birthday is ruined.",
        "I'm 20 minutes late.",
    ],
)
def test_a_figure_of_speech_or_a_word_that_may_stand_for_two_is_no_fact(said: str) -> None:
    assert _facts(said) == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("My dad is ill, he's 84 and lives alone.", ["Dad is 84 years old."]),
        ("My wife is tired. She works in a bakery.", ["Wife works in a bakery."]),
        ("My supervisor Professor Lin will wait.", ["Supervisor called Professor Lin."]),
        ("I am a student nurse at a hospital in Leeds.", ["Is a student nurse at a hospital in Leeds."]),
        ("I'm fifty-two and I run.", ["Is fifty-two years old."]),
        ("I'm an engineer.", ["Is an engineer."]),
        ("Now I live in Tucson with a parrot.", ["Lives in Tucson."]),
        ("Eleven months sober today.", ["Sober for eleven months."]),
        ("My brother died in March.", ["Brother died in March."]),
        ("I don't smoke.", ["Doesn't smoke."]),
        ("And Caroline, my wife, wants an answer.", ["Wife called Caroline."]),
        ("My name is Selin.", ["Is called Selin."]),
    ],
)
def test_jobs_ages_names_and_what_is_said_of_he_and_she_are_facts(said: str, kept: list[str]) -> None:
    assert _facts(said) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I've decided to quit the choir.", ["Quit the choir"]),
        ("I want to ask the doctor about it by Friday.", ["Ask the doctor about it by Friday"]),
        ("I'm going to ring the school on Monday.", ["Ring the school on Monday"]),
        ("My goal's to swim a mile, and then sleep.", ["Swim a mile"]),
        ("I'm going to bed now, see you tomorrow.", []),
        ("I'm going to be late on Friday.", []),
        ("I want to pass it the first time.", []),
        ("I plan to have lunch at noon on Friday.", []),
        ("Maybe I want to apply by Friday.", []),
        ("My sister wants to finish her degree by June.", []),
        ("I was going to ask her on Friday.", []),
        ("She said I want to quit my job by May.", []),
    ],
)
def test_a_goal_is_decided_or_wanted_by_a_time_and_says_what(said: str, kept: list[str]) -> None:
    assert [one.text for one in goals(said)] == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("I went home and cooked dinner.", ["cooking"]),
        ("Put in six rows of beans, mulched the tomatoes.", ["gardening"]),
        ("I swim in the sea most mornings.", ["swimming"]),
        ("I held a conversation about tax, in German!", ["German"]),
        ("I taught Graham to knit a heel.", ["teaching"]),
        ("I did yoga on the rug.", ["yoga"]),
        ("I practised every day.", []),
        ("I practised on my sister.", []),
        ("I practised my smile in the mirror.", []),
        ("I practised law for ten years.", []),
        ("I studied economics in Leeds.", []),
        ("My brother came and cooked dinner.", []),
        ("I ran the shop for two hours.", []),
        ("I cooked the books.", []),
        ("I haven't baked bread in years.", []),
        ("I knit my brows.", []),
        ("I swim like a brick.", []),
    ],
)
def test_a_skill_is_what_the_person_did_or_does_as_a_habit(said: str, kept: list[str]) -> None:
    assert [one.text for one in practice(said)] == kept
