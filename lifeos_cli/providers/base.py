"""What every provider takes and gives: one request in, a stream of typed events out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from lifeos_cli.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool a model may ask for."""

    name: str
    description: str
    schema: Mapping[str, Any]
    """JSON schema of its arguments, an object."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model asks for a tool; nothing has been checked yet."""

    id: str
    """The provider's name of this call, which its result must carry."""
    name: str
    arguments: Mapping[str, Any] | None
    """None when what came was no JSON object: that call may not run."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back, or why it did not run."""

    call_id: str
    content: str
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as a model sees it."""

    role: Role
    content: str
    context: str = ""
    """What is true just now (memories, goals, ...), put ahead of the content of a message of the person's."""
    tool_calls: Sequence[ToolCall] = ()
    """Tools the assistant asked for after its text."""
    tool_results: Sequence[ToolResult] = ()
    """What they gave back; a message of role `user` that holds nothing else."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a model."""

    messages: Sequence[ChatMessage]
    """Oldest first, the person's last; empty only for `guided`, which then opens the session."""
    system: str = ""
    """The instructions; the same from turn to turn, so that a provider may cache them."""
    tools: Sequence[ToolSpec] = ()
    stable: int = 0
    """How many messages at the front will be the same in the next turn, for caching."""
    max_tokens: int = 4096
    schema: Mapping[str, Any] | None = None
    """JSON schema the reply is held to where the provider can; check it all the same."""
    state: Mapping[str, Any] | None = None
    """What `guided` gave as its state after the reply before; models ignore it."""
    past: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """For `guided`: values captured in the last days, newest last, by capture name."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A try failed before anything was said; the next one begins after so many seconds."""

    seconds: float
    attempt: int
    """The try that failed, from 1."""
    reason: str
    """In one line, for the person."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the call cost, in tokens; None where the provider does not tell."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class StateSaved:
    """`guided` only: the state to hand back on the next turn, and all values captured so far."""

    state: Mapping[str, Any]
    captures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stopped:
    """The reply ended.

    `reason` is end_turn, tool_use, max_tokens, stop_sequence, refusal,
    pause_turn or model_context_window_exceeded, whatever the provider calls it;
    None when the stream ended without saying so.
    """

    reason: str | None
    model: str


ProviderEvent = TextDelta | ToolCall | Waiting | Usage | StateSaved | Stopped


class TooLongError(UnavailableError):
    """The request does not fit into the model's context window; a shorter one may."""


class Provider(Protocol):
    """A model, or what stands in for one."""

    name: str
    """The provider's name in settings: `anthropic`, `guided`."""
    model: str
    """The model id as stored with each message."""

    def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request.

        Raises:
            TooLongError: The request does not fit.
            UnavailableError: Asking again would not help (no key, refused, unknown model).
            TryAgainError: Busy, rate limited or unreachable just now.
        """
        ...


async def close(provider: object) -> None:
    """Let go of what a provider keeps from call to call, if it keeps anything; in the event loop of the calls."""
    end = getattr(provider, "close", None)
    if end is not None:
        await end()
