"""What a person says they practised: evidence of a skill, named by what it was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import hypothetical, negated, reported, stated
from lifeos_cli.extraction.rules.words import WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Iterator

_MYSELF = r"\bI(?:'ve| have)?(?: also| just| finally| even| really)?(?: been)? "
_SAID_I = rf"(?:{_MYSELF})"
_I = rf"(?:{_MYSELF}|^)"
_DAY = WEEKDAY + "s?"
_TIME = (
    rf"(?:for|on (?:the )?{_DAY}|this|today|yesterday|last|every|each|again|twice|once|(?:two|three|four|five|six|seven|"
    r"eight|nine|ten|\d+|a few|several|many) (?:times?|hours?|minutes?|rounds?)|before|after|since|tonight|as well|too|"
    r"like|because|so|and|but|which|until|while|when|where|that|instead|a (?:bit|little)|all)"
)
_PLACE = r"(?:with|in|on|at|by|from|to|alone|together|out|using|about|over|under|through|into|against)"
_PRACTISED = re.compile(
    _I + r"(?:practi[sc]ed|practi[sc]ing|rehearsed) (?P<what>[^.;:!?()]{2,100})", re.IGNORECASE
)
_STUDIED = re.compile(_I + r"(?:studied|revised) (?P<what>[^.;:!?()]{2,100})", re.IGNORECASE)
_DID = re.compile(_SAID_I + r"(?:did|have done) (?P<what>[a-z][\w -]{2,30}?) for (?:\d+|an?|two|half|three|"
                  r"ten|twenty|thirty|forty|fifteen)\s?(?:an )?(?:min\w*|hours?|h)\b", re.IGNORECASE)  # fmt: skip
_AMOUNT = r"(?: (?:for (?:\d+|an?|half|two|three|four|five|ten|fifteen|twenty|thirty|forty|sixty) ?\w*|\d[\d.,]* ?(?:km|k|miles?|words|pages|minutes|min|hours?|lengths|laps)\b|(?:a|an|two|three|four|five|six|the whole) (?:mile|hour|page|chapter|song|poem|kilomet\w+|pages|miles|words|loaves|loaf|cake|bread)\w*))"
_LANGUAGE = (
    r"(?P<what>(?-i:Arabic|BSL|ASL|Cantonese|Catalan|Chinese|Czech|Danish|Dutch|English|Finnish|French|Gaelic|German|Greek|"
    r"Hebrew|Hindi|Hungarian|Irish|Italian|Japanese|Korean|Mandarin|Norwegian|Polish|Portuguese|Romanian|Russian|"
    r"Spanish|Swahili|Swedish|Tagalog|Tamil|Thai|Turkish|Ukrainian|Urdu|Vietnamese|Welsh))"
)
_VERBS: dict[str, tuple[str, str]] = {
    "meditated": ("meditation", ""),
    "jogged": ("running", ""),
    "ran": ("running", _AMOUNT),
    "swam": ("swimming", r"(?! (?:in|through) (?:debt|work|my))"),
    "cycled": ("cycling", r"(?! through)"),
    "journall?ed": ("journaling", ""),
    "cooked": ("cooking", r" (?!the books|up|for nothing)(?:[a-z]\w+|\d)"),
    "baked": ("baking", r" (?!in the sun|alive|beans)(?:[a-z]\w+|\d)"),
    "painted": ("painting", _AMOUNT),
    "sketched": ("drawing", r"(?! out)"),
    "knitted": ("knitting", ""),
    "crocheted": ("crochet", ""),
    "sewed": ("sewing", ""),
    "whittled": ("whittling", r"(?! (?:it|them|that|the list|down|away))"),
    "gardened": ("gardening", ""),
    "(?:weeded|double-dug|mulched|pruned)": ("gardening", ""),
    "wrote": ("writing", _AMOUNT),
    "(?:coded|programmed)": ("programming", ""),
    "(?:planted|sowed)": (
        "gardening",
        r"(?! (?:\w+ ){0,2}(?:ideas?|seeds? of|doubts?|evidence|kiss|kisses|foot|feet|flag|bombs?)\b)",
    ),
    "rode (?:my|the) bike": ("cycling", ""),
    "stretched": ("stretching", _AMOUNT),
    "negotiated": ("negotiation", ""),
    "preached": ("preaching", ""),
    "juggled": ("juggling", _AMOUNT),
    "gave (?:a|an|the|my)(?: [\\w-]+){0,3} (?:talk|speech|presentation|lecture|toast|eulogy)": (
        "public speaking",
        "",
    ),
}
"""What somebody says they did, the skill it shows, and what must follow for it to show it."""
_AND = rf"(?:{_MYSELF}|^|(?<=, )|(?<=\band ))"
_BARE = tuple(
    (re.compile(rf"{_AND}{verb}\b{after}", re.IGNORECASE), skill) for verb, (skill, after) in _VERBS.items()
)
_MINE = re.compile(
    r"(?:(?:and|so|but|then|yesterday|today|on \w+|this morning|last night),? )*I\b|\w+ed\b|(?:put|did|went|got|made|took|woke|slept)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:he|she|they|who|(?:my|our|his|her|their) \w+ \w+ed|[A-Z]\w+ \w+ed)\b")
_OFTEN = rf"(?=[^.;:!?]{{0,50}}\b(?:every|most|each|twice|once a|\w+ times a|{WEEKDAY}s|all day)\b)"
_HABITS: dict[str, tuple[str, str]] = {
    "knit": ("knitting", r"(?! (?:my|her|his) brows?)"),
    "crochet": ("crochet", ""),
    "whittle": ("whittling", ""),
    "meditate": ("meditation", ""),
    "embroider": ("embroidery", ""),
    "swim": ("swimming", _OFTEN),
    "cycle": ("cycling", _OFTEN),
    "draw": ("drawing", _OFTEN),
    "paint": ("painting", _OFTEN),
    "sew": ("sewing", _OFTEN),
    "climb": ("climbing", _OFTEN),
    "journal": ("journaling", _OFTEN),
}
"""What somebody says they do as a habit."""
_HABIT = tuple(
    (
        re.compile(
            rf"(?:^|[,;] |\b(?:and|but|so) )I(?: also| still| usually| mostly)? {verb}\b{after}",
            re.IGNORECASE,
        ),
        skill,
    )
    for verb, (skill, after) in _HABITS.items()
)
_LOAF = re.compile(
    r"\bbaked\b[^.;:!?]{0,30}\b(?:loaf|loaves|bread|sourdough|baguettes?|focaccia)\b", re.IGNORECASE
)
_ACTIVITY = re.compile(
    _SAID_I + r"(?:did|done|doing|do) (?:(?:some|my|a bit of|a little) )?(?P<what>yoga|pilates|tai chi|karate|judo|aikido|"
    r"bouldering|climbing|watercolou?rs?|crochet|pottery|ceramics|calligraphy|origami|meditation|breathing exercises|"
    r"flashcards|embroidery|woodwork|carpentry|ballet|salsa|improv)\b", re.IGNORECASE,
)  # fmt: skip
_SPOKE = (
    re.compile(
        _SAID_I
        + r"(?:spoke|talked|ordered|chatted|held a (?:whole )?conversation|had a (?:whole )?conversation)\b[^.;:!?]{0,40}?(?:\bin )?"
        + _LANGUAGE
        + r"\b(?! (?:wine|food|man|woman|guy|lady|couple|colleague|friend|teacher|neighbou?r))",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:I am|I'm|I've been) learning {_LANGUAGE}\b", re.IGNORECASE),
)
_TAUGHT = re.compile(
    r"\bI(?:'ve)? taught (?!(?:him|her|them|you|\w+) a lesson|myself)[\w' ]{2,30}? (?:how )?to [a-z]",
    re.IGNORECASE,
)
_COACH = re.compile(r"\bI(?: also| still)? coach(?:ed)? (?:the|our|my|an?|under)\b", re.IGNORECASE)
_CUT = re.compile(rf"[,\u2013\u2014]|\s+-\s|\s+{_TIME}\b", re.IGNORECASE)
_CUT_PLACE = re.compile(rf"\s+{_PLACE}\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:the|my|a|an|some|our|more|bits of|parts of|new|doing|playing|speaking)\s+)+", re.IGNORECASE
)
_EMPTY = frozenset(
    "it that this what more less lot everything nothing something anything hard well enough them daily a lot him her me "
    "how being looking having pretending law medicine dentistry".split()
)
_SHOWN = re.compile(
    r"\b(?:smiles?|smiling|grin|frown|scowl|excuses?|apolog(?:y|ies)|sigh\w*|silence|patience|poker face|face|eye[- ]?roll\w*|"
    r"nodding|in my head|religion)\b",
    re.IGNORECASE,
)
"""What is shown or borne rather than done: said to be practised, it is mostly said in jest."""
_RECENT = re.compile(
    r"\b(?:today|tonight|yesterday|this|last night|all (?:day|night|morning|evening)|every|again|for (?:\d+|an?|two|three|half|ten|"
    rf"twenty|thirty|forty) ?(?:an )?(?:min\w*|hours?|h)|morning|evening|{WEEKDAY})\b",
    re.IGNORECASE,
)
"""Of study: what was read for a degree is no practice of today."""

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
            if pattern is _STUDIED and not _RECENT.search(sentence):
                continue
            what = _LEAD.sub("", _CUT.split(f" {hit.group('what').strip()}")[0].strip())
            if not re.match(r"\w+ing\b", what):
                what = _CUT_PLACE.split(f" {what}")[0].strip()
            words = what.split()
            if (
                words
                and len(words) <= LONGEST
                and words[0].casefold() not in _EMPTY
                and not words[0].isdigit()
                and not _SHOWN.search(sentence[hit.start() : hit.end()])
            ):
                yield what, hit.start()


def _done(sentence: str) -> Iterator[tuple[str, int]]:
    theirs = not _MINE.match(sentence) or _OTHERS.search(sentence)
    for pattern, skill in (*_BARE, *_HABIT):
        for hit in pattern.finditer(sentence):
            if _SHOWN.search(sentence, hit.end(), hit.end() + 30) or (theirs and not _said_i(hit)):
                continue
            yield ("bread baking" if skill == "baking" and _LOAF.search(sentence) else skill), hit.start()
    for pattern in (_ACTIVITY, *_SPOKE):
        for hit in pattern.finditer(sentence):
            yield hit.group("what"), hit.start()
    for pattern, skill in ((_TAUGHT, "teaching"), (_COACH, "coaching")):
        for hit in pattern.finditer(sentence):
            yield skill, hit.start()


def _said_i(hit: re.Match[str]) -> bool:
    """Tell whether the person is named as the one who did it, or nobody is and the sentence begins so."""
    return not hit.start() or bool(re.search(r"\bI\b", hit.group(), re.IGNORECASE))
