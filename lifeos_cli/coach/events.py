"""What happens during a turn, as typed events: the terminal, a pipe, the TUI and tests render the same ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened."""

    type: ClassVar[str]

    def as_dict(self) -> dict[str, Any]:
        """Return the event as one JSON object, `type` first."""
        return {"type": self.type, **asdict(self)}


@dataclass(frozen=True, slots=True)
class TurnStarted(Event):
    """The person's words are committed and a reply has its id."""

    type: ClassVar[str] = "turn_started"
    session_id: str
    session: str
    """The session's handle."""
    turn: int
    user_message_id: str
    message_id: str
    coach: str | None
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class TextDelta(Event):
    """The next piece of the reply."""

    type: ClassVar[str] = "text_delta"
    text: str


@dataclass(frozen=True, slots=True)
class SafetyShown(Event):
    """The safety check raised its hand. `text` must reach the person whatever else happens."""

    type: ClassVar[str] = "safety"
    level: str
    kind: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something to know that is no part of the reply."""

    type: ClassVar[str] = "notice"
    text: str


@dataclass(frozen=True, slots=True)
class UsageSeen(Event):
    """What the call cost, in tokens."""

    type: ClassVar[str] = "usage"
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None


@dataclass(frozen=True, slots=True)
class Saved(Event):
    """The reply is in the store for good."""

    type: ClassVar[str] = "saved"
    message_id: str
    status: str
    stop_reason: str | None
    content: str
    captures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """No (further) reply came; what was said and what had come is kept."""

    type: ClassVar[str] = "failed"
    error: str
    hint: str
    exit_code: int
