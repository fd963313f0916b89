"""Sentences of a message, and which of them plainly state something about the person who writes."""

from __future__ import annotations

import re
from typing import NamedTuple

_END = re.compile(r"(?<=[.!?\u2026])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)[\"\u201d')]*\s+|\n+")
_QUOTED = re.compile(
    r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb|(?<!\w)['\u2018][^'\u2019]{8,}['\u2019](?!\w)"
)
_OPEN = re.compile(r"\"[^\"]*$|\u201c[^\u201d]*$")
_HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|would|could|might|(?-i:may)|imagine|imagined|suppose|supposing|pretend|pretended|wish|wished|maybe|perhaps"
    r"|probably|almost|nearly|what if|as though|dream|dreamt|dreamed|joking|kidding)\b|\b(?:I|we|he|she|they)'d\b(?! like to)",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:he|she|they|everyone|everybody|someone|people|mum|mom|dad|mother|father|brother|sister|friend|boss|doctor"
    r"|teacher|colleague|husband|wife|partner)\s+(?:\w+\s+)?(?:says?|said|thinks?|thought|claims?|claimed|told|tells"
    r"|believes?|insists?|asked|asks)\b",
    re.IGNORECASE,
)
_FICTION = re.compile(
    r"\b(?:novel|story|stories|fiction|chapter|character|protagonist|hero|heroine|narrator|film|movie|series|episode"
    r"|poem|lyrics|play(?:ed)? the part|role[- ]?play|screenplay|dream(?:t|ed)?"
    r"|nightmare)\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no longer|never|n[o']t|nobody|neither|nor|hardly|without)\b|n['\u2019]t\b", re.IGNORECASE
)


LONGEST = 600
"""Characters of a sentence beyond which it is no plain statement; it also bounds the time a rule takes."""


class Stated(NamedTuple):
    """A sentence that says something is so."""

    bare: str
    """With plain quotation marks, and what stands between them blanked out."""
    said: str
    """Word for word."""


def straight(text: str) -> str:
    """Return a text with plain apostrophes and quotation marks, of the same length."""
    return text.translate(str.maketrans("\u2018\u2019\u201c\u201d", "''\"\""))


def split(text: str) -> list[str]:
    """Return the sentences of a text, in order, word for word."""
    return [part.strip() for part in _END.split(text) if part and part.strip()]


def without_quotes(text: str) -> str:
    """Return a text in which what stands between quotation marks is blanked out; its length stays."""
    blanked = _QUOTED.sub(lambda found: " " * len(found.group()), text)
    return _OPEN.sub(lambda found: " " * len(found.group()), blanked)


def stated(message: str) -> list[Stated]:
    """Return the sentences in which the person says that something is so.

    Left out are questions, hypotheticals, what others say, and fiction:
    a sentence that speaks of a film, a story or a dream, and the sentences
    after it in the same message that do not say "I" at their beginning.
    """
    found, fiction, at = [], False, 0
    plain = straight(message)
    blanked = without_quotes(plain)
    for sentence in split(plain):
        at = plain.index(sentence, at)
        bare, said = blanked[at : at + len(sentence)].strip(), message[at : at + len(sentence)]
        at += len(sentence)
        told = bool(_FICTION.search(bare))
        fiction = told or (fiction and not re.match(r"(?:I|my|we|our)\b", bare, re.IGNORECASE))
        if bare and len(bare) <= LONGEST and not fiction and not sentence.endswith("?"):
            found.append(Stated(bare, said))
    return found


def hypothetical(clause: str) -> bool:
    """Tell whether a clause only supposes."""
    return bool(_HYPOTHETICAL.search(clause))


def reported(clause: str) -> bool:
    """Tell whether somebody else is being reported."""
    return bool(_REPORTED.search(clause))


def negated(clause: str) -> bool:
    """Tell whether a clause denies."""
    return bool(_NOT.search(clause))
