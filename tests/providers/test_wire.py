"""Both clients against a server on loopback: what is sent, and what of the answer is told."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import LifeosError
from lifeos_cli.providers.anthropic import Anthropic
from lifeos_cli.providers.anthropic_wire import arguments, json_object
from lifeos_cli.providers.base import (
    ChatMessage,
    Request,
    Stopped,
    TextDelta,
    ToolCall,
    ToolResult,
    ToolSpec,
    Usage,
)
from lifeos_cli.providers.litellm import LiteLLM
from tests.model_script import GIANT, REPLY, TOOL
from tests.model_wires import CACHED, INPUT, OUTPUT, WRITTEN

if TYPE_CHECKING:
    from lifeos_cli.providers.base import Provider, ProviderEvent
    from tests.model_server import ModelServer

CLIENTS = ("anthropic", "litellm")
SEARCH = ToolSpec("search_memory", "Find what was said.", {"type": "object", "properties": {}})
GOALS = ToolSpec("list_goals", "The goals.", {"type": "object", "properties": {}})
HI = Request((ChatMessage("user", "hi"),), tools=(GOALS, SEARCH))
CALL = ToolCall("toolu_1", "search_memory", {"query": "river"})
TALK = Request(
    (
        ChatMessage("user", "first"),
        ChatMessage("assistant", "second", tool_calls=(CALL, ToolCall("toolu_2", "list_goals", None))),
        ChatMessage(
            "user",
            "",
            tool_results=(ToolResult("toolu_1", "a walk"), ToolResult("toolu_2", "no", is_error=True)),
        ),
        ChatMessage("assistant", "third"),
        ChatMessage("user", "now", context="<memories>a walk</memories>"),
    ),
    system="Be kind.",
    tools=(GOALS, SEARCH),
    stable=4,
)


def client(name: str, server: ModelServer, *, timeout: float = 20) -> Provider:
    if name == "anthropic":
        return Anthropic("claude-sonnet-5-5", "k", base_url=server.url, timeout=timeout)
    return LiteLLM("openai/gpt-test", "k", base_url=server.url, timeout=timeout)


async def told(provider: Provider, request: Request = HI) -> list[ProviderEvent]:
    async with aclosing(provider.stream(request)) as stream:
        return [event async for event in stream]


async def until_failure(provider: Provider) -> tuple[list[ProviderEvent], LifeosError]:
    seen: list[ProviderEvent] = []

    async def watch() -> None:
        async with aclosing(provider.stream(HI)) as stream:
            async for event in stream:
                seen.append(event)  # noqa: PERF401 - what came before the error is the point

    with pytest.raises(LifeosError) as caught:
        await watch()
    return seen, caught.value


def text(events: list[ProviderEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def only(kind: type[Any], events: list[ProviderEvent]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_reply_comes_word_by_word_with_its_cost_and_its_end(server: ModelServer, name: str) -> None:
    events = await told(client(name, server))
    assert text(events) == REPLY
    assert len(only(TextDelta, events)) == len(REPLY.split(" "))
    written = WRITTEN if name == "anthropic" else 0
    assert only(Usage, events)[-1] == Usage(INPUT, OUTPUT, CACHED, written)
    model = "anthropic/claude-sonnet-5-5" if name == "anthropic" else "litellm/openai/gpt-test"
    assert events[-1] == Stopped("end_turn", model)
    assert not {"temperature", "top_p", "top_k"} & set(server.requests[0])


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize(
    ("scenario", "reason"),
    [
        ("length", "max_tokens"),
        ("refusal", "refusal"),
        ("silent", None),
        ("silent_first", None),
        ("slow", "end_turn"),
    ],
)
async def test_how_a_reply_ended_is_told_in_one_language(
    server: ModelServer, name: str, scenario: str, reason: str | None
) -> None:
    server.scenario = scenario
    events = await told(client(name, server))
    assert only(Stopped, events)[-1].reason == reason
    assert text(events) == ("" if scenario in {"refusal", "silent_first"} else REPLY)


@pytest.mark.parametrize(
    ("scenario", "reason"), [("paused", "pause_turn"), ("window", "model_context_window_exceeded")]
)
async def test_reasons_that_only_anthropic_has_pass_through(
    server: ModelServer, scenario: str, reason: str
) -> None:
    server.scenario = scenario
    assert only(Stopped, await told(client("anthropic", server)))[-1].reason == reason


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize(
    ("scenario", "calls"),
    [
        ("tool", [ToolCall(*TOOL)]),
        ("tool_no_arguments", [ToolCall(*TOOL[:2], {})]),
        ("two_tools", [ToolCall("toolu_1", "list_goals", {}), ToolCall("toolu_2", *TOOL[1:])]),
        ("bad_tool", [ToolCall(*TOOL[:2], None)]),
        ("list_tool", [ToolCall(*TOOL[:2], None)]),
        ("half_tool", [ToolCall(*TOOL[:2], None)]),
        ("length_in_tool", []),
        ("silent_after_tool", []),
    ],
)
async def test_a_tool_call_is_whole_or_has_no_arguments_or_never_comes(
    server: ModelServer, name: str, scenario: str, calls: list[ToolCall]
) -> None:
    server.scenario = scenario
    events = await told(client(name, server))
    assert only(ToolCall, events) == calls
    reason = {"length_in_tool": "max_tokens", "silent_after_tool": None}.get(scenario, "tool_use")
    assert only(Stopped, events)[-1].reason == reason


async def test_anthropic_gets_tools_context_and_three_marks_for_its_cache(server: ModelServer) -> None:
    await told(client("anthropic", server), TALK)
    sent = server.requests[0]
    marked = {"cache_control": {"type": "ephemeral"}}
    assert sent["system"] == [{"type": "text", "text": "Be kind.", **marked}]
    assert [("cache_control" in tool, tool["name"]) for tool in sent["tools"]] == [
        (False, "list_goals"),
        (True, "search_memory"),
    ]
    assert sent["tools"][0]["input_schema"] == dict(GOALS.schema)
    said = [message["content"] for message in sent["messages"]]
    assert said[0] == "first"
    assert said[1] == [
        {"type": "text", "text": "second"},
        {"type": "tool_use", "id": "toolu_1", "name": "search_memory", "input": {"query": "river"}},
        {"type": "tool_use", "id": "toolu_2", "name": "list_goals", "input": {}},
    ]
    assert said[2] == [
        {"type": "tool_result", "tool_use_id": "toolu_1", "content": "a walk"},
        {"type": "tool_result", "tool_use_id": "toolu_2", "content": "no", "is_error": True},
    ]
    assert said[3] == [{"type": "text", "text": "third", **marked}]
    assert [block["text"] for block in said[4]] == ["<memories>a walk</memories>", "now"]
    assert json.dumps(sent).count("cache_control") == 3


def test_a_server_without_a_cache_gets_no_marks() -> None:
    assert "cache_control" not in json.dumps(arguments(TALK, "m", cache=False))


async def test_litellm_gets_the_same_conversation_in_openais_shape(server: ModelServer) -> None:
    await told(client("litellm", server), TALK)
    sent = server.requests[0]
    assert [message["role"] for message in sent["messages"]] == [
        *("system", "user", "assistant", "tool", "tool", "assistant", "user"),
    ]
    asked = sent["messages"][2]["tool_calls"]
    assert [(call["id"], call["function"]["name"]) for call in asked] == [
        ("toolu_1", "search_memory"),
        ("toolu_2", "list_goals"),
    ]
    assert json.loads(asked[0]["function"]["arguments"]) == {"query": "river"}
    results = sent["messages"][3:5]
    assert [(one["tool_call_id"], one["content"]) for one in results] == [
        ("toolu_1", "a walk"),
        ("toolu_2", "Error: no"),
    ]
    assert sent["messages"][6]["content"] == "<memories>a walk</memories>\n\nnow"
    assert [tool["function"]["name"] for tool in sent["tools"]] == ["list_goals", "search_memory"]
    assert sent["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_giant_reply_arrives_whole(server: ModelServer, name: str) -> None:
    server.scenario = "giant"
    assert text(await told(client(name, server))).count("piece ") == GIANT


async def test_the_next_call_goes_through_the_connection_of_the_last(server: ModelServer) -> None:
    provider = Anthropic("claude-sonnet-5-5", "k", base_url=server.url)
    for _ in range(3):
        async with aclosing(provider.stream(HI)) as events:
            assert [one async for one in events]
    await provider.close()
    assert (len(server.requests), server.connections) == (3, 1)


async def test_a_line_that_stays_open_after_the_end_holds_nobody_up(server: ModelServer) -> None:
    server.scenario = "open_end"
    events = await asyncio.wait_for(told(client("anthropic", server)), 15)
    assert events[-1] == Stopped("end_turn", "anthropic/claude-sonnet-5-5")


@pytest.mark.parametrize(
    ("scenario", "name"),
    [(one, name) for one in ("cut", "reset", "overloaded", "malformed", "cut_in_tool") for name in CLIENTS],
)
async def test_what_came_before_a_break_is_told_and_the_cost_so_far(
    server: ModelServer, scenario: str, name: str
) -> None:
    server.scenario = scenario
    seen, error = await until_failure(client(name, server))
    assert text(seen) == "You"
    assert (int(error.exit_code), only(ToolCall, seen), only(Stopped, seen)) == (75, [], [])
    if name == "anthropic":
        assert seen[-1] == Usage(INPUT, 1, CACHED, WRITTEN)
        assert isinstance(seen[0], Usage), "who leaves early must know the cost of the input"
    else:
        assert only(Usage, seen) == []


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("scenario", ["stall", "stall_first"])
async def test_a_stall_ends_after_the_timeout(server: ModelServer, name: str, scenario: str) -> None:
    server.scenario = scenario
    seen, error = await until_failure(client(name, server, timeout=0.3))
    assert (int(error.exit_code), getattr(error, "kind", "")) == (75, "timeout")
    assert text(seen) == ("You" if scenario == "stall" else "")


@pytest.mark.parametrize("name", CLIENTS)
async def test_leaving_in_the_middle_closes_the_line(server: ModelServer, name: str) -> None:
    server.scenario = "held"
    stream = client(name, server).stream(HI)
    async for event in stream:
        if isinstance(event, TextDelta):
            break
    await asyncio.wait_for(stream.aclose(), 10)


@pytest.mark.parametrize("name", CLIENTS)
def test_one_provider_serves_one_event_loop_after_another(server: ModelServer, name: str) -> None:
    provider = client(name, server)
    assert [text(asyncio.run(told(provider))) for _ in range(3)] == [REPLY] * 3


async def test_a_local_server_is_reached_past_any_proxy(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    local = Anthropic(
        "llama", "ollama", base_url=server.url, timeout=5, name="ollama", cache=False, direct=True
    )
    events = await told(local, TALK)
    assert events[-1] == Stopped("end_turn", "ollama/llama")
    assert "cache_control" not in json.dumps(server.requests[0])


@given(st.text(max_size=40) | st.recursive(st.none() | st.floats(), st.lists).map(str))
def test_arguments_are_an_object_that_can_be_stored_or_nothing(given_text: str) -> None:
    found = json_object(given_text)
    assert found is None or json.loads(json.dumps(found, allow_nan=False)) == found


@pytest.mark.parametrize("bad", ['{"a": NaN}', '{"a": "\\ud800"}', "[" * 100_000, '{"a": 1', "1", ""])
def test_what_cannot_be_stored_is_no_argument(bad: str) -> None:
    assert json_object(bad) is None


async def test_a_call_that_ends_leaves_another_one_under_way_alone(server: ModelServer) -> None:
    server.script = ["held", "ok"]
    async with aclosing(client("litellm", server).stream(HI)) as first:
        said = [await anext(first)]
        beside = await told(client("litellm", server))
        server.release.set()
        said += [event async for event in first]
    assert text(said) == text(beside) == REPLY
