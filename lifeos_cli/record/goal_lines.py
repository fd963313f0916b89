"""A goal set by one line, as "Run 10k by 1 May"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.growth.goals.one_line import read_line
from lifeos_cli.record import goals
from lifeos_cli.record.goal_events import HAND

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def add(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Set the goal a line says; returns the row with its `milestones`.

    Raises:
        UsageFault: The line is empty, its date is past, or the goal is there already.
    """
    line = read_line(typed, local_date(now_ms()))
    return goals.add(store, user_id, title=line.title, type_=line.type, source=HAND, **line.details())
