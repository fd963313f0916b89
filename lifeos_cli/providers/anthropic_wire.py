"""The Anthropic protocol's shapes: our request as its arguments, its events as ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.base import Stopped, TextDelta, ToolCall, Usage
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lifeos_cli.providers.base import ChatMessage, ProviderEvent, Request

CACHED = {"cache_control": {"type": "ephemeral"}}
"""Marks the end of a stretch that will be the same in the next call; Anthropic takes four such marks, we set three."""
_COUNTS = {
    "input_tokens": "input_tokens",
    "output_tokens": "output_tokens",
    "cache_read_tokens": "cache_read_input_tokens",
    "cache_write_tokens": "cache_creation_input_tokens",
}


def counts(usage: Any) -> dict[str, int | None]:
    """Return the tokens of a reply that came whole, by our names."""
    found = {ours: getattr(usage, theirs, None) for ours, theirs in _COUNTS.items()}
    return {name: value if isinstance(value, int) else None for name, value in found.items()}


def arguments(request: Request, model: str, *, cache: bool, structured: bool = False) -> dict[str, Any]:
    """Return the arguments of `messages.create`.

    Sampling parameters are never among them: the protocol's newer models refuse them.

    Args:
        request: What to send.
        model: The model's id on that server.
        cache: Mark the tools, the instructions and the stable messages for caching.
        structured: Whether the server can hold a reply to a JSON schema; Ollama and llama-server refuse the word.
    """
    said = [_message(message) for message in request.messages]
    if cache and 0 < request.stable <= len(said):
        said[request.stable - 1] = _marked(said[request.stable - 1])
    found: dict[str, Any] = {"model": model, "max_tokens": request.max_tokens, "messages": said}
    if request.system:
        found["system"] = [_text(request.system) | CACHED] if cache else request.system
    if request.tools:
        found["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": dict(tool.schema)}
            for tool in request.tools
        ]
        if cache:
            found["tools"][-1] |= CACHED
    if structured and request.schema is not None:
        found["output_config"] = {"format": {"type": "json_schema", "schema": dict(request.schema)}}
    return found


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _message(message: ChatMessage) -> dict[str, Any]:
    """Write one message: plain text as text, everything else as blocks, and no empty block among them."""
    blocks: list[dict[str, Any]] = [
        {"type": "tool_result", "tool_use_id": result.call_id, "content": result.content}
        | ({"is_error": True} if result.is_error else {})
        for result in message.tool_results
    ]
    blocks += [_text(text) for text in (message.context, message.content) if text.strip()]
    blocks += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments or {})}
        for call in message.tool_calls
    ]
    plain = not (message.context or message.tool_results or message.tool_calls)
    return {"role": message.role, "content": message.content if plain else blocks}


def _marked(message: dict[str, Any]) -> dict[str, Any]:
    """Mark the last block of a message."""
    content = message["content"]
    blocks = [_text(content)] if isinstance(content, str) else list(content)
    if not blocks or not (blocks[-1].get("text", "x").strip()):
        return message
    return {**message, "content": [*blocks[:-1], blocks[-1] | CACHED]}


class Reading:
    """One reply as its events come in.

    The SDK's own accumulation is not used: it parses half a tool's JSON as if
    it were whole, and copies a long reply once for every piece.

    Args:
        provider: What the model's name begins with.
        model: The model's id, until the server says which one answers.
    """

    def __init__(self, provider: str, model: str) -> None:
        self._provider = provider
        self._model = model
        self._calls: dict[int, _Call] = {}
        self._counts: dict[str, int | None] = {}
        self._reason: str | None = None
        self.ended = False
        """Whether the server said that this was all."""

    def take(self, event: Any) -> Iterator[ProviderEvent]:
        """Take one event of the SDK and yield what it means; kinds that mean nothing to us pass."""
        match event.type:
            case "message_start":
                self._model = event.message.model or self._model
                self._count(event.message.usage)
                yield self.usage()
            case "content_block_start":
                yield from self._begin(event.index, event.content_block)
            case "content_block_delta":
                yield from self._go_on(event.index, event.delta)
            case "content_block_stop":
                if event.index in self._calls:
                    self._calls[event.index].whole = True
            case "message_delta":
                self._reason = event.delta.stop_reason or self._reason
                self._count(event.usage)
            case "message_stop":
                self.ended = True

    def _begin(self, index: int, block: Any) -> Iterator[ProviderEvent]:
        if block.type == "tool_use":
            self._calls[index] = _Call(block.id, block.name, block.input)
        elif block.type == "text" and block.text:
            yield TextDelta(storable(block.text))

    def _go_on(self, index: int, delta: Any) -> Iterator[ProviderEvent]:
        if delta.type == "text_delta" and delta.text:
            yield TextDelta(storable(delta.text))
        elif delta.type == "input_json_delta" and index in self._calls:
            self._calls[index].pieces.append(delta.partial_json)

    def end(self) -> Iterator[ProviderEvent]:
        """Yield what is known when the stream has ended: tool calls, the cost, the reason.

        Tool calls come only when the model said that it waits for them: one
        that was cut off in the middle must never be taken for a whole one.
        """
        reason = self._reason if self.ended else None
        if reason == "tool_use":
            for _, call in sorted(self._calls.items()):
                yield ToolCall(call.id, call.name, call.arguments())
        if self._counts:
            yield self.usage()
        yield Stopped(reason, f"{self._provider}/{self._model}")

    def usage(self) -> Usage:
        """Return what the call has cost so far."""
        return Usage(**{ours: self._counts.get(theirs) for ours, theirs in _COUNTS.items()})

    @property
    def counted(self) -> bool:
        """Whether the server has said what the call costs."""
        return bool(self._counts)

    def _count(self, usage: Any) -> None:
        """Take the newest totals; what a later event leaves out stands as it was."""
        for name in _COUNTS.values():
            found = getattr(usage, name, None)
            if isinstance(found, int):
                self._counts[name] = found


class _Call:
    """A tool call as its JSON comes in."""

    def __init__(self, id_: str, name: str, given: Any) -> None:
        self.id = id_
        self.name = name
        self.pieces: list[str] = []
        self.whole = False
        self._given = given

    def arguments(self) -> Mapping[str, Any] | None:
        """Return the arguments, or None for what is no whole JSON object."""
        if not self.whole:
            return None
        text = "".join(self.pieces)
        if not text:
            return self._given if isinstance(self._given, dict) else None
        return json_object(text)


def json_object(text: str) -> dict[str, Any] | None:
    """Read strict JSON; None for what is none, or no object, or cannot be stored."""
    try:
        found = json.loads(text, parse_constant=_refuse)
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
