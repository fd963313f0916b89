"""From what a person types to one row: a handle, a full id, or a title's unique beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import is_ulid
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    import sqlite3

SHOWN = 5
"""How many candidates an ambiguous beginning lists."""
LONGEST = 500
"""Characters of what may name a row."""


def like_prefix(text: str) -> str:
    """Return a LIKE pattern (ESCAPE '!') for texts that begin so."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def resolve(
    conn: sqlite3.Connection, table: str, user_id: str, typed: str, *, title: str | None = None, noun: str
) -> str:
    """Return the id of the person's row that the typed text names.

    Args:
        conn: The store.
        table: Where to look.
        user_id: Whose rows.
        typed: A handle, an id, or the beginning of a title.
        title: The title's column, where the noun has one.
        noun: What to call it in an error.

    Raises:
        NotFoundError: Nothing answers to it.
        UsageFault: A beginning that several titles share.
    """
    typed = storable(typed.strip())
    if len(typed) > LONGEST:
        raise _missing(noun, typed)
    scope = {"user": user_id, "typed": typed.lower(), "id": typed.upper()}
    if is_ulid(typed):
        found = conn.execute(f"SELECT id FROM {table} WHERE user_id = :user AND id = :id", scope).fetchone()
        if found:
            return str(found[0])
    found = conn.execute(
        f"SELECT id FROM {table} WHERE user_id = :user AND handle = :typed", scope
    ).fetchone()
    if found:
        return str(found[0])
    if title and typed:
        return _by_title(conn, table, user_id, typed, title, noun)
    raise _missing(noun, typed)


def _by_title(conn: sqlite3.Connection, table: str, user_id: str, typed: str, title: str, noun: str) -> str:
    rows = conn.execute(
        f"SELECT id, handle, {title} AS title FROM {table} "
        f"WHERE user_id = :user AND handle IS NOT NULL AND lower({title}) LIKE :beginning ESCAPE '!' "
        f"ORDER BY CASE WHEN lower({title}) = :typed THEN 0 ELSE 1 END, id LIMIT :most",
        {"user": user_id, "typed": typed.lower(), "beginning": like_prefix(typed.lower()), "most": SHOWN + 1},
    ).fetchall()
    exact = [row for row in rows if row["title"].lower() == typed.lower()]
    if len(rows) == 1 or len(exact) == 1:
        return str((exact or rows)[0]["id"])
    if rows:
        listed = ", ".join(f"{row['handle']} ({one_line(row['title'], 30)})" for row in rows[:SHOWN])
        raise UsageFault(f"several {noun} begin with '{one_line(typed, 40)}': {listed}", hint="Use a handle.")
    raise _missing(noun, typed)


_LISTED = {
    "observations": "profile observations",
    "snapshots": "profile snapshots",
    "assessments": "profile history",
}
"""Where a noun without a `list` of its own is listed."""


def _missing(noun: str, typed: str) -> NotFoundError:
    return NotFoundError(
        f"no {noun.removesuffix('s').replace('checkin', 'check-in')} answers to '{one_line(typed, 40)}'",
        hint=f"`lifeos {_LISTED.get(noun, f'{noun} list')}` shows the handles.",
    )
