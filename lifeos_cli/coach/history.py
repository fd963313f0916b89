"""What was said, as a model is shown it: whole exchanges, every tool call with its result, nothing of a crisis."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.coach.tools.calls import outcome
from lifeos_cli.providers.base import ChatMessage, ToolCall, ToolResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lifeos_cli.store.rows import Message
    from lifeos_cli.store.tool_calls import Call

GO_ON = (
    "(Your reply broke off here. Go on from exactly where it stops, in the middle of the word or sentence if need "
    "be. Repeat nothing and do not mention that it broke off.)"
)
"""What a model is told to finish a reply; no message of the person's, and not stored."""


class Said(NamedTuple):
    """A message for a model, and the turn it belongs to."""

    turn: int
    message: ChatMessage


def spoken(rows: Sequence[Message], calls: Iterable[Call]) -> list[Said]:
    """Turn stored messages into what a model may see, oldest first.

    Left out is every turn that met a crisis or was answered by fixed words of
    safety, and what is empty, failed or still being written. A tool call
    without a result, or a result without its call, is never there: the two are
    made together, from the one row that holds both. Pieces of one reply that
    broke off and went on are one message.
    """
    closed = {row.turn for row in rows if row.safety_level == "crisis" or row.provider == "safety"}
    asked: dict[str, list[Call]] = {}
    for call in calls:
        asked.setdefault(call.message_id, []).append(call)
    found: list[Said] = []
    used: set[str] = set()
    for row in rows:
        if row.turn in closed or row.status not in ("success", "interrupted"):
            continue
        if row.role == "user" and row.content.strip():
            found.append(Said(row.turn, ChatMessage("user", row.content)))
        elif row.role == "assistant":
            _reply(found, row, asked.get(row.id, []), used)
    return found


def _reply(found: list[Said], row: Message, calls: Sequence[Call], used: set[str]) -> None:
    told = [(call, ended) for call in calls if (ended := outcome(call))]
    content = row.content if row.content.strip() else ""
    if not content and not told:
        return
    before = found[-1] if found else None
    if before and before.turn == row.turn and before.message.role == "assistant":
        content = before.message.content + content
        found.pop()
    names = {call.id: _name(call, used) for call, _ in told}
    found.append(
        Said(
            row.turn,
            ChatMessage(
                "assistant",
                content,
                tool_calls=tuple(
                    ToolCall(names[call.id], call.name, json.loads(call.arguments or "{}"))
                    for call, _ in told
                ),
            ),
        )
    )
    if told:
        results = tuple(ToolResult(names[call.id], text, is_error=wrong) for call, (text, wrong) in told)
        found.append(Said(row.turn, ChatMessage("user", "", tool_results=results)))


def _name(call: Call, used: set[str]) -> str:
    """Return the provider's name of a call, or our own where that was given to another call before."""
    name = call.id if call.call_id in used or not call.call_id else call.call_id
    used.add(name)
    return name
