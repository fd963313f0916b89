"""Queries over messages, and the side table a reply streams into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import Message, columns, from_row, insert, update

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = columns(Message)
WORDS, WORD = 50, 500
"""How many words a search takes, and characters of one."""


def add(conn: sqlite3.Connection, row: Message) -> None:
    """Insert a message."""
    insert(conn, "messages", row._asdict())


def next_turn(conn: sqlite3.Connection, session_id: str) -> int:
    """Return the number the session's next turn takes."""
    found = conn.execute(
        "SELECT COALESCE(MAX(turn), -1) + 1 FROM messages WHERE session_id = :session",
        {"session": session_id},
    ).fetchone()
    return int(found[0])


def of_session(
    conn: sqlite3.Connection, user_id: str, session_id: str, *, last: int = 2**62, after: int = -1
) -> list[Message]:
    """List the last messages of a session in the order they were said, those of turns after one."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE user_id = :user AND session_id = :session AND turn > :after "
        "ORDER BY turn DESC, step DESC LIMIT :last",
        {"user": user_id, "session": session_id, "last": last, "after": after},
    ).fetchall()
    return [from_row(Message, row) for row in reversed(rows)]


def counts(conn: sqlite3.Connection, user_id: str, session_ids: list[str]) -> dict[str, int]:
    """Return how many messages each of the sessions has."""
    query = "SELECT COUNT(*) FROM messages WHERE user_id = :user AND session_id = :session"
    return {
        row_id: int(conn.execute(query, {"user": user_id, "session": row_id}).fetchone()[0])
        for row_id in session_ids
    }


def search(
    conn: sqlite3.Connection, user_id: str, words: list[str], *, most: int
) -> list[tuple[str, str, str, str, int]]:
    """Find messages that hold every word, newest first.

    Returns:
        (message id, session id, role, content, created at) tuples.
    """
    from lifeos_cli.store.resolve import like_prefix

    terms = {f"w{i}": "%" + like_prefix(word[:WORD].lower()) for i, word in enumerate(words[:WORDS])}
    having = "".join(f" AND lower(content) LIKE :{key} ESCAPE '!'" for key in terms)
    rows = conn.execute(
        "SELECT id, session_id, role, content, created_at FROM messages "
        f"WHERE user_id = :user{having} ORDER BY created_at DESC, id DESC LIMIT :most",
        {"user": user_id, "most": most, **terms},
    )
    return [tuple(row) for row in rows]


def edit(conn: sqlite3.Connection, user_id: str, row_id: str, values: dict[str, object]) -> None:
    """Change columns of a message."""
    update(conn, "messages", row_id, user_id, values)


def open_stream(conn: sqlite3.Connection, user_id: str, message_id: str, owner: str, at: int) -> None:
    """Note which process is writing the message, so that a later one can tell a dead stream."""
    insert(conn, "streams", {"message_id": message_id, "user_id": user_id, "owner": owner, "started_at": at})


def add_chunk(conn: sqlite3.Connection, user_id: str, message_id: str, n: int, text: str) -> None:
    """Keep the next piece of a streaming message, outside the change feed."""
    insert(conn, "stream_chunks", {"message_id": message_id, "user_id": user_id, "n": n, "text": text})


def streamed(conn: sqlite3.Connection, user_id: str, message_id: str) -> str:
    """Return what has been kept of a streaming message."""
    rows = conn.execute(
        "SELECT text FROM stream_chunks WHERE user_id = :user AND message_id = :id ORDER BY n",
        {"user": user_id, "id": message_id},
    )
    return "".join(row[0] for row in rows)


def close_stream(conn: sqlite3.Connection, message_id: str) -> None:
    """Drop the side rows of a message that has its final text."""
    conn.execute("DELETE FROM stream_chunks WHERE message_id = :id", {"id": message_id})
    conn.execute("DELETE FROM streams WHERE message_id = :id", {"id": message_id})


def open_streams(conn: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """List (message id, user id, owner) of every message being written, of everybody."""
    return [tuple(row) for row in conn.execute("SELECT message_id, user_id, owner FROM streams")]
