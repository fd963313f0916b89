"""Full text: which of a person's texts hold the words, best first.

Rank is FTS5's bm25 over everybody's rows; whose rows are looked at is settled
by their range of row numbers (see `schema_memory`) before anything is ranked.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store.schema_memory import PERSON_BITS, REFILL, TEXT, VOICE_BITS, enter_new

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator

OWN, DERIVED, ASSISTANT = 0, 1, 2
"""Voices: the person's own words (messages, check-ins), insights and facts, the assistant's messages."""
ANY = (OWN, DERIVED, ASSISTANT)
_REFILLED = "feed:refilled"
"""A watermark that is no follower's (see `changes`)."""
_ROOMY = (("hashsize", 16 * 1024 * 1024), ("automerge", 8))
_USUAL = (("hashsize", 1024 * 1024), ("automerge", 4))
"""Bytes of words gathered in memory before they become a segment, and segments of a level before they are
merged: while many rows go in, and FTS5's own (sqlite.org/fts5.html, 4.6 and 6.5)."""


class WordHit(NamedTuple):
    """A text that holds some of the words."""

    tbl: str
    id: str
    score: float
    """bm25, higher is better, never negative."""
    voice: int


def bounds(conn: sqlite3.Connection, user_id: str) -> tuple[int, int]:
    """Return the first and last row number a person's words can have; an empty range for a stranger."""
    row = conn.execute("SELECT no FROM word_people WHERE user_id = :user", {"user": user_id}).fetchone()
    return (row[0] << PERSON_BITS, ((row[0] + 1) << PERSON_BITS) - 1) if row else (1, 0)


def phrase(term: str) -> str:
    """Return the term as FTS5 takes it literally."""
    return '"' + term.replace('"', '""') + '"'


def search(
    conn: sqlite3.Connection,
    user_id: str,
    expression: str,
    *,
    limit: int,
    voices: Collection[int] = ANY,
) -> list[WordHit]:
    """Find the person's texts that match, best first.

    Args:
        conn: The store.
        user_id: Whose.
        expression: An FTS5 expression; build its terms with `phrase`.
        limit: At most so many.
        voices: Whose words (`OWN`, `DERIVED`, `ASSISTANT`).

    Raises:
        sqlite3.OperationalError: The expression is none.
    """
    first, last = bounds(conn, user_id)
    only = (
        "" if set(voices) >= set(ANY) else f"AND (rowid & 3) IN ({', '.join(str(int(v)) for v in voices)}) "
    )
    rank = "rank" if not only else "bm25(words)"
    rows = conn.execute(
        "SELECT r.tbl, r.row_id, -f.score, r.n & 3 FROM ("
        f"SELECT rowid AS n, {rank} AS score FROM words WHERE words MATCH :expression "
        f"AND rowid BETWEEN :first AND :last {only}ORDER BY {rank} LIMIT :limit"
        ") f JOIN word_rows r ON r.n = f.n WHERE r.user_id = :user ORDER BY f.score, r.n",
        {"expression": expression, "first": first, "last": last, "limit": limit, "user": user_id},
    )
    return [WordHit(*row) for row in rows]


def total(conn: sqlite3.Connection, user_id: str) -> int:
    """Return about how many texts the person has; those that have left are counted too."""
    first, last = bounds(conn, user_id)
    row = conn.execute(
        "SELECT MAX(n) FROM word_rows WHERE n BETWEEN :first AND :last", {"first": first, "last": last}
    ).fetchone()
    return (row[0] - first) >> VOICE_BITS if row[0] is not None else 0


def count(conn: sqlite3.Connection, user_id: str) -> int:
    """Return how many texts the person has, counted one by one."""
    first, last = bounds(conn, user_id)
    row = conn.execute(
        "SELECT COUNT(*) FROM word_rows WHERE n BETWEEN :first AND :last", {"first": first, "last": last}
    ).fetchone()
    return int(row[0])


def optimize(conn: sqlite3.Connection) -> None:
    """Merge the words into one segment: faster, and nothing is left of words that were taken out."""
    conn.execute("INSERT INTO words (words) VALUES ('optimize')")


@contextmanager
def gathered(conn: sqlite3.Connection) -> Iterator[None]:
    """Have FTS5 write fewer and larger segments in the block: merging small ones took a third of its time.

    The block must lie inside a write transaction; the settings are rows of it,
    so an error or a kill takes them back.
    """
    conn.executemany("INSERT INTO words (words, rank) VALUES (?, ?)", _ROOMY)
    yield
    conn.execute("SAVEPOINT gathered")  # writes what is in memory, by the block's settings
    conn.execute("RELEASE gathered")
    conn.executemany("INSERT INTO words (words, rank) VALUES (?, ?)", _USUAL)


@contextmanager
def in_bulk(conn: sqlite3.Connection, user_id: str) -> Iterator[None]:
    """Enter the words of many rows of one person at once, at the end of the block: ten times as fast.

    The block must lie inside a write transaction, so that nobody else sees rows
    without their words. After an error the transaction is to be rolled back.
    """
    after = {
        table: conn.execute(f"SELECT COALESCE(MAX(rowid), 0) FROM {table}").fetchone()[0] for table in TEXT
    }
    conn.execute("INSERT INTO word_hold (user_id) VALUES (:user)", {"user": user_id})
    yield
    conn.execute("DELETE FROM word_hold WHERE user_id = :user", {"user": user_id})
    first, last = bounds(conn, user_id)
    entered = conn.execute(
        "SELECT COALESCE(MAX(n), :first) FROM word_rows WHERE n BETWEEN :first AND :last",
        {"first": first, "last": last},
    ).fetchone()[0]
    for table, upto in after.items():
        conn.execute(enter_new(table), {"user": user_id, "after": upto})
    with gathered(conn):
        conn.execute(
            "INSERT INTO words (rowid, text) SELECT n, text FROM words_text "
            "WHERE n > :entered AND n <= :last ORDER BY n",
            {"entered": entered, "last": last},
        )


def refill(conn: sqlite3.Connection) -> None:
    """Start the words of everybody anew from the rows they stand for; every row gets another number."""
    for statement in REFILL:
        conn.execute(statement)
    conn.execute(
        "INSERT INTO watermarks (name, seq, at) VALUES (:name, 1, 0) "
        "ON CONFLICT (name) DO UPDATE SET seq = watermarks.seq + 1",
        {"name": _REFILLED},
    )


def generation(conn: sqlite3.Connection) -> int:
    """Return how often the words were started anew; row numbers compare within one generation only."""
    row = conn.execute("SELECT seq FROM watermarks WHERE name = :name", {"name": _REFILLED}).fetchone()
    return int(row[0]) if row else 0
