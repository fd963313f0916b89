"""Check-ins of the made-up person: sleep moves mood, mood drifts, now and then a day is left out."""

from __future__ import annotations

from typing import Any

from lifeos_cli.record import checkins
from lifeos_cli.record.demo.story import MARK, Life, story

_CHECKED_IN, _NOTED = 0.85, 0.4
"""How often they check in, and leave a note, a day."""


class Moods(Life):
    """One check-in in the evening of most days."""

    hour = 19
    _drift = 0.0

    def day(self, ago: int) -> None:  # noqa: ARG002 - one day is like another here
        """Check in, or not."""
        chance = self.chance
        self._drift = 0.8 * self._drift + chance.gauss(0, 0.7)
        if chance.random() > _CHECKED_IN:
            return
        sleep = round(2 * min(10, max(4, chance.gauss(7, 1)))) / 2
        rested = 0.5 * (sleep - 7)
        items: dict[str, Any] = {
            "mood": _clamp(4.3 + self._drift + rested),
            "energy": _clamp(3.8 + 0.6 * self._drift + rested + chance.gauss(0, 0.6)),
            "stress": _clamp(3.9 - 0.6 * self._drift + chance.gauss(0, 0.8)),
            "sleep_hours": sleep,
        }
        if chance.random() < _NOTED:
            items["note"] = chance.choice(story()["notes"])
        checkins.log(self.store, self.user_id, items, windows=(), origin=MARK)
        self.counts["check-ins"] += 1


def _clamp(value: float) -> int:
    return max(1, min(7, round(value)))
