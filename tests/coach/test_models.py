"""Who answers: the model of the settings if it may and can, else a guided coach, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach import models
from lifeos_cli.coach.catalog import find
from lifeos_cli.errors import UnavailableError
from lifeos_cli.record import consents
from lifeos_cli.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.coach.models import Choice
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

LINES: dict[str, str] = {}


@pytest.fixture
def choose(store: Store, me: User, paths: Paths) -> Callable[..., Choice]:
    def chosen(ask: Callable[[str], bool] | None = None) -> Choice:
        return models.choose(
            store=store,
            user_id=me.id,
            coach=find("woop"),
            settings=load(paths),
            paths=paths,
            lines=LINES,
            ask=ask,
        )

    return chosen


@pytest.fixture
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "test-key-of-nobody")


def never(question: str) -> bool:
    raise AssertionError(question)


def test_without_a_key_a_guided_coach_answers_and_says_what_to_do(choose: Callable[..., Choice]) -> None:
    choice = choose(never)
    assert choice.provider.name == "guided"
    assert "No key is set" in choice.notice
    assert "lifeos config key set anthropic" in choice.notice


def test_a_guided_coach_that_was_asked_for_needs_no_words(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "guided")
    choice = choose(never)
    assert (choice.provider.name, choice.notice) == ("guided", "")


def test_a_provider_that_is_not_there_yet_is_refused(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "elsewhere/model-1")
    with pytest.raises(UnavailableError, match="elsewhere"):
        choose(never)


@pytest.mark.usefixtures("_key")
@pytest.mark.parametrize("agreed", [True, False])
def test_on_a_terminal_the_person_is_asked_once(
    store: Store, me: User, choose: Callable[..., Choice], agreed: bool
) -> None:
    asked: list[str] = []

    def ask(question: str) -> bool:
        asked.append(question)
        return agreed

    for _ in range(2):
        assert choose(ask).provider.name == ("anthropic" if agreed else "guided")
    assert len(asked) == 1
    assert "anthropic" in asked[0]
    assert consents.granted(store, me.id, "send_to_model", "anthropic") is agreed
    assert consents.standing_of(store, me.id, "send_to_model", "anthropic")["origin"] == "first_run"


@pytest.mark.usefixtures("_key")
def test_where_nobody_can_be_asked_a_key_alone_sends_nothing(
    store: Store, me: User, choose: Callable[..., Choice]
) -> None:
    choice = choose()
    assert choice.provider.name == "guided"
    assert "without your consent" in choice.notice
    assert consents.granted(store, me.id, "send_to_model", "anthropic") is None


@pytest.mark.usefixtures("_key")
def test_a_key_and_a_named_model_are_consent_and_it_is_recorded(
    store: Store, me: User, choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "claude-haiku-5-5")
    choice = choose()
    assert (choice.provider.name, choice.provider.model) == ("anthropic", "anthropic/claude-haiku-5-5")
    assert choice.notice == ""
    assert consents.standing_of(store, me.id, "send_to_model", "anthropic")["origin"] == "explicit_model"
    assert consents.granted(store, me.id, "ai_observations") is None


@pytest.mark.usefixtures("_key")
def test_what_was_agreed_to_is_not_asked_again(store: Store, me: User, choose: Callable[..., Choice]) -> None:
    consents.answer(store, me.id, "send_to_model", granted=True, detail="anthropic", origin="command")
    assert choose(never).provider.name == "anthropic"


@pytest.mark.usefixtures("_key")
def test_a_refusal_holds_against_the_settings_file(
    store: Store, me: User, paths: Paths, choose: Callable[..., Choice]
) -> None:
    consents.answer(store, me.id, "send_to_model", granted=False, detail="anthropic", origin="command")
    paths.config.mkdir(parents=True)
    paths.settings.write_text('model = "anthropic/claude-haiku-5-5"\n')
    assert choose(never).provider.name == "guided"
    assert choose().provider.name == "guided"
