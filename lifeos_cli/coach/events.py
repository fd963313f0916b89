"""What happens during a turn, as typed events: the terminal, a pipe, the TUI and tests render the same ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from lifeos_cli.errors import LifeosError


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
class StepStarted(Event):
    """The turn goes on with another reply: after tool results, or after one that broke off."""

    type: ClassVar[str] = "step_started"
    message_id: str
    turn: int
    step: int


@dataclass(frozen=True, slots=True)
class StepSaved(Event):
    """A reply that is not the turn's last is in the store for good."""

    type: ClassVar[str] = "step_saved"
    message_id: str
    status: str
    stop_reason: str | None


@dataclass(frozen=True, slots=True)
class ToolAsked(Event):
    """The model asks for a tool; what it asks has been checked and stored."""

    type: ClassVar[str] = "tool_asked"
    id: str
    """Of the stored call."""
    tool: str
    arguments: dict[str, Any] | None
    status: str
    """running, requested (the person is asked), denied or failed."""


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Event):
    """A write waits for the person."""

    type: ClassVar[str] = "approval_asked"
    id: str
    tool: str
    arguments: dict[str, Any] | None
    quote: str | None
    says: str
    """What it would do, in one line."""


@dataclass(frozen=True, slots=True)
class ToolEnded(Event):
    """A call has what the model will be told."""

    type: ClassVar[str] = "tool_ended"
    id: str
    tool: str
    status: str
    """done, failed, denied, or requested while the person has not answered."""
    result: str | None
    is_error: bool


@dataclass(frozen=True, slots=True)
class Waiting(Event):
    """A try failed before anything was said; the next one begins after so many seconds."""

    type: ClassVar[str] = "waiting"
    seconds: float
    attempt: int
    reason: str


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
    """The reply is in the store for good, and the turn is over."""

    type: ClassVar[str] = "saved"
    message_id: str
    status: str
    stop_reason: str | None
    content: str
    """All that was shown in this turn, whatever number of steps it took."""
    captures: dict[str, Any]
    waiting: list[str] = field(default_factory=list)
    """The ids of requests the person has not answered."""


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """No (further) reply came; what was said and what had come is kept."""

    type: ClassVar[str] = "failed"
    error: str
    hint: str
    exit_code: int

    @classmethod
    def of(cls, error: LifeosError) -> Failed:
        """Return what is told of an error."""
        return cls(error.message, error.hint, int(error.exit_code))
