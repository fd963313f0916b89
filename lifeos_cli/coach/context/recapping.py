"""When the talk grows past its room: which turns the recap takes in, so that the rest fits with room to grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.context.items import Item

KEPT_SHARE = 0.5
"""Of the room, what the turns that stay may fill: a recap is made seldom, and what is sent stays the same meanwhile."""
MOST_TURNS = 40
"""Turns that are sent in full at most."""


def outgrown(turns: Sequence[Item], room: int) -> list[Item]:
    """Return the oldest turns that a recap should take in; none while all of them fit.

    Args:
        turns: The turns that no recap covers yet, oldest first.
        room: Tokens there are for them.
    """
    if sum(item.tokens for item in turns) <= room and len(turns) <= MOST_TURNS:
        return []
    kept, left = len(turns), int(room * KEPT_SHARE)
    while kept and turns[kept - 1].tokens <= left and len(turns) - kept < MOST_TURNS // 2:
        kept -= 1
        left -= turns[kept].tokens
    return list(turns[:kept])
