"""What a conversation is about, in single words: topics by their vocabulary, and nouns that keep coming back."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.extraction.rules.sentences import straight, without_quotes
from lifeos_cli.extraction.rules.voice import Spoken, denied, spoken
from lifeos_cli.extraction.rules.words import STOP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 3
"""Tags of a conversation at most."""
SHORT = 60
"""Words up to which a conversation is a short one: a longer one touches upon much, and a topic takes more."""
ENOUGH = 4.0
"""Points a topic takes in a short conversation: a word of its own, and two others."""
MORE = 80.0
"""Words beyond `SHORT` for which a topic takes one point more."""
CROWDED = 4.0
"""Points of one message at most."""
SHARE = 0.4
"""Of the points of the first topic: one with less is not what the conversation is about."""
_STRONG = 2.0
_STEM = 5
_TWICE = 2
_SEVERAL = 3
_WORD = re.compile(r"[^\W\d_](?:[\w'-]*[^\W_])?")
_NOUN = re.compile(r"\b(?:the|my|a|an|her|his|our|their)\s+([^\W\d_][\w-]{2,})(?=\s*(?:[.,;:!?]|$|\s(?:is|was|and|has|of|in|on|for)\b))", re.IGNORECASE)  # fmt: skip


class _Topic(NamedTuple):
    """Words of a topic; see `topics.toml`."""

    of: str
    through: frozenset[str]
    """People in whose doings the topic is part of the person's own life: a boss in work."""
    strong: re.Pattern[str]
    words: re.Pattern[str]


@cache
def _topics() -> dict[str, _Topic]:
    import tomllib

    text = (files("lifeos_cli.extraction.rules") / "topics.toml").read_text("utf-8")
    return {
        name: _Topic(
            lists["of"], frozenset(lists.get("with", "").split()), _any(lists["strong"]), _any(lists["words"])
        )
        for name, lists in tomllib.loads(text).items()
    }


def _any(words: str) -> re.Pattern[str]:
    one = (re.escape(word).replace("_", " ").replace(r"\*", r"[\w'-]*") for word in words.split())
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(sorted(one, key=len, reverse=True))})(?:'s)?(?![\w'-])")


class _Hits(NamedTuple):
    """Where a topic's words stand."""

    points: float
    different: int
    messages: int
    strong: bool
    """Whether one of the words belongs to the topic alone."""


def tags(messages: Sequence[str]) -> list[str]:
    """Return the tags of what a person said, the surest first.

    Words count where the person speaks of their own life, once for each
    different word of a message, and for one topic: the surest one. A topic
    needs a word that belongs to it alone and two others, in two messages, or
    three others in three; and more of them the longer the conversation is.
    """
    said = [spoken(message) for message in messages]
    length = sum(len(_WORD.findall(one.text)) for sentences in said for one in sentences)
    needed = ENOUGH + max(length - SHORT, 0) / MORE
    left = {name: _words(topic, said) for name, topic in _topics().items()}
    first: list[str] = []
    told = set[str]()
    best = 0.0
    while len(first) < MOST and left:
        hits = {name: _hits(words) for name, words in left.items()}
        name = min(hits, key=lambda one: (-hits[one].points * _about(hits[one], len(messages)), one))
        best = best or hits[name].points
        if not _about(hits[name], len(messages)) or hits[name].points < max(needed, SHARE * best):
            break
        first.append(name)
        used = left.pop(name)
        told.update(stem for here in used for stem in here)
        left = {
            other: [
                {stem: words[stem] for stem in words.keys() - taken.keys()}
                for words, taken in zip(here, used, strict=True)
            ]
            for other, here in left.items()
        }
    return (first + [noun for noun in _nouns(messages) if _stem(noun) not in told])[:MOST]


def _about(hits: _Hits, messages: int) -> bool:
    """Tell whether words stand so that they are no mere touch."""
    apart = hits.messages >= (min(messages, _TWICE) if hits.strong else _SEVERAL)
    return apart and hits.different >= _SEVERAL


def _words(topic: _Topic, said: Sequence[Sequence[Spoken]]) -> list[dict[str, float]]:
    """Return the points of each word of a topic, message by message."""
    found = []
    for sentences in said:
        here: dict[str, float] = {}
        for sentence in sentences:
            if topic.of == "people" or sentence.own or sentence.about in topic.through:
                for stem, weight in _weights(topic, sentence.text):
                    here[stem] = max(here.get(stem, 0.0), weight)
        found.append(here)
    return found


def _hits(words: Sequence[dict[str, float]]) -> _Hits:
    return _Hits(
        sum(min(sum(here.values()), CROWDED) for here in words),
        len({stem for here in words for stem in here}),
        sum(map(bool, words)),
        any(_STRONG in here.values() for here in words),
    )


def _weights(topic: _Topic, text: str) -> Iterator[tuple[str, float]]:
    strong = [*topic.strong.finditer(text)]
    rest = topic.strong.sub(_blank, text) if strong else text
    for hits, weight in ((strong, _STRONG), (topic.words.finditer(rest), 1.0)):
        for hit in hits:
            if topic.of != "doing" or not denied(text, hit.start()):
                yield _stem(hit.group()), weight


def _stem(words: str) -> str:
    return words.rsplit(maxsplit=1)[-1].removesuffix("'s").removesuffix("s")[:_STEM]


def _blank(hit: re.Match[str]) -> str:
    return " " * len(hit.group())


def _nouns(messages: Sequence[str]) -> list[str]:
    plain = [without_quotes(straight(message)).casefold() for message in messages]
    in_messages = Counter(word for message in plain for word in set(_WORD.findall(message)))
    named = {noun for message in plain for noun in _NOUN.findall(message)}
    often = [noun for noun in named if in_messages[noun] >= _SEVERAL and noun not in STOP]
    return sorted(often, key=lambda noun: (-in_messages[noun], noun))
