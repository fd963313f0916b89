"""One text in, one verdict out: frames found, weighed against their context, added up."""

from __future__ import annotations

from lifeos_cli.safety import normal
from lifeos_cli.safety.frames import IDIOM, alarming, keys, triggered
from lifeos_cli.safety.frames.base import CHECK, CRISIS, OUTRIGHT
from lifeos_cli.safety.verdict import NONE, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from lifeos_cli.safety.frames.base import Frame

_NEAR = 3  # sentences whose hints are added up together
_SUM = 10  # hints of several frames together weigh as a crisis from here on
_OWN = frozenset({"suicidal_active", "suicidal_passive", "self_harm"})
_CRISIS_KINDS = _OWN | {"abuse_danger", "harm_others", "medical"}
_MOST_SENTENCES = 4_000  # different sentences searched in one piece of text; a book repeats itself
_MOST_WEIGHED = 400  # sentences of one piece that the second layer is asked about, the most alarming first
_SHORT_TEXT = 60  # words up to which a text is also weighed as a whole

RISK_CHECK = 0.45
"""Above this chance of any danger the weighted layer asks for a check, in a sentence with alarming words."""
RISK_QUIET = 0.92
"""The same for a sentence whose single words are harmless."""
RISK_DISMISSED = 0.85
"""The same where every frame that matched was taken back by its context."""
RISK_CRISIS = 0.90
"""Above this chance of a crisis kind the weighted layer alone makes it a crisis."""


class _Hit:
    """A frame that fired in a sentence, with the weight its context left it."""

    __slots__ = ("frame", "kind", "weight")

    def __init__(self, frame: Frame, weight: int) -> None:
        self.frame = frame
        self.weight = weight
        self.kind = frame.kind


class _Seen:
    """One sentence as both layers see it."""

    __slots__ = ("alarming", "denied", "dismissed", "hits", "words")

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.alarming = False
        self.hits: list[_Hit] = []
        self.denied = False
        self.dismissed = False


def classify(text: str) -> Verdict:
    """Judge one text a person wrote.

    It never raises, reads nothing but the words, and looks at all of a long text.
    """
    verdict = NONE
    for piece in normal.chunks(text):
        found = _judge(piece)
        if _rank(found) > _rank(verdict):
            verdict = found
        if verdict.explicit and verdict.level == "crisis":
            break
    return verdict


def plain_whole(text: str) -> list[str]:
    """Return a whole text as the weighted layer sees it; for the script that learns the weights."""
    return _together(_look(normal.sentences(normal.tokens(normal.fold(text)))))


def _rank(verdict: Verdict) -> tuple[int, bool]:
    return ("none", "check", "crisis").index(verdict.level), verdict.explicit


def _judge(text: str) -> Verdict:
    seen = _look(normal.sentences(normal.tokens(normal.fold(text))))
    found = _add_up(seen)
    if found.explicit and found.level == "crisis":
        return found
    weighed = _second_opinion(seen)
    if _rank(weighed) > _rank(found):
        return Verdict(
            weighed.level, weighed.kind, explicit=False, matched=(*found.matched, *weighed.matched)
        )
    return found


def _look(sentences: list[normal.Sentence]) -> list[_Seen]:
    """Return every different sentence with what fired in it; stop at what is stated outright."""
    seen: list[_Seen] = []
    lines: set[str] = set()
    for sentence in sentences:
        line = normal.joined(sentence)
        if line in lines or len(lines) > _MOST_SENTENCES:
            continue
        lines.add(line)
        seen.append(_weigh(line))
        if any(hit.weight >= OUTRIGHT for hit in seen[-1].hits) and len(sentences) > _SHORT_TEXT:
            break
    return seen


def _weigh(line: str) -> _Seen:
    """Return one sentence and what fires in it."""
    words = line.split()
    bag = set(words)
    seen = _Seen(words)
    known = keys(bag)
    seen.alarming = alarming(known)
    lines = [tried for tried in triggered(known) if tried.frame.unless.isdisjoint(bag)]
    if not lines:
        return seen
    if '"' in bag:
        from lifeos_cli.safety import context

        line = context.without_quotes(line)
    for idiom in lines:
        if idiom.frame.name == IDIOM:
            line = idiom.regex().sub("~", line)
    seen.words = line.split()
    for tried in lines:
        for match in tried.regex().finditer(line) if tried.frame.name != IDIOM else ():
            weight, denied = _in_context(tried.frame, line, match)
            seen.denied = seen.denied or denied
            if weight:
                seen.hits.append(_Hit(tried.frame, weight))
                break
            seen.dismissed = True
    return seen


