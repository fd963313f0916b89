"""One statement a day at check-in: which is offered, and the observation its answer makes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.growth.instruments.micro import micro_observation, next_micro_item
from lifeos_cli.ids import ulid
from lifeos_cli.record import snapshots
from lifeos_cli.store import observations
from lifeos_cli.store.rows import free_handle, insert, update

if TYPE_CHECKING:
    from lifeos_cli.growth.instruments.catalog import Item
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Checkin


def offered(store: Store, user_id: str) -> Item | None:
    """Return today's statement; None when one was answered today, or all were of late."""
    answered = [
        (item, day)
        for items, day in observations.items_answered(store.conn, user_id)
        for item in json.loads(items)
    ]
    return next_micro_item(answered, local_date(now_ms()))


def note(store: Store, user_id: str, row: Checkin, old: Checkin | None = None) -> None:
    """Keep the observation of a check-in's statement in step with it, inside the check-in's transaction.

    Args:
        store: Where.
        user_id: Whose.
        row: The check-in as it stands now; withdrawn, its observation is, too.
        old: The version it replaces.
    """
    conn, now = store.conn, now_ms()
    before = observations.of_checkin(conn, user_id, old.id if old else row.id)
    if old is not None and old.micro_item == row.micro_item and row.withdrawn_at is None:
        for one in before:
            update(conn, "observations", one["id"], user_id, {"checkin_id": row.id})
        return
    for one in before:
        update(conn, "observations", one["id"], user_id, {"status": "withdrawn", "withdrawn_at": now})
    if not row.micro_item or row.withdrawn_at is not None:
        return
    given = json.loads(row.micro_item)
    seen = micro_observation(ulid(), given["item"], given["answer"], at=row.at, local_date=row.local_date)
    values: dict[str, Any] = {
        "id": seen.id,
        "user_id": user_id,
        "dimension": seen.dimension,
        "kind": "micro",
        "origin": "person",
        "t": seen.t,
        "rho2": seen.rho2,
        "instrument": seen.instrument,
        "items": json.dumps(seen.items),
        "checkin_id": row.id,
        "local_date": seen.local_date,
        "effective_at": seen.effective_at,
        "created_at": now,
    }
    values["handle"] = free_handle(conn, "observations", user_id, seen.id)
    insert(conn, "observations", values)
    snapshots.settle(store, user_id, at=now)
