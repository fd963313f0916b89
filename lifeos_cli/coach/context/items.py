"""The pieces a request is made of, each with its length and the reason it is there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lifeos_cli.tokens import FRAME, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.providers.base import ChatMessage, ToolSpec

ABOUT = ("profile", "goals", "skills", "facts", "periods")
"""Sections that tell who the person is; they change seldom."""
SECTIONS = ("instructions", "tools", *ABOUT, "recap", "recent", "memories", "prompt")
"""In the order in which they are sent: what changes least comes first, so that a provider can cache it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a request."""

    section: str
    text: str
    reason: str
    """Why it is here, or why it was left out."""
    id: str = ""
    """The row it comes from; empty where it comes from none."""
    score: float | None = None
    """How near it is to what the person says now; None where nothing was compared."""
    turn: int | None = None
    messages: Sequence[ChatMessage] = ()
    """`recent` and `prompt`: what is sent of the turn, its tool calls with their results."""

    @property
    def tokens(self) -> int:
        """About how many tokens it costs."""
        return estimate(self.text) + FRAME * max(len(self.messages), 1)

    def as_dict(self) -> dict[str, Any]:
        """Return it as `lifeos context --json` shows it."""
        return {
            "section": self.section,
            "id": self.id or None,
            "turn": self.turn,
            "tokens": self.tokens,
            "score": self.score,
            "reason": self.reason,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that might be sent, before anybody looked at the budget."""

    instructions: str
    prompt: Item
    tools: Sequence[ToolSpec] = ()
    about: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    """By section of `ABOUT`, what matters most first."""
    recap: Item | None = None
    recent: Sequence[Item] = ()
    """One item a turn, oldest first."""
    memories: Sequence[Item] = ()
    """Nearest first."""


def shown(message: ChatMessage) -> str:
    """Return a message as one text, its tool calls and their results with it."""
    lines = [f"{message.role}: {message.content}"] if message.content else []
    lines += [f"calls {call.name} {json.dumps(dict(call.arguments or {}))}" for call in message.tool_calls]
    lines += [f"result: {result.content}" for result in message.tool_results]
    return "\n".join(lines)