def _in_context(frame: Frame, line: str, match: re.Match[str]) -> tuple[int, bool]:
    """Return the weight that is left of a match (0: none), and whether it was denied."""
    from lifeos_cli.safety import context

    inside, before = context.clause(line, match.start(), match.end())
    guards, own = frame.guards, frame.kind in _OWN
    if "n" in guards and context.negated(before, match.group(), line[match.end() :]):
        return 0, own
    if (
        ("i" in guards and context.inner_negation(match.group()))
        or ("t" in guards and context.is_third(before))
        or ("p" in guards and context.is_past(line, inside, before))
    ):
        return 0, False
    weight = frame.weight
    if "p" in guards and context.is_lately_past(line, inside):
        weight = CHECK if own else 0
    if "F" in guards:
        line, inside = line.replace(match.group(), "~"), inside.replace(match.group(), "~")
    if ("f" in guards or "F" in guards) and context.is_fiction(line):
        if context.is_fiction(inside):
            wanted = own and frame.weight >= CRISIS and context.own_wish(before, match.group())
            weight = CHECK if wanted else 0
        elif not context.first_person(before, match.group()):
            weight = 0
    if "h" in guards and context.is_joke(line) and (not own or weight <= CHECK):
        weight = 0
    return weight, False


def _add_up(seen: list[_Seen]) -> Verdict:
    """Return the verdict on all frames that fired."""
    hits = sorted((hit for sentence in seen for hit in sentence.hits), key=lambda hit: -hit.weight)
    if not hits:
        return NONE
    best = hits[0]
    names = tuple(dict.fromkeys(hit.frame.name for hit in hits))
    if (
        best.kind == "suicidal_passive"
        and best.weight < OUTRIGHT
        and any(sentence.denied for sentence in seen)
    ):
        return Verdict("check", "negated_ambiguous", explicit=False, matched=names)
    if best.weight >= CRISIS and best.kind in _CRISIS_KINDS:
        return Verdict("crisis", best.kind, explicit=best.weight >= OUTRIGHT, matched=names)
    own = [hit.kind for hit in hits if hit.kind in _OWN or hit.kind == "goodbye"]
    if own and _sum_near(seen) >= _SUM:
        kind = own[0] if own[0] in _OWN else "suicidal_active"
        return Verdict("crisis", kind, explicit=False, matched=names)
    return Verdict("check", best.kind, explicit=False, matched=names) if best.weight >= CHECK else NONE


def _sum_near(seen: list[_Seen]) -> int:
    """Return the greatest weight of different frames within a few sentences."""
    most = 0
    for i in range(len(seen)):
        near = {
            hit.frame.name: hit.weight
            for sentence in seen[i : i + _NEAR]
            for hit in sentence.hits
            if hit.kind != "negated_ambiguous"
        }
        most = max(most, sum(near.values()))
    return most


def _together(seen: list[_Seen]) -> list[str]:
    """Return the words of several sentences as one."""
    words: list[str] = []
    for sentence in seen:
        words += [",", *sentence.words] if words else sentence.words
    return words


def _second_opinion(seen: list[_Seen]) -> Verdict:
    """Return what the weighted layer makes of the most alarming sentences, alone and together."""
    if not any(sentence.alarming for sentence in seen):
        return NONE
    from lifeos_cli.safety import weighing

    if all(weighing.is_order(sentence.words) for sentence in seen):
        return NONE
    units = [(sentence.words, sentence.dismissed and not sentence.hits) for sentence in seen]
    if len(seen) > 1 and sum(len(words) for words, _ in units) <= _SHORT_TEXT:
        units.append((_together(seen), any(dismissed for _, dismissed in units)))
    by_alert = sorted(((weighing.alert(words), -i) for i, (words, _) in enumerate(units)), reverse=True)
    verdict, worst = NONE, 0.0
    for raised, i in by_alert[:_MOST_WEIGHED]:
        if raised < weighing.LEAST_ALERT:
            break
        words, dismissed = units[-i]
        bar = RISK_CHECK if weighing.is_alarming(raised, len(words)) else RISK_QUIET
        chances = weighing.weigh(words)
        risk = 1 - chances[0]
        if risk < max(worst, RISK_DISMISSED if dismissed else bar):
            continue
        worst = risk
        kind = max(weighing.KINDS[1:], key=lambda name: chances[weighing.KINDS.index(name)])
        crisis = sum(chances[weighing.KINDS.index(name)] for name in _CRISIS_KINDS)
        level = "crisis" if crisis >= RISK_CRISIS and kind in _CRISIS_KINDS else "check"
        verdict = Verdict(level, kind, explicit=False, matched=("weighed",))
    return verdict
