"""The database as a file: how it is, copies of it, and the way back. None of this migrates or creates it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import NotFoundError
from lifeos_cli.store import backup as backups
from lifeos_cli.store import connection, inspect
from lifeos_cli.store.presence import LostDatabaseError
from lifeos_cli.store.restore import restore as put_back

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lifeos_cli.paths import Paths


@contextmanager
def _opened(paths: Paths, *, query_only: bool = True) -> Iterator[connection.Connection]:
    """Open the database as it is, of whatever version."""
    if not paths.database.exists():
        raise NotFoundError(f"no database at {paths.database} yet", hint="Any check-in or chat creates it.")
    conn = connection.connect(paths.database.resolve(), query_only=query_only)
    try:
        yield conn
    except sqlite3.Error as error:
        connection.note_damage(error, conn.path)
        raise
    finally:
        conn.close()


def stats(paths: Paths) -> dict[str, Any]:
    """Return versions, sizes, rows by table and the ends of the feed.

    Raises:
        NotFoundError: There is no database.
    """
    with _opened(paths) as conn:
        return inspect.stats(conn, paths.database)


def check(paths: Paths) -> list[str]:
    """List what is wrong with the database; an empty list means it is sound.

    Raises:
        NotFoundError: There is no database.
        TryAgainError: It is busy.
    """
    try:
        with _opened(paths) as conn:
            return inspect.problems(conn)
    except LostDatabaseError as error:
        return [error.message]
    except sqlite3.DatabaseError as error:
        if connection.note_damage(error, str(paths.database.resolve())):
            return [str(error)]
        raise


def backup(paths: Paths, target: Path | None = None) -> Path:
    """Write a verified copy, for its owner alone.

    Args:
        paths: Of the installation.
        target: A file that does not exist yet, or a folder; the backups folder if None.

    Returns:
        Where it is.

    Raises:
        NotFoundError: There is no database.
        UsageFault: The target exists.
    """
    with _opened(paths, query_only=False) as conn:
        if target is not None and not target.is_dir():
            return backups.vacuum_into(conn, target)
        folder = target or paths.backups
        return backups.vacuum_into(conn, backups.free_name(folder, paths.database.stem))


def restore(paths: Paths, source: Path) -> Path | None:
    """Put a backup in the database's place; returns where the old one is kept, None if there was none.

    Raises:
        NotFoundError: No such backup.
        LifeosError: The backup is damaged, newer than this program, or no lifeos database.
        TryAgainError: Another process has the database open.
    """
    return put_back(source, paths.database)
