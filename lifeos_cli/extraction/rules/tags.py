"""What a conversation is about, in single words: topics by their vocabulary, and nouns that keep coming back."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.sentences import straight, without_quotes
from lifeos_cli.extraction.rules.words import STOP

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 3
"""Tags of a conversation at most."""
_WORD = re.compile(r"[^\W\d_](?:[\w'-]*[^\W_])?")
_NOUN = re.compile(r"\b(?:the|my|a|an|her|his|our|their)\s+([^\W\d_][\w-]{2,})(?=\s*(?:[.,;:!?]|$|\s(?:is|was|and|has|of|in|on|for)\b))", re.IGNORECASE)  # fmt: skip
_TWICE = 2
_SEVERAL = 3


@cache
def _topics() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    import tomllib

    text = (files("lifeos_cli.extraction.rules") / "topics.toml").read_text("utf-8")
    return {
        name: (tuple(lists["strong"].split()), tuple(lists["words"].split()))
        for name, lists in tomllib.loads(text).items()
    }


def tags(messages: Sequence[str]) -> list[str]:
    """Return the tags of what a person said, the surest first.

    A topic needs a word that belongs to nothing else and another of its own, or
    three different ones; a noun must be in three messages.
    """
    spoken = [without_quotes(straight(message)).casefold() for message in messages]
    said = Counter(word for message in spoken for word in _WORD.findall(message))
    scores: dict[str, float] = {}
    for name, (strong, words) in _topics().items():
        hits = [_count(said, one) for one in strong]
        weak = [_count(said, one) for one in words]
        if (any(hits) and sum(hits) + sum(weak) >= _TWICE) or sum(count > 0 for count in weak) >= _SEVERAL:
            scores[name] = 2.0 * sum(hits) + sum(weak)
    for noun in _nouns(spoken):
        scores.setdefault(noun, float(said[noun]))
    return sorted(scores, key=lambda name: (-scores[name], name))[:MOST]


def _count(said: Counter[str], pattern: str) -> int:
    if pattern.endswith("*"):
        return sum(count for word, count in said.items() if word.startswith(pattern[:-1]))
    return said[pattern]


def _nouns(spoken: Sequence[str]) -> list[str]:
    in_messages = Counter(word for message in spoken for word in set(_WORD.findall(message)))
    named = {noun for message in spoken for noun in _NOUN.findall(message)}
    return sorted(noun for noun in named if in_messages[noun] >= _SEVERAL and noun not in STOP)
