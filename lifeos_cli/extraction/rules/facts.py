"""Facts a person states outright about themselves and the people around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import hypothetical, negated, reported, stated
from lifeos_cli.extraction.rules.words import KIN, MANY, NUMBER, STATES, WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = (
    r"(?:^|[,;:(\u2013\u2014-]\s*|\b(?:and|but|so|because|since|well|yes|no|as|now|that|anyway|besides)\s+)"
)
"""A clause may begin here: what stands before is another one, and "I" is not part of somebody's words."""
_IAM = r"(?:I am|I'm|i am|i'm|im)"
_STOP = (
    r"(?=[.,;:!?()\u2026\u2013\u2014]|\s+(?:and|but|so|because|since|which|who|where|when|while|though|although|or|"
    r"now|again|these days|at the moment|too|anyway|then|until|after|before|for|as|if|in case|by the way)\b|$)"
)
_NAME = r"(?P<name>(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Doctor)\.?\s+)?[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)"
_THING = r"(?P<what>[^.,;:!?()]{2,60}?)"
_JOB = rf"(?P<what>(?:[\w-]+\s){{0,3}}?{WORK})"
_PAST_OWN = r"(?:my|our)"
_LASTING = (
    r"(?:type (?:1|2|one|two) )?diabetes|dementia|cancer|asthma|epilepsy|parkinson's|alzheimer's|ms|adhd|arthritis|"
    r"depression|copd|migraines?|tinnitus|endometriosis|coeliac disease|celiac disease"
)
"""Conditions that do not pass with the week."""

_RULES: tuple[tuple[str, str, str, int], ...] = (
    (rf"I(?: now| currently| still)? live in {_THING}{_STOP}", "Lives in {what}.", "lives", 0),
    (r"(?:I've|I have) lived in (?P<what>[A-Z][\w' -]{1,40}?)(?= (?:for|since|all my life|ever since)\b)",
     "Lives in {what}.", "lives", 0),
    (rf"I(?: now| currently| still)? live with {_THING}{_STOP}", "Lives with {what}.", "", 0),
    (r"I live (?P<what>alone|on my own|by myself)\b", "Lives alone.", "", 0),
    (rf"I (?P<did>grew up|was born|was raised) (?:in|on) {_THING}{_STOP}", "{Did} in {what}.", "", 0),
    (rf"(?:{_IAM}|I come) from {_THING}{_STOP}", "Is from {what}.", "", 0),
    (rf"I(?: now| currently| still)? work as an? {_JOB}\b", "Works as a {what}.", "", 0),
    (rf"I (?:used to (?:be|work as)|was) an? {_JOB}\b", "Used to work as a {what}.", "", 0),
    (rf"I(?: now| currently| still)? work (?:at|for) (?P<what>[A-Z][^.,;:!?()]{{1,50}}?|an? [^.,;:!?()]{{2,50}}?)"
     rf"{_STOP}", "Works at {what}.", "", 0),
    (rf"{_IAM} an? {_JOB}\b(?! (?:of|at heart))", "Is a {what}.", "", 0),
    (rf"I run (?P<what>an? (?:[\w-]+\s){{0,3}}(?:company|business|shop|store|caf\u00e9|cafe|farm|studio|agency|"
     rf"restaurant|bakery|practice|charity)(?: [^.,;:!?()]{{2,40}}?)?){_STOP}", "Runs {what}.", "", 0),
    (rf"{_IAM} (?P<what>1[0-9]|[2-9][0-9])(?: years old)?(?=[.,;!)]|\s+(?:and|so|but|now|years|next)\b|$)",
     "Is {what} years old.", "age", 0),
    (r"my birthday(?: is|'s)(?: on)? (?:the )?(?P<what>[^.,;:!?()]{3,30}?)(?=[.,;!]|$)", "Birthday: {what}.", "birthday", 0),
    (rf"(?:{_IAM}) (?P<what>{STATES})\b", "Is {what}.", "", 0),
    (rf"(?:I have|I've|I've got|I have got) (?:chronic |severe )?(?P<what>{_LASTING})\b", "Has {what}.", "", re.IGNORECASE),
    (rf"{_IAM} allergic to {_THING}{_STOP}", "Is allergic to {what}.", "", 0),
    (rf"I (?:was|have been|'ve been|got) diagnosed with {_THING}(?= in | last | this |[.,;!?()]|$)",
     "Was diagnosed with {what}.", "", 0),
    (rf"(?:we|I)(?: have|'ve)? been married(?: to [A-Z]\w+)? for {_THING}{_STOP}", "Married for {what}.", "", 0),
    (rf"{_IAM} (?:doing|writing|studying for) (?:a|my) (?P<what>(?:PhD|doctorate|master'?s?|degree|bachelor'?s?|diploma|"
     rf"apprenticeship|thesis) (?:in|at|on) [^.,;:!?()]{{2,40}}?){_STOP}", "Doing a {what}.", "", 0),
    (rf"I (?:go to|attend) (?P<what>(?:school|college|university|uni) (?:in|at) [^.,;:!?()]{{2,40}}?){_STOP}",
     "Goes to {what}.", "", 0),
    (rf"I study {_THING}(?: at (?P<at>[A-Z][\w' -]+?))?{_STOP}", "Studies {what}.", "", 0),
    (r"I (?:play|sing) in (?P<what>an? (?:[\w-]+\s){0,3}(?:orchestra|band|choir|quartet|team|club|league|trio))\b",
     "Plays in {what}.", "", 0),
    (rf"I play the (?P<what>\w+)(?={_STOP})", "Plays the {what}.", "", 0),
    (rf"I retired (?P<what>(?:in|on|at) [^.,;:!?()]{{2,30}}?){_STOP}", "Retired {what}.", "", 0),
    (rf"{_IAM} on (?P<what>(?:[\w-]+\s)?leave until [^.,;:!?()]{{2,30}}?)(?=[.,;!]|$)", "Is on {what}.", "", 0),
    (rf"I usually wake up at (?P<what>[\w: ]{{1,12}}?){_STOP}", "Usually wakes up at {what}.", "", 0),
    (rf"I have (?P<what>{NUMBER} {MANY}(?:[,:] (?:called )?[A-Z]\w+(?:, [A-Z]\w+)*(?:,? and [A-Z]\w+)?)?)",
     "Has {what}.", "", 0),
    (r"I (?:have|own|keep) (?P<what>an? (?:[\w-]+\s){0,2}(?:allotment|garden|dog|cat|horse|boat|twin brother|"
     r"twin sister|brother|sister|son|daughter|grandson|granddaughter|stepson|stepdaughter))\b", "Has {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN})(?:'s name is| is called| is named|, called|, named) {_NAME}", "{Kin} called {name}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}),? (?P<name>(?!I\b)[A-Z][a-z\u00c0-\u024f]+)\b(?! (?:is called|was called))",
     "{Kin} called {name}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) (?:lives|is living) in {_THING}{_STOP}", "{Kin} lives in {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) works as an? {_THING}{_STOP}", "{Kin} works as a {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is an? {_JOB}\b", "{Kin} is a {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is from {_THING}{_STOP}", "{Kin} is from {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is allergic to {_THING}{_STOP}", "{Kin} is allergic to {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) has (?P<what>{_LASTING})\b", "{Kin} has {what}.", "", re.IGNORECASE),
    (rf"{_NAME} is my (?P<kin>{KIN}){_STOP}", "{Kin} called {name}.", "", 0),
    (rf"{_NAME}, my (?P<kin>{KIN})(?=[,.;])", "{Kin} called {name}.", "", 0),
)  # fmt: skip
_COMPILED = tuple(
    (
        re.compile(
            _BEGIN + pattern if not pattern.startswith(_PAST_OWN) else rf"(?:^|(?<=\W)){pattern}", flags
        ),
        text,
        key,
    )
    for pattern, text, key, flags in _RULES
)
_LATER = re.compile(rf"(?:^|[,;]\s+|\band )(?:his|her|its|their) name(?: is|'s) {_NAME}|"
                    rf"^(?:he|she)(?: is|'s) called (?P<name2>[A-Z][\w'-]+)", re.IGNORECASE)  # fmt: skip
