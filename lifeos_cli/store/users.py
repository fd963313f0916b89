"""Queries over the people of a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.rows import User, columns, from_row, insert

if TYPE_CHECKING:
    import sqlite3

_COLUMNS = columns(User)


def add(conn: sqlite3.Connection, row: User) -> None:
    """Insert a person."""
    insert(conn, "users", row._asdict())


def all_users(conn: sqlite3.Connection) -> list[User]:
    """List everybody, oldest first."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM users ORDER BY created_at, id")
    return [from_row(User, row) for row in rows]


def current(conn: sqlite3.Connection) -> User | None:
    """Return the person commands are for when nobody is named."""
    row = conn.execute(f"SELECT {_COLUMNS} FROM users WHERE is_current = 1").fetchone()
    return from_row(User, row) if row else None


def find(conn: sqlite3.Connection, typed: str) -> User | None:
    """Return the person of that name, handle, id, external id or email, the first of these that answers."""
    row = conn.execute(
        f"SELECT {_COLUMNS} FROM users WHERE lower(name) = :lower OR handle = :lower OR id = :upper "
        "OR external_id = :typed OR lower(email) = :lower "
        "ORDER BY CASE WHEN lower(name) = :lower THEN 0 WHEN handle = :lower THEN 1 WHEN id = :upper THEN 2 "
        "WHEN external_id = :typed THEN 3 ELSE 4 END, created_at, id LIMIT 1",
        {"typed": typed, "lower": typed.lower(), "upper": typed.upper()},
    ).fetchone()
    return from_row(User, row) if row else None


def make_current(conn: sqlite3.Connection, user_id: str) -> None:
    """Make this the person commands are for."""
    conn.execute("UPDATE users SET is_current = 0 WHERE is_current = 1")
    conn.execute("UPDATE users SET is_current = 1 WHERE id = :id", {"id": user_id})


def touch(conn: sqlite3.Connection, user_id: str, at: int) -> None:
    """Note that the person did something."""
    conn.execute("UPDATE users SET last_active_at = :at WHERE id = :id", {"at": at, "id": user_id})


def handle_taken(conn: sqlite3.Connection, handle: str) -> bool:
    """Tell whether somebody has the handle."""
    return conn.execute("SELECT 1 FROM users WHERE handle = :h", {"h": handle}).fetchone() is not None


def edit(conn: sqlite3.Connection, user_id: str, values: dict[str, object]) -> None:
    """Change columns of a person's own row."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    conn.execute(f"UPDATE users SET {sets} WHERE id = :_id", {**values, "_id": user_id})


def delete(conn: sqlite3.Connection, user_id: str) -> None:
    """Delete the person and every row of theirs.

    Rows go by the foreign keys. Of the feed one entry stays, which says that
    the person is gone, so that whatever was derived from the rows can go too.
    """
    conn.execute("DELETE FROM users WHERE id = :id", {"id": user_id})
    conn.execute("INSERT INTO words (words) VALUES ('optimize')")  # else its segments keep the words
    conn.execute("DELETE FROM watermarks WHERE user_id = :id", {"id": user_id})
    conn.execute(
        "DELETE FROM changes WHERE user_id = :id AND NOT (tbl = 'users' AND op = 'delete')", {"id": user_id}
    )
