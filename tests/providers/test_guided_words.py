"""The coaches speak in the words they were written in."""

from __future__ import annotations

import hashlib

import pytest

from tests.providers.scripted import ALL, BY_ID

PROMPTS = "d55cb2d921be8169"

NAMES = {
    "goal_grow": ("Compass", "Goal coach (GROW)", 9),
    "woop": ("Tide", "WOOP coach (mental contrasting + if-then)", 5),
    "mi": ("Echo", "Ambivalence coach (motivational interviewing, OARS)", 8),
    "cbt_record": ("Lantern", "Thought-record coach", 9),
    "behavioural_activation": ("Spark", "Activation coach", 7),
    "habit": ("Loom", "Habit coach", 7),
    "values": ("Northstar", "Values coach (ACT-style)", 6),
    "best_self": ("Horizon", "Best-possible-self coach", 5),
    "stress": ("Anchor", "Stress and grounding coach", 6),
    "relationship": ("Bridge", "Relationship and conversation coach", 7),
    "focus": ("Metronome", "Focus and planning coach", 7),
    "gratitude": ("Harvest", "Evening reflection", 3),
}


def test_names_titles_and_numbers_of_steps() -> None:
    assert {coach.id: (coach.name, coach.title, len(coach.steps)) for coach in ALL} == NAMES


@pytest.mark.parametrize(
    ("coach", "step", "prompt"),
    [
        ("goal_grow", "why", "Why does that matter to you? Name a person, a value or a feeling it serves."),
        ("woop", "plan", "Finish the sentence: If <obstacle shows up>, then I will <what you do>."),
        ("mi", "summary", "Here is what I heard on both sides: {sustain_talk} / {change_talk}. What did I miss?"),
        ("cbt_record", "rerate", "Belief in the first thought now? And the emotion?"),
        ("behavioural_activation", "after", "(asked afterwards) How much did you?"),
        ("habit", "review", "Automatic yet? 0 = I must force myself, 10 = I do it without thinking."),
        ("values", "room", "Can you let that thought ride along, and still take a step? What would the step be?"),
        ("best_self", "when", "Pick a point 1 to 5 years ahead."),
        ("stress", "sort", "List what is on your mind. Mark each: act, ask, or let be."),
        ("relationship", "safety", "Do you feel physically safe with this person?"),
        ("focus", "open", "What is open? Dump everything."),
        ("gratitude", "good", "Name up to three things that were all right or better today. Why did each happen?"),
    ],
)  # fmt: skip
def test_prompts_are_word_for_word(coach: str, step: str, prompt: str) -> None:
    found = BY_ID[coach].step(step)
    assert found
    assert found.prompt == prompt


def test_no_word_of_any_prompt_or_description_has_changed() -> None:
    said = []
    for coach in ALL:
        said += [coach.id, coach.name, coach.title, coach.purpose, coach.evidence]
        said += [*coach.use_when, *coach.avoid_when, *coach.outputs]
        for step in coach.steps:
            said += [step.id, step.prompt, step.capture, step.type, *step.options]
    assert hashlib.sha256("\n".join(said).encode()).hexdigest()[:16] == PROMPTS


def test_minimums_and_maximums_are_those_of_the_source() -> None:
    limits = {
        (coach.id, step.id): (step.min_words, step.min_items, step.max_items)
        for coach in ALL
        for step in coach.steps
        if step.min_words or step.min_items or step.max_items
    }
    assert limits == {
        ("goal_grow", "options"): (0, 3, 0),
        ("best_self", "scene"): (60, 0, 0),
        ("focus", "three"): (0, 0, 3),
        ("gratitude", "good"): (0, 0, 3),
    }
    assert {step.id for coach in ALL for step in coach.steps if step.optional} == {
        "act",
        "notice",
        "good",
        "tomorrow",
    }
    assert {step.id: step.deferred for coach in ALL for step in coach.follow_ups} == {
        "after": "once",
        "learn": "once",
        "review": "weekly",
    }


def test_the_rules_of_the_ambivalence_coach_are_data() -> None:
    rules = BY_ID["mi"].rules
    assert [rule.text for rule in rules] == [
        "ratio: at least one reflection per question",
        "no 'you should', no diagnosis, no lecture",
        "stop at 'nothing for now' without pushing",
    ]
    assert rules[0].reflect
    assert rules[1].avoid == ("you should", "diagnosis", "lecture")
    assert "nothing for now" in rules[2].said
    assert rules[2].end
