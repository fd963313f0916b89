"""Queries over the log of reversible writes."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.store import rows
from lifeos_cli.store.transaction import attempt
from lifeos_cli.store.write_log import TABLES, current

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = (
    "id, write_id, position, actor, tool_call_id, session_id, tbl, row_id, before, after, at, undone_at"
)


class Entry(NamedTuple):
    """One row a write touched."""

    id: str
    write_id: str
    position: int
    actor: str
    tool_call_id: str | None
    session_id: str | None
    tbl: str
    row_id: str
    before: str | None
    """JSON: the columns that were changed, as they were; None for a new row."""
    after: str
    """JSON: what they were changed to, or the whole new row."""
    at: int
    undone_at: int | None


def writes(conn: sqlite3.Connection, user_id: str, *, most: int) -> list[list[Entry]]:
    """List the last writes that stand, the newest first, each with its rows in order."""
    ids = conn.execute(
        "SELECT write_id FROM undo_log WHERE user_id = :user AND undone_at IS NULL AND position = 0 "
        "ORDER BY id DESC LIMIT :most",
        {"user": user_id, "most": most},
    ).fetchall()
    return [_of_write(conn, user_id, row[0]) for row in ids]


def _of_write(conn: sqlite3.Connection, user_id: str, write_id: str) -> list[Entry]:
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM undo_log WHERE user_id = :user AND write_id = :write ORDER BY position",
        {"user": user_id, "write": write_id},
    )
    return [Entry(*row) for row in found]


def of_calls(conn: sqlite3.Connection, user_id: str, call_ids: Sequence[str]) -> list[list[Entry]]:
    """List the writes of tool calls that still stand, the newest first."""
    found: dict[str, list[Entry]] = {}
    for call_id in call_ids:
        listed = conn.execute(
            f"SELECT {_COLUMNS} FROM undo_log WHERE user_id = :user AND tool_call_id = :call "
            "AND undone_at IS NULL ORDER BY write_id, position",
            {"user": user_id, "call": call_id},
        )
        for row in listed:
            entry = Entry(*row)
            found.setdefault(entry.write_id, []).append(entry)
    return [found[write_id] for write_id in sorted(found, reverse=True)]


def reverse(conn: sqlite3.Connection, user_id: str, entries: Sequence[Entry], at: int) -> Entry | None:
    """Take back one write, all of its rows or none, inside a write transaction.

    Returns:
        The row in the way, because it is no longer what the write made of it
        or because something else rests on it; None if all went well.
    """
    for entry in entries:
        if not _is_as_left(conn, user_id, entry):
            return entry
    entry = entries[0]
    try:
        with attempt(conn):
            for entry in sorted(entries, key=lambda one: one.position, reverse=True):
                _give_back(conn, user_id, entry)
                # What it held is not kept any longer than it counts.
                gone = {"undone_at": at, "before": None, "after": "{}"}
                rows.update(conn, "undo_log", entry.id, user_id, gone)
    except sqlite3.IntegrityError:
        return entry
    return None


def _is_as_left(conn: sqlite3.Connection, user_id: str, entry: Entry) -> bool:
    now = current(conn, user_id, _table(entry), entry.row_id)
    left: dict[str, Any] = json.loads(entry.after)
    return now is not None and all(now.get(name) == value for name, value in left.items())


def _give_back(conn: sqlite3.Connection, user_id: str, entry: Entry) -> None:
    table = _table(entry)
    if entry.before is not None:
        rows.update(conn, table, entry.row_id, user_id, json.loads(entry.before))
        return
    scope = {"id": entry.row_id, "user": user_id, "table": table}
    conn.execute("DELETE FROM tags WHERE owner_tbl = :table AND owner_id = :id AND user_id = :user", scope)
    if table == "observations":  # nor does a picture that rests on it stay
        conn.execute(
            "DELETE FROM profile_snapshots WHERE user_id = :user AND instr(evidence, :id) > 0", scope
        )
    conn.execute(f"DELETE FROM {table} WHERE id = :id AND user_id = :user", scope)


def drop(conn: sqlite3.Connection, user_id: str, call_ids: Sequence[str]) -> None:
    """Delete the entries of tool calls that are about to go."""
    for call_id in call_ids:
        conn.execute(
            "DELETE FROM undo_log WHERE user_id = :user AND tool_call_id = :call",
            {"user": user_id, "call": call_id},
        )


def _table(entry: Entry) -> str:
    if entry.tbl not in TABLES:  # an imported log is no reason to touch another table
        raise ValueError(entry.tbl)
    return entry.tbl
