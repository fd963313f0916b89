"""Answers to what the profile rests on: "not me" takes a row out, "fits me" says what one thinks of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.growth.profile.validity import CONFIRM
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, snapshots
from lifeos_cli.store import assessments, observations
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle, insert, update

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the observation of that handle or id.

    Raises:
        NotFoundError: There is none.
    """
    row = observations.get(
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
            rows = observations.of_assessment(conn, user_id, sheet)
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
        return observations.get(conn, user_id, row["id"]) or row
