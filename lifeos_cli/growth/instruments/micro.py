"""One statement a day at check-in: which one, and what its answer says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.instruments.catalog import HIGH, LOW, load
from lifeos_cli.growth.profile.rows import Observation
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lifeos_cli.growth.instruments.catalog import Item

POOL = "ipip-50"
"""The form the statements come from: the only one with norms for single items."""
AGAIN_DAYS = 90
"""A statement comes at most once in so many days."""


def micro_item(item_id: str) -> Item:
    """Return the statement of that id, in any case.

    Raises:
        NotFoundError: There is none.
    """
    item = load(POOL).item(item_id)
    if item is None:
        raise NotFoundError(
            f"No statement is called '{one_line(item_id, 20)}'", hint="They are called as E1, A4 or O10."
        )
    return item


def next_micro_item(answered: Iterable[tuple[str, str]], today: str) -> Item | None:
    """Choose today's statement, or None: one a day, each at most once in 90 days.

    Dimensions take turns, the one asked longest ago first; within one, never
    asked before asked, then the one asked longest ago, then the one that
    measures best (highest loading). No chance is involved.

    Args:
        answered: (item id, local date) of answers to statements and of sheets
            that held them.
        today: The person's day, YYYY-MM-DD.
    """
    last: dict[str, str] = {}
    for item_id, day in answered:
        last[item_id] = max(day, last.get(item_id, ""))
    if today in last.values():
        return None
    now = date.fromisoformat(today)
    items = load(POOL).items
    open_ = [i for i in items if i.id not in last or (now - date.fromisoformat(last[i.id])).days > AGAIN_DAYS]
    turn = _last_turn(items, last)
    return min(
        open_,
        key=lambda item: (turn[item.dimension], last.get(item.id, ""), -(item.loading or 0), item.id),
        default=None,
    )


def _last_turn(items: Iterable[Item], last: Mapping[str, str]) -> dict[str, str]:
    turns: dict[str, str] = {}
    for item in items:
        turns[item.dimension] = max(turns.get(item.dimension, ""), last.get(item.id, ""))
    return turns


def micro_observation(
    row_id: str, item_id: str, answer: int, *, at: int, local_date: str, session_id: str | None = None
) -> Observation:
    """Return the observation one answered statement is: T from the item's own norms, rho2 = loading squared.

    Args:
        row_id: Id of the observation.
        item_id: As E1, in any case.
        answer: 1..5 as answered, before keying.
        at: Epoch milliseconds.
        local_date: The person's day.
        session_id: The chat it was answered in, if it was.

    Raises:
        NotFoundError: No such statement.
        UsageFault: The answer is out of range.
    """
    item = micro_item(item_id)
    if not LOW <= answer <= HIGH:
        raise UsageFault(f"{item.id} is answered from {LOW} to {HIGH}, not {answer}")
    mean, sd, loading = item.mean or 0.0, item.sd or 1.0, item.loading or 0.0
    return Observation(
        id=row_id,
        dimension=item.dimension,
        source="micro",
        effective_at=at,
        local_date=local_date,
        session_id=session_id,
        t=50 + 10 * (item.keyed(answer) - mean) / sd,
        rho2=loading * loading,
        instrument=POOL,
        items=(item.id,),
    )
