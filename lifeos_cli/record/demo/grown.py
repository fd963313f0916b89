"""Tests taken and skills practised by the made-up person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import NotFoundError
from lifeos_cli.growth.instruments.catalog import load
from lifeos_cli.record import assessments, goal_events, skill_edits, skill_evidence, skills
from lifeos_cli.record.demo.story import HAND, Life, story

if TYPE_CHECKING:
    import random
    from collections import Counter

    from lifeos_cli.growth.instruments.catalog import Instrument
    from lifeos_cli.store.database import Store

_EVERY = 91
"""Days between two tests of the same form."""
_SHIFT_AFTER, _SHIFT = 0.5, -0.9
"""In the second half of the story they are calmer: neuroticism falls, in item steps of 1..5."""
_PRACTISED = 0.4
"""How often something is practised, a day."""


class Tests(Life):
    """The five traits every quarter, the shorter forms at the start and once more."""

    hour = 18

    def __init__(
        self, store: Store, user_id: str, chance: random.Random, days: int, counts: Counter[str]
    ) -> None:
        super().__init__(store, user_id, chance, days, counts)
        self._traits = {name: chance.gauss(0, 0.6) for name in load("mini-ipip").scales}

    def day(self, ago: int) -> None:
        """Take what is due."""
        lived = self.days - 1 - ago
        if lived % _EVERY == 0:
            self._take(load("mini-ipip"), lived)
        if lived % (2 * _EVERY) == 1:
            for name in ("self-awareness", "growth-mindset", "emotional-resilience"):
                self._take(load(name), lived)

    def _take(self, form: Instrument, lived: int) -> None:
        answers: dict[str, int | None] = {}
        for item in form.items:
            keyed = (item.mean or 3.3) + self._traits.get(item.dimension, 0.3) + self.chance.gauss(0, 0.8)
            if item.dimension == "neuroticism" and lived > _SHIFT_AFTER * self.days:
                keyed += _SHIFT
            answers[item.id] = item.keyed(max(1, min(5, round(keyed))))
        assessments.finish(self.store, self.user_id, form, answers)
        self.counts["tests"] += 1


class Skills(Life):
    """Six skills, practised every two or three days, harder as time goes."""

    hour = 17

    def day(self, ago: int) -> None:
        """Practise something, or not."""
        if ago == self.days - 1:
            self._begin()
        if self.chance.random() > _PRACTISED:
            return
        lived = 1 - ago / self.days
        name = self.chance.choice(list(story()["evidence"]))
        _, texts = story()["evidence"][name]
        skill_evidence.add(
            self.store,
            self.user_id,
            skill=name,
            content=self.chance.choice(texts).format(n=self.chance.randint(3, 12)),
            kind=self.chance.choice(("action", "action", "reflection", "conversation")),
            difficulty=min(5, round(2 + 2 * lived + self.chance.gauss(0, 0.6))),
            outcome="done" if self.chance.random() < 0.6 + 0.3 * lived else "partly",
            source=HAND,
        )
        self.counts["pieces of evidence"] += 1

    def _begin(self) -> None:
        for name, (category, _) in story()["evidence"].items():
            skill_edits.add(self.store, self.user_id, name, category=category, source=HAND)
        for one, other, type_ in story()["links"]:
            skill_edits.link(self.store, self.user_id, one, other, type_)
        for goal, skill in (("Run 10 km", "Pacing"), ("Be somebody", "Active listening")):
            found = skills.find(self.store, self.user_id, skill)
            try:
                goal_events.link(self.store, self.user_id, goal, found.id)
            except NotFoundError:  # a story told without its goals
                continue
