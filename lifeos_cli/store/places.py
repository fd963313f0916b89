"""Where a person's texts stand: their row numbers, sessions and order, lengths, and who holds a word.

These are the raw numbers search works with; no text is read here. Row numbers
are those of `words` (see `schema_memory`): one person's are one range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.store.rows import among
from lifeos_cli.store.schema_memory import VOICE_BITS
from lifeos_cli.store.words import bounds, phrase, total

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

_NAMED = 500
"""How many ids one statement names."""
_TIMES = {"checkins": "at", "insights": "created_at", "facts": "created_at"}


def _plain(conn: sqlite3.Connection) -> sqlite3.Cursor:
    """Return a cursor that gives bare tuples: a third of the cost on hundreds of thousands of rows."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor


def messages(conn: sqlite3.Connection, user_id: str, *, after: int = 0) -> list[tuple[Any, ...]]:
    """List the person's messages that may be found.

    Args:
        conn: The store.
        user_id: Whose.
        after: Only row numbers above this one.

    Returns:
        (row number, id, session id, turn, step, created at) in the order of the conversations.
    """
    first, last = bounds(conn, user_id)
    query = (
        "SELECT w.n, w.row_id, m.session_id, m.turn, m.step, m.created_at FROM word_rows w "
        "JOIN messages m ON m.id = w.row_id WHERE w.n BETWEEN :first AND :last AND w.tbl = 'messages' "
        "AND m.user_id = :user ORDER BY m.session_id, m.turn, m.step"
    )
    given = {"first": max(first, after + 1), "last": last, "user": user_id}
    return _plain(conn).execute(query, given).fetchall()


def others(conn: sqlite3.Connection, user_id: str, *, after: int = 0) -> list[tuple[Any, ...]]:
    """List the person's check-ins, insights and facts that may be found.

    Returns:
        (row number, table, id, when) in the order they came.
    """
    first, last = bounds(conn, user_id)
    given = {"first": max(first, after + 1), "last": last, "user": user_id}
    found: list[tuple[Any, ...]] = []
    for table, at in _TIMES.items():
        found += (
            _plain(conn)
            .execute(
                f"SELECT w.n, w.tbl, w.row_id, t.{at} FROM word_rows w JOIN {table} t ON t.id = w.row_id "
                f"WHERE w.n BETWEEN :first AND :last AND w.tbl = '{table}' AND t.user_id = :user",
                given,
            )
            .fetchall()
        )
    return sorted(found)


def lengths(conn: sqlite3.Connection, user_id: str, *, after: int = 0) -> Iterator[tuple[int, int]]:
    """Give how many words each text has, as FTS5 counted them, by row number."""
    first, last = bounds(conn, user_id)
    rows = _plain(conn).execute(
        "SELECT id, sz FROM words_docsize WHERE id BETWEEN :first AND :last ORDER BY id",
        {"first": max(first, after + 1), "last": last},
    )
    for n, size in rows:
        yield n, _varint(size)


def _varint(data: bytes) -> int:
    """Read SQLite's variable-length integer (seven bits a byte, the highest first)."""
    value = 0
    for byte in data[:8]:
        value = value << 7 | byte & 127
        if byte < 128:  # noqa: PLR2004 - the eighth bit says that another byte follows
            break
    return value


def holding(
    conn: sqlite3.Connection, user_id: str, term: str, most: int, *, beside: Sequence[str] = ()
) -> NDArray[np.int64]:
    """Return the row numbers of the person's texts that hold a term, at most so many, the newest first.

    They come as one string, which is a third of the cost of as many rows.

    Args:
        conn: The store.
        user_id: Whose.
        term: The word.
        most: At most so many.
        beside: Only texts that hold one of these words too: a common word is then looked up there alone.
    """
    import numpy as np

    first, last = bounds(conn, user_id)
    asked = phrase(term)
    if beside:
        asked = f"({' OR '.join(map(phrase, beside))}) AND {asked}"
    row = conn.execute(
        "SELECT group_concat(rowid) FROM (SELECT rowid FROM words WHERE words MATCH :asked "
        "AND rowid BETWEEN :first AND :last ORDER BY rowid DESC LIMIT :most)",
        {"asked": asked, "first": first, "last": last, "most": most},
    ).fetchone()
    return np.fromstring(row[0] or "", dtype=np.int64, sep=",")


