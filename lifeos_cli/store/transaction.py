"""Transactions: writes one at a time, reads of one state, and the checkpoint that keeps the log short."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.store import connection
from lifeos_cli.store.locks import release, take

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAL_LIMIT = 16 * 1024 * 1024
"""Bytes of write-ahead log after which a write checkpoints."""
READERS_MS = 50
"""How long a checkpoint waits for readers; what they keep it from is done by the next one."""


@contextmanager
def write(conn: sqlite3.Connection, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
    """Run the block as one write transaction; inside another one of its thread it simply joins it.

    It begins IMMEDIATE: a deferred transaction that reads first fails with
    'locked' at once under contention, whatever the busy timeout. The block
    must not wait for anything: everybody else's writes wait for it.

    Args:
        conn: A connection made by `connect`.
        durable: Flush the commit to the disk. Without, a power cut may undo it, but not it alone: a later
            flushed commit brings it along (sqlite.org/pragma.html#pragma_synchronous, NORMAL).
    """
    ours = _ours(conn)
    with ours.turn:
        if ours.in_transaction:
            if not ours.writing:
                raise RuntimeError("a write inside a snapshot could fail at any moment")
            yield conn
            return
        take(
            ours.gate,
            exclusive=False,
            seconds=connection.BUSY_MS / 1000,
            why="another process is tidying the database",
        )
        ours.writing = True
        try:
            if not durable:
                conn.execute("PRAGMA synchronous=NORMAL")
            with _transaction(conn, "BEGIN IMMEDIATE"):
                yield conn
        finally:
            ours.writing = False
            release(ours.gate)
            if not durable:
                conn.execute("PRAGMA synchronous=FULL")


@contextmanager
def savepoint(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block inside an open write transaction; an error undoes the block and nothing before it."""
    conn.execute("SAVEPOINT part")
    try:
        yield conn
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK TO part")
            conn.execute("RELEASE part")
        raise
    conn.execute("RELEASE part")


@contextmanager
def attempt(conn: sqlite3.Connection) -> Iterator[None]:
    """Run the block inside a write transaction so that its failure takes back the block alone."""
    conn.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        if conn.in_transaction:  # a full disk has rolled back everything by itself
            conn.execute("ROLLBACK TO attempt")
            conn.execute("RELEASE attempt")
        raise
    conn.execute("RELEASE attempt")


@contextmanager
def snapshot(conn: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block's reads against one state of the database."""
    with _ours(conn).turn:
        if conn.in_transaction:
            yield conn
            return
        with _transaction(conn, "BEGIN"):
            yield conn


def _ours(conn: sqlite3.Connection) -> connection.Connection:
    if not isinstance(conn, connection.Connection):
        raise TypeError("a connection that was not made by `connect`")
    return conn


@contextmanager
def _transaction(conn: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Commit at the end of the block; after an error, also one of the commit, leave nothing open."""
    try:
        conn.execute(begin)
        yield
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:  # a full disk or a failed flush has rolled back by itself
            conn.execute("ROLLBACK")
        raise


def checkpoint(conn: sqlite3.Connection, path: Path, *, limit: int = WAL_LIMIT) -> bool:
    """Copy the write-ahead log into the database if it has grown over `limit` bytes.

    Nobody waits for it: if another process writes or checkpoints right now,
    or a reader still needs the log, a later write will find the log too long
    again. What was committed is safe with or without it, so a full disk is no
    failure here.

    Returns:
        True if the log was emptied.
    """
    ours = _ours(conn)
    try:
        size = path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return False
    if size <= limit or size < ours.stuck + limit:
        return False
    with ours.turn:
        if ours.in_transaction or not take(ours.gate, exclusive=True):
            return False
        try:
            conn.execute(f"PRAGMA busy_timeout={READERS_MS}")
            emptied = bool(conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        except sqlite3.OperationalError:
            emptied = False
        finally:
            conn.execute(f"PRAGMA busy_timeout={connection.BUSY_MS}")
            release(ours.gate)
    ours.stuck = 0 if emptied else size
    return emptied


def vacuum(conn: sqlite3.Connection, schema: str = "main") -> None:
    """Write the database anew, so that no page holds anything of rows that were deleted or moved.

    `secure_delete` overwrites what is deleted, but not what SQLite has left in
    the gap of a page when it moved rows to another one.
    """
    ours = _ours(conn)
    with ours.turn:
        take(
            ours.gate,
            exclusive=False,
            seconds=connection.BUSY_MS / 1000,
            why="another process is tidying the database",
        )
        try:
            conn.execute(f"VACUUM {schema}")
        finally:
            release(ours.gate)
