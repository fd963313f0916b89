"""Facts a person states outright about themselves and the people around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import hypothetical, negated, reported, stated
from lifeos_cli.extraction.rules.words import AGE, CHILD_AGE, KIN, MANY, MODEST, NUMBER, STATES, WORK
from lifeos_cli.text import capitalised

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = (
    r"(?:^|[,;:(\u2013\u2014-]\s*|\b(?i:and|but|so|because|since|well|yes|no|as|now|that|anyway|besides)\s+)"
)
"""A clause may begin here: what stands before is another one, and "I" is not part of somebody's words."""
_IAM = r"(?:I am|I'm|i am|i'm|im)"
_STOP = (
    r"(?=[.,;:!?()\u2026\u2013\u2014]|\s+(?:and|but|so|because|since|which|who|where|when|while|though|although|or|"
    r"now|again|these days|at the moment|too|anyway|then|until|after|before|for|as|if|in case|by the way)\b|$)"
)
_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Doctor|Sister|Father|Pastor|Rabbi)\.?\s+)?"
_NAME = rf"(?P<name>{_TITLE}[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?)"
_THING = r"(?P<what>[^.,;:!?()]{2,60}?)"
_WHERE = (
    r"(?:,? (?:at|for) (?:an?|the|our|my) [\w'-]+(?: [\w'-]+)?(?: in [A-Z][\w'-]+(?: [A-Z][\w'-]+)?)?(?=[.,;:!?()]|$| and | so | but | who )|"
    r",? (?:at|in|for) [A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?=[.,;:!?()]|$| and | so | but ))?"
)
_JOB = rf"(?P<what>(?:(?!{MODEST}\s)[\w-]+\s){{0,3}}?{WORK}(?: {WORK})?\b(?!'s)(?! (?:of|at heart|by nature|in (?:a past|another|either|training)|when it|for a day)\b){_WHERE})"
_HOME = (
    r"flat|house|apartment|village|town|city|room|studio|caravan|boat|countryside|suburbs?|country|dorm|farm|van|"
    r"cottage|bungalow|hostel|shelter|block|neighbou?rhood|north|south|east|west|mountains|cabin|bedsit|basement|"
    r"building|area|place|houseboat|motorhome|convent|care home"
)
_ALLERGEN = (
    r"(?:\w+ )?(?:nuts?|peanuts?|shellfish|fish|milk|dairy|eggs?|wheat|gluten|soya?|sesame|pollen|cats?|dogs?|horses?|"
    r"penicillin|bees?|wasps?|latex|dust(?: mites)?|mould|mold|grass|strawberries|kiwi|nickel|aspirin|ibuprofen|lactose)"
)
_PAST_OWN = r"(?:my|our)"
_LASTING = (
    r"(?:type (?:1|2|one|two) )?diabetes|dementia|cancer|asthma|epilepsy|parkinson's|alzheimer's|ms|adhd|arthritis|"
    r"depression|copd|(?:chronic )?migraines?|ptsd|bipolar disorder|ocd|lupus|psoriasis|eczema|crohn's|ibs|tinnitus|endometriosis|coeliac disease|celiac disease"
)
"""Conditions that do not pass with the week."""

