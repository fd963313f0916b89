"""Whether a quote is the person's own words: verbatim, said by them, about themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Said(NamedTuple):
    """One message of the session the quote is looked up in."""

    text: str
    role: str
    """user, assistant, or anything else, which is never quoted."""
    fiction: bool = False
    """Marked as a story, a role play or somebody else's text."""


_WORD = re.compile(r"[^\W\d_]")
_QUOTED = re.compile(
    r"```.*?(?:```|\Z)"  # a fenced passage
    r"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb|\u201e[^\u201c\u201d]*[\u201c\u201d]|\"[^\"]*\"",
    re.DOTALL,
)
_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_FICTION = re.compile(
    r"\b(?:(?:in|for|from) my (?:story|novel|poem|script|screenplay|role ?play)|my (?:character|protagonist)"
    r"|(?:a|this|the) (?:story|poem|scene|dialogue) i(?:'m| am|'ve| have)? (?:wrote|writing|written)"
    r"|role ?play(?:ing)?|pretend (?:that )?(?:i|you)|(?:song )?lyrics)\b",
    re.IGNORECASE,
)


def check(quote: str, messages: Iterable[Said]) -> str | None:
    """Return why a quote cannot carry an observation, or None if it can.

    It must stand, character for character, in a message the person wrote, and
    there not only inside a quoted or fenced passage nor in a text marked or
    announced as fiction.

    Args:
        quote: The words as the model gave them; surrounding white space does not count.
        messages: The session's messages. Summaries are no messages: do not pass them.
    """
    wanted = quote.strip()
    if not _WORD.search(wanted):
        return "the quote is empty"
    reason = "the quote is not in the person's words"
    for said in messages:
        if wanted not in said.text:
            continue
        if said.role != "user":
            reason = "the quote is not the person's" if "not in" in reason else reason
        elif said.fiction or _FICTION.search(said.text):
            reason = "the quote is from fiction"
        elif all(_inside(span, said.text) for span in _spans(wanted, said.text)):
            reason = "the quote is somebody else's words"
        else:
            return None
    return reason


def _spans(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    start = text.find(wanted)
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def _inside(span: tuple[int, int], text: str) -> bool:
    return any(
        m.start() <= span[0] and span[1] <= m.end() for p in (_QUOTED, _LINE) for m in p.finditer(text)
    )


def overlap(one: str, other: str) -> bool:
    """Tell whether two quotes are the same words: one holds the other, case and spacing aside."""
    a, b = (" ".join(text.casefold().split()) for text in (one, other))
    return bool(a and b) and (a in b or b in a)
