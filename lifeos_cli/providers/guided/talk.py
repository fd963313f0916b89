"""One turn being made: what has been said in it so far and the state it leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY
from lifeos_cli.providers.guided import phrases, replies
from lifeos_cli.providers.guided.state import State
from lifeos_cli.providers.guided.words import speaks_of, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lifeos_cli.providers.guided.model import Coach, CoachRule, Step

_WEEK = 7 * DAY


class Talk:
    """A turn of a conversation.

    Args:
        coach: Whose conversation it is.
        state: Where it stood.
        past: Values of earlier sessions, newest last, by capture.
        now: The instant, in epoch milliseconds.
        lines: The program's own lines for `say`.
    """

    def __init__(
        self,
        coach: Coach,
        state: State,
        *,
        past: Mapping[str, Sequence[Any]] | None = None,
        now: int = 0,
        lines: Mapping[str, str] | None = None,
    ) -> None:
        self.coach = coach
        self.state = state
        self.past = past or {}
        self.now = now
        self.lines = lines or {}
        self.parts: list[str] = []

    def say(self, text: str) -> None:
        """Add a paragraph to the reply."""
        if text:
            self.parts.append(text)

    def line(self, name: str) -> None:
        """Say a line by name: the program's, else the coach's, else the built-in one."""
        for lines in (self.lines, self.coach.lines, phrases.LINES):
            if name in lines:
                self.say(lines[name])
                return

    def ask(self, step: Step | None = None, answered: str = "") -> None:
        """Ask a step, the open one when none is given."""
        step = step or self.coach.step(self.state.step) or self.coach.flow[0]
        if step.id != self.state.step:
            self.state = replace(self.state, step=step.id, misfits=0, partial=None)
        self.say(replies.question(step, self.state.values, answered))

    def warned(self, text: str) -> bool:
        """Say the line a phrase in the text calls for; return whether that ended the conversation."""
        for rule in self.coach.rules:
            if not rule.say or not calls(rule, text):
                continue
            if rule.end:
                self.line(rule.say)
                self.close(quietly=True)
                return True
            if rule.say not in self.state.told:
                self.line(rule.say)
                self.state = replace(self.state, told=(*self.state.told, rule.say))
        return False

    def renewed(self) -> bool:
        """Notice that the coach was changed meanwhile, and ask on from the nearest step still there."""
        if self.state.version == self.coach.version:
            return False
        self.state = replace(self.state, version=self.coach.version)
        if not self.state.step:
            return False
        flow = self.coach.flow
        answered = [index for index, step in enumerate(flow) if step.capture in self.state.values]
        nearest = flow[min(answered[-1] + 1, len(flow) - 1)] if answered else flow[0]
        step = self.coach.step(self.state.step) or nearest
        self.state = replace(self.state, step=step.id, misfits=0, partial=None)
        self.say(phrases.CHANGED)
        self.ask()
        return True

    def close(self, *, finished: bool = True, quietly: bool = False) -> None:
        """End the conversation, with the person's own next step unless it ends quietly."""
        self.state = replace(self.state, step="", misfits=0, partial=None, finished=finished and not quietly)
        if quietly:
            return
        if finished:
            self.say(phrases.FINISHED)
        self.say(self.waiting() if finished else "")
        named = replies.next_step(self.coach, self.state.values)
        self.say(phrases.NEXT_STEP.format(step=named) if named else phrases.UNNAMED)

    def due(self) -> list[Step]:
        """Return the deferred steps to ask now."""
        if not self.state.finished:
            return []
        return [step for step in self.coach.follow_ups if self._is_due(step)]

    def _is_due(self, step: Step) -> bool:
        dealt = self.state.followed.get(step.id)
        return dealt is None or (step.deferred == "weekly" and self.now - dealt >= _WEEK)

    def waiting(self) -> str:
        """Say which questions wait for the person's return, if any."""
        due = self.due()
        if not due:
            return ""
        count = "one question waits" if len(due) == 1 else f"{len(due)} questions wait"
        weekly = all(step.deferred == "weekly" for step in due)
        return (phrases.COME_BACK_WEEKLY if weekly else phrases.COME_BACK).format(count=count)

    def come_back(self) -> None:
        """Ask what waited for the person's return, or offer what can come next."""
        due = self.due()
        if due:
            if not self.parts:
                self.say(phrases.WELCOME_BACK)
            self.ask(due[0])
        else:
            self.say(phrases.OFFER)

    def afresh(self) -> None:
        """Begin the questions again, keeping the earlier values apart."""
        earlier = (*self.state.earlier, self.state.values) if self.state.values else self.state.earlier
        self.state = State(self.coach.id, self.coach.version, turns=self.state.turns, earlier=tuple(earlier))
        self.say(phrases.FRESH)
        self.ask(self.coach.flow[0])


def calls(rule: CoachRule, text: str) -> bool:
    """Say whether the text has one of the rule's phrases in it."""
    if not rule.said:
        return False
    said = words(text)
    if rule.max_words and len(said) > rule.max_words:
        return False
    hay = f" {' '.join(said)} "
    for phrase in rule.unless:
        hay = hay.replace(f" {phrase} ", " ")
    return any(speaks_of(hay.strip(), phrase) for phrase in rule.said)
