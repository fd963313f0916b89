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
    def chosen(ask: Callable[[str], bool] | None = None, *, watched: bool = False) -> Choice:
        return models.choose(
            store=store,
            user_id=me.id,
            coach=find("woop"),
            settings=load(paths),
            paths=paths,
            lines=LINES,
            ask=ask,
            watched=watched,
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


def test_a_model_on_this_machine_needs_neither_key_nor_consent(
    store: Store, me: User, choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in ("ollama/qwen3:8b", "llama-server/any"):
        monkeypatch.setenv("LIFEOS_MODEL", model)
        choice = choose(never)
        assert (choice.provider.name, choice.provider.model) == (model.partition("/")[0], model)
    assert consents.standing(store, me.id)[0]["at"] is None


@pytest.mark.parametrize(
    ("model", "url"),
    [
        ("ollama/qwen3", "http://box.local:11434"),
        ("ollama/qwen3", "http://127.evil.example:11434"),
        ("ollama/qwen3", "http://localhost.evil.example"),
        ("ollama/gpt-oss:120b-cloud", "http://localhost:11434"),
    ],
)
def test_a_model_whose_words_leave_the_machine_is_asked_for(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch, model: str, url: str
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", model)
    monkeypatch.setenv("LIFEOS_OLLAMA_BASE_URL", url)
    choice = choose(lambda question: "to ollama" not in question)
    assert choice.provider.name == "guided"
    assert "--provider ollama" in choice.notice


@pytest.mark.parametrize(
    "url", ["http://localhost:1", "http://127.0.0.1:1", "http://127.1.2.3", "http://[::1]:1/v1"]
)
def test_these_addresses_are_this_machine(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "ollama/qwen3")
    monkeypatch.setenv("LIFEOS_OLLAMA_BASE_URL", url)
    assert choose(never).provider.name == "ollama"


def test_behind_litellm_consent_is_each_vendors_own(
    store: Store, me: User, choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "litellm/openai/gpt-x")
    assert choose(lambda question: "to openai" in question).provider.model == "litellm/openai/gpt-x"
    assert consents.granted(store, me.id, "send_to_model", "openai") is True
    monkeypatch.setenv("LIFEOS_MODEL", "litellm/mistral/large")
    assert choose(lambda question: "to openai" in question).provider.name == "guided"
    assert consents.granted(store, me.id, "send_to_model", "mistral") is False


@pytest.mark.parametrize("model", ["openai/gpt-x", "litellm/openai", "litellm/openai/", "elsewhere/model-1"])
def test_a_name_without_a_provider_of_ours_is_refused_with_the_forms_there_are(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", model)
    with pytest.raises(UnavailableError, match="names no model") as caught:
        choose(never)
    assert "litellm/PROVIDER/ID" in caught.value.hint


@pytest.mark.usefixtures("_key")
def test_a_model_that_has_ended_is_used_and_its_successor_named(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIFEOS_MODEL", "claude-sonnet-4-20250514")
    choice = choose()
    assert choice.provider.model == "anthropic/claude-sonnet-4-20250514"
    assert "lifeos models use anthropic/claude-sonnet-5-5" in choice.notice


@pytest.mark.usefixtures("_key")
@pytest.mark.parametrize(("watched", "most"), [(True, None), (False, 60.0)])
def test_waits_are_bounded_where_nobody_watches(
    choose: Callable[..., Choice], monkeypatch: pytest.MonkeyPatch, watched: bool, most: float | None
) -> None:
    from lifeos_cli.providers.retry import Retrying

    monkeypatch.setenv("LIFEOS_MODEL", "claude-sonnet-5-5")
    monkeypatch.setenv("LIFEOS_CHAT_RETRIES", "2")
    provider = choose(watched=watched).provider
    assert isinstance(provider, Retrying)
    assert (provider.policy.most, provider.policy.retries) == (most, 2)
