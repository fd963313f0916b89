"""Finding and deleting rows for good: the one place where rows of the record go instead of being superseded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable

Key = tuple[str, str]
DERIVED = ("insights", "facts", "goals", "observations", "skill_evidence", "followups")
"""Tables whose rows rest on a message of the person's."""
TABLES = ("messages", "checkins", *DERIVED, "skills", "assessments")
_TEXTS = {
    "messages": ("content",),
    "checkins": ("note", "gratitude", "intention"),
    "insights": ("content", "quote"),
    "facts": ("content", "quote"),
    "goals": ("title", "why", "measure", "cue", "frequency", "value", "weekly_action", "quote"),
    "observations": ("content", "alternative", "quote"),
    "skill_evidence": ("content", "assessment", "quote"),
    "followups": ("content", "quote"),
    "skills": ("name", "description"),
    "assessments": (),
}
_QUOTING = "SELECT id FROM tool_calls WHERE user_id = :user AND (quote_message_id = :id OR message_id = :id)"
_PICTURED = "DELETE FROM profile_snapshots WHERE user_id = :user AND (observation_id = {0} OR instr(evidence, {0}) > 0)"
_UNDO = (
    "DELETE FROM undo_log WHERE user_id = :user AND tbl = '{0}' "
    "AND row_id IN (SELECT id FROM {0} WHERE {1} AND user_id = :user)"
)
_RESTING = {
    "goals": (
        (
            "DELETE FROM undo_log WHERE user_id = :user AND row_id IN "
            "(SELECT id FROM goal_events WHERE goal_id = :id UNION ALL SELECT id FROM milestones WHERE goal_id = :id)"
        ),
        "DELETE FROM goal_events WHERE goal_id = :id AND user_id = :user",
        "DELETE FROM milestones WHERE goal_id = :id AND user_id = :user",
        "DELETE FROM goal_skills WHERE goal_id = :id AND user_id = :user",
    ),
    "observations": (
        _PICTURED.format(":id"),
        _UNDO.format("observations", "target_id = :id"),
        "DELETE FROM observations WHERE target_id = :id AND user_id = :user",
    ),
    "assessments": (
        (
            "DELETE FROM profile_snapshots WHERE user_id = :user AND EXISTS (SELECT 1 FROM observations o "
            "WHERE o.assessment_id = :id AND o.user_id = :user AND (observation_id = o.id "
            "OR instr(evidence, o.id) > 0))"
        ),
        _UNDO.format("observations", "assessment_id = :id"),
        "DELETE FROM observations WHERE assessment_id = :id AND user_id = :user",
    ),
    "checkins": (
        (
            "DELETE FROM profile_snapshots WHERE user_id = :user AND EXISTS (SELECT 1 FROM observations o "
            "WHERE o.checkin_id = :id AND o.user_id = :user AND instr(evidence, o.id) > 0)"
        ),
        "DELETE FROM observations WHERE checkin_id = :id AND user_id = :user",
    ),
    "skill_evidence": ("DELETE FROM skill_moves WHERE evidence_id = :id AND user_id = :user",),
    "skills": (
        (
            "DELETE FROM skill_moves WHERE user_id = :user AND (to_skill_id = :id OR evidence_id IN "
            "(SELECT id FROM skill_evidence WHERE skill_id = :id AND user_id = :user))"
        ),
        _UNDO.format("skill_evidence", "skill_id = :id"),
        "DELETE FROM skill_evidence WHERE skill_id = :id AND user_id = :user",
        "DELETE FROM skill_edges WHERE user_id = :user AND (from_id = :id OR to_id = :id)",
        "DELETE FROM skill_merges WHERE user_id = :user AND (winner_id = :id OR loser_id = :id)",
        "DELETE FROM skill_aliases WHERE skill_id = :id AND user_id = :user",
        "DELETE FROM goal_skills WHERE skill_id = :id AND user_id = :user",
    ),
    "messages": (
        f"DELETE FROM undo_log WHERE user_id = :user AND tool_call_id IN ({_QUOTING})",
        "DELETE FROM goal_events WHERE message_id = :id AND user_id = :user",
        "DELETE FROM skill_edges WHERE message_id = :id AND user_id = :user",
        f"DELETE FROM tool_calls WHERE id IN ({_QUOTING})",
    ),
}
"""What goes with a row: it rests on it, or holds the words of it."""
_TELLING = 8
"""Characters from which on a text found elsewhere is taken for a copy, not for a coincidence."""


