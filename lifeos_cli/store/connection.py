"""The one way to a database connection.

Write-ahead log with `synchronous=FULL`: what was acknowledged survives a
power cut. SQLite up to 3.51.2 can corrupt a write-ahead log when a commit
resets it while another connection checkpoints (sqlite.org/wal.html, "WAL-reset
bug"). So automatic checkpoints are off here, and `transaction.checkpoint` runs
only while none of our processes writes. The checkpoint of a last close is
safe: SQLite holds the file exclusively then.

`trusted_schema` stays on, SQLite's default: without it SQLite 3.40 lets no
trigger write a full-text table, and the one function we add is harmless.
"""

from __future__ import annotations

import os
import sqlite3
import time
from threading import RLock
from typing import TYPE_CHECKING, Any

from lifeos_cli.store.locks import beside, open_lock, take
from lifeos_cli.store.presence import create, refuse_foreign

if TYPE_CHECKING:
    from pathlib import Path

BUSY_MS = int(found) if (found := os.environ.get("LIFEOS_BUSY_MS", "")).isdigit() else 10_000
"""How long a statement waits for another process's write, milliseconds."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA mmap_size=0",
)


damaged: set[str] = set()
"""Databases found damaged by this process; closing them would fold their log into them."""
_spared: list[sqlite3.Connection] = []


class Connection(sqlite3.Connection):
    """A connection that tells the other processes that it is there."""

    path = ""
    turn: RLock
    """One transaction at a time, among the threads that share the connection."""
    opened = -1
    """Shared lock for as long as the database is open (`restore` takes it alone)."""
    gate = -1
    """Shared lock during a write (a checkpoint takes it alone)."""
    writing = False
    """Whether the open transaction may write."""
    stuck = 0
    """Size of the log when readers last kept a checkpoint from emptying it."""

    def close(self) -> None:
        """Close, then let go of the locks; a damaged database stays open, and as it is, until the process ends."""
        if self.path in damaged:
            _spared.append(self)
            return
        super().close()
        for handle in (self.opened, self.gate):
            if handle >= 0:
                os.close(handle)
        self.opened = self.gate = -1


def connect(path: Path, *, query_only: bool = False) -> Connection:
    """Open the database with every rule of the store in force.

    Args:
        path: The database file; created for its owner alone (0600) if missing.
        query_only: Refuse writes on this connection.

    Raises:
        sqlite3.Error: It cannot be opened, or not with a write-ahead log.
        OSError: The folder takes no lock file.
        LostDatabaseError: The file is empty and its write-ahead log is not.
        TryAgainError: A backup is being put in its place.
    """
    opened, gate = open_lock(beside(path, "open")), -1
    try:
        gate = open_lock(beside(path, "checkpoint"))
        take(opened, exclusive=False, seconds=BUSY_MS / 1000, why="a backup is being restored")
        create(path)
        conn = sqlite3.connect(
            path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, factory=Connection
        )
    except BaseException:
        for handle in (opened, gate):
            if handle >= 0:
                os.close(handle)
        raise
    conn.path, conn.opened, conn.gate, conn.turn = str(path), opened, gate, RLock()
    try:
        conn.row_factory = sqlite3.Row
        conn.create_function("lower", 1, _lower, deterministic=True)
        for pragma in _PRAGMAS:
            conn.execute(pragma)
        _use_wal(conn, path)
        if query_only:
            conn.execute("PRAGMA query_only=ON")
    except BaseException as error:
        note_damage(error, conn.path)
        conn.close()
        raise
    return conn


def _lower(text: Any) -> Any:
    """Lower-case as Python does: SQLite's own `lower` knows only ASCII."""
    return text.lower() if isinstance(text, str) else text


def busy(error: sqlite3.Error) -> bool:
    """Tell whether the error is about another process's lock, which passes."""
    return code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}


def code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code (0 for an error of the module itself)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def note_damage(error: BaseException, path: str) -> bool:
    """Tell whether the error says that the database is damaged, and remember that it is."""
    found = isinstance(error, sqlite3.Error) and code(error) in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
    if found:
        damaged.add(path)
    return found


def _use_wal(conn: sqlite3.Connection, path: Path) -> None:
    """Switch to the write-ahead log; the first switch can meet another process doing the same."""
    if conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    refuse_foreign(conn, path)
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            mode = conn.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            if not busy(error) or time.monotonic() > deadline:
                raise
        else:
            if mode == "wal":
                return
            if time.monotonic() > deadline:
                raise sqlite3.OperationalError(
                    f"no write-ahead log here: the file system leaves it at '{mode}'"
                )
        time.sleep(0.01)
