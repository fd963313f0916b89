"""Whose life a sentence speaks of, and what of it may be counted as said of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from lifeos_cli.extraction.rules.idioms import without_idioms
from lifeos_cli.extraction.rules.sentences import split, straight, without_quotes
from lifeos_cli.extraction.rules.words import KIN, MANY

_I = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|im|ive|me|myself|we|we're|we've|we'd|we'll|us|our|ours|mine)\b")
_MY = re.compile(r"\bmy\b")
_OTHER = re.compile(
    rf"(?:(?:and|but|so|then|because|well|oh|yes|no|also|now|today|yesterday),? )*(?:(?:my|our|his|her|their|the|a|an) "
    rf"(?:\w+'?s? )?(?P<who>{KIN}|{MANY}|parents|mate|man|woman|guy|girl|boy|lads?|team|kid|neighbou?rs?|professor|nurse)"
    r"|he|she|they|he's|she's|they're|his|her|their|everyone|everybody|someone|somebody|people|mum|mom|dad|daddy|grandma|nan|gran)"
    r"(?:'s)?\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if (?:i|we|it|he|she|they|you) (?:\w+ )?(?:were|was|had|won|lived|could|did|got|ever)|imagine|suppose|what if|pretend(?:ed)?|i wish|as if|as though)\b"
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|without|hardly|neither|nor|used to|should|can't even|instead of|rather than|hates?|hated)\b|n't\b)"
    r"(?:\W+[\w'-]+){0,4}\W*$"
)
_CLAUSE = re.compile(r"[.,;:!?()\u2013\u2014]|\bbut\b")


class Spoken(NamedTuple):
    """A sentence, ready to be counted."""

    text: str
    """In small letters; quotes and idioms are blanked out."""
    own: bool
    """Whether the person may be the one it is about: it says "I", or names nobody else."""
    about: str
    """Whom else it is about, if they have a name there: `boss`, `doctor`."""


def spoken(message: str) -> list[Spoken]:
    """Return the sentences of a message that may tell what is in the person's life.

    Left out are what only supposes, and questions that do not say "I" or "my".
    """
    found = []
    for sentence in split(without_quotes(straight(message))):
        text = sentence.casefold()
        about_me = bool(_I.search(text))
        if _SUPPOSED.search(text) or ("?" in text and not (about_me or _MY.search(text))):
            continue
        other = _OTHER.match(text)
        about = (other.group("who") or "").split()[-1:] if other else []
        found.append(Spoken(without_idioms(text), about_me or not other, "".join(about)))
    return found


def denied(text: str, at: int) -> bool:
    """Tell whether what stands at a place of a sentence is denied in its clause."""
    begin = max((hit.end() for hit in _CLAUSE.finditer(text, 0, at)), default=0)
    return bool(_DENIED.search(text[begin:at]))
