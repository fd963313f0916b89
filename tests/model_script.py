"""What a model on loopback does, scenario by scenario, in steps that each wire format writes in its own way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLY = "You have thought about this. What is the smallest first step?"
GIANT = 2_000
"""Pieces of a giant reply, each of about 500 letters."""
TOOL = ("toolu_1", "search_memory", {"query": "the river walk", "limit": 3})


WRITE = ("toolu_7", "record_fact", {"content": "Runs with a sister.", "quote": "I run with my sister"})
"""A write that rests on these words of the person's."""


class Refusal(NamedTuple):
    """An answer that is an error at once."""

    status: int
    type: str
    retry_after: str | None = None
    said: str = "no"


class Text(NamedTuple):
    """A piece of the reply."""

    text: str


class Tool(NamedTuple):
    """A tool is asked for, its arguments in these pieces."""

    id: str
    name: str
    pieces: tuple[str, ...]
    whole: bool = True
    """Whether the block is closed."""


class Error(NamedTuple):
    """An error inside the stream."""

    type: str


class End(NamedTuple):
    """The reply ends with this reason, as the Anthropic protocol calls it."""

    reason: str


class Do(NamedTuple):
    """What is done to the connection: wait, pause, cut, reset, malformed."""

    what: str


Step = Text | Tool | Error | End | Do

LONG_PROMPT = "prompt is too long: 210000 tokens > 200000 maximum"
REFUSALS = {
    "bad_request": Refusal(400, "invalid_request_error"),
    "too_long": Refusal(400, "invalid_request_error", said=LONG_PROMPT),
    "refused": Refusal(401, "authentication_error"),
    "no_credit": Refusal(402, "billing_error"),
    "forbidden": Refusal(403, "permission_error"),
    "unknown": Refusal(404, "not_found_error"),
    "too_large": Refusal(413, "request_too_large"),
    "limited": Refusal(429, "rate_limit_error"),
    "limited_small": Refusal(429, "rate_limit_error", "0.01"),
    "limited_absurd": Refusal(429, "rate_limit_error", "4294967"),
    "limited_negative": Refusal(429, "rate_limit_error", "-5"),
    "limited_date": Refusal(429, "rate_limit_error", "Wed, 21 Oct 2099 07:28:00 GMT"),
    "broken": Refusal(500, "api_error"),
    "unready": Refusal(503, "api_error"),
    "busy": Refusal(529, "overloaded_error"),
}


def steps(scenario: str, reply: str) -> Iterator[Step]:
    """Yield what the model does."""
    first, *rest = reply.split(" ")
    if scenario == "whole":
        yield from (Text(reply), End("end_turn"))
        return
    if scenario in ALONE:
        yield from ALONE[scenario]
        return
    if scenario == "giant":
        yield from (Text(f"piece {number} " + "abcdefghi " * 48) for number in range(GIANT))
        yield End("end_turn")
        return
    yield Text(first)
    if scenario in AFTER_FIRST:
        yield from AFTER_FIRST[scenario]
        return
    if scenario == "held":
        yield Text(" " + rest.pop(0))
        yield Do("wait")
    for word in rest:
        if scenario == "slow":
            yield Do("pause")
        yield Text(" " + word)
    if scenario != "silent":
        yield End("max_tokens" if scenario == "length" else "end_turn")
    if scenario == "open_end":
        yield Do("wait")


_JSON = json.dumps(TOOL[2])
ALONE: dict[str, tuple[Step, ...]] = {
    "refusal": (End("refusal"),),
    "overloaded_first": (Error("overloaded_error"),),
    "stall_first": (Do("wait"),),
    "silent_first": (),
}
"""Scenarios in which nothing is said."""
AFTER_FIRST: dict[str, tuple[Step, ...]] = {
    "cut": (Do("cut"),),
    "reset": (Do("reset"),),
    "stall": (Do("wait"),),
    "overloaded": (Error("overloaded_error"),),
    "malformed": (Do("malformed"),),
    "tool": (Tool(*TOOL[:2], (_JSON[:9], _JSON[9:])), End("tool_use")),
    "write": (Tool(*WRITE[:2], (json.dumps(WRITE[2]),)), End("tool_use")),
    "tool_no_arguments": (Tool(*TOOL[:2], ()), End("tool_use")),
    "two_tools": (
        Tool("toolu_1", "list_goals", ("{}",)),
        Tool("toolu_2", "search_memory", (_JSON,)),
        End("tool_use"),
    ),
    "bad_tool": (Tool(*TOOL[:2], ('{"query": ', "river}")), End("tool_use")),
    "list_tool": (Tool(*TOOL[:2], ('["query"]',)), End("tool_use")),
    "half_tool": (Tool(*TOOL[:2], (_JSON[:9],), whole=False), End("tool_use")),
    "length_in_tool": (Tool(*TOOL[:2], (_JSON[:9],), whole=False), End("max_tokens")),
    "cut_in_tool": (Tool(*TOOL[:2], (_JSON[:9],), whole=False), Do("cut")),
    "silent_after_tool": (Tool(*TOOL[:2], (_JSON,)),),
    "paused": (End("pause_turn"),),
    "window": (End("model_context_window_exceeded"),),
}
"""Scenarios that go their own way after the first word."""