_NEAR = (
    r"(?:(?:older|younger|elder|eldest|youngest|little|big|twin|half) )?(?:mother|father|mum|mom|dad|sister|brother|son|daughter|wife|"
    r"husband|partner|boyfriend|girlfriend|fianc\u00e9e?|grand(?:mother|father|ma|pa|son|daughter)|aunt|uncle|cousin|niece|nephew|"
    r"flatmate|roommate|neighbou?r|mother-in-law|father-in-law)"
)
_RULES: tuple[tuple[str, str, str, int], ...] = (
    (rf"I(?: now| currently| still)? live in {_THING}(?:{_STOP}|(?= with ))", "Lives in {what}.", "lives", 0),
    (rf"I (?:used to) (?P<what>live in [A-Z][\w'-]+(?: [A-Z][\w'-]+)?|be (?:an? )?(?:smoker|{STATES}|drinker|alcoholic))\b",
     "Used to {what}.", "", 0),
    (rf"my name(?: is|'s) (?!not\b|Mud\b){_NAME}", "Is called {name}.", "", 0),
    (r"(?:I've|I have) lived in (?P<what>[A-Z][\w' -]{1,40}?)(?= (?:for|since|all my life|ever since)\b)",
     "Lives in {what}.", "lives", 0),
    (rf"I(?: now| currently| still)? live with (?P<what>(?:my|our|an?|two|three|four|five|some) (?:\w+ ){{0,2}}(?:{KIN}|{MANY}|parents|family|"
     rf"flatmates|housemates|roommates|grandparents|strangers|others)\b(?: and (?:my |our |an? |the )?[\w-]+)?){_STOP}", "Lives with {what}.", "", 0),
    (r"I live (?P<what>alone|on my own|by myself)\b", "Lives alone.", "", 0),
    (rf"I (?P<did>grew up|was born|was raised) (?:in|on) {_THING}{_STOP}", "{Did} in {what}.", "", 0),
    (rf"(?:{_IAM}|I come) from (?P<what>(?:[A-Z]|an? (?:\w+ ){{0,2}}(?:{_HOME}|family)\b)[^.,;:!?()]{{1,50}}?){_STOP}", "Is from {what}.", "", 0),
    (rf"I(?: now| currently| still)? work as an? {_JOB}", "Works as {an} {what}.", "", 0),
    (rf"I (?:used to (?:be|work as)|was) an? {_JOB}", "Used to work as {an} {what}.", "", 0),
    (rf"I(?: now| currently| still)? work (?P<at>at|for) (?P<what>[A-Z][^.,;:!?()]{{1,50}}?|(?:an?|the) (?!living|loss|while|bit|time|reason|best|sake|snail|"
     rf"pace|moment|weekend|day|same)[^.,;:!?()]{{2,50}}?)"
     rf"{_STOP}", "Works {at} {what}.", "", 0),
    (rf"{_IAM} an? {_JOB}", "Is {an} {what}.", "", 0),
    (rf"{_IAM} (?P<what>(?:(?!(?:an?|{MODEST})\s)[\w-]+\s)?{WORK}(?: in [A-Z]\w+)?)(?=[.,;!]| and |$)", "Is {an} {what}.", "", 0),
    (rf"I (?P<does>teach|coach) (?P<what>(?!at\b|in\b|on\b|from\b|him\b|her\b|them\b|you\b|myself\b|part\b|full\b|it\b|that\b|an? (?:class|course|lesson)\b)[^.,;:!?()]{{2,40}}?)"
     rf"(?:{_STOP}|(?= on ))", "{Does}es {what}.", "", 0),
    (r"I drive (?P<what>(?:an? |the )?(?:(?:school|night|city) )?(?:taxi|bus|lorry|truck|tram|cab|train|ambulance))\b", "Drives {what}.", "", 0),
    (rf"I run (?P<what>an? (?:[\w-]+\s){{0,3}}(?:company|business|shop|store|caf\u00e9|cafe|farm|studio|agency|"
     rf"restaurant|bakery|practice|charity)(?: [^.,;:!?()]{{2,40}}?)?){_STOP}", "Runs {what}.", "", 0),
    (rf"{_IAM} (?P<what>(?i:{AGE}))(?: years old)?(?=[.,;!)]|\s+(?:and|so|but|now|years|next)\b|$)(?! (?:and )?(?:a half|percent))",
     "Is {what} years old.", "age", 0),
    (r"my birthday(?: is|'s)(?: on)? (?:the )?(?P<what>(?=[^.,;]*(?:\d|January|February|March|April|May|June|July|August|"
     r"September|October|November|December|today|tomorrow))[^.,;:!?()]{3,30}?)(?=[.,;!]|$)", "Birthday: {what}.", "birthday", 0),
    (rf"(?:{_IAM}) (?P<what>(?i:{STATES}))\b(?! (?:in|from|by|with|as|spot|now to)\b)(?! to (?!a |[A-Z]))", "Is {what}.", "", 0),
    (rf"(?:I have|I've|I've got|I have got|I've had|I have had) (?:severe )?(?P<what>{_LASTING})\b", "Has {what}.", "", re.IGNORECASE),
    (rf"(?:{_IAM}) allergic to (?P<what>{_ALLERGEN}(?: and {_ALLERGEN})?)\b", "Is allergic to {what}.", "", 0),
    (r"I don't (?P<what>drink|smoke|drive|eat meat|drink alcohol|have (?:any )?(?:kids|children))(?: any ?more)?"
     r"(?=[.,;!]| and | so | but |$)", "Doesn't {what}.", "", 0),
    (rf"(?:I'm |I am |^)(?P<what>(?:{CHILD_AGE}|an?) (?:days?|weeks?|months?|years?)) sober\b", "Sober for {what}.", "", re.IGNORECASE),
    (r"(?:I've got|I have|I've) (?:\w+ \w+ and )?(?P<what>a mortgage)\b", "Has {what}.", "", 0),
    (rf"I moved (?P<what>to [A-Z][\w'-]+(?: [A-Z][\w'-]+)?(?: (?:in|at|from) [\w ]{{2,20}}?)?)(?:{_STOP}|(?= for ))", "Moved {what}.", "", 0),
    (rf"I (?:have|own|keep) (?P<what>an? (?:[\w-]+\s){{0,2}}?[\w-]+) (?:called|named) {_NAME}", "Has {what} called {name}.", "", 0),
    (rf"I (?:was|have been|'ve been|got) diagnosed with {_THING}(?= in | last | this |[.,;!?()]|$)",
     "Was diagnosed with {what}.", "", 0),
    (rf"(?:we|I)(?: have|'ve)? been married(?: to [A-Z]\w+)? for {_THING}{_STOP}", "Married for {what}.", "", 0),
    (rf"{_IAM} (?:doing|writing|studying for) (?:(?:a|my) )?(?P<what>(?:PhD|doctorate|master'?s?|degree|bachelor'?s?|diploma|"
     rf"apprenticeship|thesis) (?:in|at|on) [^.,;:!?()]{{2,70}}?){_STOP}", "Doing a {what}.", "", 0),
    (rf"I (?:go to|attend) (?P<what>(?:school|college|university|uni) (?:in|at) [^.,;:!?()]{{2,40}}?){_STOP}",
     "Goes to {what}.", "", 0),
    (rf"{_IAM} (?P<what>(?:preparing|training|studying) for (?:the|a|an|my) [^.,;:!?()]{{2,40}}?(?:exam\w*|test|marathon|licen[cs]e|certificate|race))\b",
     "Is {what}.", "", 0),
    (rf"I study (?!(?:the|my|a|an|these|this|for|with|until|till|every|it|them|in|at|on|all|hard|more|too|best|alone|like|so|and|now|better)\b)"
     rf"{_THING}(?: at (?P<at>[A-Z][\w' -]+?))?{_STOP}", "Studies {what}.", "", 0),
    (r"I (?:play|sing) in (?P<what>an? (?:[\w-]+\s){0,3}(?:orchestra|band|choir|quartet|team|club|league|trio))\b",
     "Plays in {what}.", "", 0),
    (rf"I play the (?!fool|game|part|role|field|victim|villain|lottery|market|system|hero|host|clown|long)(?P<what>\w+)(?={_STOP})", "Plays the {what}.", "", 0),
    (rf"I retired (?P<what>(?:in|on|at) [^.,;:!?()]{{2,30}}?){_STOP}", "Retired {what}.", "", 0),
    (rf"{_IAM} on (?P<what>(?:maternity|paternity|parental|sick|study) leave)(?! until)", "Is on {what}.", "", 0),
    (rf"{_IAM} on (?P<what>(?:[\w-]+\s)?leave until [^.,;:!?()]{{2,30}}?)(?=[.,;!]|$)", "Is on {what}.", "", 0),
    (rf"I usually wake up at (?P<what>[\w: ]{{1,12}}?){_STOP}", "Usually wakes up at {what}.", "", 0),
    (rf"I(?: have|'ve|'ve got) (?P<what>(?:{NUMBER}|twin) {MANY}(?:[,:] (?:called )?[A-Z]\w+(?:, [A-Z]\w+)*(?:,? and [A-Z]\w+)?)?)",
     "Has {what}.", "", 0),
    (r"I (?:have|own|keep) (?P<what>an? (?:[\w-]+\s){0,2}(?:allotment|garden|dog|cat|horse|boat|twin brother|"
     r"twin sister|brother|sister|son|daughter|grandson|granddaughter|stepson|stepdaughter))\b", "Has {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN})(?:'s name is| is called| is named|, called|, named) {_NAME}", "{Kin} called {name}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}),? (?P<name>(?!I\b){_TITLE}[A-Z][a-z\u00c0-\u024f]+)(?<!Professor)(?<!Doctor)\b(?! (?:is called|was called))",
     "{Kin} called {name}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN})(?: [A-Z]\w+)? (?:died|passed away) (?P<what>(?:in|on|last|when|two|three|four|five|\d+)[^.,;:!?()]{{2,30}}?){_STOP}",
     "{Kin} died {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN})(?: [A-Z]\w+)? is (?P<what>{CHILD_AGE})(?: years old)?(?=[.,;!)]|\s+(?:and|so|but|now|years)\b|$)",
     "{Kin} is {what} years old.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) (?:lives|is living) in {_THING}{_STOP}", "{Kin} lives in {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) works as an? {_JOB}", "{Kin} works as {an} {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is an? {_JOB}", "{Kin} is {an} {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is from {_THING}{_STOP}", "{Kin} is from {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) is allergic to (?P<what>{_ALLERGEN})\b", "{Kin} is allergic to {what}.", "", 0),
    (rf"{_PAST_OWN} (?P<kin>{KIN}) has (?P<what>{_LASTING})\b", "{Kin} has {what}.", "", re.IGNORECASE),
    (rf"{_NAME} is my (?P<kin>{_NEAR}){_STOP}", "{Kin} called {name}.", "", 0),
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
_NO_NAME = frozenset(
    "Well Anyway Today Yesterday Tomorrow Then Luckily Sadly Honestly Hello Hi Hey Sorry Yes No Thanks Okay Ok Oh Also Still "
    "Now So But And God Jesus Christ Lord Mum Mom Dad This That He She It They We You I Who What There Here Everyone Work "
    "Music Coffee Meanwhile Apparently Actually Basically Obviously Unfortunately Naturally Besides English French German "
    "Spanish Right Look Listen Like Plus Maybe Perhaps Tonight Last Next Once Even Only Just For To With Without At In On "
    "Of As If When While Because Since Until After Before My Our His Her Their The A An Instead However "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Christmas Easter".split()
)
_NOBODY = re.compile(r"(?!)")
_FEMALE = re.compile(
    r"mother|mum|mom|sister|daughter|wife|girlfriend|grandma|aunt|niece|fianc\u00e9e", re.IGNORECASE
)
_MALE = re.compile(
    r"father|dad|brother|\bson\b|husband|boyfriend|grandpa|grandson|stepson|uncle|nephew", re.IGNORECASE
)
_OTHER = re.compile(
    r"\b(?:he|she|his|her|(?:a|the|his|her) (?:man|woman|boy|girl|guy|lady|bloke|doctor|nurse|friend|boss))\b",
    re.IGNORECASE,
)
_THEIR_JOB = _JOB.replace("?P<what>", "?P<job>", 1)
_HE = re.compile(
    rf"(?:^|[,;:(\u2013\u2014-]\s*|\b(?:and|but|because|so|who)\s+)(?P<who>[Hh]e|[Ss]he)(?:"
    rf"(?:'s| is|(?<=[Hh]e)s) (?:(?:an? ){_THEIR_JOB}|(?P<age>{CHILD_AGE})(?: years old)?(?=[.,;!)]| and | so |$)|(?P<state>{STATES})\b)"
    rf"| lives in (?P<lives>[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)| (?:has|'s got) (?P<has>{_LASTING})\b"
    rf"| works (?P<works>(?:in|at|for|as) (?:an?|the) [\w'-]+(?: (?!and\b|but\b|so\b)[\w'-]+)?|(?:in|at|for) [A-Z][\w'-]+)(?=[.,;!)]| and | but | so |$))"
)
_SAID_OF_THEM = {
    "job": "{kin} is {an} {what}.",
    "age": "{kin} is {what} years old.",
    "state": "{kin} is {what}.",
    "lives": "{kin} lives in {what}.",
    "has": "{kin} has {what}.",
    "works": "{kin} works {what}.",
}
_CONDITION = re.compile(r"\s*(?:if|unless|suppose|imagine)\b", re.IGNORECASE)
_TRAIL = re.compile(
    r"\s+(?:now|again|today|currently|at the moment|right now|these days|myself|anymore|any more)$"
)


def facts(message: str) -> list[Found]:
    """Return the facts one message of the person's states."""
    found: dict[str, Found] = {}
    before = ""
    for sentence, said in stated(message):
        for one in (*_direct(sentence), *_named(sentence, before), *_of_them(sentence, before)):
            found.setdefault(one.text.casefold(), one._replace(quote=said))
        before = sentence
    return list(found.values())


def _direct(sentence: str) -> Iterator[Found]:
    first = _first_upper(sentence)
    for pattern, text, key in _COMPILED:
        for hit in pattern.finditer(first):
            clause = _clause(first, hit.start(), hit.end())
            denies = negated(clause) and not text.startswith("Doesn't")
            if denies or hypothetical(clause) or reported(first[: hit.end()]):
                continue
            values = {name: _TRAIL.sub("", value.strip()) for name, value in hit.groupdict().items() if value}
            words = values.get("name", "").split()
            if len(words) > 1 and words[0] in _NO_NAME:
                values["name"] = " ".join(words[1:])
            if not _plausible(values, key):
                continue
            if "kin" in values:
                values["Kin"] = capitalised(values["kin"])
            for name in ("did", "does"):
                values[name.title()] = capitalised(values.get(name, ""))
            values["an"] = _article(values.get("what", ""))
            if text.startswith("Sober"):
                values["what"] = values["what"].casefold()
            yield Found(text.format(**values), sentence, key)


def _named(sentence: str, before: str) -> Iterator[Found]:
    """Find names given in a clause or sentence of their own: "Our son was born in June. His name is Emil."."""
    hit = _LATER.search(sentence)
    if hit is None or hypothetical(sentence):
        return
    name = hit.group("name") or hit.group("name2")
    earlier = sentence[: hit.start()] if _OWN_KIN.search(sentence[: hit.start()]) else before
    unlike = _unlike(hit.group().casefold())
    kin = [one for one in _OWN_KIN.finditer(earlier) if not unlike.search(one.group("kin"))]
    if kin and name and name[0].isupper():
        yield Found(f"{capitalised(kin[-1].group('kin'))} called {name}.", sentence)


def _of_them(sentence: str, before: str) -> Iterator[Found]:
    """Find what is said of "he" or "she" right after one person the word can only stand for."""
    for hit in _HE.finditer(sentence):
        mentioned = list(_OWN_KIN.finditer(sentence[: hit.start()]))
        at_once = not mentioned and not sentence[: hit.start()].strip()
        mentioned = mentioned or (list(_OWN_KIN.finditer(before)) if at_once else [])
        she = hit.group("who").casefold() == "she"
        able = [
            one.group("kin") for one in mentioned if not (_MALE if she else _FEMALE).search(one.group("kin"))
        ]
        between = (before if at_once else sentence[: hit.start()])[mentioned[-1].end() :] if mentioned else ""
        if (
            len({one.casefold() for one in able}) != 1
            or (at_once and len(mentioned) > 1)
            or _OTHER.search(between)
        ):
            continue
        supposed = hypothetical(hit.group()) or _CONDITION.match(sentence)
        if negated(hit.group()) or supposed or reported(sentence[: hit.end()]):
            continue
        kin = capitalised(able[0])
        for name, text in _SAID_OF_THEM.items():
            if hit.group(name):
                what = _TRAIL.sub("", hit.group(name).strip())
                yield Found(text.format(kin=kin, what=what, an=_article(what)), sentence)


def _unlike(pronoun: str) -> re.Pattern[str]:
    """Return what matches the people a phrase with "he", "she", "his" or "her" cannot stand for."""
    if re.search(r"\b(?:she|her)\b", pronoun):
        return _MALE
    return _FEMALE if re.search(r"\b(?:he|his)\b", pronoun) else _NOBODY


def _first_upper(sentence: str) -> str:
    """Return a sentence whose "i" and first "My" are as the patterns write them; its length stays."""
    text = re.sub(r"\bi(?=\s|'m\b|'ve\b|'d\b)", "I", sentence)
    return re.sub(r"^(My|Our|We)\b", lambda found: found.group().lower(), text)


def _clause(sentence: str, start: int, end: int) -> str:
    """Return the clause a hit stands in: from the punctuation before it to its end."""
    cut = max(sentence.rfind(mark, 0, start + 1) for mark in (",", ";", ":", " but "))
    condition = _CONDITION.match(sentence)
    after = re.match(r"[^.,;:!?]{0,40}\b(?:if|would)\b", sentence[end:])
    return sentence[0 if condition or after else max(cut, 0) : end + (after.end() if after else 0)]


def _article(what: str) -> str:
    return "an" if re.match(r"[aeioAEIO]|u(?!ni|x|s[ei])", what) else "a"


def _plausible(values: dict[str, str], key: str) -> bool:
    what = values.get("what", "x")
    if key == "lives":
        return bool(re.match(rf"[A-Z\u00c0-\u00de]|(?:a|an|the)\s+(?:[\w-]+\s+){{0,3}}?(?:{_HOME})\b", what))
    return values.get("name", "x") not in _NO_NAME and bool(what)
