"""`vectors.db`, attached as `vec` by whoever needs it: never on the fast path, never in a backup.

Everything in it is derived. It is written by the one indexer (and by forget)
under the indexer's lock, so its log is copied back without the care the
database itself takes; a power cut may cost the newest vectors, not their file.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.store import cipher
from lifeos_cli.store.connection import BUSY_MS
from lifeos_cli.store.locks import alone, beside
from lifeos_cli.store.transaction import READERS_MS

if TYPE_CHECKING:
    from lifeos_cli.store.connection import Connection

VERSION = 1
APPLICATION = 0x4C4F5631
"""Written into the file's header, so that a foreign file is told apart ("LOV1")."""
NAME = "vectors.db"
PAGE = 16_384
_WAIT = 60
set_aside_notes: list[str] = []
"""Lines about what this process set aside, for whoever talks to the person."""

_TABLES = (
    # One person's vectors of one model and one voice lie side by side: a scan reads nothing else.
    """CREATE TABLE embeddings (
  user_id TEXT NOT NULL, model TEXT NOT NULL, voice INTEGER NOT NULL, owner_id TEXT NOT NULL,
  chunk INTEGER NOT NULL, owner_tbl TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  dim INTEGER NOT NULL, role TEXT NOT NULL, session_id TEXT, created_at BIGINT NOT NULL, digest BLOB NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (user_id, model, voice, owner_id, chunk)
) WITHOUT ROWID""",
    # How far a person's texts are in the index of a model. `place` is set while it is filled for the first time.
    """CREATE TABLE marks (
  user_id TEXT NOT NULL, model TEXT NOT NULL, seq BIGINT NOT NULL, place BIGINT, at BIGINT NOT NULL,
  PRIMARY KEY (user_id, model)
)""",
    # What the LanceDB mirror of a model has yet to follow; `stale` means it may hold vectors that are gone.
    """CREATE TABLE pending (
  model TEXT NOT NULL, owner_id TEXT NOT NULL, user_id TEXT NOT NULL, stale INTEGER NOT NULL,
  PRIMARY KEY (model, owner_id)
) WITHOUT ROWID""",
    # `spec` is the setting that makes the model again; one model serves, another may be filling.
    """CREATE TABLE models (
  model TEXT PRIMARY KEY, spec TEXT NOT NULL, dim INTEGER NOT NULL, serving INTEGER NOT NULL DEFAULT 0,
  mirrored INTEGER NOT NULL DEFAULT 0, at BIGINT NOT NULL
)""",
)


def take_notes() -> list[str]:
    """Return the lines about what was set aside that nobody has been told yet."""
    told = [*set_aside_notes]
    set_aside_notes.clear()
    return told


def path_of(conn: Connection) -> Path:
    """Return where the vectors of this database lie."""
    return Path(conn.path).with_name(NAME)


def attach(conn: Connection) -> str:
    """Have `vec` on the connection, made if missing; what cannot be used is set aside.

    Must not be called inside a transaction.

    Returns:
        One line about what was set aside, or "".
    """
    if attached(conn):
        return ""
    path = path_of(conn)
    note = "" if _fits(path) else _make(path)
    set_aside_notes.extend([note] * bool(note))
    conn.execute(f"ATTACH DATABASE :path AS vec{cipher.attaching(path)}", {"path": str(path)})
    conn.execute("PRAGMA vec.synchronous=NORMAL")
    conn.execute("PRAGMA vec.secure_delete=ON")
    return note


def attached(conn: Connection) -> bool:
    """Tell whether the connection has `vec`."""
    return any(row[1] == "vec" for row in conn.execute("PRAGMA database_list"))


def detach(conn: Connection) -> None:
    """Let go of the file."""
    if attached(conn):
        conn.execute("DETACH DATABASE vec")


def checkpoint(conn: Connection, *, limit: int = 16 * 1024 * 1024) -> bool:
    """Copy the log of the vectors back into their file when it is over `limit` bytes; call it under the lock.

    Returns:
        True unless a reader kept the log from being emptied.
    """
    log = path_of(conn).with_name(NAME + "-wal")
    if not log.exists() or log.stat().st_size <= limit:
        return True
    try:
        conn.execute(f"PRAGMA busy_timeout={READERS_MS}")
        return bool(conn.execute("PRAGMA vec.wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    except sqlite3.OperationalError:
        return False
    finally:
        conn.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def _fits(path: Path) -> bool:
    """Tell whether the file is ours and of this version."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as conn:
            conn.execute("PRAGMA wal_autocheckpoint=0")
            conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            found = [
                conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id")
            ]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    return found == [VERSION, APPLICATION]


def _make(path: Path) -> str:
    with alone(beside(path, "setup"), seconds=_WAIT, why="another process is preparing the vectors"):
        if _fits(path):
            return ""
        note = set_aside(path) if path.exists() and path.stat().st_size else ""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as conn:
            if not cipher.installed():  # SQLCipher opens an attached file by its own size of page alone
                conn.execute(f"PRAGMA page_size={PAGE}")
            conn.execute("PRAGMA journal_mode=WAL")
            conn.execute("BEGIN IMMEDIATE")
            for statement in _TABLES:
                conn.execute(statement)
            conn.execute(f"PRAGMA application_id={APPLICATION}")
            conn.execute(f"PRAGMA user_version={VERSION}")
            conn.execute("COMMIT")
    return note


def set_aside(path: Path) -> str:
    """Give the file, with its log, a name that says when; returns a line about it."""
    from lifeos_cli.store.backup import stamp

    kept = path.with_name(f"{path.stem}.aside-{stamp()}{path.suffix}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return f"{path.name} could not be used; it was set aside as {kept.name} and is built anew"
