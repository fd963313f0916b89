"""The two wire formats a model on loopback speaks: Anthropic's and OpenAI's server-sent events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.model_script import End, Error, Text, Tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.model_script import Refusal, Step

INPUT, OUTPUT, CACHED, WRITTEN = 25, 17, 5, 3
"""Tokens every call is said to have cost; OpenAI's input holds the cached ones, Anthropic's does not."""


class AnthropicWire:
    """`POST /v1/messages`."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._index = -1
        self._open = False

    @staticmethod
    def refusal(found: Refusal, echo: str) -> dict[str, Any]:
        """Return the body of an error; like a careless server it repeats what it was sent."""
        return {"type": "error", "error": {"type": found.type, "message": f"{found.said}: {echo}"}}

    def begin(self) -> bytes:
        """Return what comes before any content."""
        usage = {
            "input_tokens": INPUT,
            "output_tokens": 1,
            "cache_read_input_tokens": CACHED,
            "cache_creation_input_tokens": WRITTEN,
        }
        message: dict[str, Any] = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": [],
        }
        message |= {"stop_reason": None, "stop_sequence": None, "usage": usage}
        return _event("message_start", {"message": message}) + _event("ping", {})

    def write(self, step: Step) -> Iterator[bytes]:
        """Return the events of a step."""
        if isinstance(step, Text):
            if not self._open:
                yield self._start({"type": "text", "text": ""})
                self._open = True
            yield self._delta({"type": "text_delta", "text": step.text})
        elif isinstance(step, Tool):
            yield self._close()
            yield self._start({"type": "tool_use", "id": step.id, "name": step.name, "input": {}})
            for piece in ("", *step.pieces):
                yield self._delta({"type": "input_json_delta", "partial_json": piece})
            self._open = True
            if step.whole:
                yield self._close()
        elif isinstance(step, Error):
            yield _event("error", {"error": {"type": step.type, "message": "Overloaded"}})
        elif isinstance(step, End):
            yield self._close()
            delta = {"stop_reason": step.reason, "stop_sequence": None}
            yield _event("message_delta", {"delta": delta, "usage": {"output_tokens": OUTPUT}})
            yield _event("message_stop", {})

    def malformed(self) -> bytes:
        """Return an event that is no JSON."""
        return b'event: content_block_delta\ndata: {"type": "content_block_delta", "index": oops\n\n'

    def _start(self, block: dict[str, Any]) -> bytes:
        self._index += 1
        return _event("content_block_start", {"index": self._index, "content_block": block})

    def _delta(self, delta: dict[str, Any]) -> bytes:
        return _event("content_block_delta", {"index": self._index, "delta": delta})

    def _close(self) -> bytes:
        was, self._open = self._open, False
        return _event("content_block_stop", {"index": self._index}) if was else b""


class OpenAIWire:
    """`POST /chat/completions`."""

    reasons = {  # noqa: RUF012 - a constant
        "end_turn": "stop",
        "max_tokens": "length",
        "tool_use": "tool_calls",
        "refusal": "content_filter",
    }

    def __init__(self, model: str) -> None:
        self._model = model
        self._tools = 0

    @staticmethod
    def refusal(found: Refusal, echo: str) -> dict[str, Any]:
        """Return the body of an error; like a careless server it repeats what it was sent."""
        said = found.said.replace("prompt is too long", "This model's maximum context length is 8192 tokens")
        return {"error": {"message": f"{said}: {echo}", "type": found.type, "code": None}}

    def begin(self) -> bytes:
        """Return what comes before any content."""
        return self._chunk({"role": "assistant", "content": ""})

    def write(self, step: Step) -> Iterator[bytes]:
        """Return the chunks of a step."""
        if isinstance(step, Text):
            yield self._chunk({"content": step.text})
        elif isinstance(step, Tool):
            index, self._tools = self._tools, self._tools + 1
            named = {"index": index, "id": step.id, "type": "function"}
            named |= {"function": {"name": step.name, "arguments": ""}}
            yield self._chunk({"tool_calls": [named]})
            for piece in step.pieces:
                yield self._chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
        elif isinstance(step, Error):
            yield _data({"error": {"message": "Overloaded", "type": step.type, "code": 529}})
        elif isinstance(step, End):
            yield self._chunk({}, self.reasons.get(step.reason, step.reason))
            usage = {"prompt_tokens": INPUT + CACHED, "completion_tokens": OUTPUT, "total_tokens": 47}
            usage_chunk = self._body() | {
                "choices": [],
                "usage": usage | {"prompt_tokens_details": {"cached_tokens": CACHED}},
            }
            yield _data(usage_chunk) + b"data: [DONE]\n\n"

    def malformed(self) -> bytes:
        """Return a chunk that is no JSON."""
        return b'data: {"id": oops\n\n'

    def _body(self) -> dict[str, Any]:
        return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": self._model}

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        return _data(
            self._body() | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": None}
        )


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\n".encode() + _data({"type": name, **data})


def _data(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()
