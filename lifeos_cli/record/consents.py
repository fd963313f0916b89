"""What the person has agreed to: an append-only log of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.store import consents
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.store.database import Store

ADULT, SEND, OBSERVATIONS = "adult", "send_to_model", "ai_observations"
KINDS = {
    ADULT: "You are 18 or older and know what is stored and where.",
    SEND: "What you write in chat is sent to this model provider.",
    OBSERVATIONS: "A model may note observations about you, each with your own words; guesses, not facts.",
}
"""What can be agreed to. Everything is off until agreed."""


def answer(store: Store, user_id: str, kind: str, *, granted: bool, detail: str = "", origin: str) -> None:
    """Append an answer.

    Args:
        store: Where.
        user_id: Whose.
        kind: One of `KINDS`.
        granted: Yes or no.
        detail: For `send_to_model`, the provider.
        origin: How it was given: first_run, command, explicit_model.

    Raises:
        UsageFault: No such kind.
    """
    if kind not in KINDS:
        raise UsageFault(f"'{one_line(kind, 30)}' is nothing to agree to", hint=f"One of {', '.join(KINDS)}.")
    with store.write() as conn:
        consents.add(
            conn,
            {
                "id": ulid(),
                "user_id": user_id,
                "kind": kind,
                "granted": int(granted),
                "detail": detail or None,
                "origin": origin,
                "at": now_ms(),
            },
        )


def granted(store: Store, user_id: str, kind: str, detail: str = "") -> bool | None:
    """Return the newest answer; None if the question was never answered."""
    found = consents.latest(store.conn, user_id).get((kind, detail))
    return None if found is None else bool(found["granted"])


def standing_of(store: Store, user_id: str, kind: str, detail: str = "") -> dict[str, Any]:
    """Return where one kind stands, for `send_to_model` with the provider as its detail.

    Raises:
        NotFoundError: No such kind.
    """
    if kind not in KINDS:
        raise NotFoundError(
            f"'{one_line(kind, 30)}' is nothing to agree to", hint="`lifeos consent list` shows the kinds."
        )
    return _public(kind, detail, consents.latest(store.conn, user_id).get((kind, detail)))


def _public(kind: str, detail: str, found: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an answer as the commands show it; without one nothing is granted."""
    return {
        "kind": kind,
        "detail": detail or None,
        "granted": bool(found and found["granted"]),
        "origin": found["origin"] if found else None,
        "at": iso(found["at"]) if found else None,
        "about": KINDS.get(kind, ""),
    }


def standing(store: Store, user_id: str) -> list[dict[str, Any]]:
    """List the newest answer of every kind; kinds never asked stand as not granted."""
    latest = consents.latest(store.conn, user_id)
    rows = [_public(kind, detail, found) for (kind, detail), found in latest.items()]
    asked = {row["kind"] for row in rows}
    rows += [_public(kind, "", None) for kind in KINDS if kind not in asked]
    return sorted(rows, key=lambda row: (str(row["kind"]), str(row["detail"])))
