"""Goals a person states as theirs."""

from __future__ import annotations

import re

from lifeos_cli.extraction.rules.found import Found
from lifeos_cli.extraction.rules.sentences import negated, reported, stated

_GOAL = re.compile(
    r"\b(?:my|our) (?:main |big |next |first |only |real |new )?(?:goal|aim|target|resolution)"
    r"(?: for [^.,;:!?]{2,30}?| this \w+| right now)?,? is(?: to|:| that I)? (?P<what>[^.;!?]{4,160})",
    re.IGNORECASE,
)
_DOING = (
    "finish|complete|learn|run|write|pass|build|save|pay|stop|quit|lose|gain|climb|swim|read|start|earn|apply|publish|"
    "sell|launch|graduate|master|improve|reach|become|win|train|cycle|walk|hike|cut|give up|play|record|perform|move|"
    "get|find|buy|open|own"
)
_WANT = re.compile(rf"\bI want to (?P<what>(?:{_DOING})\b[^.,;:!?]{{3,160}})", re.IGNORECASE)
_ABLE = re.compile(r"\bI(?:'d| would) like to (?P<what>be able to [^.,;:!?]{4,160})", re.IGNORECASE)
_BY = re.compile(
    r"\bI(?:'d| would) like to (?P<what>[^.,;:!?]{4,120} (?:by|before|until|on|in) (?:the end of |next |my |the )?"
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|summer|autumn|winter|spring|Christmas|Easter|year|month|week|birthday)\b"
    r"[^.,;:!?]{0,40})",
)
_NO_GOAL = re.compile(
    r"^(?:not\b|(?:get|go|move) (?:home|out|away|away from|back|some sleep|it over)\b)", re.IGNORECASE
)
_IF = re.compile(r"\b(?:if|unless|suppose|imagine|used to|once)\b", re.IGNORECASE)


def goals(message: str) -> list[Found]:
    """Return the goals one message of the person's states, each with its sentence."""
    found: dict[str, Found] = {}
    for sentence, said in stated(message):
        for pattern in (_GOAL, _WANT, _ABLE, _BY):
            for hit in pattern.finditer(sentence):
                before = sentence[: hit.start()]
                clause = before[max(before.rfind(","), before.rfind(";")) + 1 :]
                if (
                    negated(clause)
                    or reported(before)
                    or _IF.search(clause)
                    or _NO_GOAL.match(hit.group("what"))
                ):
                    continue
                what = re.split(
                    r",\s+(?:and|but|which|because|so|then|not|that)\b|, (?=[a-z]+ \w+ I\b)| because ",
                    hit.group("what"),
                )[0]
                what = re.sub(r"^to ", "", what.strip().rstrip(","))
                found.setdefault(what.casefold(), Found(what[:1].upper() + what[1:], said))
    return list(found.values())
