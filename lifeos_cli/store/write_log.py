"""Writes that can be taken back: each row a write touches is noted with what it was and what it became."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

TABLES = (
    *("facts", "insights", "goals", "milestones", "goal_events", "observations", "skill_evidence"),
    *("followups", "checkins", "skills", "skill_aliases", "skill_edges", "skill_merges", "skill_moves"),
    *("goal_skills", "sessions"),
)
"""Tables whose rows a reversible write may touch."""


class WriteLog:
    """One write, of one or several rows, inside the caller's transaction.

    Args:
        conn: Of an open write transaction.
        user_id: Whose rows.
        actor: What wrote: a tool's name, or a command's.
        tool_call_id: The call the write answers, if it is a tool's.
        session_id: The session it was made in.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        user_id: str,
        *,
        actor: str,
        tool_call_id: str | None = None,
        session_id: str | None = None,
    ) -> None:
        self.conn, self.user_id = conn, user_id
        self._shared = {"actor": actor, "tool_call_id": tool_call_id, "session_id": session_id}
        self._write_id = ulid()
        self._position = 0

    def insert(self, table: str, values: Mapping[str, object]) -> None:
        """Insert a row and note it whole, as the database keeps it."""
        rows.insert(self.conn, table, values)
        self.inserted(table, str(values["id"]))

    def inserted(self, table: str, row_id: str) -> None:
        """Note a row that another query has just inserted."""
        self._note(table, row_id, None, current(self.conn, self.user_id, table, row_id) or {})

    def edit(self, table: str, row_id: str, values: Mapping[str, object]) -> None:
        """Change columns of a row and note what they were."""
        was = current(self.conn, self.user_id, table, row_id) or {}
        rows.update(self.conn, table, row_id, self.user_id, values)
        self._note(table, row_id, {name: was.get(name) for name in values}, dict(values))

    def _note(
        self, table: str, row_id: str, before: Mapping[str, Any] | None, after: Mapping[str, Any]
    ) -> None:
        if table not in TABLES:
            raise ValueError(table)
        values = {
            "id": ulid(),
            "user_id": self.user_id,
            "write_id": self._write_id,
            "position": self._position,
            **self._shared,
            "tbl": table,
            "row_id": row_id,
            "before": None if before is None else json.dumps(before),
            "after": json.dumps(after),
            "at": now_ms(),
        }
        rows.insert(self.conn, "undo_log", values)
        self._position += 1


def current(conn: sqlite3.Connection, user_id: str, table: str, row_id: str) -> dict[str, Any] | None:
    """Return a row as it is now; the table is one of ours, never input."""
    found = conn.execute(
        f"SELECT * FROM {table} WHERE id = :id AND user_id = :user", {"id": row_id, "user": user_id}
    ).fetchone()
    return dict(found) if found else None
