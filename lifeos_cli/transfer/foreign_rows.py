"""Goals, insights and evidence from elsewhere: rows of ours that remember the id they had.

They are marked imported. Evidence of a skill comes in as proposed: it counts
for nothing until the person accepts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.ids import ulid
from lifeos_cli.store import bulk
from lifeos_cli.store.rows import free_handle

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from lifeos_cli.transfer.lines import Kept
    from lifeos_cli.transfer.report import Report

TYPES = {
    "goals": "goal",
    "milestones": "milestone",
    "goal_events": "goal_event",
    "insights": "insight",
    "skill_evidence": "skill_evidence",
}
_REFS = {"session_id": "sessions", "goal_id": "goals"}


def put(conn: sqlite3.Connection, user_id: str, kept: Sequence[Kept], *, source: str, report: Report) -> None:
    """Write a batch of rows, in the caller's transaction; those that are there stay as they are."""
    for table, kind in TYPES.items():
        rows = [one for one in kept if one.table == table]
        there = _known(conn, table, user_id, {one.id for one in rows}, source)
        columns = bulk.columns(conn, table) if rows else {}
        for one in rows:
            if one.id in there:
                report.there[kind] += 1
                continue
            values = _values(conn, user_id, one, source)
            if values is None:
                report.skip(one.line, f"a {kind} whose goal is not here")
                continue
            row_id = ulid()
            there[one.id] = row_id
            values |= {"id": row_id, "user_id": user_id, "source": source, "external_id": one.id}
            if "handle" in columns:
                values["handle"] = free_handle(conn, table, user_id, row_id)
            bulk.insert(conn, table, tuple(values), [tuple(values.values())])
            report.taken[kind] += 1


def _known(conn: sqlite3.Connection, table: str, user_id: str, ids: set[str], source: str) -> dict[str, str]:
    rows = bulk.holding(conn, table, user_id, ("external_id", "id"), "external_id", ids, source=source)
    return {row[0]: row[1] for row in rows}


def _values(conn: sqlite3.Connection, user_id: str, one: Kept, source: str) -> dict[str, Any] | None:
    """Return the row's columns with external ids resolved; None without the goal it belongs to."""
    values = dict(one.values)
    for column, table in _REFS.items():
        if column in values:
            named = values[column]
            values[column] = _known(conn, table, user_id, {named}, source).get(named)
            if values[column] is None and column == "goal_id":
                return None
    return values
