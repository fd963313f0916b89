"""Kind words at the right moment and never twice in a row: after long talk, many talks, or many low days.

The rules are those of the project's safety specification: a soft stop after
45 minutes or at a day's third conversation, and one note about a doctor or
therapist after ten of fourteen low check-ins or two sessions that ended tense
in a week, at most once a fortnight. Nothing here is a diagnosis.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lifeos_cli.clock import DAY, MINUTE, local_date, now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import notices

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

LONG_TALK = 45 * MINUTE
PAUSE = 30 * MINUTE
"""Silence after which a new sitting begins."""
MANY_TALKS = 3
LOW_MOOD, LOW_DAYS, OF_DAYS = 2, 10, 14
TENSE, TENSE_TIMES = 8, 2
GROUNDING = "stress"
"""The coach whose sessions ask how tense somebody is at the end."""
FORTNIGHT = 14 * DAY
WORDS = {
    "long_talk": "You have been talking with a program for a good while. Want to take this to a person you trust, or "
    "rest? It is all kept.",
    "many_talks": "This is your third conversation here today. Want to take this one to a person?",
    "low_mood": "The last weeks look hard. A doctor or a therapist can do what a program cannot; talking to one is a "
    "good step, not a last one.",
}
"""What is said, by kind."""
_MESSAGES = 400


def due(store: Store, user_id: str, session: Session | None) -> list[str]:
    """Return what is to be said now, and note that it was.

    Args:
        store: The store.
        user_id: Whose.
        session: The conversation that goes on; None before its first message.
    """
    now = now_ms()
    found = [kind for kind in WORDS if _is_due(store, user_id, session, kind, now)]
    if not found:
        return []
    with store.write() as conn:
        for kind in found:
            session_id = session.id if session else None
            row: dict[str, object] = {
                "id": ulid(),
                "user_id": user_id,
                "kind": kind,
                "session_id": session_id,
                "at": now,
            }
            notices.add(conn, row)
    return [WORDS[kind] for kind in found]


def _is_due(store: Store, user_id: str, session: Session | None, kind: str, now: int) -> bool:
    last = notices.last(store.conn, user_id, kind)
    if kind == "long_talk":
        return session is not None and _sat_long(store, user_id, session, now, last)
    if kind == "many_talks":
        if session is not None or (last is not None and local_date(last) == local_date(now)):
            return False
        return notices.sessions_on(store.conn, user_id, local_date(now)) >= MANY_TALKS - 1
    if last is not None and now - last < FORTNIGHT:
        return False
    return _low(store, user_id) or _tense(store, user_id, now)


def _sat_long(store: Store, user_id: str, session: Session, now: int, last: int | None) -> bool:
    """Tell whether this sitting has lasted long and nothing was said of it yet."""
    begun = now
    for at in notices.spoken_at(store.conn, user_id, session.id, _MESSAGES):
        if begun - at > PAUSE:
            break
        begun = at
    return now - begun >= LONG_TALK and (last is None or last < begun)


def _low(store: Store, user_id: str) -> bool:
    moods = notices.moods(store.conn, user_id, OF_DAYS)
    return sum(mood <= LOW_MOOD for mood in moods) >= LOW_DAYS


def _tense(store: Store, user_id: str, now: int) -> bool:
    found = notices.captures_since(store.conn, user_id, GROUNDING, now - 7 * DAY)
    after = [json.loads(line).get("stress_after") for line in found]
    return sum(isinstance(one, int) and one >= TENSE for one in after) >= TENSE_TIMES
