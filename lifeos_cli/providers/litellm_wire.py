"""The shapes of litellm, which are OpenAI's: our request as its arguments, its pieces as our events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.anthropic_wire import json_object
from lifeos_cli.providers.base import Stopped, TextDelta, ToolCall, Usage
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.providers.base import ChatMessage, ProviderEvent, Request

REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
}


def arguments(request: Request, model: str) -> dict[str, Any]:
    """Return the arguments of `acompletion` that say what is sent."""
    said = [part for message in request.messages for part in _messages(message)]
    if request.system:
        said.insert(0, {"role": "system", "content": request.system})
    found: dict[str, Any] = {
        "model": model,
        "messages": said,
        "max_tokens": request.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.tools:
        found["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.schema),
                },
            }
            for tool in request.tools
        ]
    return found


def _messages(message: ChatMessage) -> Iterator[dict[str, Any]]:
    """Write one message; each result of a tool is a message of its own."""
    for result in message.tool_results:
        content = f"Error: {result.content}" if result.is_error else result.content
        yield {"role": "tool", "tool_call_id": result.call_id, "content": content}
    content = "\n\n".join(text for text in (message.context, message.content) if text.strip())
    if message.tool_calls:
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": json.dumps(dict(call.arguments or {}))},
            }
            for call in message.tool_calls
        ]
        yield {"role": message.role, "content": content or None, "tool_calls": calls}
    elif content or not message.tool_results:
        yield {"role": message.role, "content": content}


class Reading:
    """One reply as its pieces come in.

    Args:
        model: What the model is called until the server says which one answers.
    """

    def __init__(self, model: str) -> None:
        self._model = model
        self._calls: dict[int, dict[str, str]] = {}
        self._usage: Usage | None = None

    def take(self, piece: Any) -> Iterator[ProviderEvent]:
        """Take one piece and yield its text."""
        if getattr(piece, "usage", None) is not None:
            self._usage = _usage(piece.usage)
        if not piece.choices:
            return
        delta = piece.choices[0].delta
        for call in getattr(delta, "tool_calls", None) or ():
            held = self._calls.setdefault(call.index or 0, {"id": "", "name": "", "arguments": ""})
            held["id"] = held["id"] or call.id or ""
            held["name"] = held["name"] or (call.function.name or "")
            held["arguments"] += call.function.arguments or ""
        if delta.content:
            yield TextDelta(storable(delta.content))

    def end(self, pieces: Any) -> Iterator[ProviderEvent]:
        """Yield what is known when the stream has ended: tool calls, the cost, the reason.

        litellm ends every stream with a reason, 'stop' where none came, and
        with a count, guessed where none came. Its wrapper keeps apart what
        really came over the wire, and only that is told here.

        Args:
            pieces: litellm's `CustomStreamWrapper`, read to its end.
        """
        came = pieces.received_finish_reason or pieces.intermittent_finish_reason
        reason = REASONS.get(came, came)
        calls = [
            ToolCall(held["id"], held["name"], _arguments(held)) for _, held in sorted(self._calls.items())
        ]
        if reason == "end_turn" and calls:
            reason = "tool_use"  # some servers say 'stop' after tool calls too
        if reason == "tool_use":
            yield from calls
        if self._usage is not None and any(getattr(piece, "usage", None) for piece in pieces.chunks):
            yield self._usage
        yield Stopped(reason, self._model)


def _arguments(held: dict[str, str]) -> dict[str, Any] | None:
    return json_object(held["arguments"] or "{}")


def _usage(usage: Any) -> Usage:
    """Count the way Anthropic does: input without what the cache took part in."""
    details = getattr(usage, "prompt_tokens_details", None)
    read = getattr(details, "cached_tokens", None) or 0
    written = getattr(details, "cache_creation_tokens", None) or 0
    return Usage(max(usage.prompt_tokens - read - written, 0), usage.completion_tokens, read, written)
