"""Faults of a model as a script meets them: the real program, one shot, one line, its exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model_server import REPLY, ModelServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Lifeos

SAID = "my own words about the river"
FAULTS = {
    "slow": (0, "success", REPLY),
    "refusal": (0, "success", ""),
    "length": (0, "interrupted", REPLY),
    "length_in_tool": (0, "interrupted", "You"),
    "bad_request": (69, "failed", ""),
    "too_long": (69, "failed", ""),
    "refused": (69, "failed", ""),
    "no_credit": (69, "failed", ""),
    "forbidden": (69, "failed", ""),
    "unknown": (69, "failed", ""),
    "too_large": (69, "failed", ""),
    "limited": (75, "failed", ""),
    "limited_absurd": (75, "failed", ""),
    "broken": (75, "failed", ""),
    "busy": (75, "failed", ""),
    "overloaded": (75, "interrupted", "You"),
    "cut": (75, "interrupted", "You"),
    "malformed": (75, "interrupted", "You"),
    "stall": (75, "interrupted", "You"),
    "silent": (75, "interrupted", REPLY),
}
QUICK = {
    "anthropic": {
        "refusal",
        "length_in_tool",
        "too_long",
        "no_credit",
        "limited_absurd",
        "cut",
        "stall",
        "silent",
    },
    "litellm": {"no_credit", "silent"},
}
"""What every run looks at; the rest is `slow`, and all of it is in tests/providers/test_faults.py in one process."""
CASES = [
    pytest.param(client, name, marks=() if name in quick else pytest.mark.slow)
    for client, quick in QUICK.items()
    for name in FAULTS
]

SHORTENED = {"too_long", "too_large"}
"""What is too long is sent once more, shorter; both calls are counted."""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A model on loopback."""
    yield from serve()


@pytest.mark.parametrize(("client", "scenario"), CASES)
def test_a_fault_is_one_line_an_exit_code_and_everything_kept(
    lifeos: Lifeos, server: ModelServer, client: str, scenario: str
) -> None:
    server.scenario = scenario
    code, status, kept = FAULTS[scenario]
    env = {**server.env(client), "LIFEOS_CHAT_TIMEOUT_S": "1" if scenario == "stall" else "30"}
    done = lifeos("chat", SAID, "--json", "-q", env=env)
    final = done.json()
    assert (done.code, final["status"], final["content"]) == (code, status, kept)
    lines = done.err.strip().splitlines()
    assert len(lines) == (1 if final["error"] else 0), done.err
    assert all("Traceback" not in line and "river" not in line for line in lines)
    assert env.get("ANTHROPIC_API_KEY", "sk-ant-test") not in done.out + done.err
    said, reply = lifeos("sessions", "show", final["session"], "--json").json()["messages"]
    assert (said["role"], said["content"]) == ("user", SAID)
    assert (reply["role"], reply["content"], reply["status"]) == ("assistant", kept, status)
    (row,) = lifeos("usage", "--by", "kind", "--json").json()
    calls = 2 if scenario in SHORTENED else 1
    assert (row["kind"], row["calls"], row["failed"]) == ("chat", calls, calls * (status == "failed"))


def test_a_busy_model_is_asked_again_and_the_answer_is_the_only_reply(
    lifeos: Lifeos, server: ModelServer
) -> None:
    server.script = ["limited_small", "limited_small"]
    done = lifeos("chat", SAID, "--json", "-q", env={**server.env(), "LIFEOS_CHAT_RETRIES": "4"})
    assert (done.code, done.json()["content"], len(server.requests)) == (0, REPLY, 3)
    assert len(lifeos("sessions", "show", done.json()["session"], "--json").json()["messages"]) == 2


def test_a_wait_of_weeks_is_refused_off_a_terminal_within_its_minute(
    lifeos: Lifeos, server: ModelServer
) -> None:
    server.scenario = "limited_absurd"
    done = lifeos("chat", SAID, "--json", "-q", env=server.env())
    assert (done.code, len(server.requests)) == (75, 1)
    assert "429" in done.json()["error"]


def test_a_local_model_needs_no_key_and_no_consent(lifeos: Lifeos, server: ModelServer) -> None:
    env = {"LIFEOS_MODEL": "ollama/qwen3", "LIFEOS_OLLAMA_BASE_URL": server.url}
    done = lifeos("chat", SAID, "--json", env=env).json()
    assert (done["content"], done["provider"], done["model"]) == (REPLY, "ollama", "ollama/qwen3")
    assert (
        lifeos("consent", "show", "send_to_model", "--provider", "ollama", "--json").json()["granted"]
        is False
    )
    (row,) = lifeos("usage", "--by", "model", "--json").json()
    assert (row["model"], row["cost"], row["unknown_cost"]) == ("ollama/qwen3", 0, 0)


def test_an_ended_model_is_named_with_its_successor(lifeos: Lifeos, server: ModelServer) -> None:
    env = {**server.env(), "LIFEOS_MODEL": "claude-sonnet-4-20250514"}
    done = lifeos("chat", SAID, env=env)
    assert "has ended on 2026-06-15" in done.err
    assert "anthropic/claude-sonnet-5-5" in done.err
