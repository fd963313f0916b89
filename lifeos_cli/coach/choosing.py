"""Which coach fits what somebody says first: by their words, and by how they said they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import HOUR, local, now_ms
from lifeos_cli.store import checkins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin

AUTO = "auto"
"""The coach's name in settings and flags when the program is to choose."""
FALLBACK = "goal_grow"
RECENT = 12 * HOUR
"""Milliseconds for which a check-in says how somebody is now."""
TENSE, LOW, EVENING = 6, 2, 18
"""Stress from which on, mood and energy up to which (of 1 to 7), and the hour from which on it counts."""
FROM_CHECKIN = 2.0
"""What a check-in counts beside words: as much as a phrase of two words."""
_WORD = re.compile(r"[a-z']+")
_DENIED = frozenset({"not", "no", "never", "without", "don't", "isn't", "wasn't", "aren't", "hardly"})
_REACH = 2
"""Words before a phrase in which a denial takes it back."""


class Pick(NamedTuple):
    """A coach, and why it is this one."""

    coach: Coach
    why: str


def pick(text: str, coaches: Mapping[str, Coach], checkin: Checkin | None = None, *, hour: int = 12) -> Pick:
    """Choose a coach for a first message.

    Each phrase of a coach's `signals` counts as many words as it has; what
    the last check-in says counts beside it. The most counts, and of equals the
    coach whose phrase came first.

    Args:
        text: What the person says.
        coaches: Who there is to choose from, by id.
        checkin: How they last said they were, if that was a short while ago.
        hour: The hour of their day.
    """
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    best: tuple[float, int] = (0.0, 0)
    found: Pick | None = None
    for coach in coaches.values():
        heard = [(at, phrase) for phrase in coach.signals if (at := _place(words, phrase)) is not None]
        score = float(sum(len(phrase.split()) for _, phrase in heard))
        reasons = [f'you said "{_said(words, at, phrase)}"' for at, phrase in sorted(heard)[:1]]
        for reason in _state(coach.id, checkin, hour, spoken=bool(heard)):
            score += FROM_CHECKIN
            reasons.append(reason)
        rank = (score, -min((at for at, _ in heard), default=len(words)))
        if score and (found is None or rank > best):
            best, found = rank, Pick(coach, " and ".join(reasons))
    if found is not None:
        return found
    coach = coaches.get(FALLBACK) or next(iter(coaches.values()))
    return Pick(coach, "nothing you said points to one method, and this one begins with what you want")


def for_person(text: str, coaches: Mapping[str, Coach], store: Store, user_id: str) -> Pick:
    """Choose a coach for a person's first message, by what the store knows of their day."""
    now = now_ms()
    rows = checkins.between(store.conn, user_id, start=now - RECENT, newest=1)
    return pick(text, coaches, rows[-1] if rows else None, hour=local(now).hour)


def _place(words: list[str], phrase: str) -> int | None:
    """Return where a phrase stands among the words, unless it is denied there."""
    wanted = phrase.lower().split()
    for at in range(len(words) - len(wanted) + 1):
        if all(_is(word, want) for word, want in zip(words[at:], wanted, strict=False)):
            return None if _DENIED & set(words[max(at - _REACH, 0) : at]) else at
    return None


def _is(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


def _said(words: list[str], at: int, phrase: str) -> str:
    return " ".join(words[at : at + len(phrase.split())])


def _state(coach: str, checkin: Checkin | None, hour: int, *, spoken: bool) -> Iterable[str]:
    """Yield what speaks for a coach besides words."""
    if checkin is not None:
        if coach == "stress" and (checkin.stress or 0) >= TENSE:
            yield f"your last check-in says stress {checkin.stress} of 7"
        low = (checkin.mood or LOW + 1) <= LOW and (checkin.energy or LOW + 1) <= LOW
        if coach == "behavioural_activation" and low:
            yield f"your last check-in says mood {checkin.mood} and energy {checkin.energy} of 7"
    if coach == "gratitude" and spoken and hour >= EVENING:
        yield "it is evening"
