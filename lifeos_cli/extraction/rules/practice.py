"""What a person says they practised: evidence of a skill, named by what it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import hypothetical, negated, reported, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

_I = r"(?:\bI(?:'ve| have)?(?: also| just| finally| even| really)?(?: been)? |^)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_TIME = (
    rf"(?:for|on (?:the )?{_DAY}|this|today|yesterday|last|every|each|again|twice|once|(?:two|three|four|five|six|seven|"
    r"eight|nine|ten|\d+|a few|several|many) (?:times?|hours?|minutes?|rounds?)|before|after|since|tonight|as well|too|"
    r"like|because|so|and|but|which|until|while|when|where|that|instead|a (?:bit|little)|all)"
)
_PLACE = r"(?:with|in|on|at|by|from|to|alone|together|out|using|about|over|under|through|into|against)"
_PRACTISED = re.compile(
    _I + r"(?:practi[sc]ed|practi[sc]ing|rehearsed|drilled) (?P<what>[^.;:!?()]{2,100})", re.IGNORECASE
)
_STUDIED = re.compile(_I + r"(?:studied|revised) (?P<what>[^.;:!?()]{2,100})", re.IGNORECASE)
_DID = re.compile(_I.replace("|^)", ")") + r"(?:did|have done) (?P<what>[a-z][\w -]{2,30}?) for (?:\d+|an?|two|half|three|"
                  r"ten|twenty|thirty|forty|fifteen)\s?(?:an )?(?:min\w*|hours?|h)\b", re.IGNORECASE)  # fmt: skip
_VERBS = {
    "meditated": "meditation",
    "ran": "running",
    "jogged": "running",
    "swam": "swimming",
    "cycled": "cycling",
    "journaled": "journaling",
    "journalled": "journaling",
    "cooked": "cooking",
    "baked": "baking",
    "painted": "painting",
    "sketched": "drawing",
    "knitted": "knitting",
    "wrote": "writing",
    "coded": "programming",
    "programmed": "programming",
    "stretched": "stretching",
}
_AMOUNT = r"(?: (?:for (?:\d+|an?|half|two|three|four|five|ten|fifteen|twenty|thirty|forty|sixty) ?\w*|\d[\d.,]* ?(?:km|k|miles?|words|pages|minutes|min|hours?|lengths|laps)\b|(?:a|an|two|three|four|five|six|the whole) (?:mile|hour|page|chapter|song|poem|kilomet\w+|pages|miles|words|loaves|loaf|cake|bread)\w*))"
_BARE = re.compile(
    _I
    + rf"(?P<verb>{'|'.join(_VERBS)})(?:(?P<amount>{_AMOUNT})|(?P<food>(?<=cooked|.baked) [a-z][^.;:!?]*))",
    re.IGNORECASE,
)
_CUT = re.compile(rf"[,\u2013\u2014]|\s+-\s|\s+{_TIME}\b", re.IGNORECASE)
_CUT_PLACE = re.compile(rf"\s+{_PLACE}\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:the|my|a|an|some|our|more|bits of|parts of|new|doing|playing|speaking)\s+)+", re.IGNORECASE
)
_EMPTY = frozenset(
    "it that this what more less lot everything nothing something hard well enough them daily".split()
)

LONGEST = 6
"""Words of a skill's name at most."""


def practice(message: str) -> list[Found]:
    """Return the skills one message of the person's says they practised, each with its sentence."""
    found: dict[str, Found] = {}
    for sentence, said in stated(message):
        for name, at in (*_objects(sentence), *_done(sentence)):
            clause = sentence[max(sentence.rfind(mark, 0, at) for mark in (",", ";", ":")) + 1 : at + 12]
            if negated(clause) or hypothetical(clause) or reported(sentence[:at]):
                continue
            found.setdefault(name.casefold(), Found(name, said))
    return list(found.values())


def _objects(sentence: str) -> Iterator[tuple[str, int]]:
    for pattern in (_PRACTISED, _STUDIED, _DID):
        for hit in pattern.finditer(sentence):
            what = _LEAD.sub("", _CUT.split(hit.group("what").strip())[0].strip())
            if not re.match(r"\w+ing\b", what):
                what = _CUT_PLACE.split(what)[0].strip()
            words = what.split()
            if (
                words
                and len(words) <= LONGEST
                and words[0].casefold() not in _EMPTY
                and not words[0].isdigit()
            ):
                yield what, hit.start()


def _done(sentence: str) -> Iterator[tuple[str, int]]:
    for hit in _BARE.finditer(sentence):
        yield _VERBS[hit.group("verb").casefold()], hit.start()
