"""What goes along with rows that are to be forgotten: other versions, what was derived of them, replies that quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store import words
from lifeos_cli.store.forgetting import DERIVED, TABLES, Key, texts
from lifeos_cli.store.forgotten_words import TELLING, Forgotten

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_VERSIONS = {
    "checkins": "SELECT id FROM checkins WHERE user_id = :user AND (supersedes = :id OR superseded_by = :id)",
    **{
        table: (
            f"SELECT id FROM {table} WHERE user_id = :user AND (superseded_by = :id "
            f"OR id = (SELECT superseded_by FROM {table} WHERE id = :id AND user_id = :user))"
        )
        for table in ("facts", "observations", "skill_evidence")
    },
}
_OF_FACT = "SELECT id FROM facts WHERE user_id = :user AND level <> 'explicit' AND instr(sources, :id) > 0"
"""Facts that were inferred of several messages, or name two facts that contradict each other."""
_COPIED = (
    "SELECT q.id FROM messages m JOIN sessions s ON s.id = m.session_id JOIN sessions f ON f.user_id = s.user_id "
    "AND f.forked_from IS NOT NULL JOIN messages q ON q.session_id = f.id AND q.turn = m.turn AND q.step = m.step "
    "AND q.role = m.role AND q.content = m.content WHERE m.user_id = :user AND m.id = :id AND q.id <> :id"
)
"""A fork copies what was said before it, at the same place."""
_MERGED = "SELECT loser_id FROM skill_merges WHERE user_id = :user AND winner_id = :id AND undone_at IS NULL"
_SHOWN = (
    "SELECT id FROM skill_evidence WHERE user_id = :user AND (skill_id = :id OR id IN "
    "(SELECT evidence_id FROM skill_moves WHERE user_id = :user AND to_skill_id = :id AND undone_at IS NULL))"
)
_PHRASE, _ASKED = 8, 500
"""Words of a text it is looked for by, and texts that are looked for outside of their sessions."""


def of_session(conn: sqlite3.Connection, user_id: str, session_id: str) -> list[Key]:
    """List a session's messages, whatever their state, and what came of the session."""
    scope = {"user": user_id, "session": session_id}
    found: list[Key] = []
    for table in ("messages", *DERIVED):
        rows = conn.execute(f"SELECT id FROM {table} WHERE user_id = :user AND session_id = :session", scope)
        found += [(table, row[0]) for row in rows]
    return found


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


def sources(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[Key]:
    """List the messages that rows were learnt from."""
    found: dict[Key, None] = {}
    for table, row_id in keys:
        if table in DERIVED:
            row = conn.execute(
                f"SELECT message_id FROM {table} WHERE id = :id AND user_id = :user AND message_id IS NOT NULL",
                {"id": row_id, "user": user_id},
            ).fetchone()
            found.update({("messages", row[0]): None} if row else {})
    return list(found)


def with_copies(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> list[Key]:
    """Add what says the same because of these rows.

    Other versions, copies in forks, what was derived of a message, replies of
    its session that quote a part of it, and whatever else a model wrote that
    holds the whole of it.
    """
    found = _resting(conn, user_id, dict.fromkeys(keys))
    told = Forgotten(texts(conn, user_id, found))
    quoting = dict.fromkeys(
        key for key in (*_replies(conn, user_id, found), *_elsewhere(conn, user_id, told)) if key not in found
    )
    return list({**found, **_resting(conn, user_id, quoting)})


def _resting(conn: sqlite3.Connection, user_id: str, found: dict[Key, None]) -> dict[Key, None]:
    waiting = list(found)
    while waiting:
        key = waiting.pop()
        more = [one for one in _beside(conn, user_id, *key) if one not in found]
        waiting += more
        found.update(dict.fromkeys(more))
    return found


def _beside(conn: sqlite3.Connection, user_id: str, table: str, row_id: str) -> Iterator[Key]:
    scope = {"user": user_id, "id": row_id}
    asked: list[tuple[str, str]] = [(table, _VERSIONS[table])] if table in _VERSIONS else []
    if table == "messages":
        asked += [
            (one, f"SELECT id FROM {one} WHERE user_id = :user AND message_id = :id") for one in DERIVED
        ]
        asked += [("facts", _OF_FACT), ("messages", _COPIED)]
    elif table == "facts":
        asked.append(("facts", _OF_FACT))
    elif table == "skills":
        asked += [("skills", _MERGED), ("skill_evidence", _SHOWN)]
    for other, query in asked:
        yield from [(other, row[0]) for row in conn.execute(query, scope)]


def _replies(conn: sqlite3.Connection, user_id: str, keys: Iterable[Key]) -> Iterator[Key]:
    """Give the messages of the same sessions that hold all of what the person said, or replies with a part of it."""
    by_session: dict[str, list[str]] = {}
    for table, row_id in keys:
        if table != "messages":
            continue
        row = conn.execute(
            "SELECT session_id, content FROM messages WHERE id = :id AND user_id = :user AND role = 'user'",
            {"id": row_id, "user": user_id},
        ).fetchone()
        if row:
            by_session.setdefault(row[0], []).append(row[1])
    for session_id, said in by_session.items():
        told = Forgotten(text for text in said if len(text.strip()) >= TELLING)
        rows = conn.execute(
            "SELECT id, role, content FROM messages WHERE session_id = :session AND user_id = :user",
            {"session": session_id, "user": user_id},
        )
        for other, role, content in rows:
            if told.in_text(content) or (role != "user" and told.quoted_by(content)):
                yield "messages", other


def _elsewhere(conn: sqlite3.Connection, user_id: str, told: Forgotten) -> Iterator[Key]:
    """Give what a model wrote elsewhere, and what was noted, that holds one of the texts whole."""
    for table, row_id, role in holding(conn, user_id, told):
        if table != "checkins" and role != "user":
            yield table, row_id
    for table in DERIVED:
        if table in ("insights", "facts", "goals"):
            continue
        named = [
            name for name in ("content", "assessment", "alternative", "quote") if _has(conn, table, name)
        ]
        rows = conn.execute(
            f"SELECT id, {', '.join(named)} FROM {table} WHERE user_id = :user", {"user": user_id}
        )
        yield from [(table, row[0]) for row in rows if any(text and told.in_text(text) for text in row[1:])]


def holding(conn: sqlite3.Connection, user_id: str, told: Forgotten) -> Iterator[tuple[str, str, str]]:
    """Give (table, id, role) of texts that may be recalled and hold one of these whole."""
    seen: set[Key] = set()
    for text in told.texts[:_ASKED]:
        terms = "".join(c if c.isalnum() else " " for c in text).split()[:_PHRASE]
        if len(text) < TELLING or not terms:
            continue
        for hit in words.search(conn, user_id, words.phrase(" ".join(terms)), limit=10_000):
            if (hit.tbl, hit.id) in seen or hit.tbl not in TABLES:
                continue
            seen.add((hit.tbl, hit.id))
            row = conn.execute(
                "SELECT role, text FROM recallable WHERE tbl = :tbl AND row_id = :id AND +user_id = :user",
                {"tbl": hit.tbl, "id": hit.id, "user": user_id},
            ).fetchone()
            if row and told.in_text(row[1]):
                yield hit.tbl, hit.id, row[0]


def _has(conn: sqlite3.Connection, table: str, column: str) -> bool:
    return any(row[1] == column for row in conn.execute(f"PRAGMA table_info({table})"))