def named(conn: sqlite3.Connection, user_id: str, typed: str) -> list[Key]:
    """Find what an id, an external id or a handle names among the person's texts, whatever became of them."""
    found: list[Key] = []
    for table in TABLES:
        by_handle = "" if table == "messages" else " OR handle = :lower"
        rows = conn.execute(
            f"SELECT id FROM {table} WHERE user_id = :user AND (id = :upper OR external_id = :typed{by_handle})",
            {"user": user_id, "upper": typed.upper(), "typed": typed, "lower": typed.lower()},
        )
        found += [(table, row[0]) for row in rows]
    return found


def of_session(conn: sqlite3.Connection, user_id: str, session_id: str) -> list[Key]:
    """List a session's messages, whatever their state."""
    rows = conn.execute(
        "SELECT id FROM messages WHERE user_id = :user AND session_id = :session",
        {"user": user_id, "session": session_id},
    )
    return [("messages", row[0]) for row in rows]


def with_copies(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[Key]:
    """Add what says the same because of these rows: other versions, what was derived of them, replies that quote."""
    found = dict.fromkeys(keys)
    waiting = list(found)
    while waiting:
        table, row_id = waiting.pop()
        more: list[Key] = []
        scope = {"user": user_id, "id": row_id}
        if table == "checkins":
            rows = conn.execute(
                "SELECT id FROM checkins WHERE user_id = :user AND (supersedes = :id OR superseded_by = :id)",
                scope,
            )
            more += [("checkins", row[0]) for row in rows]
        if table == "messages":
            for derived in DERIVED:
                rows = conn.execute(
                    f"SELECT id FROM {derived} WHERE user_id = :user AND message_id = :id", scope
                )
                more += [(derived, row[0]) for row in rows]
            rows = conn.execute(
                "SELECT id FROM facts WHERE user_id = :user AND level = 'inferred' AND instr(sources, :id) > 0",
                scope,
            )
            more += [("facts", row[0]) for row in rows]
            more += _quoting(conn, user_id, row_id)
        waiting += [key for key in more if key not in found]
        found.update(dict.fromkeys(more))
    return list(found)


def _quoting(conn: sqlite3.Connection, user_id: str, message_id: str) -> list[Key]:
    """List messages of the same session that hold all the words of one of the person's."""
    rows = conn.execute(
        "SELECT q.id FROM messages m JOIN messages q ON q.session_id = m.session_id AND q.user_id = m.user_id "
        "WHERE m.user_id = :user AND m.id = :id AND m.role = 'user' AND LENGTH(TRIM(m.content)) >= :telling "
        "AND q.id <> m.id AND instr(q.content, TRIM(m.content)) > 0",
        {"user": user_id, "id": message_id, "telling": _TELLING},
    )
    return [("messages", row[0]) for row in rows]


def texts(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[str]:
    """Return every text of the rows."""
    found: dict[str, None] = {}
    for table, row_id in keys:
        if not _TEXTS[table]:
            continue
        row = conn.execute(
            f"SELECT {', '.join(_TEXTS[table])} FROM {table} WHERE id = :id AND user_id = :user",
            {"id": row_id, "user": user_id},
        ).fetchone()
        found.update((text.strip(), None) for text in row or () if text and text.strip())
    return list(found)


def delete(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> int:
    """Delete rows with their tags; triggers take their words out. Returns how many went."""
    gone = 0
    for table, row_id in keys:
        if table not in TABLES:
            raise ValueError(table)
        scope = {"id": row_id, "user": user_id, "table": table}
        for resting in _RESTING.get(table, ()):
            conn.execute(resting, scope)
        conn.execute("DELETE FROM undo_log WHERE row_id = :id AND tbl = :table AND user_id = :user", scope)
        conn.execute(
            "DELETE FROM tags WHERE owner_tbl = :table AND owner_id = :id AND user_id = :user", scope
        )
        gone += conn.execute(f"DELETE FROM {table} WHERE id = :id AND user_id = :user", scope).rowcount
    return gone + _emerged_from_nothing(conn, user_id)


def _emerged_from_nothing(conn: sqlite3.Connection, user_id: str) -> int:
    """Delete skills that came of evidence and have none left: their name is all that would remain of it."""
    found = conn.execute(
        "SELECT id FROM skills s WHERE user_id = :user AND origin = 'emerged' AND NOT EXISTS (SELECT 1 FROM "
        "skill_evidence e WHERE e.user_id = s.user_id AND e.skill_id = s.id) AND NOT EXISTS (SELECT 1 FROM "
        "skill_moves v WHERE v.user_id = s.user_id AND v.to_skill_id = s.id) AND NOT EXISTS (SELECT 1 FROM "
        "skill_merges g WHERE g.user_id = s.user_id AND g.winner_id = s.id)",
        {"user": user_id},
    ).fetchall()
    for row in found:
        scope = {"id": row[0], "user": user_id}
        for resting in _RESTING["skills"]:
            conn.execute(resting, scope)
        conn.execute("DELETE FROM undo_log WHERE row_id = :id AND user_id = :user", scope)
        conn.execute("DELETE FROM skills WHERE id = :id AND user_id = :user", scope)
    return len(found)


def sessions_of(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[str]:
    """List the sessions the messages among the rows belong to."""
    found: dict[str, None] = {}
    for table, row_id in keys:
        if table == "messages":
            row = conn.execute(
                "SELECT session_id FROM messages WHERE id = :id AND user_id = :user",
                {"id": row_id, "user": user_id},
            ).fetchone()
            found.update({row[0]: None} if row else {})
    return list(found)


def clean_session(conn: sqlite3.Connection, user_id: str, session_id: str, gone: Collection[str]) -> None:
    """Take out what a session and its other messages keep of texts that go: title, summary, captures, state."""
    scope = {"id": session_id, "user": user_id}
    row = conn.execute(
        "SELECT title, summary, captures FROM sessions WHERE id = :id AND user_id = :user", scope
    ).fetchone()
    if row is None:
        return
    for column in ("title", "summary", "captures"):
        if row[column] and _keeps(row[column], gone):
            conn.execute(f"UPDATE sessions SET {column} = NULL WHERE id = :id AND user_id = :user", scope)
    rows = conn.execute(
        "SELECT id, parts FROM messages WHERE session_id = :id AND user_id = :user AND parts IS NOT NULL",
        scope,
    ).fetchall()
    for message_id, parts in rows:
        if _keeps(parts, gone):
            conn.execute(
                "UPDATE messages SET parts = NULL WHERE id = :id AND user_id = :user",
                {"id": message_id, "user": user_id},
            )


def clean_periods(conn: sqlite3.Connection, user_id: str, session_id: str) -> None:
    """Take out the summaries of the week and month a session is in: they may tell of what goes, in other words."""
    conn.execute(
        "DELETE FROM period_summaries WHERE user_id = :user AND instr(session_ids, :session) > 0",
        {"user": user_id, "session": session_id},
    )


def clean_jobs(conn: sqlite3.Connection, user_id: str, gone: Collection[str]) -> None:
    """Take out of jobs, their journals and their events what they keep of texts that go."""
    if not gone:
        return
    for table, key in (("jobs", "id"), ("job_steps", "job_id"), ("job_events", "job_id")):
        columns = {"jobs": ("input", "output", "error"), "job_steps": ("output", "error")}.get(
            table, ("payload", "error")
        )
        for column in columns:
            rows = conn.execute(
                f"SELECT DISTINCT {key}, {column} FROM {table} WHERE user_id = :user AND {column} IS NOT NULL",
                {"user": user_id},
            ).fetchall()
            for row_id, kept in rows:
                if _keeps(kept, gone):
                    conn.execute(
                        f"UPDATE {table} SET {column} = :empty "
                        f"WHERE {key} = :id AND user_id = :user AND {column} = :kept",
                        {
                            "id": row_id,
                            "user": user_id,
                            "kept": kept,
                            "empty": None if column != "input" else "null",
                        },
                    )


def _keeps(kept: str, gone: Collection[str]) -> bool:
    """Tell whether a text, or one inside a JSON value, is part of what goes, or holds it."""
    for text in _strings(kept):
        plain = " ".join(text.rstrip("\u2026").split())
        for went in gone:
            flat = " ".join(went.split())
            if flat in plain or (len(plain) >= min(_TELLING, len(flat)) and plain in flat):
                return True
    return False


def _strings(kept: str) -> list[str]:
    try:
        waiting: list[Any] = [json.loads(kept)]
    except ValueError:
        return [kept]
    found = []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str):
            found.append(value)
    return found