def held_by_about(conn: sqlite3.Connection, user_id: str, newest: NDArray[np.int64], most: int) -> int:
    """Return about how many of the person's texts hold a term.

    Args:
        conn: The store.
        user_id: Whose.
        newest: The newest rows that hold it, as `holding` returned them.
        most: How many `holding` was asked for; fewer are all there are, else these are taken as typical of the rest.
    """
    if len(newest) < most:
        return len(newest)
    everything = total(conn, user_id)
    return max(len(newest), len(newest) * everything // max(int(newest[0] - newest[-1]) >> VOICE_BITS, 1))


def vectors(conn: sqlite3.Connection, user_id: str, model: str) -> tuple[list[str], NDArray[np.float16]]:
    """Return all of the person's vectors of a model, and whose each is: a text has one or, if long, several in a row.

    Args:
        conn: The store, with `vec`.
        user_id: Whose.
        model: Of this model.
    """
    import numpy as np

    rows = (
        _plain(conn)
        .execute(
            "SELECT owner_id, vector FROM vec.embeddings WHERE user_id = :user AND model = :model "
            "AND voice IN (0, 1, 2) ORDER BY voice, owner_id, chunk",
            {"user": user_id, "model": model},
        )
        .fetchall()
    )
    halves = np.frombuffer(b"".join([row[1] for row in rows]), dtype=np.float16)
    return [row[0] for row in rows], halves.reshape(len(rows), -1 if rows else 0)


def vectors_of(
    conn: sqlite3.Connection, user_id: str, model: str, keys: Iterable[tuple[int, str]]
) -> tuple[list[str], NDArray[np.float16]]:
    """Return the vectors of some of the person's texts, and whose each is (see `vectors`).

    Args:
        conn: The store, with `vec`.
        user_id: Whose.
        model: Of this model.
        keys: (voice, id) of the texts.
    """
    import numpy as np

    by_voice: dict[int, list[str]] = {}
    for voice, row_id in keys:
        by_voice.setdefault(voice, []).append(row_id)
    found: list[tuple[str, bytes]] = []
    for voice, ids in by_voice.items():
        for start in range(0, len(ids), _NAMED):
            chosen, named = among("owner_id", ids[start : start + _NAMED])
            found += _plain(conn).execute(
                "SELECT owner_id, vector FROM vec.embeddings WHERE user_id = :user AND model = :model "
                f"AND voice = :voice AND {chosen} "
                "ORDER BY owner_id, chunk",
                {"user": user_id, "model": model, "voice": voice, **named},
            )
    halves = np.frombuffer(b"".join([row[1] for row in found]), dtype=np.float16)
    return [row[0] for row in found], halves.reshape(len(found), -1 if found else 0)


def newest(conn: sqlite3.Connection, user_id: str) -> int:
    """Return the highest row number the person's texts have had (0: none)."""
    first, last = bounds(conn, user_id)
    row = conn.execute(
        "SELECT MAX(n) FROM word_rows WHERE n BETWEEN :first AND :last", {"first": first, "last": last}
    ).fetchone()
    return int(row[0] or 0)


def sessions_where(
    conn: sqlite3.Connection, user_id: str, *, type_: str | None, coach: str | None
) -> set[str]:
    """Return the person's sessions of a type and a coach (None: any)."""
    where = "".join(
        f" AND {column} = :{column}"
        for column, value in (("type", type_), ("coach", coach))
        if value is not None
    )
    rows = _plain(conn).execute(
        f"SELECT id FROM sessions WHERE user_id = :user{where}",
        {"user": user_id, "type": type_, "coach": coach},
    )
    return {row[0] for row in rows}


def external_ids(conn: sqlite3.Connection, user_id: str, session_ids: list[str]) -> dict[str, str]:
    """Return the external ids of those of the sessions that have one."""
    found = {}
    for session_id in dict.fromkeys(session_ids):
        row = conn.execute(
            "SELECT external_id FROM sessions WHERE user_id = :user AND id = :id",
            {"user": user_id, "id": session_id},
        ).fetchone()
        if row is not None and row[0]:
            found[session_id] = str(row[0])
    return found


def tagged(conn: sqlite3.Connection, user_id: str, name: str) -> set[str]:
    """Return the ids of the person's rows that carry a tag, of whatever table."""
    rows = _plain(conn).execute(
        "SELECT owner_id FROM tags WHERE user_id = :user AND name = :name", {"user": user_id, "name": name}
    )
    return {row[0] for row in rows}
