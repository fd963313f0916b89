"""Check-ins from elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local, now_ms, zone_name
from lifeos_cli.growth.checkins import slot_at, timing
from lifeos_cli.ids import ulid
from lifeos_cli.record.checkins import CLOCK_SLACK
from lifeos_cli.store import bulk
from lifeos_cli.store.rows import free_handle
from lifeos_cli.transfer.foreign import ORIGIN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.transfer.lines import Noted
    from lifeos_cli.transfer.report import Report


def put(
    conn: sqlite3.Connection,
    user_id: str,
    noted: Sequence[Noted],
    *,
    source: str,
    windows: Sequence[Window],
    report: Report,
) -> None:
    """Write a batch of check-ins, in the caller's transaction; those that are there stay as they are."""
    ids = {one.id for one in noted}
    there = {
        row[0]
        for row in bulk.holding(
            conn, "checkins", user_id, ("external_id",), "external_id", ids, source=source
        )
    }
    now = now_ms()
    for one in noted:
        if one.id in there:
            report.there["checkin"] += 1
        elif one.at > now + CLOCK_SLACK:
            report.skip(one.line, "a check-in in the future")
        else:
            there.add(one.id)
            values = _values(one, now, windows)
            row_id = ulid()
            handle = free_handle(conn, "checkins", user_id, row_id)
            values |= {"id": row_id, "user_id": user_id, "handle": handle, "source": source}
            bulk.insert(conn, "checkins", tuple(values), [tuple(values.values())])
            tags = [(user_id, "checkins", row_id, tag) for tag in one.tags]
            bulk.insert(conn, "tags", ("user_id", "owner_tbl", "owner_id", "name"), tags)
            report.taken["checkin"] += 1


def _values(one: Noted, now: int, windows: Sequence[Window]) -> dict[str, Any]:
    """Return the columns of a check-in: its day and slot are those of the place it was made in."""
    here = local(one.at)
    zone = zone_name()
    if one.offset is not None and here.utcoffset() != one.offset:
        here = (datetime.fromtimestamp(one.at / 1000, tz=UTC) + one.offset).replace(tzinfo=None)
        minutes = int(one.offset.total_seconds()) // 60
        zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    return {
        **one.answers,
        "at": one.at,
        "local_date": here.date().isoformat(),
        "tz": zone,
        "slot": slot_at(here.hour * 60 + here.minute, windows),
        "timing": timing(one.at, now),
        "origin": ORIGIN,
        "external_id": one.id,
        "unread": 1,
        "created_at": now,
    }
