"""What a session's ends say: each question is answered by an index, however long the session is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Message, columns, from_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_COLUMNS = columns(Message)
_AT_ONCE = 50


def last_turn(conn: sqlite3.Connection, user_id: str, session_id: str) -> int | None:
    """Return the newest turn in which the person said something; None if there is none."""
    row = conn.execute(
        "SELECT turn FROM messages WHERE user_id = :user AND session_id = :session AND role = 'user' "
        "ORDER BY turn DESC LIMIT 1",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return None if row is None else int(row[0])


def of_turn(conn: sqlite3.Connection, user_id: str, session_id: str, turn: int) -> list[Message]:
    """List the messages of one turn in order."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE user_id = :user AND session_id = :session AND turn = :turn "
        "ORDER BY step",
        {"user": user_id, "session": session_id, "turn": turn},
    )
    return [from_row(Message, row) for row in found]


def next_step(conn: sqlite3.Connection, user_id: str, session_id: str, turn: int) -> int:
    """Return the number the turn's next step takes."""
    row = conn.execute(
        "SELECT COALESCE(MAX(step), -1) + 1 FROM messages "
        "WHERE user_id = :user AND session_id = :session AND turn = :turn",
        {"user": user_id, "session": session_id, "turn": turn},
    ).fetchone()
    return int(row[0])


def newest_with_parts(conn: sqlite3.Connection, user_id: str, session_id: str) -> Iterator[str]:
    """Yield the parts (JSON) of replies that have any, the newest first."""
    found = conn.execute(
        "SELECT parts FROM messages WHERE user_id = :user AND session_id = :session AND parts IS NOT NULL "
        "AND role = 'assistant' ORDER BY turn DESC, step DESC",
        {"user": user_id, "session": session_id},
    )
    for row in found:
        yield row[0]


def raised(conn: sqlite3.Connection, user_id: str, session_id: str, level: str) -> Iterator[Message]:
    """Yield the messages of a safety level, the newest first."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE user_id = :user "
        "AND session_id = :session AND safety_level = :level AND safety_level <> 'none' "
        "ORDER BY turn DESC, step DESC",
        {"user": user_id, "session": session_id, "level": level},
    )
    for row in found:
        yield from_row(Message, row)


def first_words(conn: sqlite3.Connection, user_id: str, session_id: str) -> str | None:
    """Return the first thing the person said that was no crisis; None if there is nothing."""
    row = conn.execute(
        "SELECT content FROM messages WHERE user_id = :user AND session_id = :session AND role = 'user' "
        "AND safety_level <> 'crisis' ORDER BY turn, step LIMIT 1",
        {"user": user_id, "session": session_id},
    ).fetchone()
    return None if row is None else str(row[0])


def own_words(conn: sqlite3.Connection, user_id: str, session_id: str) -> Iterator[tuple[str, str]]:
    """Yield (id, content) of what the person themselves said here, the newest first.

    What was brought in from a file is left out, and so is every turn that met
    a crisis or was answered with fixed words of safety.
    """
    before: tuple[int, int] = (2**62, 0)
    while True:
        found = conn.execute(
            "SELECT m.id, m.content, m.turn, m.step FROM messages m WHERE m.user_id = :user "
            "AND m.session_id = :session AND m.role = 'user' AND (m.turn, m.step) < (:turn, :step) "
            "AND m.external_id IS NULL AND NOT EXISTS (SELECT 1 FROM messages o "
            "WHERE o.session_id = m.session_id AND o.turn = m.turn "
            "AND (o.safety_level = 'crisis' OR o.provider = 'safety')) "
            "ORDER BY m.turn DESC, m.step DESC LIMIT :most",
            {"user": user_id, "session": session_id, "turn": before[0], "step": before[1], "most": _AT_ONCE},
        ).fetchall()
        for row in found:
            yield str(row[0]), str(row[1])
        if len(found) < _AT_ONCE:
            return
        before = (found[-1][2], found[-1][3])


def delete_steps(conn: sqlite3.Connection, user_id: str, session_id: str, turn: int, first: int) -> list[str]:
    """Delete a turn's messages from a step on, with what their calls are counted by; returns their ids."""
    scope = {"user": user_id, "session": session_id, "turn": turn, "first": first}
    where = "user_id = :user AND session_id = :session AND turn = :turn AND step >= :first"
    ids = [row[0] for row in conn.execute(f"SELECT id FROM messages WHERE {where}", scope)]
    for message_id in ids:
        conn.execute(
            "UPDATE usage SET message_id = NULL WHERE user_id = :user AND message_id = :id",
            {"user": user_id, "id": message_id},
        )
    conn.execute(f"DELETE FROM messages WHERE {where}", scope)
    return ids
