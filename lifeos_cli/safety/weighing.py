"""The second layer: what a sentence weighs, learnt from many ways of saying the same few things.

The frames know what was thought of beforehand. This layer adds up small weights of words, of what words stand
for (`concepts.txt`) and of how those stand together, so that an unforeseen wording still counts. The weights
(`weights.txt`) are learnt by `python -m tests.safety.make_weights` from the utterances beside the tests; here
they are only added.
"""

from __future__ import annotations

import math
from functools import cache

KINDS = (
    "none", "suicidal_active", "suicidal_passive", "self_harm", "abuse_danger", "harm_others", "medical", "hopeless",
    "burden", "goodbye", "negated_ambiguous", "self_neglect", "home_fear", "third_danger",
)  # fmt: skip
"""What the layer tells apart, in the order of the weights."""

SCALE = 8.0
"""Weights are stored as whole numbers, this many to one."""
ZERO = 79
"""The character that stands for a weight of nought."""
LEAST_ALERT = 2
LEAST_SHARE = 0.1
_SMOOTH = 4.0
_NEAR = 5
_SCOPE = 4  # words a denial reaches
_DENY = frozenset({"not", "never", "no", "without", "nobody", "nothing", "neither", "nor"})
_ENDINGS = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s")
_SHORT = 4
_ORDERS = frozenset({"go on", "carry on", "keep going", "go ahead"})
_POLITE = frozenset(
    {"ok", "okay", "yes", "yeah", "please", "sure", "so", "and", "now", "then", "alright", ",", "!", "."}
)


def _text(name: str) -> str:
    folder = __file__.rpartition("weighing")[0]
    with open(f"{folder}{name}", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs a start-up
        return file.read()


@cache
def _concepts() -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
    """Return what each word stands for, and how much alert each concept raises."""
    words: dict[str, tuple[str, ...]] = {}
    alert: dict[str, int] = {}
    for line in _text("concepts.txt").split("\n"):
        if line and line[0] != "#":
            mark, *members = line.split()
            name = mark.lstrip("!")
            alert[name] = len(mark) - len(name)
            for word in members:
                words[word] = (*words.get(word, ()), name)
    return words, alert


@cache
def _weights() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in _text("weights.txt").split("\n") if line)


def stem(word: str) -> str:
    """Return the word without its commonest endings."""
    if len(word) > _SHORT:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORT - 1:
                word = word[: -len(ending)]
                break
        if len(word) >= _SHORT and word[-1] == word[-2]:
            word = word[:-1]
        if len(word) >= _SHORT and word.endswith("e"):
            word = word[:-1]
    return word


def is_order(words: list[str]) -> bool:
    """Tell whether a sentence only asks the other to go on."""
    return " ".join(word for word in words if word not in _POLITE) in _ORDERS


def alert(words: list[str]) -> int:
    """Return how much the words of a sentence call for a closer look."""
    table, level = _concepts()
    named = {name for word in words for name in table.get(word, ())}
    named |= {name for pair in zip(words, words[1:], strict=False) for name in table.get("_".join(pair), ())}
    return sum(level[name] for name in named)


def alarming_words() -> list[str]:
    """Return the words, and pairs of words, that raise any alert."""
    table, level = _concepts()
    return [word for word, names in table.items() if any(level[name] for name in names)]


def is_alarming(raised: int, length: int) -> bool:
    """Tell whether that much alert is a lot for a sentence of that length."""
    return raised >= max(LEAST_ALERT, LEAST_SHARE * length)


def features(words: list[str]) -> set[str]:
    """Return what is seen in plain words (idioms as `~`)."""
    table = _concepts()[0]
    seen: set[str] = set()
    stems = ["<"]
    stands: list[tuple[str, ...]] = []
    denied = 0
    for i, word in enumerate(words):
        if word in {",", "but", "because", "~"}:
            denied = 0
        if word == ",":
            continue
        names = table.get(word, ())
        if i + 1 < len(words):
            names += table.get(f"{word}_{words[i + 1]}", ())
        stems.append(stem(word))
        stands.append(names)
        seen.add(f"u:{stems[-1]}")
        for name in names:
            seen.add(f"c:{name}")
            if denied:
                seen.add(f"n:{name}")
        denied = _SCOPE if word in _DENY else max(denied - 1, 0)
    stems.append(">")
    for pair in zip(stems, stems[1:], strict=False):
        seen.add("b:" + "_".join(pair))
    for i, names in enumerate(stands):
        for later in stands[i + 1 : i + _NEAR]:
            for a in names:
                for b in later:
                    seen.add(f"p:{a}>{b}")
    together = sorted({name for names in stands for name in names})
    for i, a in enumerate(together):
        for b in together[i + 1 :]:
            seen.add(f"q:{a}+{b}")
    return seen


def weigh(words: list[str]) -> list[float]:
    """Return the chances of each of `KINDS`, which add up to one."""
    table = _weights()
    sums = [0.0] * len(KINDS)
    norm = _SMOOTH
    for name in features(words):
        row = table.get(name)
        if row is not None:
            norm += 1.0
            for k, char in enumerate(row):
                sums[k] += ord(char) - ZERO
    start = table["start"]
    scale = SCALE * math.sqrt(norm)
    logits = [total / scale + (ord(char) - ZERO) / SCALE for total, char in zip(sums, start, strict=True)]
    top = max(logits)
    powers = [math.exp(logit - top) for logit in logits]
    whole = sum(powers)
    return [power / whole for power in powers]
