"""The texts that may be brought back, with what is known about them, and what was said around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store.rows import among
from lifeos_cli.store.schema_memory import SAID

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

_BATCH = 500
"""How many ids one statement names."""
_COLUMNS = (
    "tbl, row_id, voice, role, session_id, turn, step, coach, text, at, external_id, safety_level, unread"
)


class Text(NamedTuple):
    """One text of a person's memory."""

    tbl: str
    """messages, checkins, insights or facts."""
    id: str
    voice: int
    """See `words`: 0 the person's own, 1 derived, 2 the assistant's."""
    role: str
    """user, assistant, insight or fact; a check-in is the user's."""
    session_id: str | None
    turn: int | None
    step: int | None
    coach: str | None
    text: str
    at: int
    external_id: str | None
    safety_level: str
    unread: int
    """1 while an imported text has not been read for its safety: found by its person, recalled for nobody."""
    tags: tuple[str, ...] = ()


def fetch(
    conn: sqlite3.Connection, user_id: str, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Text]:
    """Return the person's texts by (table, id), in the order asked, without what may not be recalled."""
    found: dict[tuple[str, str], Text] = {}
    by_table: dict[str, list[str]] = {}
    asked = dict.fromkeys(keys)
    for tbl, row_id in asked:
        by_table.setdefault(tbl, []).append(row_id)
    for tbl, ids in by_table.items():
        for chosen, named in _batches("row_id", ids):
            rows = conn.execute(
                # The plus keeps SQLite from walking all of the person's rows to find the few that are named.
                f"SELECT {_COLUMNS} FROM recallable WHERE tbl = :tbl AND +user_id = :user AND {chosen}",
                {"tbl": tbl, "user": user_id, **named},
            )
            found.update(((row[0], row[1]), Text(*row)) for row in rows)
    return _tagged(conn, user_id, {key: found[key] for key in asked if key in found})


def _batches(column: str, ids: Sequence[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """Give the condition that a column holds one of the ids, a batch at a time (see `rows.among`)."""
    for start in range(0, len(ids), _BATCH):
        yield among(column, ids[start : start + _BATCH])


def _tagged(
    conn: sqlite3.Connection, user_id: str, found: dict[tuple[str, str], Text]
) -> dict[tuple[str, str], Text]:
    """Add their tags to the check-ins."""
    tags: dict[str, list[str]] = {}
    for chosen, named in _batches("owner_id", [row_id for tbl, row_id in found if tbl == "checkins"]):
        rows = conn.execute(
            "SELECT owner_id, name FROM tags WHERE owner_tbl = 'checkins' AND user_id = :user "
            f"AND {chosen} ORDER BY name",
            {"user": user_id, **named},
        )
        for owner_id, name in rows:
            tags.setdefault(owner_id, []).append(name)
    for row_id, names in tags.items():
        key = ("checkins", row_id)
        found[key] = found[key]._replace(tags=tuple(names))
    return found


def neighbours(
    conn: sqlite3.Connection, user_id: str, message_ids: Sequence[str], before: int, after: int
) -> dict[str, list[Text]]:
    """Return what was said around messages in their sessions, in order, the messages themselves included.

    Args:
        conn: The store.
        user_id: Whose.
        message_ids: Around these.
        before: So many messages before each.
        after: So many after each.
    """
    around: dict[str, list[Text]] = {}
    for message_id in dict.fromkeys(message_ids):
        place = conn.execute(
            "SELECT session_id, turn, step FROM messages WHERE user_id = :user AND id = :id",
            {"user": user_id, "id": message_id},
        ).fetchone()
        if place is None:
            continue
        where = {"user": user_id, "session": place[0], "turn": place[1], "step": place[2]}
        earlier = _beside(conn, where, "<", "DESC", before)
        self_ = fetch(conn, user_id, [("messages", message_id)])
        later = _beside(conn, where, ">", "ASC", after)
        around[message_id] = [*reversed(earlier), *self_.values(), *later]
    return around


def _beside(
    conn: sqlite3.Connection, where: dict[str, object], sign: str, order: str, most: int
) -> list[Text]:
    """Return the texts before or after a place, nearest first, by the index of the session's messages."""
    if most <= 0:
        return []
    rows = conn.execute(
        f"SELECT m.id FROM messages m WHERE m.user_id = :user AND m.session_id = :session "
        f"AND (m.turn, m.step) {sign} (:turn, :step) AND {SAID} "
        f"ORDER BY m.turn {order}, m.step {order} LIMIT :most",
        {**where, "most": most},
    )
    return list(fetch(conn, str(where["user"]), [("messages", row[0]) for row in rows]).values())
