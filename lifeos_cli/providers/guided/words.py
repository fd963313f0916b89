"""Words of a text as they are compared: no case, no punctuation, one kind of apostrophe."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[\w']+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'"})
_NOT = frozenset({"not", "no", "never", "without", "nobody"})


def words(text: str) -> list[str]:
    """Return the words of the text, folded."""
    found = _WORD.findall(text.translate(_APOSTROPHES).casefold())
    return [bare for word in found if (bare := word.strip("'_"))]


def plain(text: str) -> str:
    """Return the words of the text with single spaces between them."""
    return " ".join(words(text))


def phrase_set(text: str, between: str = "|") -> frozenset[str]:
    """Return the phrases of a text that lists them."""
    return frozenset(text.split(between))


def has_words(text: str) -> bool:
    """Say whether there is a letter, a digit or a pictograph in the text."""
    return any(char.isalnum() or (char > "\x7f" and unicodedata.category(char)[0] == "S") for char in text)


def speaks_of(said: str, phrase: str) -> bool:
    """Say whether the phrase stands in the text (both plain) and is not negated just before."""
    hay, needle = f" {said} ", f" {phrase} "
    at = hay.find(needle)
    while at >= 0:
        before = hay[max(at - 40, 0) : at].split()[-2:]
        if not any(word in _NOT or word.endswith("n't") for word in before):
            return True
        at = hay.find(needle, at + 1)
    return False
