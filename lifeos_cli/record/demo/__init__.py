"""A made-up person's record: marked as such in every row's origin, the same for the same seed and day.

Everything is written through the use cases a real person's record goes through,
with the clock held at the moment it is said to have happened.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from lifeos_cli.clock import DAY, HOUR, held_at, local_date, now_ms
from lifeos_cli.errors import UsageFault
from lifeos_cli.record import consents, users
from lifeos_cli.record.demo.days import Moods
from lifeos_cli.record.demo.goals import Goals
from lifeos_cli.record.demo.grown import Skills, Tests
from lifeos_cli.record.demo.story import MARK
from lifeos_cli.record.demo.talks import Talks
from lifeos_cli.store import users as stored_users

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.store.database import Store

NAME = "Demo"


def person(store: Store, *, apart: bool) -> str:
    """Return the id of the made-up person.

    Args:
        store: Where.
        apart: The store is theirs alone: its first person is renamed. Otherwise they are added to it.

    Raises:
        UsageFault: They are there already.
    """
    there = stored_users.all_users(store.conn)
    if any(user.name == NAME for user in there):
        raise UsageFault(
            "a made-up person is there already", hint=f"Take them away first, or look: --user {NAME}."
        )
    return users.rename(store, there[0].id, NAME).id if apart else users.add(store, NAME).id


def fill(
    store: Store, user_id: str, *, days: int, seed: int, told: Callable[[int], object] = lambda _: None
) -> dict[str, int]:
    """Make up so many days up to today, all or nothing.

    Args:
        store: Where.
        user_id: Whose.
        days: How many.
        seed: Another one makes another person.
        told: Called after each day with how many are done.

    Returns:
        How many rows of each kind there are.
    """
    chance = random.Random(seed)  # noqa: S311 - a repeatable story, no secret
    now = now_ms()
    counts: Counter[str] = Counter()
    with store.write():
        with held_at(_at(now, days, 12)):
            for kind in (consents.ADULT, consents.OBSERVATIONS):
                consents.answer(store, user_id, kind, granted=True, origin=MARK)
        lives = [part(store, user_id, chance, days, counts) for part in (Goals, Skills, Moods, Tests, Talks)]
        for done, ago in enumerate(range(days - 1, -1, -1), 1):
            for life in lives:
                with held_at(_at(now, ago, life.hour)):
                    life.day(ago)
            told(done)
    return dict(counts)


def _at(now: int, days_ago: int, hour: int) -> int:
    """Return an hour of the person's day so long ago, never in the future."""
    midnight = now - now % DAY
    guess = midnight - days_ago * DAY + hour * HOUR
    wanted = local_date(now - days_ago * DAY)
    if local_date(guess) != wanted:
        guess += DAY if local_date(guess) < wanted else -DAY
    return min(now, guess)