_OWN_KIN = re.compile(rf"\b(?:my|our) (?:(?:[\w-]+) )?(?P<kin>{KIN})\b", re.IGNORECASE)
_DAYS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Christmas Easter".split()
)
_TRAIL = re.compile(
    r"\s+(?:now|again|today|currently|at the moment|right now|these days|myself|anymore|any more)$"
)


def facts(message: str) -> list[Found]:
    """Return the facts one message of the person's states."""
    found: dict[str, Found] = {}
    before = ""
    for sentence, said in stated(message):
        for one in (*_direct(sentence), *_named(sentence, before)):
            found.setdefault(one.text.casefold(), one._replace(quote=said))
        before = sentence
    return list(found.values())


def _direct(sentence: str) -> Iterator[Found]:
    first = _first_upper(sentence)
    for pattern, text, key in _COMPILED:
        for hit in pattern.finditer(first):
            clause = _clause(first, hit.start(), hit.end())
            if negated(clause) or hypothetical(clause) or reported(first[: hit.end()]):
                continue
            values = {name: _TRAIL.sub("", value.strip()) for name, value in hit.groupdict().items() if value}
            if not _plausible(values, key):
                continue
            if "kin" in values:
                values["Kin"] = values["kin"][:1].upper() + values["kin"][1:]
            values["Did"] = values.get("did", "")[:1].upper() + values.get("did", "")[1:]
            yield Found(text.format(**values), sentence, key)


def _named(sentence: str, before: str) -> Iterator[Found]:
    """Find names given in a clause or sentence of their own: "Our son was born in June. His name is Emil."."""
    hit = _LATER.search(sentence)
    if hit is None or hypothetical(sentence):
        return
    name = hit.group("name") or hit.group("name2")
    earlier = sentence[: hit.start()] if _OWN_KIN.search(sentence[: hit.start()]) else before
    kin = list(_OWN_KIN.finditer(earlier))
    if kin and name and name[0].isupper():
        who = kin[-1].group("kin")
        yield Found(f"{who[:1].upper()}{who[1:]} called {name}.", sentence)


def _first_upper(sentence: str) -> str:
    """Return a sentence whose "i" and first "My" are as the patterns write them; its length stays."""
    text = re.sub(r"\bi(?=\s|'m\b|'ve\b|'d\b)", "I", sentence)
    return re.sub(r"^(My|Our|We)\b", lambda found: found.group().lower(), text)


def _clause(sentence: str, start: int, end: int) -> str:
    """Return the clause a hit stands in: from the punctuation before it to its end."""
    cut = max(sentence.rfind(mark, 0, start + 1) for mark in (",", ";", ":", " but "))
    condition = re.match(r"\s*(?:if|unless|suppose|imagine)\b", sentence, re.IGNORECASE)
    after = re.match(r"[^.,;:!?]{0,40}\b(?:if|would)\b", sentence[end:])
    return sentence[0 if condition or after else max(cut, 0) : end + (after.end() if after else 0)]


def _plausible(values: dict[str, str], key: str) -> bool:
    what = values.get("what", "x")
    if key == "lives":
        return bool(re.match(r"(?:[A-Z\u00c0-\u00de]|(?:a|an|the)\s+\w)", what)) and " world" not in what
    return values.get("name", "x") not in _DAYS and bool(what)
