"""The `when` of a rule: `< 7`, `= not now`, `unanswered`."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from lifeos_cli.providers.guided.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.providers.guided.model import StepType

Operator = Literal["<=", ">=", "!=", "<", ">", "=", "unanswered"]

_FORM = re.compile(r"\s*(<=|>=|!=|<|>|=)\s*(\S.*?)\s*\Z", re.DOTALL)
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_FLAGS = {"yes": True, "no": False}
_NUMERIC = ("scale", "emotion_intensity")
_FLAGGED = ("yes_no", "confirm")
_WORDED = ("choice", "text")


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one captured value."""

    op: Operator
    value: float | str | bool | None = None

    def holds(self, answer: Any) -> bool:
        """Say whether the value meets the condition; a value of another shape never does."""
        if self.op == "unanswered":
            return answer is None
        if isinstance(answer, dict):
            answer = answer.get("intensity")
        if isinstance(self.value, str):
            same = isinstance(answer, str) and plain(answer) == plain(self.value)
            return isinstance(answer, str) and same == (self.op == "=")
        if isinstance(self.value, bool):
            return isinstance(answer, bool) and (answer == self.value) == (self.op == "=")
        if self.value is None or isinstance(answer, bool) or not isinstance(answer, int | float):
            return False
        return _ORDER[self.op](answer, self.value)


def read_condition(text: str, kind: StepType, options: tuple[str, ...] = ()) -> Condition | str:
    """Read a condition for a step of that type, or return what is wrong with it."""
    if plain(text) == "unanswered":
        return Condition("unanswered")
    form = _FORM.match(text)
    if form is None:
        return f'"{text}" is not a condition; write for example "< 7", "= no" or "unanswered"'
    op: Operator = next(known for known in get_args(Operator) if known == form[1])
    if kind in _NUMERIC:
        return _numeric(op, form[2])
    if kind in (*_FLAGGED, *_WORDED):
        return _worded(op, form[2], kind, options)
    return f'a step of type {kind} knows only the condition "unanswered"'


def _worded(op: Operator, text: str, kind: StepType, options: tuple[str, ...]) -> Condition | str:
    if op not in ("=", "!="):
        return f'a step of type {kind} can only be compared with "=" or "!="'
    if kind in _FLAGGED:
        flag = _FLAGS.get(plain(text))
        return 'compare with "yes" or "no"' if flag is None else Condition(op, flag)
    if options and plain(text) not in {plain(option) for option in options}:
        return f'"{text}" is none of the options'
    return Condition(op, text)


def _numeric(op: Operator, text: str) -> Condition | str:
    try:
        return Condition(op, float(text))
    except ValueError:
        return f'"{text}" is not a number'
