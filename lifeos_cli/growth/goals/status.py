"""A goal's life: active, completed, paused, abandoned, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.goals.rows import ACTIVE, STATUS_EVENTS, GoalEvent

if TYPE_CHECKING:
    from collections.abc import Iterable


class Standing(NamedTuple):
    """A goal's status and since when."""

    status: str
    """active, completed, paused or abandoned."""
    since: str
    """The person's day it came to that; the day it was set for one that never changed."""
    pauses: tuple[tuple[str, str | None], ...]
    """Days from and (excluded) to which it did not run: paused, completed or abandoned; None: still."""


def standing(created_on: str, events: Iterable[GoalEvent]) -> Standing:
    """Fold a goal's events, in order of (at, id); one that does not fit its status changes nothing.

    Args:
        created_on: The day it was set.
        events: Its log; withdrawn rows do not count.
    """
    status, since = ACTIVE, created_on
    pauses: list[tuple[str, str | None]] = []
    for event in sorted(events, key=lambda event: (event.at, event.id)):
        if event.withdrawn_at is not None or event.type not in STATUS_EVENTS:
            continue
        allowed, after = STATUS_EVENTS[event.type]
        if status not in allowed:
            continue
        if status == ACTIVE:
            pauses.append((event.local_date, None))
        elif after == ACTIVE:
            pauses[-1] = (pauses[-1][0], event.local_date)
        status, since = after, event.local_date
    return Standing(status, since, tuple(pauses))


def check_event(status: str, event_type: str) -> str:
    """Return the status an event leads to.

    Raises:
        UsageFault: A goal of this status cannot be completed, paused and so on.
    """
    allowed, after = STATUS_EVENTS[event_type]
    if status not in allowed:
        hint = "`lifeos goals reopen` makes it active again." if status in STATUS_EVENTS["reopen"][0] else ""
        raise UsageFault(f"The goal is {status}: {event_type} does not apply", hint=hint)
    return after
