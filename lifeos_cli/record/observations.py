"""Observations: what a model, or the person, saw that bears on one dimension. Never a score."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, consents
from lifeos_cli.store.rows import free_handle
from lifeos_cli.store.schema_coach import DIMENSIONS, STRENGTHS

if TYPE_CHECKING:
    from lifeos_cli.record.provenance import Provenance
    from lifeos_cli.store.database import Store

PROMPT_VERSION = "chat-1"
"""Of the instructions under which a chat model notes; a new one supersedes what the old one saw."""
HIGHEST = 2
"""Levels go from -2 to 2, against the average adult."""


def add(
    store: Store,
    user_id: str,
    *,
    dimension: str,
    level: int,
    strength: str = "moderate",
    content: str | None = None,
    alternative: str | None = None,
    setting: str = "coaching",
    words: int | None = None,
    status: str = "accepted",
    prompt_version: str = PROMPT_VERSION,
    source: Provenance,
) -> dict[str, Any]:
    """Note an observation; returns the row.

    Args:
        store: Where.
        user_id: Of whom.
        dimension: One of the eight.
        level: -2..2, absolute: against the average adult, not against the score so far.
        strength: weak, moderate or strong.
        content: What was seen.
        alternative: What else could explain it: the situation, a role, a mood.
        setting: assistant, coaching, journal or interview; it tells how valid such evidence is.
        words: How many words of the person's it rests on.
        status: accepted, or proposed for one that does not count yet.
        prompt_version: Of the instructions it was made under.
        source: The message, the quote, the model.

    Raises:
        LifeosError: The person has not agreed that a model notes observations.
        UsageFault: A value is out of range.
    """
    if source.origin != "cli" and not consents.granted(store, user_id, consents.OBSERVATIONS):
        raise LifeosError(
            "the person has not agreed to observations by a model",
            hint=f"lifeos consent set {consents.OBSERVATIONS} on",
        )
    if isinstance(level, bool) or not -HIGHEST <= level <= HIGHEST:
        raise UsageFault(f"level must be a whole number from -{HIGHEST} to {HIGHEST}")
    now = now_ms()
    key = f"{source.session_id}\n{dimension}\n{prompt_version}"
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "dimension": checked.one_of(dimension, DIMENSIONS, "dimension"),
        "level": level,
        "strength": checked.one_of(strength, STRENGTHS, "strength"),
        "setting": setting,
        "words": words,
        "content": checked.optional(content, "an observation"),
        "alternative": checked.optional(alternative, "an alternative"),
        **source.columns(),
        "origin": "person" if source.origin == "cli" else "model",
        "model": source.model,
        "status": status,
        "prompt_version": None if source.origin == "cli" else prompt_version,
        "idempotency_key": sha256(key.encode()).hexdigest() if source.session_id else None,
        "local_date": local_date(now),
        "effective_at": now,
        "created_at": now,
    }
    from lifeos_cli.record import snapshots

    with store.write() as conn:
        row["handle"] = free_handle(conn, "observations", user_id, row["id"])
        source.log(conn, user_id).insert("observations", row)
        snapshots.settle(store, user_id, at=now)
    return row
