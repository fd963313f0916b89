"""Many new messages at once, as fast as they can be written.

A trigger costs more for each row than the row itself. So while a batch goes
in, the two triggers that follow a new message stand back, and what they would
have written, a feed entry and the message's words, is written for all of them
together. The triggers go and come back in the batch's own transaction: nobody else
sees a store without them, and whatever cuts the batch off brings them back.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.store import words
from lifeos_cli.store.schema_memory import VOICE_BITS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


Arrival = tuple[str, str, int, int, str, str, str, int]
"""A message of the person's or the assistant's, whole, with a text, not read for its safety yet: its id, session,
turn, step, role (user or assistant; not checked again), content, external id, and time in epoch milliseconds."""
_REPLACED = ("messages_fed_insert", "messages_words_insert", "messages_words_close_insert")


def add(
    conn: sqlite3.Connection, user_id: str, rows: Sequence[Arrival], *, source: str, origin: str = "imported"
) -> None:
    """Insert messages of one person, in the caller's write transaction.

    Args:
        conn: The store.
        user_id: Whose.
        rows: In the order in which they are to be found when nothing else tells them apart.
        source: What their external ids are unique within.
        origin: How they came.
    """
    if not rows:
        return
    before = conn.execute("SELECT COALESCE(MAX(rowid), 0) FROM messages").fetchone()[0]
    # What is the same in every row stands in the statement: binding it a million times takes seconds.
    same = conn.execute("SELECT quote(?), quote(?), quote(?)", (user_id, source, origin)).fetchone()
    with _without(conn, _REPLACED), _unchecked(conn):
        conn.executemany(
            "INSERT INTO messages (id, session_id, turn, step, role, content, external_id, created_at, "
            "updated_at, user_id, source, origin, status, unread) "
            f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, {', '.join(same)}, 'success', 1)",
            rows,
        )
    conn.execute(
        "INSERT INTO changes (tbl, row_id, user_id, op, at) SELECT 'messages', id, user_id, 'insert', :now "
        "FROM messages WHERE rowid > :before ORDER BY rowid",
        {"before": before, "now": time.time_ns() // 1_000_000},
    )
    _enter_words(conn, user_id, before)


def _enter_words(conn: sqlite3.Connection, user_id: str, before: int) -> None:
    """Give every text its place among the person's and put its words in, as `schema_memory` lays them."""
    first, last = words.bounds(conn, user_id)
    newest = conn.execute(
        "SELECT COALESCE(MAX(n), :first) FROM word_rows WHERE n BETWEEN :first AND :last",
        {"first": first, "last": last},
    ).fetchone()[0]
    n = f"(((:place + rowid - :before) << {VOICE_BITS}) | CASE role WHEN 'user' THEN 0 ELSE 2 END)"
    known = {"place": newest >> VOICE_BITS, "before": before}
    conn.execute(
        f"INSERT INTO word_rows (n, user_id, tbl, row_id) SELECT {n}, user_id, 'messages', id "
        "FROM messages WHERE rowid > :before ORDER BY rowid",
        known,
    )
    with words.gathered(conn):
        conn.execute(
            f"INSERT INTO words (rowid, text) SELECT {n}, content FROM messages WHERE rowid > :before ORDER BY rowid",
            known,
        )


@contextmanager
def _unchecked(conn: sqlite3.Connection) -> Iterator[None]:
    """Leave CHECK constraints aside for the block: SQLite builds a table for each IN of one, for every row.

    What they say of a message holds of an `Arrival` anyway: its role was
    settled by who made it, the rest stands in the statement.
    """
    conn.execute("PRAGMA ignore_check_constraints=ON")
    try:
        yield
    finally:
        conn.execute("PRAGMA ignore_check_constraints=OFF")


@contextmanager
def _without(conn: sqlite3.Connection, triggers: Sequence[str]) -> Iterator[None]:
    """Take triggers away for the block; an error in it rolls the whole transaction back, and so brings them back."""
    named = ", ".join("?" * len(triggers))
    found = conn.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name IN ({named})", triggers
    ).fetchall()
    for name, _ in found:
        conn.execute(f"DROP TRIGGER {name}")
    yield
    for _, statement in found:
        conn.execute(statement)
