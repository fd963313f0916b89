"""Reading a database's state without changing, creating or migrating anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import backup, changes, connection, migrate
from lifeos_cli.store.presence import size

if TYPE_CHECKING:
    from pathlib import Path

LOG_MOST = 64 * 1024 * 1024
"""Bytes of a write-ahead log above which it is worth a word: a checkpoint is due at a quarter of it."""


class Feed(NamedTuple):
    """Where the feed and its followers are."""

    last: int
    watermarks: dict[str, int]
    log_bytes: int


def feed(path: Path) -> Feed:
    """Return the feed's end, where each follower is, and the size of the log."""
    with closing(backup.read_only(path)) as conn:
        return Feed(changes.last_seq(conn), changes.followers(conn), size(path.with_name(path.name + "-wal")))


def newest_row(path: Path) -> int:
    """Return when the newest entry of the feed was written (epoch milliseconds; 0: none)."""
    with closing(backup.read_only(path)) as conn:
        return int(conn.execute("SELECT COALESCE(MAX(at), 0) FROM changes").fetchone()[0])


def backups(folder: Path, stem: str) -> list[Path]:
    """List the backups of a database, those taken before migrations too."""
    return [path for path in folder.glob(f"{stem}-*.db") if path.is_file()] if folder.is_dir() else []


def damage(path: Path) -> list[str]:
    """List what is broken of the file itself, not what its rows say of each other; empty if there is none."""
    if not size(path):
        return []
    try:
        with closing(backup.read_only(path)) as conn:
            found = [str(row[0]) for row in conn.execute("PRAGMA integrity_check")]
            return [line for line in found if line != "ok"]
    except sqlite3.DatabaseError as error:
        return [] if connection.busy(error) else [str(error)]


def is_restorable(path: Path) -> bool:
    """Tell whether a backup is sound, ours, and of a schema that is known."""
    with suppress(sqlite3.Error, OSError), closing(backup.read_only(path)) as conn:
        ours = conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone()
        return bool(ours) and not backup.check(conn) and migrate.version(conn) <= migrate.SCHEMA_VERSION
    return False
