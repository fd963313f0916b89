"""Bring a database to this version's schema, or refuse it.

`PRAGMA user_version` repeats the number of applied migrations, so that an up
to date database is recognised without importing the migrations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import LifeosError
from lifeos_cli.ids import handles, ulid
from lifeos_cli.store import presence
from lifeos_cli.store.locks import alone, beside
from lifeos_cli.store.transaction import write

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

SCHEMA_VERSION = 13
"""How many migrations this version of the program knows."""
WAIT_SECONDS = 120
"""How long a start waits for another one that migrates."""
FIRST_USER = "me"


class NewerDatabaseError(LifeosError):
    """The database was written by a newer lifeos."""


def version(conn: sqlite3.Connection) -> int:
    """Return the schema version the database says it has (0: empty)."""
    found: int = conn.execute("PRAGMA user_version").fetchone()[0]
    return found


def ensure(conn: sqlite3.Connection, path: Path, backups: Path) -> bool:
    """Migrate if need be; a backup is taken first.

    Returns:
        True if migrations ran in this process.

    Raises:
        NewerDatabaseError: The database is from a newer version; it was left untouched.
    """
    found = version(conn)
    if found == SCHEMA_VERSION:
        return False
    refuse_newer(found, backups)
    with alone(
        beside(path, "migrate"), seconds=WAIT_SECONDS, why="another process is migrating the database"
    ):
        found = version(conn)
        if found == SCHEMA_VERSION:
            return False
        refuse_newer(found, backups)
        if found > 0:
            _backup(conn, backups, f"{path.stem}-schema{found}")
        else:
            presence.refuse_foreign(conn, path)
        _apply(conn)
        presence.mark(path)
    return True


def refuse_newer(found: int, backups: Path) -> None:
    """Raise if the database's version is above what this program knows."""
    if found > SCHEMA_VERSION:
        raise NewerDatabaseError(
            f"this database has schema {found}, this lifeos knows up to {SCHEMA_VERSION}: it was not opened",
            hint=f"Upgrade lifeos, or restore a backup from {backups}.",
        )


def _backup(conn: sqlite3.Connection, folder: Path, stem: str) -> None:
    from lifeos_cli.store.backup import free_name, vacuum_into

    vacuum_into(conn, free_name(folder, stem))


def _apply(conn: sqlite3.Connection) -> None:
    """Run what is pending in one IMMEDIATE transaction, so that a failure leaves nothing behind.

    The friendly views stand aside meanwhile: SQLite lets no table change under a view that reads it.
    """
    from lifeos_cli.store import sql_views
    from lifeos_cli.store.migrations import lifeos, sqlite_utils

    with write(conn):
        sql_views.drop(conn)
        lifeos.apply(sqlite_utils.Database(conn))
        applied = len(lifeos.applied(sqlite_utils.Database(conn)))
        if applied != SCHEMA_VERSION:
            raise NewerDatabaseError(
                f"this database has had {applied} migrations, this lifeos knows {SCHEMA_VERSION}",
                hint="Upgrade lifeos.",
            )
        first_user(conn)
        sql_views.make(conn)
        conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def first_user(conn: sqlite3.Connection) -> None:
    """Make the first person, unless there is somebody."""
    if conn.execute("SELECT 1 FROM users").fetchone():
        return
    row_id = ulid()
    conn.execute(
        "INSERT INTO users (id, handle, name, is_current, created_at) VALUES (:id, :handle, :name, 1, :at)",
        {"id": row_id, "handle": handles(row_id)[0], "name": FIRST_USER, "at": now_ms()},
    )
