"""Which models there are vectors of, and how far each person's texts are in each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import changes
from lifeos_cli.store.words import bounds

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

TABLES = ("messages", "checkins", "insights", "facts")
"""Tables whose changes the indexer follows."""
_IN = ", ".join(f"'{name}'" for name in TABLES)


class Model(NamedTuple):
    """A model there are vectors of."""

    model: str
    spec: str
    """The setting that makes it again."""
    dim: int
    serving: int
    """1: searches use it; 0: it is being filled; -1: it has served, or was given up, and goes."""
    mirrored: int
    """1: LanceDB has a copy of its vectors."""


class Mark(NamedTuple):
    """How far a person's texts are in the index of a model."""

    seq: int
    """The feed was followed up to here."""
    place: int | None
    """While it is filled for the first time: rows of `word_rows` up to here are in; None when all are."""


def models(conn: sqlite3.Connection) -> list[Model]:
    """List the models, the serving one first."""
    rows = conn.execute(
        "SELECT model, spec, dim, serving, mirrored FROM vec.models ORDER BY serving DESC, at, model"
    )
    return [Model(*row) for row in rows]


def serving(conn: sqlite3.Connection) -> Model | None:
    """Return the model searches use."""
    return next((model for model in models(conn) if model.serving == 1), None)


def add_model(conn: sqlite3.Connection, model: str, spec: str, dim: int) -> None:
    """Note a model, which serves if none does."""
    first = serving(conn) is None
    conn.execute(
        "INSERT INTO vec.models (model, spec, dim, serving, at) VALUES (:model, :spec, :dim, :first, :at) "
        "ON CONFLICT (model) DO UPDATE SET spec = excluded.spec",
        {"model": model, "spec": spec, "dim": dim, "first": int(first), "at": _now()},
    )


def serve(conn: sqlite3.Connection, model: str) -> None:
    """Let searches use this model from now on."""
    conn.execute(
        "UPDATE vec.models SET serving = CASE model WHEN :model THEN 1 ELSE -1 END", {"model": model}
    )
    _unmark_retired(conn)


def retire(conn: sqlite3.Connection, *, but: str) -> None:
    """Give up every model that neither serves nor is this one; this one may be filled again."""
    conn.execute("UPDATE vec.models SET serving = -1 WHERE serving <> 1 AND model <> :model", {"model": but})
    _unmark_retired(conn)
    conn.execute("UPDATE vec.models SET serving = 0 WHERE serving < 0 AND model = :model", {"model": but})


def _unmark_retired(conn: sqlite3.Connection) -> None:
    """Forget how far the models are that go: one that is asked for again has lost nobody knows how much."""
    conn.execute("DELETE FROM vec.marks WHERE model IN (SELECT model FROM vec.models WHERE serving < 0)")


def retired(conn: sqlite3.Connection) -> list[str]:
    """List the models that no longer serve and whose vectors are to go."""
    return [row[0] for row in conn.execute("SELECT model FROM vec.models WHERE serving < 0")]


def restart(conn: sqlite3.Connection) -> None:
    """Have the indexer look at every text again, from the first place on."""
    conn.execute("DELETE FROM vec.marks")


def mirrored(conn: sqlite3.Connection, model: str, *, on: bool) -> None:
    """Note whether LanceDB has a copy of the model's vectors; what it is to follow starts empty."""
    conn.execute("UPDATE vec.models SET mirrored = :on WHERE model = :model", {"on": int(on), "model": model})
    conn.execute("DELETE FROM vec.pending WHERE model = :model", {"model": model})


def forget_model(conn: sqlite3.Connection, model: str) -> None:
    """Drop what is known of a model whose vectors are gone."""
    for table in ("models", "marks", "pending"):
        conn.execute(f"DELETE FROM vec.{table} WHERE model = :model", {"model": model})


def mark(conn: sqlite3.Connection, user_id: str, model: str) -> Mark | None:
    """Return how far a person's texts are in the index of a model; None if nothing is."""
    row = conn.execute(
        "SELECT seq, place FROM vec.marks WHERE user_id = :user AND model = :model",
        {"user": user_id, "model": model},
    ).fetchone()
    return Mark(*row) if row else None


def follows(conn: sqlite3.Connection, found: Mark) -> bool:
    """Tell whether the feed still has everything after the mark, and is the one it was set in."""
    try:
        changes.require(conn, found.seq)
    except changes.PrunedError:
        return False
    return True


