"""What the made-up person says and does, and what the parts of their life have in common."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.record.provenance import Provenance

if TYPE_CHECKING:
    import random
    from collections import Counter

    from lifeos_cli.store.database import Store

MARK = "demo"
"""The origin of every row."""
HAND = Provenance("demo", MARK)


@cache
def story() -> dict[str, Any]:
    """Return `notes`, `talks` with what is to be found in them, `evidence` by skill, and `links`."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("story.json").read_text("utf-8"))
    return loaded


class Life:
    """One part of a made-up life, lived day by day.

    Args:
        store: Where.
        user_id: Whose.
        chance: Where luck comes from.
        days: How many days there will be.
        counts: How many rows of a kind were made.
    """

    hour = 12
    """Of the day at which it happens."""

    def __init__(
        self, store: Store, user_id: str, chance: random.Random, days: int, counts: Counter[str]
    ) -> None:
        self.store = store
        self.user_id = user_id
        self.chance = chance
        self.days = days
        self.counts = counts

    def day(self, ago: int) -> None:
        """Live a day; the clock stands at `hour` of it, `ago` days before today."""
        raise NotImplementedError
