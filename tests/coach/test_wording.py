"""A review in a model's words: shown only when every number in it was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach.wording import refused
from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos

REVIEW = (
    "# Your week: 2026-11-16 to 2026-11-22\n\n5 check-ins.\n- mood: 4.8 on average, usually 4.5 (5 answers)\n"
)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.mark.parametrize(
    "text",
    [
        "You checked in 5 times and your mood was 4.8 on average.",
        "Five check-ins this week, with a mood around 4.8.",
        "A calm week. One thing stands out: you kept noting how you were.",
    ],
)
def test_words_with_counted_numbers_may_stand(text: str) -> None:
    assert refused(text, REVIEW) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing"),
        ("   \n", "nothing"),
        ("Your mood was 6 on average.", "not counted"),
        ("Your mood rose by 30 % this week.", "not counted"),
        ("You meditated seven times.", "not counted"),
        ("word " * 400, "too long"),
    ],
)
def test_other_words_may_not(text: str, why: str) -> None:
    assert why in refused(text, REVIEW)


def test_a_model_words_the_review_and_the_numbers_stand_below(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("checkin", "--mood", "5")
    server.reply = "You checked in once, and your mood was 5.0."
    done = lifeos("review", "--worded", env=server.env())
    assert done.out.startswith(server.reply)
    assert "mood: 5.0 on average" in done.out
    (request,) = server.requests
    assert "mood: 5.0 on average" in str(request["messages"])
    found = lifeos("review", "--worded", "--json", env=server.env()).json()
    assert found["words"] == server.reply
    assert lifeos("usage", "--by", "kind", "--json").json()[0]["kind"] == "review"


def test_a_number_that_was_not_counted_is_not_shown(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("checkin", "--mood", "5")
    server.reply = "Your mood was 6.2, what a week."
    done = lifeos("review", "--worded", env=server.env())
    assert "6.2" not in done.out
    assert "mood: 5.0 on average" in done.out
    assert "a number that was not counted" in done.err


@pytest.mark.parametrize("scenario", ["broken", "refused", "cut"])
def test_a_model_that_fails_leaves_the_review_by_rules(
    lifeos: Lifeos, server: ModelServer, scenario: str
) -> None:
    lifeos("checkin", "--mood", "5")
    server.scenario = scenario
    done = lifeos("review", "--worded", env=server.env() | {"LIFEOS_CHAT_RETRIES": "0"})
    assert done.code == 0
    assert "mood: 5.0 on average" in done.out
    assert done.err.count("\n") == 1


def test_without_a_key_or_a_yes_nothing_is_sent(lifeos: Lifeos, server: ModelServer) -> None:
    assert "by rules alone" in lifeos("review", "--worded").err
    lifeos("consent", "set", "send_to_model", "off", "--provider", "anthropic")
    done = lifeos("review", "--worded", env=server.env())
    assert "without your consent" in done.err
    assert not server.requests
