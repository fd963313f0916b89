"""Queries over extractions: what there is to read in a session, and which rows came of reading it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_READABLE = (
    "m.user_id = :user AND m.session_id = :session AND m.role IN ('user', 'assistant') "
    "AND m.status IN ('success', 'interrupted') AND m.unread = 0 AND TRIM(m.content) <> '' AND NOT EXISTS "
    "(SELECT 1 FROM messages o WHERE o.session_id = m.session_id AND o.turn = m.turn "
    "AND (o.safety_level = 'crisis' OR o.provider = 'safety'))"
)
STANDING = {
    "facts": "status = 'active' AND superseded_by IS NULL",
    "insights": "status = 'active'",
    "goals": "withdrawn_at IS NULL",
    "skill_evidence": "status <> 'withdrawn' AND superseded_by IS NULL",
    "observations": "status <> 'withdrawn' AND superseded_by IS NULL",
    "followups": "status <> 'canceled'",
}
"""Tables extraction writes to, with what a row must be to stand; a proposal is told by its own column."""


_WAITS = " OR (status = 'withdrawn' AND proposed = 1)"
PROPOSED = {"facts": _WAITS, "insights": _WAITS, "goals": " OR proposed = 1"}
"""What else stands: rows that wait for a yes, where a column of their own says so."""
_PLAIN = re.compile(r"[a-z0-9]+", re.IGNORECASE | re.ASCII)
MOST_WORDS = 8
"""Words of a text that are looked for at most, the longest."""


class Spoken(NamedTuple):
    """A message as extraction reads it."""

    id: str
    role: str
    content: str
    origin: str
    """chat, fork or imported."""
    imported: int
    created_at: int


def readable(conn: sqlite3.Connection, user_id: str, session_id: str) -> list[Spoken]:
    """List a session's messages that may be read, in order: no turn of a crisis, nothing unread for its safety."""
    rows = conn.execute(
        "SELECT m.id, m.role, m.content, m.origin, m.external_id IS NOT NULL, m.created_at FROM messages m "
        f"WHERE {_READABLE} ORDER BY m.turn, m.step",
        {"user": user_id, "session": session_id},
    )
    return [Spoken(*row) for row in rows]


