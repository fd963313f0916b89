"""What every provider takes and gives: one request in, a stream of typed events out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping, Sequence

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message as a model sees it."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a model."""

    messages: Sequence[ChatMessage]
    """Oldest first, the person's last; empty only for `guided`, which then opens the session."""
    system: str = ""
    """The instructions, stable part first."""
    max_tokens: int = 4096
    state: Mapping[str, Any] | None = None
    """What `guided` gave as its state after the reply before; models ignore it."""
    past: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """For `guided`: values captured in the last days, newest last, by capture name."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply."""

    text: str


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
    """The reply ended. `reason` is None when the stream ended without saying so."""

    reason: str | None
    model: str


ProviderEvent = TextDelta | Usage | StateSaved | Stopped


class Provider(Protocol):
    """A model, or what stands in for one."""

    name: str
    """The provider's name in settings: `anthropic`, `guided`."""
    model: str
    """The model id as stored with each message."""

    def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request.

        Raises:
            UnavailableError: Asking again would not help (no key, refused, unknown model).
            TryAgainError: Busy, rate limited or unreachable just now.
        """
        ...
