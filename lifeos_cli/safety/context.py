"""What takes a frame back: negation, the past, somebody else, fiction and work, jokes and idioms."""

from __future__ import annotations

import re
from functools import cache

from lifeos_cli.safety.frames.base import expand

_SOURCES = {
    # a negator that governs the match: nothing but aiming words between the two
    "negated": r"(?:\b(?:not|never|no|without|neither|nor|none|zero|hardly|nothing|nobody|avoid|avoided|instead of|"
    r"rather than|free of|(?<!not )(?<!never )(?:stopped|quit|gave up)|far from|against|denied|deny)\b)"
    r"(?: (?:i|he|she|they|it|am|is|are|was|were|be|been|being|have|has|had|do|did|does|would|will|could|can|should|"
    r"going|to|planning|plans?|thinking|think|thought|thoughts|about|of|want|wants|wanted|wanting|trying|try|"
    r"intend|intending|intentions?|any|an?|the|my|ever|that|in|considering|need|feel|feeling|felt|like|feels|"
    r"urges?|desire|interested|interest|wish|here|or|suicide|suicidal(?= (?:or|thoughts?|ideation|feelings?|urges?|intent|plans?|and))|self|harm|harming|hurting|killing|myself|"
    r"some|such|longer|kill|hurt|cut|cutting|ending|anything|actively|signs?|getting|having|get|more|me|history|attempted|tried|"
    r"come|close|considered|with|because|reason|way|chance|tempted|dream|anyone|anybody|ideas?|imagine|"
    r"for|there|risk|danger))*$",
    # a negation that is not one
    "emphatic": r"(?:more|badly|much|strongly|as much|worse)\b",
    "past": r"\b(?:used to|(?:\w+ )?(?:years?|decades?|lifetimes?) (?:ago|back|earlier)|long ago|ages ago|"
    r"(?:a )?(?:long|lifetime) time? ?ago|back in|back then|back when|in (?:19|20)\d\d|since (?:19|20)\d\d|"
    r"(?:when|while) i was (?:an?|1?\d|little|small|young|younger|at|in|growing|still|thir\w+|four\w+|fif\w+|six\w+|"
    r"seven\w*|eigh\w+|nine\w*|five|six|four|twelve|ten|eleven|twenty|pregnant with)|as an? (?:young \w+|small \w+|little \w+)?"
    r"(?:kid|child|teen|teenager|youth|girl|boy|student|adolescent)|in my (?:early |late |mid )?(?:teens|twenties|thirties|"
    r"youth|childhood|20s|30s|adolescence|past)|in (?:school|high school|college|university|uni|secondary school|sixth form|"
    r"primary school|childhood)|when we were (?:little|kids|young|children|small|growing)|at (?:1\d|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|school then)|"
    r"before i was born|before you were born|growing up|in the past|my past|in the (?:19)?[5-9]0s|in the nineties|"
    r"for (?:ten|\d+|many|over|several|a|five|six|seven|eight|nine|two|three|four|twenty) (?:years|decade) (?:now|clean|well)?|"
    r"(?:years|decade) (?:clean|sober|free|recovered|later)|survived an?|survivor of|recovered from|in recovery|"
    r"therapy helped|okay since|fine since|well since|good since|never since|not since|former|first husband|first wife|"
    r"have been (?:well|clean|fine|safe|recovered|free|happy|better)|in a (?:good|better) place)\b",
    "lately_past": r"\b(?:last (?:year|spring|summer|autumn|fall|winter)|(?:a |one )year ago|months ago in|in (?:january|february|"
    r"march|april|may|june|july|august|september|october|november|december))\b",
    "recent": r"\b(?:again|last night|yesterday|this (?:morning|week|weekend|month|afternoon|evening)|last (?:week|weekend|month)|"
    r"tonight|still|lately|recently|right now|relapsed|keep|keeps|these days|at the moment|hours? ago|minutes? ago|"
    r"days? ago|weeks? ago|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|today|once more|another|and now|back to)\b",
    "present": r"\b(?:i|me) (?:am|want|will|keep|have been|need|feel|think|might|would|could|wish|hope|can not|do not|"
    r"going|plan|have|had|almost|nearly|know)\b[^,]*$",
    "wish": r"\b(?:i|me) (?:am (?:going|about|planning|thinking of)|want|will|wish|feel|might|would|could|need|plan|decided|keep|"
    r"have decided|can not|do not want|tried|hope)\b",
    "fiction": r"\b(?:chapters?|novels?|stor(?:y|ies)|characters?|protagonists?|villains?|hero|heroine|detectives?|plots?|scenes?|"
    r"script|screenplay|theatre|play (?:is|about|by|ends)|in the play|the play|films?|movies?|tv|show about|series|episodes?|"
    r"books?|lyrics?|songs?|poems?|poem|poetry|album|bands?|video game|the game|gameplay|essay|thesis|dissertation|articles?|"
    r"research|researching|study|studies|studying|statistics|rates?|training|trained|course|lecture|module|workshop|webinar|"
    r"hotline|helpline|volunteer\w*|charity|shelter|prevention|committee|awareness|podcasts?|documentary|documentaries|news|"
    r"headlines?|actor|actress|musical|opera|macbeth|hamlet|romeo|juliet|ophelia|anime|manga|comic|comics|fiction|fictional|"
    r"author|squad|nurse|nurses|paramedics?|social worker|clients?|patients?|on shift|our shift|trial|court|jury|defendant|"
    r"dnd|campaign|quest|netflix|rewatch\w*|watched|watching|reading|teach|teaching|seminar|history|exhibition|museum|"
    r"translation|translating|linux|server|drill|simulation|cpr|first aid|safeguarding|policy|report on|survey|"
    r"curriculum|campaigner|fundraiser|memorial|memoir|biography|podcast|book club|crime|thriller|mystery|hitman|"
    r"zombies?|dragons?|npc|stage|rehearsal|monologue|sonnet|painting|sculpture|journalist|headline|screening|"
    r"therapist training|forum|moderat\w+|support group|peer support|dispatch\w*|firefighters?|er shift|a and e shift|"
    r"on the ward|ward|hospice|coroner|pathology|toxicology|forensic\w*|pharmacology|textbook|the bell jar|13 reasons|"
    r"quote|quotes|quoted|sketch|improv|role ?play\w*|audiobook|playlist|music video|game of thrones|skit|draft)\b",
    "humour": r"\b(?:lol|lmao|lmfao|rofl|haha\w*|hehe\w*|jk|joking|kidding|xd|just a joke)\b",
    "third": r"\b(?:he|she|they|him|her|them|you|we all|who|people|nobody|someone|everyone|<kin>|<folk>|characters?|patients?|"
    r"clients?|celebrit\w+|teens|teenagers|students|men|women|actor|singer|soldiers?|veterans?)"
    r"(?: (?:is|was|are|were|has|had|have|wants?|wanted|says?|said|tried|that|then|died|from|of|by|to|did|does|might|will|would|"
    r"going|being|been|feels?|felt|about|in|with|become|became|trying|attempted|committed|talks?|talked|for|lost|"
    r"who|not|s|son|daughter|friend|dad|mum|be|the|he|she|they|his|her|their|own)){0,6}$",
}
"""Regular expressions by name, over plain text."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the context patterns; it is compiled the first time it is asked for."""
    return re.compile(expand(_SOURCES[name]))


