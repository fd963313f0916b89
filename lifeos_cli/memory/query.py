"""What somebody typed, as a search: its words for the full-text index, its form, its pieces to embed.

Words are cut where the full-text index cuts them, common ones are left out,
and each goes to the index in quotes: nothing a person types is ever read as
query syntax. Any text is a valid query, of any length; one without a single
word (emoji, punctuation) has no terms and is left to the vectors.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_TERMS = 64
"""Terms one full-text query takes; of a longer text the rarest are asked for."""
LONGEST_TERM = 64
"""Characters of one term; what is longer is no word."""
PIECE_WORDS, MOST_PIECES = 150, 8
"""A long text is embedded in pieces: the model reads no further than about 190 words."""
LONG = 25
"""From so many terms on a query is no question but a piece of talk (MADial's median is 41)."""
COVERED, LEAST, MOST, LEANING = (0.2, 0.6), 0.3, 0.6, 0.35
"""Between which coverages the words' share grows, from what to what, and its bound when leaning on vectors."""
RARE_SHARE, RARE_LEAST = 0.02, 3
"""A word is rare when at most this share of the person's texts (or so few texts) hold it."""

_WORD = re.compile(r"[^\W_]+")
_COMMON = """
a an the this that these those and or but nor if of at by for with about against between into through
to from in on off out over under again than too very so not no only own same such there here
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
she her hers herself it its itself they them their theirs themselves
what which who whom whose when where why how is am are was were be been being do does did doing done
have has had having will would shall should can could may might must as until while because
s t d m ll re ve don didn doesn isn wasn weren aren won wouldn couldn shouldn hasn haven hadn
any some just also then ever
"""
_STOP = frozenset(_COMMON.split())
_SMALL_TALK = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "hiya",
        "greetings",
        "good",
        "morning",
        "afternoon",
        "evening",
        "night",
        "day",
        "bye",
        "goodbye",
        "later",
        "thanks",
        "thank",
        "thx",
        "cheers",
        "ok",
        "okay",
        "yes",
        "yeah",
        "yep",
        "nope",
        "sure",
        "fine",
        "great",
        "nice",
        "cool",
        "well",
        "right",
        "alright",
        "please",
        "sorry",
        "hmm",
        "oh",
        "ah",
        "go",
        "continue",
        "next",
        "more",
        "done",
        "ready",
        "test",
    ]
)
"""Words that call nothing to mind, however seldom somebody says them."""


class Query(NamedTuple):
    """A text to search for."""

    text: str
    terms: tuple[str, ...]
    """Its distinct words in the order they came, without the common ones."""
    telling: bool
    """Whether any of them is more than a common word or a greeting."""


def read(text: str) -> Query:
    """Take a text apart; a text of common words alone keeps them, for there is nothing else to go by."""
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text, and no model takes it
    folded = unicodedata.normalize("NFC", text).lower()
    found = dict.fromkeys(word for word in _WORD.findall(folded) if len(word) <= LONGEST_TERM)
    terms = tuple(word for word in found if word not in _STOP)
    return Query(text, terms or tuple(found), telling=not _SMALL_TALK.issuperset(terms))


def expression(terms: Sequence[str]) -> str:
    """Write terms as a full-text query that any of them meets ("" for none)."""
    return " OR ".join(f'"{term}"' for term in terms[:MOST_TERMS])


def rarest(terms: Sequence[str], counts: Mapping[str, int], most: int = MOST_TERMS) -> tuple[str, ...]:
    """Return the terms that occur at all, rarest first, equals in the order of the query.

    Args:
        terms: The query's terms.
        counts: In how many texts each occurs; a term that is missing occurs nowhere.
        most: At most so many.
    """
    known = [term for term in terms if counts.get(term, 0) > 0]
    return tuple(sorted(known, key=lambda term: counts[term])[:most])


def has_rare(counts: Sequence[int], total: int) -> bool:
    """Tell whether one of the words is rare enough to name what is looked for.

    Args:
        counts: In how many texts each of the query's words occurs.
        total: How many texts there are.
    """
    return any(0 < count <= max(RARE_LEAST, total * RARE_SHARE) for count in counts)


def words_share(query: Query, coverage: float, *, rare: bool) -> float:
    """Return how much the words count beside the vectors, of 1.

    Words lead when one text holds much of what was asked (.6 was best on long
    two-person chats). A piece of talk, a question without a rare word, or one
    whose words are scattered, is found by its meaning (.35 was best on MADial).

    Args:
        query: The query.
        coverage: How much of the query the best text holds, 0 to 1.
        rare: Whether a word of it is rare.
    """
    low, high = COVERED
    share = LEAST + (MOST - LEAST) * min(1.0, max(0.0, (coverage - low) / (high - low)))
    return share if rare and len(query.terms) < LONG else min(share, LEANING)


def pieces(text: str) -> list[str]:
    """Cut a text for the embedder: whole if it fits, else in pieces spread over its length."""
    words = text.split()
    if len(words) <= PIECE_WORDS:
        return [text[: PIECE_WORDS * LONGEST_TERM]]
    starts = range(0, len(words), PIECE_WORDS)
    step = max(1, -(-len(starts) // MOST_PIECES))
    cut = [" ".join(words[at : at + PIECE_WORDS])[: PIECE_WORDS * LONGEST_TERM] for at in starts[::step]]
    return cut[:MOST_PIECES]
