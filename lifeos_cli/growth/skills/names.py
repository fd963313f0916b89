"""Names of skills: one spelling to compare by, stems, and who or what a name is not about."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STOP_WORDS = """
a an and as at by for from i in into is it its me my of on or our own so that the their them this to
under up was we when while with without you your
"""
_STOP = frozenset(_STOP_WORDS.split())
_OTHERS = re.compile(
    r"\b(?:(?:his|her|hers|their|theirs|somebody else's|someone else's)\b"
    r"|(?:my |the |our )?(?:\w+ )?(?:partner|wife|husband|spouse|boyfriend|girlfriend|child|children|kid|son"
    r"|daughter|mother|father|mom|mum|dad|parent|brother|sister|friend|boss|manager|colleague|coworker|team"
    r"|client|student|patient)s?['\u2019]s?\b)"
)
_OPPOSITES = """
ask seek request receive get accept take / give offer provide
speak talk tell present / listen hear
lead manage / follow obey
start begin initiate / stop quit end finish
morning / evening night
yes / no
teach coach mentor / learn study
write / read
earn save / spend
wake / sleep
increase gain / reduce lose
open / close
buy / sell
trust / distrust
indoor / outdoor
arrive / leave
public / private
work / rest
verbal / nonverbal
"""
"""Doings that are not one skill however alike their names: a line for two sides."""


def normalised(name: str) -> str:
    """Return the name to compare by: NFKC, lower case, one space between words, no punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("\u2019", "'")
    return " ".join(_WORD.findall(folded))


def joined(name: str) -> str:
    """Return the name without spaces, so that "time boxing" and "Timeboxing" meet."""
    return re.sub(r"\W+", "", normalised(name))


@lru_cache(maxsize=4096)
def stems(name: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning (English Snowball stemmer)."""
    return _stemmed(word for word in normalised(name).replace("'s", "").split() if word not in _STOP)


def _stemmed(words: Iterable[str]) -> frozenset[str]:
    import snowballstemmer

    return frozenset(snowballstemmer.stemmer("english").stemWords(list(words)))


@cache
def _opposites() -> list[tuple[frozenset[str], frozenset[str]]]:
    sides = [line.split("/") for line in _OPPOSITES.strip().splitlines()]
    return [(_stemmed(one.split()), _stemmed(other.split())) for one, other in sides]


def containment(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of the smaller set the other holds, 0..1; 0 if either is empty."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0


def of_another(name: str) -> bool:
    """Tell whether the name is of another person's doing ("my partner's moods", "her budget")."""
    return bool(_OTHERS.search(unicodedata.normalize("NFKC", name).casefold().replace("\u2019", "'")))


def opposite(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two stem sets name opposite doings, as asking for and giving feedback."""
    mine, yours = one - other, other - one
    return any((mine & a and yours & b) or (mine & b and yours & a) for a, b in _opposites())