_CLAUSE_ENDS = (
    " , ", " but ", " and i ", " because ", " so i ", " although ", " though ", " then i ", " while ", " and now ", " and my ",
    " which makes me ", " makes me ", " and he ", " and she ", " until i ", " and is ", " and was ", " and has ", " and are ", " and we ", " and they ", " and it ",
)  # fmt: skip


def clause(line: str, start: int, end: int) -> tuple[str, str]:
    """Return the clause around a match, and the part of it before the match."""
    left, right = 0, len(line)
    for mark in _CLAUSE_ENDS:
        at = line.rfind(mark, 0, start + 1)
        if at >= 0:
            left = max(left, at + (len(mark) - 1 if not mark.endswith(" i ") else len(mark) - 3))
        at = line.find(mark, end)
        if at >= 0:
            right = min(right, at)
    return line[left:right].strip(), line[left:start].strip()


def without_quotes(line: str) -> str:
    """Return the sentence without quotation marks, and without what is quoted from a work."""
    if '"' not in line:
        return line
    line = re.sub(r'"[^"]*(?:"|$)', " ", line) if is_fiction(line) else line.replace('"', " ")
    return " ".join(line.split())


def negated(before: str, match: str, after: str) -> bool:
    """Tell whether a denial governs what was matched."""
    found = pattern("negated").search(before)
    if not found:
        return False
    never = found.group().startswith(("never", "nothing"))
    return not (never and (pattern("emphatic").match(after.lstrip()) or "more" in match))


def inner_negation(match: str) -> bool:
    """Tell whether the matched words hold a denial of their own."""
    return any(f" {word} " in f" {match} " for word in ("not", "never", "nobody", "neither"))


def is_past(line: str, inside: str, before: str) -> bool:
    """Tell whether it is long over: an old date or age, and nothing that brings it back."""
    if not pattern("past").search(line) or pattern("recent").search(inside):
        return False
    return bool(pattern("past").search(inside)) or not pattern("present").search(before)


def is_lately_past(line: str, inside: str) -> bool:
    """Tell whether it happened some months ago: not now, and not so long over either."""
    return bool(pattern("lately_past").search(line)) and not pattern("recent").search(inside)


def is_fiction(line: str) -> bool:
    """Tell whether the words speak of a work, a lesson or a job."""
    return bool(pattern("fiction").search(line))


def is_joke(line: str) -> bool:
    """Tell whether the sentence laughs."""
    return bool(pattern("humour").search(line))


def is_third(before: str) -> bool:
    """Tell whether somebody else is the subject of what was matched."""
    return bool(pattern("third").search(before))


def first_person(before: str, match: str) -> bool:
    """Tell whether the writer stands in the clause at all."""
    near = f" {before} {match} "
    return any(word in near for word in (" i ", " me ", " myself "))


def own_wish(before: str, match: str) -> bool:
    """Tell whether the writer wants or does it, even where the clause speaks of a work."""
    return bool(pattern("wish").search(f"{before} {match}"))
