"""Answers about feelings: emotion_intensity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.answer_numbers import NUMBER, neat, scaled, span, within
from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading
from lifeos_cli.providers.guided.words import phrase_set, words

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Step

_RATED = re.compile(rf"({NUMBER})\s*(?:(?:/|out of|of)\s*(\d+)|(%|percent))?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;/&+\n]|\band\b|\bplus\b", re.IGNORECASE)
_FILLER: Final = phrase_set(
    "i i'd i'm it it's was is were am felt feel feeling feelings a an the about around at like maybe roughly "
    "some lot of so my me to say probably strong strength intensity level out then also but with mostly "
    "mainly emotion by approximately almost nearly just",
    between=" ",
)
_LONGEST_NAME = 4
_MOST = 12
_READ = 2_000


def read_emotion(step: Step, text: str, partial: Any) -> Reading:
    """Take feelings with their strength; the first is the emotion, further ones are its `others`."""
    del partial
    text = text[:_READ]
    rated = list(_RATED.finditer(text))[:_MOST]
    if not rated:
        return _unrated(step, text)
    felt: list[dict[str, Any]] = []
    for names, number in _named(text, rated):
        strength = scaled(step, number)
        if not within(step, strength):
            return Misfit(f"The strength goes from {span(step)}; how strong was it?")
        felt += [{"emotion": name, "intensity": neat(strength)} for name in names]
    if not felt:
        return Misfit("And what was the feeling? One word and a number, like: sad 60.", text.strip())
    if any(len(feeling["emotion"].split()) > _LONGEST_NAME for feeling in felt):
        return Misfit("One or two words for the feeling and a number are enough, like: sad 60.")
    first, *others = felt
    return Fit({**first, "others": others} if others else first)


def _unrated(step: Step, text: str) -> Reading:
    names = _names(text)
    short = bool(names) and all(len(name.split()) <= _LONGEST_NAME for name in names)
    if not short:
        return Misfit(f"One or two words for the feeling, please, and its strength from {span(step)}.")
    return Misfit(f"And how strong was it, {span(step)}?", text.strip())


def _named(text: str, rated: list[re.Match[str]]) -> list[tuple[list[str], re.Match[str]]]:
    """Give each number the names before it, or after it where the first number comes first."""
    edges = [0, *(number.end() for number in rated)]
    before = [_names(text[start : number.start()]) for start, number in zip(edges, rated, strict=False)]
    if before[0]:
        return list(zip(before, rated, strict=True))
    after = [*before[1:], _names(text[rated[-1].end() :])]
    return list(zip(after, rated, strict=True))


def _names(text: str) -> list[str]:
    """Return the feelings named in a piece of text, without the small words around them."""
    names = []
    for part in _BETWEEN.split(text):
        said = words(part)
        while said and said[0] in _FILLER:
            said.pop(0)
        while said and said[-1] in _FILLER:
            said.pop()
        if said:
            names.append(" ".join(said))
    return names
