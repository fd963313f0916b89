"""Choosing what is sent so that the whole fits a budget of tokens, and saying why each piece is there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lifeos_cli.coach.context.items import ABOUT, Item, shown
from lifeos_cli.coach.context.wrapping import wrapped
from lifeos_cli.coach.history import GO_ON
from lifeos_cli.providers.base import ChatMessage, Request
from lifeos_cli.tokens import FRAME, estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.context.items import Sources
    from lifeos_cli.providers.base import ToolSpec

ABOUT_SHARE, MEMORY_SHARE, RECAP_SHARE = 0.25, 0.2, 0.15
"""Of what instructions, tools and the message itself leave: the most these may take. Talk gets all that remains."""
NO_ROOM = "left out: no room"


@dataclass(slots=True)
class Assembly:
    """What is sent, piece by piece in the order of sending, and what was left out."""

    budget: int
    tools: Sequence[ToolSpec]
    items: list[Item] = field(default_factory=list)
    left_out: list[Item] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        """About how many tokens the whole has."""
        return sum(item.tokens for item in self.items)

    def of(self, section: str) -> list[Item]:
        """Return the items of one section."""
        return [item for item in self.items if item.section == section]

    def request(self, max_tokens: int) -> Request:
        """Make the call.

        What is known of the person and the recap stand ahead of the first
        message, memories ahead of the last: all but the last message is the
        same in the next turn.
        """
        said = [message for item in self.of("recent") for message in item.messages]
        now = list(self.of("prompt")[0].messages)
        about = [wrapped(name, (item.text for item in self.of(name))) for name in (*ABOUT, "recap")]
        head = "\n".join(filter(None, about))
        memories = sorted(self.of("memories"), key=lambda item: item.text)
        now[0] = replace(now[0], context=wrapped("memory", ("\n" + item.text for item in memories)))
        while (
            said and said[0].role == "assistant"
        ):  # a guided coach opened; a model's first word is the person's
            said.pop(0)
        whole = [*said, *now]
        if head:
            whole[0] = replace(whole[0], context="\n\n".join(filter(None, (head, whole[0].context))))
        return Request(
            messages=whole,
            system=self.of("instructions")[0].text,
            tools=self.tools,
            stable=len(said),
            max_tokens=max_tokens,
        )


def assemble(sources: Sources, budget: int) -> Assembly:
    """Choose what fits.

    The instructions, the tools and the message itself always go. Of the rest,
    what the sections hold first is kept first; of the talk the newest turns,
    each whole, so that no tool's result stands without its call.

    Args:
        sources: Everything that might be sent.
        budget: Tokens of the whole call's input.
    """
    made = Assembly(budget, sources.tools)
    always = [Item("instructions", sources.instructions, "who the coach is and how it works")]
    always += [
        Item("tools", _described(tool), "the coach may use it", id=tool.name) for tool in sources.tools
    ]
    left = max(budget - sum(item.tokens for item in (*always, sources.prompt)), 0)
    room = left
    about: list[Item] = []
    share = int(left * ABOUT_SHARE)
    for section in ABOUT:
        kept, share = _fitting(sources.about.get(section, ()), share, made.left_out)
        about += kept
    recap, _ = _fitting([sources.recap] if sources.recap else [], int(left * RECAP_SHARE), made.left_out)
    memories, _ = _fitting(sources.memories, int(left * MEMORY_SHARE), made.left_out)
    room -= sum(item.tokens for item in (*about, *recap, *memories))
    recent = _newest(sources.recent, room, made.left_out)
    made.items = [*always, *about, *recap, *recent, *memories, sources.prompt]
    return made


def shares(sources: Sources, budget: int) -> tuple[int, int]:
    """Return the tokens there are for a recap, and those that are sure to be there for the talk before this message."""
    always = estimate(sources.instructions) + sum(
        estimate(_described(tool)) + FRAME for tool in sources.tools
    )
    left = max(budget - always - FRAME - sources.prompt.tokens, 0)
    return int(left * RECAP_SHARE), int(left * (1 - ABOUT_SHARE - MEMORY_SHARE - RECAP_SHARE))


def _fitting(items: Sequence[Item], room: int, left_out: list[Item]) -> tuple[list[Item], int]:
    """Keep items in their order as long as they fit; returns them and the room that is left."""
    kept: list[Item] = []
    for item in items:
        if item.tokens <= room:
            kept.append(item)
            room -= item.tokens
        else:
            left_out.append(replace(item, reason=NO_ROOM))
    return kept, room


def _newest(turns: Sequence[Item], room: int, left_out: list[Item]) -> list[Item]:
    """Keep the newest turns that fit, without a gap."""
    first = len(turns)
    while first and turns[first - 1].tokens <= room:
        first -= 1
        room -= turns[first].tokens
    left_out += [replace(item, reason=NO_ROOM) for item in turns[:first]]
    return list(turns[first:])


def _described(tool: ToolSpec) -> str:
    return f"{tool.name}: {tool.description}\n{json.dumps(dict(tool.schema))}"


def prompt(text: str, said: Sequence[ChatMessage] = ()) -> Item:
    """Make the item of the message that is being answered, with what its turn has come to so far."""
    messages = tuple(said) or (ChatMessage("user", text),)
    if messages[-1].role == "assistant":
        messages = (*messages, ChatMessage("user", GO_ON))
    whole = "\n".join([text, *(shown(one) for one in messages[1:])])
    return Item("prompt", whole, "what you say now", messages=messages)
