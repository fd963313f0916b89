"""The coach that fits a first message, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.clock import HOUR, now_ms
from lifeos_cli.coach.catalog import load_all
from lifeos_cli.coach.choosing import FALLBACK, for_person, pick
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

COACHES = {coach.id: coach for coach in load_all(Path("nowhere"))}


@pytest.mark.parametrize(
    ("text", "coach", "why"),
    [
        ("I keep putting it off and the report is due", "focus", "putting it off"),
        ("Had an argument with my boss", "relationship", "argument"),
        ("I am SO overwhelmed", "stress", "overwhelmed"),
        ("I\u2019m such an idiot", "cbt_record", "i'm such an"),
        ("I want a new goal for spring", "goal_grow", "new goal"),
        ("part of me wants to stay", "mi", "part of me"),
        ("I want to stretch every morning", "habit", "stretch every"),
        ("What is the point of it, what matters?", "values", "what is the point"),
        ("no energy, stayed in bed", "behavioural_activation", "no energy"),
        ("Good day! I am grateful", "gratitude", "good day"),
        ("every time I try I give up, what gets in the way?", "woop", "every time i try"),
        ("Where will I be in ten years?", "best_self", "in ten years"),
    ],
)
def test_each_coach_is_chosen_by_what_people_say(text: str, coach: str, why: str) -> None:
    found = pick(text, COACHES)
    assert found.coach.id == coach
    assert why in found.why


def test_what_is_denied_does_not_count() -> None:
    assert pick("I am not stressed, I only want to plan my week", COACHES).coach.id == "focus"


def test_a_word_inside_another_is_no_word() -> None:
    assert pick("the restoration of the todoist", COACHES).coach.id == FALLBACK


@given(st.text())
def test_anything_gets_a_coach_and_a_reason(text: str) -> None:
    found = pick(text, COACHES)
    assert found.coach.id in COACHES
    assert found.why


def test_the_last_check_in_counts_while_it_is_fresh(store: Store, me: User) -> None:
    make.checkin(store, me.id, stress=7, mood=4, at=now_ms() - HOUR)
    found = for_person("hello", COACHES, store, me.id)
    assert (found.coach.id, "stress 7 of 7" in found.why) == ("stress", True)


def test_an_old_check_in_says_nothing_of_now(store: Store, me: User) -> None:
    make.checkin(store, me.id, stress=7, at=now_ms() - 13 * HOUR)
    assert for_person("hello", COACHES, store, me.id).coach.id == FALLBACK


def test_low_mood_with_low_energy_asks_for_small_steps(store: Store, me: User) -> None:
    make.checkin(store, me.id, mood=2, energy=1, at=now_ms() - HOUR)
    assert for_person("hi", COACHES, store, me.id).coach.id == "behavioural_activation"


def test_every_built_in_coach_can_be_reached() -> None:
    for coach in COACHES.values():
        reached = {pick(phrase.replace("*", ""), COACHES).coach.id for phrase in coach.signals}
        assert coach.id in reached, coach.id
