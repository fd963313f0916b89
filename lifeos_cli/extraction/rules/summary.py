"""A summary in the person's own sentences, and a title."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.sentences import split, straight
from lifeos_cli.extraction.rules.words import STOP
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SENTENCES = 3
"""Sentences of a summary at most."""
TITLE = 60
"""Characters of a title."""
_LONGEST = 220
_FEWEST = 4
_WORD = re.compile(r"[^\W\d_][\w'-]+")


def summary(messages: Sequence[str], telling: Collection[str] = ()) -> str:
    """Return up to three sentences of the person's that say most of what was said, in their order.

    Args:
        messages: What the person said.
        telling: Sentences in which a goal, a practice or a fact was found; they count double.
    """
    sentences = [one for message in messages for one in split(message)]
    usual = [one for one in sentences if len(one.split()) >= _FEWEST and not one.endswith("?")]
    pool = usual or sentences
    weight = Counter(word for one in sentences for word in set(_words(one)))
    marked = set(telling)

    def score(at: int) -> float:
        words = _words(pool[at])
        worth = sum(weight[word] for word in set(words)) / (len(words) + 3) ** 0.5 if words else 0.0
        return worth * (2.0 if pool[at] in marked else 1.0) * (1.3 if at == 0 else 1.0)

    best = sorted(range(len(pool)), key=lambda at: (-score(at), at))[:SENTENCES]
    return " ".join(one_line(pool[at], _LONGEST) for at in sorted(best))


def title(goals: Sequence[str], tags: Sequence[str], told: str) -> str:
    """Return a title: the goal that was stated, else what the talk was about, else its first sentence."""
    if goals:
        return one_line(goals[0], TITLE)
    if len(tags) > 1:
        return one_line(f"{tags[0]} and {tags[1]}".capitalize(), TITLE)
    return one_line(next(iter(split(told)), ""), TITLE)


def _words(sentence: str) -> list[str]:
    return [word for word in _WORD.findall(straight(sentence).casefold()) if word not in STOP]
