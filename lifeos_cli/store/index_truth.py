"""Comparing what was derived of the texts with the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.recallable import Text, fetch
from lifeos_cli.store.vector_marks import places
from lifeos_cli.store.words import bounds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

_PAGE = 1_000


def missing(conn: sqlite3.Connection, user_id: str, model: str, limit: int) -> list[Text]:
    """List the person's texts that have no vector of the model, the one that has waited longest first."""
    first, last = bounds(conn, user_id)
    rows = conn.execute(
        "SELECT w.tbl, w.row_id FROM word_rows w WHERE w.n BETWEEN :first AND :last AND NOT EXISTS ("
        "SELECT 1 FROM vec.embeddings e WHERE e.user_id = :user AND e.model = :model AND e.voice = w.n & 3 "
        "AND e.owner_id = w.row_id) ORDER BY w.n LIMIT :limit",
        {"first": first, "last": last, "user": user_id, "model": model, "limit": limit},
    ).fetchall()
    found = fetch(conn, user_id, [(row[0], row[1]) for row in rows])
    return list(found.values())


def digests(conn: sqlite3.Connection, user_id: str, model: str, texts: Iterable[Text]) -> dict[str, bytes]:
    """Return, by id, what the vectors of texts were made of; those that have none are left out."""
    found: dict[str, bytes] = {}
    for text in texts:
        row = conn.execute(
            "SELECT digest FROM vec.embeddings WHERE user_id = :user AND model = :model AND voice = :voice "
            "AND owner_id = :id AND chunk = 0",
            {"user": user_id, "model": model, "voice": text.voice, "id": text.id},
        ).fetchone()
        if row:
            found[text.id] = row[0]
    return found


def strays(conn: sqlite3.Connection, user_id: str, model: str) -> list[str]:
    """List the ids that have vectors of the model and are none of the person's texts any more."""
    rows = conn.execute(
        "SELECT DISTINCT e.owner_id FROM vec.embeddings e WHERE e.user_id = :user AND e.model = :model "
        "AND NOT EXISTS (SELECT 1 FROM word_rows w WHERE w.row_id = e.owner_id AND w.tbl = e.owner_tbl "
        "AND w.user_id = e.user_id AND w.n & 3 = e.voice)",
        {"user": user_id, "model": model},
    )
    return [row[0] for row in rows]


def words_are_sound(conn: sqlite3.Connection) -> None:
    """Compare the words, everybody's, with the texts they stand for.

    Raises:
        sqlite3.DatabaseError: They differ.
    """
    conn.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")


def word_problems(conn: sqlite3.Connection, user_id: str, most: int) -> list[str]:
    """List texts of the person that have no place among the words, and places without a text."""
    first, last = bounds(conn, user_id)
    unplaced = conn.execute(
        "SELECT r.tbl, r.row_id FROM recallable r WHERE r.user_id = :user AND NOT EXISTS (SELECT 1 FROM word_rows w "
        "WHERE w.row_id = r.row_id AND w.tbl = r.tbl AND w.user_id = r.user_id "
        "AND w.n BETWEEN :first AND :last AND w.n & 3 = r.voice) LIMIT :most",
        {"user": user_id, "first": first, "last": last, "most": most},
    )
    found = [f"{row[0]} {row[1]} cannot be found by its words" for row in unplaced]
    empty = conn.execute(
        "SELECT tbl, row_id FROM word_rows WHERE n BETWEEN :first AND :last "
        "EXCEPT SELECT tbl, row_id FROM recallable WHERE user_id = :user LIMIT :most",
        {"user": user_id, "first": first, "last": last, "most": most},
    )
    return found + [f"{row[0]} {row[1]} is found by words and is no text of memory" for row in empty]


def pages(conn: sqlite3.Connection, user_id: str) -> Iterator[list[Text]]:
    """Read all texts of the person, some at a time."""
    place: int | None = 0
    while place is not None:
        keys, place = places(conn, user_id, place, _PAGE)
        yield list(fetch(conn, user_id, keys).values())


def shapes(
    conn: sqlite3.Connection, user_id: str, model: str, texts: Sequence[Text]
) -> dict[str, list[tuple[Any, ...]]]:
    """Return by id (chunk, start, end, dim, bytes, digest) of the vectors texts have."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for text in texts:
        rows = conn.execute(
            'SELECT chunk, start, "end", dim, LENGTH(vector), digest FROM vec.embeddings WHERE user_id = :user '
            "AND model = :model AND voice = :voice AND owner_id = :id ORDER BY chunk",
            {"user": user_id, "model": model, "voice": text.voice, "id": text.id},
        ).fetchall()
        if rows:
            found[text.id] = [tuple(row) for row in rows]
    return found