def set_mark(conn: sqlite3.Connection, user_id: str, model: str, found: Mark) -> None:
    """Note how far a person's texts are, in the transaction that brought them there."""
    conn.execute(
        "INSERT INTO vec.marks (user_id, model, seq, place, at) VALUES (:user, :model, :seq, :place, :at) "
        "ON CONFLICT (user_id, model) DO UPDATE SET seq = excluded.seq, place = excluded.place, at = excluded.at",
        {"user": user_id, "model": model, "seq": found.seq, "place": found.place, "at": _now()},
    )


def hold_feed(conn: sqlite3.Connection, user_id: str) -> None:
    """Keep the change feed from being pruned beyond what the person's index has followed.

    It follows the vectors' own marks, never leads them: the two files are not committed as one.
    """
    row = conn.execute("SELECT MIN(seq) FROM vec.marks WHERE user_id = :user", {"user": user_id}).fetchone()
    conn.execute(
        "INSERT INTO watermarks (name, user_id, seq, at) VALUES (:name, :user, :seq, :at) "
        "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, at = excluded.at",
        {"name": f"memory:{user_id}", "user": user_id, "seq": row[0] or 0, "at": _now()},
    )


def changed(conn: sqlite3.Connection, user_id: str, seq: int, most: int) -> tuple[list[tuple[str, str]], int]:
    """Return (table, id) of texts that may have changed after `seq`, and the number they were followed up to.

    A message brings its whole turn: one that meets a crisis takes the others out of memory.

    Args:
        conn: The store.
        user_id: Whose.
        seq: After this entry of the feed.
        most: At most so many entries at once.

    Raises:
        PrunedError: Entries after `seq` are gone.
    """
    changes.require(conn, seq)
    last = changes.last_seq(conn)
    rows = changes.since(conn, user_id, seq, tables=TABLES, most=most)
    keys = dict.fromkeys((row.tbl, row.row_id) for row in rows)
    upto = rows[-1].seq if len(rows) == most else last
    for tbl, row_id in list(keys):
        if tbl == "messages":
            keys.update(dict.fromkeys(_turn(conn, user_id, row_id)))
    return list(keys), upto


def _turn(conn: sqlite3.Connection, user_id: str, message_id: str) -> list[tuple[str, str]]:
    rows = conn.execute(
        "SELECT t.id FROM messages m JOIN messages t ON t.session_id = m.session_id AND t.turn = m.turn "
        "WHERE m.id = :id AND m.user_id = :user AND (m.safety_level = 'crisis' OR m.provider = 'safety')",
        {"id": message_id, "user": user_id},
    )
    return [("messages", row[0]) for row in rows]


def places(
    conn: sqlite3.Connection, user_id: str, after: int, most: int
) -> tuple[list[tuple[str, str]], int | None]:
    """Return (table, id) of the texts at the next places after this one, and the last place; None at the end."""
    first, last = bounds(conn, user_id)
    rows = conn.execute(
        "SELECT tbl, row_id, n FROM word_rows WHERE n BETWEEN :first AND :last ORDER BY n LIMIT :most",
        {"first": max(first, after + 1), "last": last, "most": most},
    ).fetchall()
    return [(row[0], row[1]) for row in rows], rows[-1][2] if len(rows) == most else None


def behind(conn: sqlite3.Connection, user_id: str, found: Mark | None) -> int:
    """Return about how many of the person's texts are not in the index yet, or must be looked at again."""
    first, last = bounds(conn, user_id)
    found = found if found and follows(conn, found) else None
    seq = found.seq if found else 0
    start = 0 if found is None else found.place
    waiting = 0
    if start is not None:
        waiting = conn.execute(
            "SELECT COUNT(*) FROM word_rows WHERE n BETWEEN :first AND :last",
            {"first": max(first, start + 1), "last": last},
        ).fetchone()[0]
    if found is None:
        return int(waiting)
    later = conn.execute(
        f"SELECT COUNT(DISTINCT row_id) FROM changes WHERE seq > :seq AND user_id = :user AND tbl IN ({_IN})",
        {"seq": seq, "user": user_id},
    ).fetchone()[0]
    return int(waiting) + int(later)


def read_safely(
    conn: sqlite3.Connection, user_id: str, verdicts: Iterable[tuple[str, str, str, str | None]]
) -> None:
    """Note what imported texts were found to be: (table, id, level, kind)."""
    for tbl, row_id, level, kind in verdicts:
        conn.execute(
            f"UPDATE {_table(tbl)} SET unread = 0, safety_level = :level, safety_kind = :kind "
            "WHERE id = :id AND user_id = :user AND unread = 1",
            {"level": level, "kind": kind, "id": row_id, "user": user_id},
        )


def _table(name: str) -> str:
    if name not in TABLES:
        raise ValueError(name)
    return name


def _now() -> int:
    return time.time_ns() // 1_000_000
