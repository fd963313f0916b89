"""Finding and deleting rows for good: the one place where rows of the record go instead of being superseded."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
_INSIDE = {
    "goals": (
        "SELECT title FROM milestones WHERE goal_id = :id AND user_id = :user",
        "SELECT detail FROM goal_events WHERE goal_id = :id AND user_id = :user AND detail IS NOT NULL",
        "SELECT quote FROM goal_events WHERE goal_id = :id AND user_id = :user AND quote IS NOT NULL",
    ),
    "skills": ("SELECT name FROM skill_aliases WHERE skill_id = :id AND user_id = :user",),
}
"""Texts of rows that go with a row."""
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


def texts(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[str]:
    """Return every text of the rows."""
    found: dict[str, None] = {}
    for table, row_id in keys:
        scope = {"id": row_id, "user": user_id}
        columns = _TEXTS[table]
        row = (
            columns
            and conn.execute(
                f"SELECT {', '.join(columns)} FROM {table} WHERE id = :id AND user_id = :user", scope
            ).fetchone()
        )
        inside = [one[0] for query in _INSIDE.get(table, ()) for one in conn.execute(query, scope)]
        found.update((text.strip(), None) for text in (*(row or ()), *inside) if text and text.strip())
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
        conn.execute("DELETE FROM extracted WHERE row_id = :id AND tbl = :table AND user_id = :user", scope)
        gone += conn.execute(f"DELETE FROM {table} WHERE id = :id AND user_id = :user", scope).rowcount
    return gone + _emerged_from_nothing(conn, user_id)


def any_there(conn: sqlite3.Connection, keys: Iterable[Key]) -> bool:
    """Tell whether one of the rows is in a database, whatever its schema and whosever it is."""
    for table, row_id in keys:
        try:
            if conn.execute(f"SELECT 1 FROM {table} WHERE id = :id", {"id": row_id}).fetchone():
                return True
        except sqlite3.OperationalError:  # an older schema without the table
            continue
    return False


def of_person(conn: sqlite3.Connection, user_id: str, most: int) -> list[Key]:
    """List a person's rows that hold texts, at most so many of each table."""
    found: list[Key] = []
    for table, columns in _TEXTS.items():
        rows = columns and conn.execute(
            f"SELECT id FROM {table} WHERE user_id = :user LIMIT :most", {"user": user_id, "most": most}
        )
        found += [(table, row[0]) for row in rows or ()]
    return found


def rows_of(conn: sqlite3.Connection, user_id: str) -> int:
    """Count a person's rows that hold texts."""
    counts = (
        conn.execute(f"SELECT COUNT(*) FROM {table} WHERE user_id = :user", {"user": user_id}).fetchone()[0]
        for table in TABLES
    )
    return sum(counts)


def ending(conn: sqlite3.Connection, user_id: str, tail: str) -> list[str]:
    """List the ids of the person's messages that end so: messages have no handles of their own."""
    rows = conn.execute(
        "SELECT id FROM messages WHERE user_id = :user AND id LIKE :tail LIMIT 3",
        {"user": user_id, "tail": f"%{tail.upper()}"},
    )
    return [row[0] for row in rows]


def of_message(conn: sqlite3.Connection, user_id: str, typed: str) -> list[str]:
    """List the ids of the person's messages with this id or external id."""
    rows = conn.execute(
        "SELECT id FROM messages WHERE user_id = :user AND (id = :upper OR external_id = :typed)",
        {"user": user_id, "upper": typed.upper(), "typed": typed},
    )
    return [row[0] for row in rows]


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
