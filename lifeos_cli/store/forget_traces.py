"""Traces of texts that go, in rows that stay: titles, captures, tool calls, jobs, whatever a table may keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.forgotten_words import strings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator

    from lifeos_cli.store.forgetting import Key
    from lifeos_cli.store.forgotten_words import Forgotten

_WHOLE = ("tool_calls", "undo_log", "recaps", "period_summaries", "skill_edges", "goal_events")
"""Tables whose row goes when it holds such a text."""
_OWN = {
    "users": None,
    "messages": ("content", "role"),
    "checkins": None,
    "goals": None,
    "milestones": None,
    "skills": None,
    "skill_aliases": None,
    "skill_evidence": None,
    "facts": None,
    "insights": None,
    "observations": None,
    "followups": None,
    "tags": None,
    "assessments": None,
    "profile_snapshots": ("evidence", "picture"),
    "changes": None,
    "watermarks": None,
    "consents": None,
    "usage": None,
}
"""Tables whose rows go by their ids or stay with all they say, and columns of others that are left as they are."""


def clean_session(conn: sqlite3.Connection, user_id: str, session_id: str, told: Forgotten) -> None:
    """Take out what a session some of whose messages go keeps of them: title, summary, captures, tags.

    A summary is made of all that was said, so it goes whatever its words, and so do those of its week and month,
    and the tags that were read out of it; a tag the person put on is their own word and stays.
    """
    scope = {"id": session_id, "user": user_id}
    conn.execute("DELETE FROM period_summaries WHERE user_id = :user AND instr(session_ids, :id) > 0", scope)
    row = conn.execute(
        "SELECT title, captures FROM sessions WHERE id = :id AND user_id = :user", scope
    ).fetchone()
    if row is None:
        return
    conn.execute("UPDATE sessions SET summary = NULL WHERE id = :id AND user_id = :user", scope)
    conn.execute(
        "DELETE FROM tags WHERE user_id = :user AND owner_tbl = 'sessions' AND owner_id = :id AND name NOT IN "
        "(SELECT name FROM tag_choices WHERE user_id = :user AND owner_tbl = 'sessions' AND owner_id = :id "
        "AND wanted = 1)",
        scope,
    )
    if row[0] and told.quoted_by(row[0]):
        conn.execute("UPDATE sessions SET title = NULL WHERE id = :id AND user_id = :user", scope)
    if row[1] and told.in_json(row[1]):
        conn.execute("UPDATE sessions SET captures = NULL WHERE id = :id AND user_id = :user", scope)


def clean(conn: sqlite3.Connection, user_id: str, keys: Collection[Key], told: Forgotten) -> None:
    """Take the texts out of every other table of the person's: rows that are traces go, other columns are emptied."""
    _drop_calls(conn, user_id, keys)
    if not told:
        return

    def _holds(kept: str) -> bool:
        return any(told.in_text(text) for text in strings(kept))

    for table, columns in _texts(conn):
        keeps = _holds if table == "sessions" else told.in_json
        filled = " OR ".join(f"{name} IS NOT NULL" for name in columns)
        rows = conn.execute(
            f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE user_id = :user AND ({filled})",
            {"user": user_id},
        )
        found = []
        for row in rows:
            hit = [name for name, kept in zip(columns, row[1:], strict=True) if kept and keeps(str(kept))]
            found += [(row[0], hit)] * bool(hit)
        for at, hit in found:
            if table in _WHOLE:
                scope = {"at": at, "user": user_id}
                conn.execute(f"DELETE FROM {table} WHERE rowid = :at AND user_id = :user", scope)
            else:
                _empty(conn, table, user_id, at, hit)


def _drop_calls(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> None:
    """Delete the calls of tools that wrote the rows: their arguments are what the rows say."""
    for table, row_id in keys:
        conn.execute(
            "DELETE FROM tool_calls WHERE user_id = :user AND id IN (SELECT tool_call_id FROM undo_log "
            "WHERE user_id = :user AND tbl = :table AND row_id = :id)",
            {"user": user_id, "table": table, "id": row_id},
        )


def _texts(conn: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    """Give each table that may keep a trace with the columns that hold free text."""
    tables = [
        row[0]
        for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("sqlite_", "word", "_"))
    ]
    for table in tables:
        described = conn.execute(f'PRAGMA table_info("{table}")').fetchall()
        if not any(row[1] == "user_id" for row in described):
            continue
        left = _OWN.get(table, ())
        if left is None:
            continue
        columns = [
            row[1]
            for row in described
            if row[2].upper() == "TEXT" and not row[1].endswith("id") and row[1] not in (*left, *_FIXED)
        ]
        if columns:
            yield table, columns


_FIXED = (
    *("handle", "type", "kind", "status", "coach", "origin", "source", "provider", "model", "safety_level"),
    *("safety_kind", "local_date", "tz", "stop_reason", "usage", "actor", "name", "tbl", "op", "place"),
    *("version", "idempotency_key", "parent_place", "lease_owner", "args_hash", "title_hash", "dimension"),
    *("trigger", "rules", "message_ids", "counts", "consumed_by", "owner", "owner_tbl", "norm_row", "sex"),
    *("born", "waiting"),
)
"""Columns of fixed words, ids and dates."""


def _empty(conn: sqlite3.Connection, table: str, user_id: str, at: int, columns: Iterable[str]) -> None:
    """Empty columns of one row: NULL where the table allows it, else an empty JSON value or text."""
    rules = {row[1]: row[3] for row in conn.execute(f'PRAGMA table_info("{table}")')}
    for name in columns:
        empty = None if not rules[name] else "null" if table == "jobs" else ""
        conn.execute(
            f"UPDATE {table} SET {name} = :empty WHERE rowid = :at AND user_id = :user",
            {"empty": empty, "at": at, "user": user_id},
        )
