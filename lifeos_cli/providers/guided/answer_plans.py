"""Answers that are plans: if_then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading
from lifeos_cli.providers.guided.words import has_words

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Step

_TRIGGER = re.compile(
    r"(?:if|when|whenever|after|once|as soon as|every time|each time)\b[\s,:]*", re.IGNORECASE
)
_TIMED = re.compile(r"(?:before|while|during|until|at|on)\b", re.IGNORECASE)
_WILL = re.compile(
    r"\b(?:i\s+will|i['\u2019]ll|i\s+am\s+going\s+to|i['\u2019]m\s+going\s+to|i\s+shall)\b\s*", re.IGNORECASE
)
_THEN = re.compile(r"[,;:]?\s*\bthen\b[\s,:]*", re.IGNORECASE)
_BREAK = re.compile(r"\s*(?:->|=>|\u2192|[,;:]|\s[-\u2013\u2014]\s)\s*")
_LATER_TRIGGER = re.compile(
    r"[,;]?\s+(?=(?:if|when|whenever|after|once|as soon as|every time|each time|before)\s)", re.IGNORECASE
)
_EDGE = " \t,;:.\"'\u201c\u201d<>"


def read_if_then(step: Step, text: str, partial: Any) -> Reading:
    """Take `If X, then I will Y` and its kin (`When`, `After`, `I will Y when X`) as the two halves."""
    del step, partial
    sentence = " ".join(text.split()).strip(_EDGE + "-*\u2022")
    trigger, action = _halves(sentence)
    if has_words(trigger) and has_words(action):
        return Fit({"if": trigger, "then": action})
    return Misfit('Try it as one sentence with both halves: "If ..., then I will ...".')


def _halves(sentence: str) -> tuple[str, str]:
    opens = _TRIGGER.match(sentence)
    body = sentence[opens.end() :] if opens else sentence
    if _THEN.match(body):
        return "", ""
    if not opens and _WILL.match(sentence):
        action, _, trigger = _split(_LATER_TRIGGER, sentence)
        return _bare_trigger(trigger), _bare_action(action)
    for cut in (_THEN, _WILL):
        before, found, after = _split(cut, body)
        if found and has_words(before) and has_words(after):
            return _bare_trigger(before), _bare_action(after)
    if not opens and not _TIMED.match(sentence):
        return "", ""
    before, _, after = _split(_BREAK, body)
    return _bare_trigger(before), _bare_action(after)


def _split(cut: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = cut.search(text)
    return (text[: found.start()], found[0] or " ", text[found.end() :]) if found else (text, "", "")


def _bare_trigger(text: str) -> str:
    text = text.strip(_EDGE)
    opens = _TRIGGER.match(text)
    return text[opens.end() :].strip(_EDGE) if opens else text


def _bare_action(text: str) -> str:
    text = text.strip(_EDGE)
    opens = _WILL.match(text)
    return text[opens.end() :].strip(_EDGE) if opens else text
