"""Goals of the made-up person: one with milestones, a habit, somebody to become, one reached, one at rest."""

from __future__ import annotations

from typing import Any

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.record import goal_events, goals
from lifeos_cli.record.demo.story import HAND, Life

_KEPT = 0.55
"""How often the habit is kept, a day."""
_STEPS = ("3 km", "5 km", "8 km", "10 km")
_SET: tuple[dict[str, Any], ...] = (
    {
        "title": "Run 10 km without a stop",
        "type_": "outcome",
        "why": "To feel light again",
        "measure": "10 km in one go",
        "if_then": ["If it rains, then I run in the old jacket"],
    },
    {
        "title": "Meditate",
        "type_": "process",
        "why": "To begin the day slowly",
        "cue": "after breakfast, before the phone",
        "frequency": "4 a week",
        "if_then": ["If I looked at the news first, then I sit for two minutes anyway"],
    },
    {
        "title": "Be somebody who listens",
        "type_": "identity",
        "why": "Because Mila does it for me",
        "value": "attention",
        "weekly_action": "one talk without a phone on the table",
    },
)
_READ: dict[str, Any] = {
    "title": "Read three books on paper",
    "type_": "outcome",
    "why": "Evenings without a screen",
    "measure": "three read to the end",
}
_SPANISH: dict[str, Any] = {
    "title": "Speak Spanish at a market",
    "type_": "outcome",
    "why": "For the talking, not for the app",
    "measure": "buy fruit without a word of English",
}


class Goals(Life):
    """Set on the first day, moved on day by day."""

    hour = 8

    def day(self, ago: int) -> None:
        """Set, keep, reach or rest what this day is for."""
        if ago == self.days - 1:
            self._set()
        reached = [n for n in range(len(_STEPS) - 1) if ago == self.days - 1 - (n + 1) * self.days // 5]
        for n in reached:
            self._done(_SET[0]["title"], _STEPS[n])
        if self.chance.random() < _KEPT:
            goal_events.kept(self.store, self.user_id, _SET[1]["title"], source=HAND)
        if ago % 9 == 0:
            goal_events.kept(self.store, self.user_id, _SET[2]["title"], source=HAND)
        if ago == self.days // 2 and ago:
            goal_events.status(self.store, self.user_id, _READ["title"], "complete", HAND)
        if ago == self.days // 3 and ago:
            goal_events.status(self.store, self.user_id, _SPANISH["title"], "pause", HAND)

    def _set(self) -> None:
        now = now_ms()
        end = local_date(now + (self.days + 60) * DAY)
        by = local_date(now + (self.days + 9) * DAY)
        for goal in (*_SET, _READ, _SPANISH):
            steps = [{"title": step} for step in _STEPS] if goal is _SET[0] else []
            if steps:
                steps[-1]["due_date"] = by
            details = {name: value for name, value in goal.items() if name not in ("title", "type_")}
            if goal["type_"] == "outcome":
                details["target_date"] = end
            goals.add(
                self.store,
                self.user_id,
                title=goal["title"],
                type_=goal["type_"],
                milestones=steps,
                source=HAND,
                **details,
            )
            self.counts["goals"] += 1

    def _done(self, goal: str, step: str) -> None:
        goals.complete_milestone(self.store, self.user_id, goal, step, HAND)
