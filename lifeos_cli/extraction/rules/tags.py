"""What a conversation is about, in single words: topics by their vocabulary, and nouns that keep coming back."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

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
LONG = 150
"""Words from which a conversation is a long one: it touches upon much, and a topic takes more to be what it is about."""


class _Topic(NamedTuple):
    """Words of a topic; see `topics.toml`."""

    strong: tuple[str, ...]
    words: tuple[str, ...]


@cache
def _topics() -> dict[str, _Topic]:
    import tomllib

    text = (files("lifeos_cli.extraction.rules") / "topics.toml").read_text("utf-8")
    return {
        name: _Topic(tuple(lists["strong"].split()), tuple(lists["words"].split()))
        for name, lists in tomllib.loads(text).items()
    }


def tags(messages: Sequence[str]) -> list[str]:
    """Return the tags of what a person said, the surest first.

    A topic needs a word that belongs to nothing else and another of its own, or
    three different ones, in two messages if it is less than four. In a long
    conversation it needs that word twice, three words with one of that kind
    among them, or four in three messages. A noun must be in three messages.
    """
    spoken = [without_quotes(straight(message)).casefold() for message in messages]
    each = [Counter(_WORD.findall(message)) for message in spoken]
    said = sum(each, Counter[str]())
    long = said.total() > LONG
    weights = {name: _weight(topic, said, each, long=long) for name, topic in _topics().items()}
    scores = {name: weight for name, weight in weights.items() if weight}
    for noun in _nouns(spoken):
        scores.setdefault(noun, float(said[noun]))
    return sorted(scores, key=lambda name: (-scores[name], name))[:MOST]


def _weight(topic: _Topic, said: Counter[str], each: Sequence[Counter[str]], *, long: bool) -> float:
    """Return how much a conversation is about a topic; 0 for one that is only touched."""
    strong = sum(_count(said, one) for one in topic.strong)
    counts = [_count(said, one) for one in topic.words]
    weak, different = sum(counts), sum(map(bool, counts))
    if strong + weak < _TWICE:
        return 0.0
    spread = sum(any(_count(one, word) for word in (*topic.strong, *topic.words)) for one in each)
    apart = spread >= _TWICE or len(each) == 1 or strong + weak > _SEVERAL
    if not long:
        enough = (strong and strong + weak >= _TWICE) or different >= _SEVERAL
    elif strong:
        enough = strong >= _TWICE or strong + weak >= _SEVERAL
    else:
        enough = weak > _SEVERAL and different >= _TWICE and spread >= _SEVERAL
    return 2.0 * strong + weak if enough and apart else 0.0


def _count(said: Counter[str], pattern: str) -> int:
    if pattern.endswith("*"):
        return sum(count for word, count in said.items() if word.startswith(pattern[:-1]))
    return said[pattern]


def _nouns(spoken: Sequence[str]) -> list[str]:
    in_messages = Counter(word for message in spoken for word in set(_WORD.findall(message)))
    named = {noun for message in spoken for noun in _NOUN.findall(message)}
    return sorted(noun for noun in named if in_messages[noun] >= _SEVERAL and noun not in STOP)
