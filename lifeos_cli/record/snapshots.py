"""Pictures of the profile: kept weekly, at milestones and at a significant change, by rules alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, zone_name
from lifeos_cli.errors import NotFoundError
from lifeos_cli.growth.profile.change import SIGNIFICANT, changes_of
from lifeos_cli.growth.profile.snapshots import (
    MILESTONE,
    WEEKLY,
    Evidence,
    Snapshot,
    new_significant,
    picture,
    weekly_due,
)
from lifeos_cli.growth.profile.trace import Moment
from lifeos_cli.ids import ulid
from lifeos_cli.record import checked, profile
from lifeos_cli.store import observations, profile_snapshots
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import free_handle, insert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.growth.profile.fold import Profile
    from lifeos_cli.store.database import Store

RULES = "2"
"""Version of the rules a picture was computed by; raised when the same log would give another profile."""
ASSESSED, REACHED, ASKED = "assessment completed", "goal completed", "asked for"


def settle(store: Store, user_id: str, *, milestone: str = "", at: int | None = None) -> list[dict[str, Any]]:
    """Keep the pictures that are due after new evidence; returns the rows.

    A significant change has its own picture; a milestone one when `milestone`
    says which; else one a week at most, with evidence since the last weekly one.

    Args:
        store: Where.
        user_id: Whose.
        milestone: `ASSESSED`, `REACHED` or `ASKED`; empty for none.
        at: The moment; now if None.
    """
    when = profile.moment(at)
    with store.write():
        log = profile.log(store, user_id)
        stands = log.at(when)
        kept = [Snapshot(*mark) for mark in profile_snapshots.marks(store.conn, user_id)]
        found = []
        for change in new_significant(kept, changes_of(stands)):
            showed = change.dimension, change.row.id
            found.append(_keep(store, user_id, stands, when, SIGNIFICANT, change.rule, showed))
        if milestone:
            found.append(_keep(store, user_id, stands, when, MILESTONE, milestone))
        if weekly_due(kept, _evidence(store, user_id, stands), when.local_date):
            found.append(_keep(store, user_id, stands, when, WEEKLY, None))
    return found


def ask(store: Store, user_id: str, note: str | None = None) -> dict[str, Any]:
    """Keep a picture because the person asks for one.

    Raises:
        UsageFault: The note is too long.
    """
    when = profile.moment()
    words = checked.optional(note, "a note", 1000)
    with store.write():
        stands = profile.log(store, user_id).at(when)
        return _keep(store, user_id, stands, when, MILESTONE, ASKED, note=words)


def find(store: Store, user_id: str, typed: str) -> dict[str, Any]:
    """Return the snapshot of that handle or id.

    Raises:
        NotFoundError: There is none.
    """
    row_id = resolve(store.conn, "profile_snapshots", user_id, typed, noun="snapshots")
    row = profile_snapshots.get(store.conn, user_id, row_id)
    if row is None:
        raise NotFoundError("no such snapshot", hint="`lifeos profile snapshots` lists them.")
    return row


def recomputed(store: Store, user_id: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Compute a snapshot anew from what is left of the rows that were known at its time.

    Returns:
        The row as it is now; None if nothing is left that it could show: no
        evidence, or not the observation that was the change.
    """
    shown = row["observation_id"]
    if shown is not None and observations.get(store.conn, user_id, shown) is None:
        return None
    stands = profile.log(store, user_id, until=row["at"]).at(Moment(row["at"], row["local_date"]))
    evidence = _ids(stands)
    if not evidence:
        return None
    return {
        **row,
        "picture": json.dumps(picture(stands)),
        "evidence": json.dumps(evidence),
        "rules": RULES,
    }


def _evidence(store: Store, user_id: str, stands: Profile) -> list[Evidence]:
    arrived = {row["id"]: row["created_at"] for row in observations.listed(store.conn, user_id)}
    return [Evidence(row_id, arrived[row_id]) for row_id in _ids(stands)]


def _ids(stands: Profile) -> list[str]:
    """List the rows a profile rests on."""
    return sorted(
        row.id for one in stands.dimensions.values() for step in one.steps for row in step.measurement.rows
    )


def _keep(
    store: Store,
    user_id: str,
    stands: Profile,
    when: Moment,
    trigger: str,
    reason: str | None,
    showed: tuple[str | None, str | None] = (None, None),
    note: str | None = None,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": ulid(),
        "user_id": user_id,
        "trigger": trigger,
        "reason": reason,
        "dimension": showed[0],
        "observation_id": showed[1],
        "picture": json.dumps(picture(stands)),
        "evidence": json.dumps(_ids(stands)),
        "rules": RULES,
        "note": note,
        "local_date": when.local_date,
        "tz": zone_name(),
        "at": when.at,
        "created_at": when.at,
    }
    row["handle"] = free_handle(store.conn, "profile_snapshots", user_id, row["id"])
    insert(store.conn, "profile_snapshots", row)
    return row


def public(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snapshot as the commands show it."""
    return {
        "id": row["id"],
        "handle": row["handle"],
        "trigger": row["trigger"],
        "reason": row["reason"],
        "dimension": row["dimension"],
        "observation_id": row["observation_id"],
        "note": row["note"],
        "local_date": row["local_date"],
        "at": iso(row["at"]),
        "rules": row["rules"],
        "evidence": json.loads(row["evidence"]),
        "dimensions": json.loads(row["picture"]),
    }
