"""The items of a check-in: ids, words and scales of the daily protocol.

States are asked about now, never "this week"; every item can be skipped; a
person is only ever compared with their own baseline.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line

TEXT_LIMIT = 1_000_000
"""Characters a text item may hold."""


class Item(NamedTuple):
    """One item."""

    id: str
    text: str
    low: float | None = None
    """Lowest answer of a scale; None for a text."""
    high: float | None = None
    step: float = 1
    anchors: tuple[str, ...] = ()
    """What the ends (and the middle) of the scale mean."""
    part: str = "core"
    """When it is asked: core (always), morning, evening, rotating."""

    @property
    def is_scale(self) -> bool:
        """Whether it is answered with a number."""
        return self.low is not None


ITEMS = (
    Item("mood", "How do you feel right now?", 1, 7, 1, ("very unpleasant", "neutral", "very pleasant")),
    Item("energy", "How much energy do you have right now?", 1, 7, 1, ("none", "", "full")),
    Item("stress", "How tense or pressured do you feel right now?", 1, 7, 1, ("not at all", "", "extremely")),
    Item("sleep_hours", "Roughly how many hours did you sleep?", 0, 14, 0.5, part="morning"),
    Item("sleep_quality", "How rested do you feel?", 1, 7, part="morning"),
    Item("intention", "One thing that would make today worthwhile?", part="morning"),
    Item("connection", "How connected to other people did you feel today?", 1, 7, part="evening"),
    Item("progress", "How much did you move toward something that matters to you?", 1, 7, part="evening"),
    Item("note", "Anything you want to remember about today?", part="evening"),
    Item(
        "micro_item",
        "One statement about yourself, 1 (very inaccurate) to 5 (very accurate)",
        part="rotating",
    ),
    Item("gratitude", "Something you are grateful for?", part="rotating"),
)
BY_ID = {item.id: item for item in ITEMS}
SCALES = tuple(item for item in ITEMS if item.is_scale)
TEXTS = ("intention", "note", "gratitude")
"""Items answered in the person's own words: each goes through the safety check."""

MICRO_ANSWERS = (1, 5)
"""Lowest and highest answer to a micro-item."""
_MICRO = re.compile(r"\s*([^\W_]{1,10})\s*=\s*(\d{1,9})\s*")


def asked_in(slot: str) -> list[Item]:
    """List what is asked on a terminal in a slot; a day with one window asks both halves."""
    parts = {"core", "morning", "evening"} if slot == "day" else {"core", slot}
    return [item for item in ITEMS if item.part in parts]


def scale_value(item: Item, typed: float | str) -> float | int:
    """Check an answer to a scale.

    Raises:
        UsageFault: Not a number, out of range, or between two steps.
    """
    try:
        value = float(str(typed).replace("_", "?")) + 0.0  # 1_0 is Python's way to write 10, -0.0 nobody's
    except ValueError:
        value = float("nan")
    low, high = item.low or 0, item.high or 0
    if not low <= value <= high:
        raise UsageFault(
            f"{item.id} must be a number from {low:g} to {high:g}, not '{one_line(str(typed), 20)}'"
        )
    if (value / item.step) % 1:
        raise UsageFault(f"{item.id} goes in steps of {item.step:g}: {value:g} lies between two")
    return value if item.step % 1 else int(value)


def micro_value(typed: str) -> dict[str, object]:
    """Check a micro-item's answer, written `ITEM=1..5`, the item by its id in its instrument.

    Raises:
        UsageFault: Not of that form, or out of range.
    """
    low, high = MICRO_ANSWERS
    found = _MICRO.fullmatch(typed)
    if not found:
        raise UsageFault(f"micro_item is written ITEM={low}..{high}, as in E1=4")
    item, value = found[1], int(found[2])
    if not low <= value <= high:
        raise UsageFault(f"micro_item is answered from {low} to {high}, not {value}")
    return {"item": item.upper(), "answer": value}
