"""`lifeos models` and `lifeos usage` as a person and a script meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model_server import ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


def test_the_list_has_windows_prices_and_what_is_in_use(lifeos: Lifeos) -> None:
    rows = {row["model"]: row for row in lifeos("models", "list", "--json").json()}
    sonnet = rows["anthropic/claude-sonnet-5-5"]
    assert (sonnet["in_use"], sonnet["context_window"], sonnet["retires_on"]) == (True, 1_000_000, None)
    assert (sonnet["price"]["input"], sonnet["price"]["output"], sonnet["price"]["currency"]) == (
        2,
        10,
        "USD",
    )
    old = rows["anthropic/claude-sonnet-4-5"]
    assert (old["retires_on"], old["successor"]) == ("2026-11-30", "anthropic/claude-sonnet-5-5")
    assert [row["model"] for row in rows.values() if row["in_use"]] == [
        "anthropic/claude-sonnet-5-5",
        "anthropic/claude-haiku-5-5",
    ]


def test_a_model_in_use_that_nobody_knows_is_listed_with_no_price(lifeos: Lifeos) -> None:
    lifeos("models", "use", "litellm/openai/gpt-x")
    row = lifeos("models", "list", "--json").json()[0]
    assert (row["model"], row["in_use"], row["price"]) == ("litellm/openai/gpt-x", True, None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("claude-opus-5-5", "anthropic/claude-opus-5-5"),
        ("ollama/qwen3:8b", "ollama/qwen3:8b"),
        ("llama-server/any", "llama-server/any"),
        ("litellm/openai/gpt-x", "litellm/openai/gpt-x"),
        ("guided", "guided"),
    ],
)
def test_use_writes_the_setting(lifeos: Lifeos, typed: str, kept: str) -> None:
    assert lifeos("models", "use", typed).out.strip() == kept
    assert lifeos("config", "get", "model").out.strip() == kept


@pytest.mark.parametrize("typed", ["nonsense", "openai/gpt-x", "litellm/openai", "anthropic/", "", "a b/c"])
def test_a_name_that_could_not_be_used_is_not_written(lifeos: Lifeos, typed: str) -> None:
    done = lifeos("models", "use", typed)
    assert (done.code, done.out, len(done.err.strip().splitlines())) == (2, "", 1)
    assert lifeos("config", "get", "model").out.strip() == "anthropic/claude-sonnet-5-5"


@pytest.mark.parametrize(
    ("scenario", "code"), [("ok", 0), ("refused", 69), ("busy", 75), ("silent", 75), ("cut", 75)]
)
def test_test_makes_one_call_and_says_how_it_went(
    lifeos: Lifeos, server: ModelServer, scenario: str, code: int
) -> None:
    server.scenario = scenario
    done = lifeos("models", "test", "--json", env=server.env())
    found = done.json()
    assert (done.code, found["ok"], len(server.requests)) == (code, code == 0, 1)
    assert found["latency_ms"] >= 0
    assert (found["error"] is None) == (code == 0)
    assert [message["content"] for message in server.requests[0]["messages"]] == [
        "Reply with the single word: ok"
    ]
    (row,) = lifeos("usage", "--by", "kind", "--json").json()
    assert (row["kind"], row["failed"]) == ("test", int(code != 0))


def test_usage_adds_up_by_day_model_session_and_kind(lifeos: Lifeos, server: ModelServer) -> None:
    env = server.env()
    lifeos("chat", "one", env={**env, "LIFEOS_NOW": "2026-11-20T23:59:00+00:00"})
    lifeos("chat", "-c", "two", env={**env, "LIFEOS_NOW": "2026-11-21T00:01:00+00:00"})
    lifeos("models", "test", env={**env, "LIFEOS_NOW": "2026-11-21T00:02:00+00:00"})
    days = lifeos("usage", "--json").json()
    assert [(row["day"], row["calls"]) for row in days] == [("2026-11-20", 1), ("2026-11-21", 2)]
    # 25 in, 17 out, 5 read and 3 written, at 2, 10, 0.10 and 2.50 USD for a million tokens
    assert days[0]["cost"] == 0.000228
    assert (days[0]["currency"], days[0]["unknown_cost"], days[0]["input_tokens"]) == ("USD", 0, 25)
    assert [row["calls"] for row in lifeos("usage", "--by", "session", "--json").json()] == [2, 1]
    assert [row["kind"] for row in lifeos("usage", "--by", "kind", "--json").json()] == ["chat", "test"]
    since = lifeos("usage", "--since", "2026-11-21", "--json").json()
    assert [row["day"] for row in since] == ["2026-11-21"]
    assert lifeos("usage", "--until", "2026-11-19", "--json").json() == []
    assert lifeos("usage").rows()[1][:2] == ["2026-11-20", "1"]
    assert lifeos("usage", "--by", "moon").code == 2


def test_a_ceiling_refuses_before_the_call(lifeos: Lifeos, server: ModelServer) -> None:
    env = {**server.env(), "LIFEOS_USAGE_DAILY_LIMIT": "0.0002"}
    assert lifeos("models", "test", env=env).code == 0
    done = lifeos("models", "test", env=env)
    assert (done.code, len(server.requests)) == (69, 1)
    assert "daily ceiling of 0.0002 USD is reached" in done.err


def test_a_persons_own_price_counts_and_a_wrong_one_is_named(lifeos: Lifeos, server: ModelServer) -> None:
    lifeos("models", "use", "claude-sonnet-5-5")
    file = lifeos.home / "config" / "config.toml"
    good = file.read_text()
    price = (
        '[prices."anthropic/claude-sonnet-5-5"]\ninput = 1000\noutput = 0\ncache_read = 0\ncache_write = 0\n'
    )
    file.write_text(good + price)
    lifeos("models", "test", env=server.env())
    assert lifeos("usage", "--json").json()[0]["cost"] == 0.025
    file.write_text(good + '[prices."x/y"]\ninput = "free"\noutput = 1\n')
    done = lifeos("config", "validate")
    assert done.code == 2
    assert "input must be a number" in done.err