def last(conn: sqlite3.Connection, user_id: str, session_id: str) -> str | None:
    """Return the id of the newest message that may be read."""
    row = conn.execute(
        f"SELECT m.id FROM messages m WHERE {_READABLE} ORDER BY m.turn DESC, m.step DESC LIMIT 1",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return None if row is None else str(row[0])


def spoken_in_since(conn: sqlite3.Connection, user_id: str, seq: int) -> list[str]:
    """List the person's sessions that got messages after a place in the change feed, the oldest first."""
    rows = conn.execute(
        "SELECT DISTINCT m.session_id FROM changes c JOIN messages m ON m.id = c.row_id WHERE c.seq > :seq "
        "AND c.tbl = 'messages' AND c.op = 'insert' AND c.user_id = :user AND m.user_id = :user "
        "ORDER BY m.session_id",
        {"user": user_id, "seq": seq},
    )
    return [row[0] for row in rows]


def standing(conn: sqlite3.Connection, user_id: str, session_id: str) -> dict[str, Any] | None:
    """Return the extraction of a session that stands."""
    row = conn.execute(
        "SELECT * FROM extractions WHERE user_id = :user AND session_id = :session AND superseded_by IS NULL",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return dict(row) if row else None


def supersede(conn: sqlite3.Connection, user_id: str, old_id: str, new_id: str) -> None:
    """Let an extraction stand no longer."""
    conn.execute(
        "UPDATE extractions SET superseded_by = :new WHERE id = :old AND user_id = :user",
        {"new": new_id, "old": old_id, "user": user_id},
    )


def add(conn: sqlite3.Connection, values: dict[str, object]) -> None:
    """Insert an extraction; the one before it must have been superseded."""
    insert(conn, "extractions", values)


def count(conn: sqlite3.Connection, user_id: str, extraction_id: str, counts: Mapping[str, int]) -> None:
    """Add to how many rows came of an extraction."""
    scope = {"user": user_id, "id": extraction_id}
    row = conn.execute("SELECT counts FROM extractions WHERE user_id = :user AND id = :id", scope).fetchone()
    if row is not None:
        conn.execute(
            "UPDATE extractions SET counts = :counts WHERE user_id = :user AND id = :id",
            {**scope, "counts": json.dumps({**json.loads(row[0]), **counts})},
        )


def owned(conn: sqlite3.Connection, user_id: str, extraction_id: str) -> set[tuple[str, str]]:
    """Return (table, row id) of what came of an extraction."""
    rows = conn.execute(
        "SELECT tbl, row_id FROM extracted WHERE user_id = :user AND extraction_id = :id",
        {"user": user_id, "id": extraction_id},
    )
    return {(row[0], row[1]) for row in rows}


def own(conn: sqlite3.Connection, user_id: str, extraction_id: str, table: str, row_id: str) -> None:
    """Note that a row came of an extraction, instead of the one it was noted for before."""
    conn.execute(
        "INSERT INTO extracted (user_id, extraction_id, tbl, row_id) VALUES (:user, :extraction, :tbl, :row) "
        "ON CONFLICT (tbl, row_id) DO UPDATE SET extraction_id = excluded.extraction_id",
        {"user": user_id, "extraction": extraction_id, "tbl": table, "row": row_id},
    )


def rows_of(
    conn: sqlite3.Connection,
    user_id: str,
    table: str,
    session_id: str | None,
    *,
    holding: tuple[str, str] | None = None,
) -> list[dict[str, Any]]:
    """List a table's rows of a session, or of all; `stands` says whether a row counts or waits as a proposal.

    Args:
        conn: The store.
        user_id: Whose.
        table: Which.
        session_id: Of which session; of all if None.
        holding: A column and a text: only rows whose column holds the text's words of plain letters and digits,
            each somewhere. That leaves out most of what says something else, and nothing that says the same.

    Raises:
        KeyError: No table extraction writes to.
    """
    proposed = PROPOSED.get(table, "")
    where = " AND session_id = :session" if session_id is not None else ""
    column, text = holding or ("", "")
    words = sorted(set(_PLAIN.findall(text)), key=lambda word: (-len(word), word))[:MOST_WORDS]
    where += "".join(f" AND {column} LIKE :word{n}" for n in range(len(words)))
    rows = conn.execute(
        f"SELECT *, ({STANDING[table]}{proposed}) AS stands FROM {table} WHERE user_id = :user{where} "
        "ORDER BY created_at, id",
        {
            "user": user_id,
            "session": session_id,
            **{f"word{n}": f"%{word}%" for n, word in enumerate(words)},
        },
    )
    return [dict(row) for row in rows]


def standing_facts(conn: sqlite3.Connection, user_id: str, most: int) -> list[tuple[str, str]]:
    """List (handle, content) of the newest facts that stand, oldest first; contradictions are none."""
    rows = conn.execute(
        f"SELECT handle, content FROM facts WHERE user_id = :user AND {STANDING['facts']} "
        "AND level <> 'contradiction' ORDER BY created_at DESC, id DESC LIMIT :most",
        {"user": user_id, "most": most},
    )
    return [(str(row[0]), str(row[1])) for row in rows][::-1]


def contradictions(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List the contradictions that are open, oldest first."""
    rows = conn.execute(
        f"SELECT * FROM facts WHERE user_id = :user AND {STANDING['facts']} AND level = 'contradiction' "
        "ORDER BY created_at, id",
        {"user": user_id},
    )
    return [dict(row) for row in rows]


def tags_of(conn: sqlite3.Connection, user_id: str, session_id: str) -> list[str]:
    """List the tags of a session."""
    rows = conn.execute(
        "SELECT name FROM tags WHERE user_id = :user AND owner_tbl = 'sessions' AND owner_id = :session ORDER BY name",
        {"user": user_id, "session": session_id},
    )
    return [row[0] for row in rows]


def tag(conn: sqlite3.Connection, user_id: str, session_id: str, names: list[str]) -> None:
    """Put these tags in the place of a session's; those the person put on stay, those taken off stay off."""
    scope = {"user": user_id, "session": session_id}
    rows = conn.execute(
        "SELECT name, wanted FROM tag_choices WHERE user_id = :user AND owner_tbl = 'sessions' "
        "AND owner_id = :session ORDER BY at",
        scope,
    )
    chosen = {row[0]: bool(row[1]) for row in rows}
    conn.execute(
        "DELETE FROM tags WHERE owner_tbl = 'sessions' AND owner_id = :session AND user_id = :user", scope
    )
    for name in dict.fromkeys([*names, *chosen]):
        if chosen.get(name, True):
            values = {"user_id": user_id, "owner_tbl": "sessions", "owner_id": session_id, "name": name}
            insert(conn, "tags", values)


def tags(conn: sqlite3.Connection, user_id: str) -> list[dict[str, Any]]:
    """List the person's tags with how many sessions and check-ins have them, the commonest first."""
    rows = conn.execute(
        "SELECT name AS tag, SUM(CASE owner_tbl WHEN 'sessions' THEN 1 ELSE 0 END) AS sessions, "
        "SUM(CASE owner_tbl WHEN 'checkins' THEN 1 ELSE 0 END) AS checkins FROM tags WHERE user_id = :user "
        "GROUP BY name ORDER BY COUNT(*) DESC, name",
        {"user": user_id},
    )
    return [dict(row) for row in rows]
