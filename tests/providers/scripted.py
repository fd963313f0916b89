"""A person who answers every question of a guided coach with something that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import catalog
from lifeos_cli.providers.guided import machine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.providers.guided.machine import Turn
    from lifeos_cli.providers.guided.model import Coach, Step

ALL = tuple(catalog.load_all())
BY_ID = {coach.id: coach for coach in ALL}
DAY = 86_400_000


def fitting(step: Step) -> str:
    """Return an answer that fits the step and meets none of its kind-ending rules."""
    items = max(step.min_items, 2)
    answers = {
        "text": f"my own words on {step.id}",
        "long_text": " ".join(["morning"] * max(step.min_words, 1)),
        "choice": step.options[0] if step.options else "",
        "yes_no": "yes",
        "scale": str(int(step.high) - 1),
        "list": "\n".join(f"- thing {number} of {step.id}" for number in range(items)),
        "if_then": "If I reach for the phone, then I will put it in the drawer",
        "emotion_intensity": "sad 60, angry 40",
        "pair_scale": "7 and 3",
        "matrix": ", ".join(f"{row} 9 {number}" for number, row in enumerate(step.rows)),
        "confirm": "",
    }
    return answers[step.type]


class Session:
    """A guided conversation, driven answer by answer; every state goes through JSON."""

    def __init__(self, coach: Coach, past: Mapping[str, Sequence[Any]] | None = None, said: str = "") -> None:
        self.coach = coach
        self.past = past or {}
        self.now = 1_790_000_000_000
        self.turn: Turn = machine.open_session(coach, said)
        self.asked: list[str] = [self.turn.state.step]

    @property
    def step(self) -> Step | None:
        """The open question."""
        return self.coach.step(self.turn.state.step)

    def say(self, text: str) -> str:
        """Send one message and return the reply."""
        self.turn = machine.answer(self.coach, self.turn.state, text, self.past, now=self.now)
        self.asked.append(self.turn.state.step)
        return self.turn.text

    def until(self, step_id: str) -> None:
        """Answer until that step is asked; an empty id means until the close."""
        while self.turn.state.step and self.turn.state.step != step_id:
            assert self.step
            self.say(fitting(self.step))
        assert self.turn.state.step == step_id

    def answer(self, step_id: str, text: str) -> str:
        """Go to that step and answer it."""
        self.until(step_id)
        return self.say(text)
