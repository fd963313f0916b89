"""The questions of a check-in on a terminal: one line each, Enter skips."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lifeos_cli.cli.reading import ask_until
from lifeos_cli.cli.runtime import current
from lifeos_cli.clock import local, now_ms
from lifeos_cli.growth.checkin_items import Item, asked_in, micro_value, scale_value
from lifeos_cli.growth.checkins import slot_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.growth.checkins import Window


def answers(instant: int | None, chosen: Sequence[Window]) -> dict[str, Any]:
    """Ask what the slot asks; returns the answers by item id, without the skipped ones."""
    here = local(now_ms() if instant is None else instant)
    slot = slot_at(here.hour * 60 + here.minute, chosen)
    current().note("Enter skips a question, Ctrl-D ends early, Ctrl-C leaves without saving.")
    found: dict[str, Any] = {}
    try:
        for item in asked_in(slot):
            value = ask_until(_question(item), partial(_answer, item))
            if value is not None:
                found[item.id] = value
        if instant is None:
            found |= _statement()
    except EOFError:
        current().note("")
    return found


def _statement() -> dict[str, Any]:
    """Offer today's statement of the profile: one a day, skipped like any other question."""
    from lifeos_cli.growth.instruments.catalog import load
    from lifeos_cli.growth.instruments.micro import POOL
    from lifeos_cli.record.micro import offered

    run = current()
    item = offered(run.store, run.person.id)
    if item is None:
        return {}
    ends = [load(POOL).labels[place].lower() for place in (0, -1)]
    question = f"How well does this describe you? {item.text} [1 {ends[0]} - 5 {ends[1]}] "
    answer = ask_until(question, lambda typed: micro_value(f"{item.id}={typed}")["answer"])
    return {} if answer is None else {"micro_item": f"{item.id}={answer}"}


def _question(item: Item) -> str:
    if not item.is_scale:
        return f"{item.text} "
    ends = [anchor for anchor in item.anchors if anchor]
    scale = f"{item.low:g}-{item.high:g}"
    if len(ends) > 1:
        scale = f"{item.low:g} {ends[0]} - {item.high:g} {ends[-1]}"
    return f"{item.text} [{scale}] "


def _answer(item: Item, typed: str) -> object:
    return scale_value(item, typed.replace(",", ".")) if item.is_scale else typed
