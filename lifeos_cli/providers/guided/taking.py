"""Taking an answer to the open step: read it, give it back, apply the rules, ask on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided import phrases, replies
from lifeos_cli.providers.guided.answers import read
from lifeos_cli.providers.guided.reading import Fit, Misfit
from lifeos_cli.providers.guided.talk import Talk, calls
from lifeos_cli.providers.guided.words import plain, words

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Rule, Step

OFFER_AFTER: Final = 3
"""So many misfits on one step, and skipping it is offered; one more, and the talk moves on."""


class Taking(Talk):
    """A turn that takes what the person wrote as an answer."""

    def take(self, text: str) -> None:
        """Take an answer to the open step."""
        step = self.coach.step(self.state.step)
        if step is None:
            self.ask(self.coach.flow[0])
            return
        said = plain(text)
        own = step.type == "choice" and said in map(plain, step.options)
        called = next((rule for rule in self.coach.rules if not rule.say and calls(rule, text)), None)
        if not own and (said in phrases.STOP or (called and called.end)):
            self.say(phrases.ENDED)
            self.close(finished=False)
        elif called and called.skip:
            self.leave(step)
        elif step.deferred != "no" and said in phrases.LATER:
            self.say(phrases.NOT_YET)
            self.state = replace(self.state, step="", misfits=0, partial=None)
        elif not own and self._skips(step, text):
            self.leave(step, phrases.SKIPPED[self.state.turns % len(phrases.SKIPPED)])
        else:
            self._read(step, text)

    def _skips(self, step: Step, text: str) -> bool:
        free = step.optional or step.deferred != "no" or self.state.misfits >= OFFER_AFTER
        bare = text.strip() in ("", "-", "--", "\u2014")
        return step.type != "confirm" and free and (bare or plain(text) in phrases.SKIP)

    def _read(self, step: Step, text: str) -> None:
        refused = plain(text) in phrases.SKIP and step.type not in ("confirm", "choice")
        reading = Misfit(phrases.NEEDED) if refused else read(step, text, self.state.partial)
        if isinstance(reading, Fit):
            self._accept(step, reading.value)
        else:
            self._again(step, text, reading)

    def _again(self, step: Step, text: str, misfit: Misfit) -> None:
        """Ask once more, offer to skip, or move on, by how often the answer did not fit."""
        count = self.state.misfits + 1
        if count > OFFER_AFTER:
            self.leave(step, phrases.MOVED_ON)
            return
        partial = misfit.partial if misfit.partial is not None else self.state.partial
        self.state = replace(self.state, misfits=count, partial=partial)
        if words(text[:400]) and any(rule.reflect for rule in self.coach.rules):
            self.say(f"You say {replies.quote(text)}.")
        self.say(misfit.reason)
        self.ask()
        if count == OFFER_AFTER and not _must_answer(step):
            self.say(phrases.SKIP_OFFER)

    def _accept(self, step: Step, value: Any) -> None:
        self.state = replace(self.state, values={**self.state.values, step.capture: value})
        self.say(replies.reflect(step, value, self.state.turns))
        self._follow(step, value)

    def leave(self, step: Step, remark: str = "") -> None:
        """Go on without an answer to the step."""
        if not _must_answer(step):
            self.say(remark)
        self._follow(step, None)

    def _follow(self, step: Step, value: Any) -> None:
        """Apply the step's rules to its answer (None: it has none) and go on."""
        answered = step.capture if value is not None else ""
        if step.deferred != "no":
            self.state = replace(self.state, followed={**self.state.followed, step.id: self.now})
        for number, rule in enumerate(step.rules):
            if not self._applies(step, rule, value):
                continue
            if rule.say:
                self.line(rule.say)
            if rule.end:
                self.say("" if rule.say else phrases.ENDED)
                self.close(finished=False, quietly=bool(rule.say))
                return
            if rule.goto and self._returned(f"{step.id}.{number}", rule):
                self.ask(self.coach.step(rule.goto), answered)
                return
        self._next(step, answered)

    def _applies(self, step: Step, rule: Rule, value: Any) -> bool:
        if not rule.when.holds(value):
            return False
        earlier = [known for known in self.past.get(step.capture, ()) if rule.when.holds(known)]
        return 1 + len(earlier) >= rule.times

    def _returned(self, key: str, rule: Rule) -> bool:
        """Count a `goto`; return whether it is still to be followed."""
        count = self.state.returns.get(key, 0)
        if count >= rule.at_most:
            self.say(phrases.ROUND_ENOUGH)
            return False
        self.state = replace(
            self.state, returns={**self.state.returns, key: count + 1}, misfits=0, partial=None
        )
        self.say(phrases.ROUND_AGAIN)
        return True

    def _next(self, step: Step, answered: str) -> None:
        if step.deferred != "no":
            due = self.due()
            if due:
                self.ask(due[0], answered)
            else:
                named = replies.next_step(self.coach, self.state.values)
                self.say(phrases.FOLLOWED_STEP.format(step=named) if named else phrases.FOLLOWED)
                self.state = replace(self.state, step="", misfits=0, partial=None)
            return
        flow = self.coach.flow
        after = flow[flow.index(step) + 1 :]
        if after:
            self.ask(after[0], answered)
        else:
            self.close()


def _must_answer(step: Step) -> bool:
    """Say whether the conversation ends where the step stays unanswered."""
    return any(rule.when.op == "unanswered" and rule.end for rule in step.rules)
