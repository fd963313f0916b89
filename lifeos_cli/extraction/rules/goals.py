"""Goals a person states as theirs: named so, wanted, or decided upon with a time of their own."""

from __future__ import annotations

import re

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import negated, reported, stated
from lifeos_cli.extraction.rules.words import MONTH, WEEKDAY
from lifeos_cli.text import capitalised

_GOAL = re.compile(
    r"\b(?:my|our) (?:main |big |next |first |only |real |new )?(?:goal|aim|target|resolution)"
    r"(?: for [^.,;:!?]{2,30}?| this \w+| right now)?,?(?: is|'s)(?: to|:| that I)? (?P<what>[^.;!?]{4,160})",
    re.IGNORECASE,
)
_DOING = (
    "finish|complete|learn|run|write|pass|build|save|pay|stop|quit|lose|gain|climb|swim|read|start|earn|apply|publish|"
    "sell|launch|graduate|master|improve|reach|become|win|train|cycle|walk|hike|cut|give up|play|record|perform|move|"
    "get|find|buy|open|own"
)
_ACT = (
    rf"{_DOING}|ask|tell|talk|speak|call|ring|phone|book|sign|join|practi[sc]e|study|revise|apologi[sz]e|email|send|"
    "submit|register|rebook|resign|leave|make|bake|cook|draw|paint|sew|do|plant|fix|clear|set|host|teach|volunteer|"
    "go (?:back )?to|enrol|enroll|retire|adopt|say|ride|row|sing|keep|put|look|try|follow|take|have|hire|negotiate|plan|organi[sz]e"
)
"""Verbs of what a person sets out to do, as against what befalls them."""
_WHEN = (
    rf"(?:\b(?:by|before|until|till|from|on|in|for|at|this|next|every|each) (?:the (?:end|start) of |next |this |my |the |"
    rf"his |her |our |\d+(?:st|nd|rd|th)? (?:of )?)*(?:{WEEKDAY}s?|{MONTH}|\d+(?:st|nd|rd|th)|summer|autumn|fall|winter|spring|"
    rf"Christmas|Easter|year|month|week|weekend|birthday|term|day|morning|evening|night|summer holidays)\b|"
    r"\b(?:tomorrow|tonight|before I [^.,;]{3,30}|(?:once|twice|three times|\d+ times) a (?:day|week|month))\b|"
    rf"\b{WEEKDAY}\b|\bon [A-Z]\w+ Day\b)"
)
"""A time somebody sets themselves."""
_WANT = re.compile(rf"\bI want to (?P<what>(?:{_DOING})\b[^.,;:!?]{{3,160}})", re.IGNORECASE)
_ABLE = re.compile(r"\bI(?:'d| would) like to (?P<what>be able to [^.,;:!?]{4,160})", re.IGNORECASE)
_BY = re.compile(
    rf"\bI(?:(?:'d| would) like| want) to (?P<what>(?=[^.,;:!?]{{4,140}}?{_WHEN})(?:{_ACT})\b[^.;:!?]{{3,160}})",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    rf"\bI(?:(?:'ve| have) decided|(?:'m| am) determined|(?: fully)? intend| plan| aim| mean) to (?P<what>(?:{_ACT}|go)\b[^.;:!?]{{3,160}})",
    re.IGNORECASE,
)
_GOING = re.compile(
    rf"(?:\bI(?:'m| am)|\bIm|^(?:ok(?:ay)?,? |so )?) ?(?:going to|gonna) (?P<what>(?=[^.,;:!?]{{4,140}}?{_WHEN})(?:{_ACT})\b[^.;:!?]{{3,160}})",
    re.IGNORECASE,
)
_NO_GOAL = re.compile(
    r"^(?:not\b|(?:get|go|move|leave) (?:home|out|away|away from|back|some sleep|it over|now|drunk|up|off|past|rid)\b|"
    r"leave (?:early|soon|tomorrow|tonight)\b|stop (?:being|living|existing|breathing|waking up)$|run away|find out|read you|give up (?:on|completely)|stop (?:feeling|thinking|crying)|"
    r"go (?:back )?to (?:bed|sleep|work|the (?:shops?|toilet|loo|doctor\w*|dentist\w*|bathroom)|my room)\b|"
    r"(?:say|tell|ask|talk to|write to|show|put|keep|take) (?:you|sorry|hi|hello|something|nothing|anything)\b|"
    r"(?:have|take|get|make|do) (?:a |an |my |some |the )?(?:lunch|dinner|breakfast|tea|nap|bath|shower|coffee|drink|rest|laundry|dishes|"
    r"break|surgery|operation|scan|baby|haircut|bus|train|flight|taxi|sleep|rid)\b)",
    re.IGNORECASE,
)
_UNSAID = re.compile(r"^[\w ]+? (?:it|them|that|this|those|these|so)(?= |$)", re.IGNORECASE)
"""What is spoken of stands elsewhere: "pass it the first time" names no goal."""
_IF = re.compile(
    r"\b(?:if|unless|suppose|imagine|used to|once|when I was|maybe|perhaps|part of me)\b", re.IGNORECASE
)
_ENDS = re.compile(
    r",\s+(?!(?:one|two|in|on|by|at|before|until|every|for|next|this|with|from|to)\b)|, (?=[a-z]+ \w+ I\b)| because | (?:and|but) (?:I|he|she|we|they|then I)\b| instead of "
)


def goals(message: str) -> list[Found]:
    """Return the goals one message of the person's states, each with its sentence."""
    found: dict[str, Found] = {}
    for sentence, said in stated(message):
        for pattern in (_GOAL, _WANT, _ABLE, _BY, _DECIDED, _GOING):
            for hit in pattern.finditer(sentence):
                before = sentence[: hit.start()]
                clause = before[max(before.rfind(","), before.rfind(";")) + 1 :]
                what = re.sub(r"^to ", "", _ENDS.split(hit.group("what"))[0].strip().rstrip(","))
                if not (negated(clause) or reported(before) or _IF.search(clause)) and _is_one(what, pattern):
                    found.setdefault(what.casefold(), Found(capitalised(what), said))
    return list(found.values())


def _is_one(what: str, pattern: re.Pattern[str]) -> bool:
    """Tell whether words name something to be reached."""
    named = pattern is _GOAL or not _UNSAID.match(" ".join(what.split()[:3]))
    return len(what) > 3 and named and not _NO_GOAL.match(what) and not _IF.match(what)  # noqa: PLR2004 - a word
