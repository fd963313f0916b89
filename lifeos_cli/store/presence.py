"""What lies at the database's path: nothing yet, ours, somebody else's, or the remains of a loss.

An empty file where a database has been is no reason to begin anew.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError
from lifeos_cli.store.locks import beside

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path


class LostDatabaseError(LifeosError):
    """The database is empty although it has been in use."""


def lost(path: Path) -> LostDatabaseError:
    """Make the error."""
    return LostDatabaseError(
        f"{path} is empty although it has been in use; it was left as it is",
        hint="`lifeos db restore BACKUP` puts a backup in its place.",
    )


def create(path: Path) -> None:
    """Make the file, for its owner alone, if there is none.

    Raises:
        LostDatabaseError: It is empty although it has been in use, or its
            write-ahead log is not empty (SQLite would throw that away).
    """
    if size(path):
        return
    used = size(path.with_name(path.name + "-wal")) > 0 or (path.exists() and size(_mark(path)) > 0)
    if used and not size(path):  # unless another process has just made it
        raise lost(path)
    # Unmarked before it is there, so that nobody takes a file just made for one that was emptied.
    with suppress(FileNotFoundError):
        os.truncate(_mark(path), 0)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def refuse_foreign(conn: sqlite3.Connection, path: Path) -> None:
    """Raise if tables of another program are in the file.

    Raises:
        LifeosError: There are.
    """
    if conn.execute("PRAGMA user_version").fetchone()[0]:
        return
    found = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1").fetchone()
    if found:
        raise LifeosError(
            f"{path} is not a lifeos database (it has a table '{found[0]}'); it was left as it is",
            hint="Name another folder with --home.",
        )


def mark(path: Path) -> None:
    """Note that there is a database now."""
    _mark(path).write_text("made\n")


def size(path: Path) -> int:
    """Return the file's bytes (0 also if there is none)."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _mark(path: Path) -> Path:
    return beside(path, "migrate")
