"""What must hold between the parts of a coach: ids, gotos, captures, lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lifeos_cli.providers.guided.phrases import LINES
from lifeos_cli.providers.guided.table import Problem, Where, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.providers.guided.model import Coach, Rule, Step

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def check_steps(coach: Coach) -> Iterator[Problem]:
    """Find doubled names and references to what does not come before."""
    ids: set[str] = set()
    before: list[str] = []
    later: list[str] = []
    for index, step in enumerate(coach.steps):
        where: Where = ("steps", index)
        if step.id and step.id in ids:
            yield Problem((*where, "id"), f'the id "{step.id}" is there twice')
        if step.capture and step.capture in (*before, *later):
            yield Problem((*where, "capture"), f'the capture "{step.capture}" is there twice')
        known = tuple(before if step.deferred == "no" else before + later)
        yield from _references(step, where, known)
        ids.add(step.id)
        (before if step.deferred == "no" else later).append(step.capture)
    if later and not before:
        yield Problem(("steps",), "every step is deferred: there is nothing to ask at the start")
    for index, name in enumerate(coach.next_step):
        if name not in (*before, *later):
            yield _unknown_capture(("next_step", index), name, tuple(before + later))


def _references(step: Step, where: Where, known: tuple[str, ...]) -> Iterator[Problem]:
    for name in PLACEHOLDER.findall(step.prompt):
        if name not in known:
            yield _unknown_capture((*where, "prompt"), name, known, "an earlier step")
    for index, name in enumerate(step.remind):
        if name not in known:
            yield _unknown_capture((*where, "remind", index), name, known, "an earlier step")


def _unknown_capture(where: Where, name: str, known: tuple[str, ...], by: str = "a step") -> Problem:
    return Problem(where, f'"{name}" is not captured by {by}{nearest(name, known)}')


def check_rules(coach: Coach) -> Iterator[Problem]:
    """Find gotos to nowhere, lines nobody wrote, and words this coach never says."""
    for index, step in enumerate(coach.steps):
        for number, rule in enumerate(step.rules):
            yield from _rule(coach, step, rule, ("steps", index, "rules", number))
    for number, coach_rule in enumerate(coach.rules):
        if coach_rule.say:
            yield from _line(coach, coach_rule.say, ("rules", number, "say"))
        for phrase in coach_rule.avoid:
            yield from _avoided(coach, phrase)


def _rule(coach: Coach, step: Step, rule: Rule, where: Where) -> Iterator[Problem]:
    if rule.say:
        yield from _line(coach, rule.say, (*where, "say"))
    if not rule.goto:
        return
    target = coach.step(rule.goto)
    if target is None:
        ids = tuple(known.id for known in coach.flow)
        yield Problem((*where, "goto"), f'there is no step "{rule.goto}"{nearest(rule.goto, ids)}')
    elif target.deferred != "no" or step.deferred != "no":
        yield Problem((*where, "goto"), '"goto" cannot lead into or out of a deferred step')


def _line(coach: Coach, name: str, where: Where) -> Iterator[Problem]:
    known = (*LINES, *coach.lines)
    if name not in known:
        yield Problem(where, f'there is no line "{name}"{nearest(name, known)}')


def _avoided(coach: Coach, phrase: str) -> Iterator[Problem]:
    said: list[tuple[Where, str]] = [(("purpose",), coach.purpose)]
    said += [(("lines", name), text) for name, text in coach.lines.items()]
    said += [(("steps", index, "prompt"), step.prompt) for index, step in enumerate(coach.steps)]
    for where, text in said:
        if phrase.casefold() in text.casefold():
            yield Problem(where, f'"{phrase}" is what this coach never says (see its rules)')
