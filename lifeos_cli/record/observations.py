"""Observations: what a model, or the person, saw that bears on one dimension, and the person's word on it.

Never a score: the profile is computed from them. "Not me" takes one out, "fits me" says what the person thinks
of a model's reading, which is an observation a model made.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, local_date, now_ms
from lifeos_cli.errors import LifeosError, NotFoundError, UsageFault
from lifeos_cli.growth.profile.validity import CONFIRM
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, consents, snapshots
from lifeos_cli.store import assessments
from lifeos_cli.store import observations as stored
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle, insert, update
from lifeos_cli.store.schema_coach import DIMENSIONS, STRENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    with store.write() as conn:
        row["handle"] = free_handle(conn, "observations", user_id, row["id"])
        source.log(conn, user_id).insert("observations", row)
        snapshots.settle(store, user_id, at=now)
    return row


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the observation of that handle or id.

    Raises:
        NotFoundError: There is none.
    """
    row = stored.get(
        store.conn, user_id, resolve(store.conn, "observations", user_id, typed, noun="observations")
    )
    if row is None:
        raise NotFoundError("no such observation", hint="`lifeos profile observations` lists them.")
    return row


def withdraw(store: Store, user_id: str, typed: str) -> list[dict[str, Any]]:
    """Take a row out of the profile as if it had never been; a sheet goes with all it said.

    Args:
        store: Where.
        user_id: Whose.
        typed: Handle or id of an observation, or of an assessment.

    Returns:
        The observations that were withdrawn.

    Raises:
        NotFoundError: Nothing answers to it.
        UsageFault: It was withdrawn before.
    """
    now = now_ms()
    with store.write() as conn:
        try:
            rows = [find(store, user_id, typed)]
        except NotFoundError as error:
            try:
                sheet = resolve(conn, "assessments", user_id, typed, noun="assessments")
            except NotFoundError:
                raise error from None
            rows = stored.of_assessment(conn, user_id, sheet)
            stands = assessments.get(conn, user_id, sheet)
            if stands is None or stands["status"] == "withdrawn":
                raise UsageFault("That was withdrawn before") from None
            update(conn, "assessments", sheet, user_id, {"status": "withdrawn", "withdrawn_at": now})
        gone = [row for row in rows if row["withdrawn_at"] is None]
        if rows and not gone:
            raise UsageFault("That was withdrawn before")
        for row in gone:
            values = {"status": "withdrawn", "withdrawn_at": now}
            update(conn, "observations", row["id"], user_id, values)
            row.update(values)
    return gone


def confirm(store: Store, user_id: str, typed: str, answer: str) -> dict[str, Any]:
    """Note whether a model's reading fits the person in general; the last answer counts.

    Args:
        store: Where.
        user_id: Whose.
        typed: Handle or id of the reading.
        answer: yes, partly or no.

    Raises:
        NotFoundError: No such observation.
        UsageFault: It is no reading by a model, it was withdrawn, or the answer is none of the three.
    """
    now = now_ms()
    chosen = checked.one_of(answer.strip().lower(), tuple(CONFIRM), "an answer")
    with store.write() as conn:
        claim = find(store, user_id, typed)
        if claim["kind"] != "ai":
            raise UsageFault("Only a reading by a model is confirmed", hint="A test speaks for itself.")
        if claim["withdrawn_at"] is not None:
            raise UsageFault("That reading was withdrawn before")
        row: dict[str, Any] = {
            "id": ulid(),
            "user_id": user_id,
            "dimension": claim["dimension"],
            "kind": "confirm",
            "origin": "person",
            "target_id": claim["id"],
            "answer": chosen,
            "local_date": local_date(now),
            "effective_at": now,
            "created_at": now,
        }
        row["handle"] = free_handle(conn, "observations", user_id, row["id"])
        insert(conn, "observations", row)
        snapshots.settle(store, user_id, at=now)
        return stored.get(conn, user_id, row["id"]) or row


def public(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an observation as the commands show it."""
    return {
        "id": row["id"],
        "handle": row["handle"],
        "dimension": row["dimension"],
        "kind": row["kind"],
        "local_date": row["local_date"] or local_date(row["effective_at"]),
        "t": row["t"],
        "rho2": row["rho2"],
        "instrument": row["instrument"],
        "assessment_id": row["assessment_id"],
        "checkin_id": row["checkin_id"],
        "items": json.loads(row["items"]) if row["items"] else None,
        "level": row["level"],
        "direction": row["direction"],
        "strength": row["strength"] if row["kind"] == "ai" else None,
        "setting": row["setting"] if row["kind"] == "ai" else None,
        "words": row["words"],
        "content": row["content"],
        "alternative": row["alternative"],
        "quote": row["quote"],
        "target_id": row["target_id"],
        "answer": row["answer"],
        "status": "withdrawn" if row["withdrawn_at"] is not None else row["status"],
        "session_id": row["session_id"],
        "message_id": row["message_id"],
        "origin": row["origin"],
        "model": row["model"],
        "effective_at": iso(row["effective_at"]),
        "withdrawn_at": iso(row["withdrawn_at"]),
        "created_at": iso(row["created_at"]),
    }
