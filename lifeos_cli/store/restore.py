"""The way back: a backup takes the database's place, and the replaced one is kept."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError, UsageFault
from lifeos_cli.paths import private_dir
from lifeos_cli.store import changes, cipher, migrate, presence
from lifeos_cli.store.backup import free_name, read_only, sync, vacuum_into, verify
from lifeos_cli.store.connection import busy
from lifeos_cli.store.locks import alone, beside

if TYPE_CHECKING:
    from pathlib import Path

LEAP = 1_000_000
"""How far the feed's numbering leaps when the replaced database cannot tell how far it got."""


def restore(source: Path, database: Path) -> Path | None:
    """Put a backup in the place of the database; the old one is kept beside it.

    The feed's numbers leap beyond those of the replaced database, so that a
    follower of that one is told to start anew instead of missing something.

    Returns:
        Where the replaced database went, or None if there was none.

    Raises:
        NotFoundError: No such backup.
        UsageFault: The backup is the database itself.
        LifeosError: The backup is damaged, newer than this program, or is not a lifeos database.
        TryAgainError: Another process has the database open: what it writes next would be lost.
    """
    database = database.resolve()
    if not source.is_file():
        raise NotFoundError(f"no backup at {source}", hint="`lifeos db backup` makes one.")
    if database.exists() and source.samefile(database):
        raise UsageFault(f"{source} is the database itself", hint="Name a backup.")
    if cipher.installed() and cipher.head(source) == cipher.PLAIN:
        raise LifeosError(
            f"{source} is not encrypted, and this store is",
            hint="`lifeos decrypt`, restore it, then `lifeos encrypt`.",
        )
    problems = verify(source) or _unfit(source)
    if problems:
        raise LifeosError(f"{source} cannot be restored: {problems[0]}", hint="Try an older backup.")
    private_dir(database.parent)
    with (
        alone(beside(database, "migrate"), seconds=1, why="another process is migrating the database"),
        alone(beside(database, "open"), seconds=1, why="another lifeos has the database open"),
    ):
        fresh = database.with_name(f".{database.name}.{os.getpid()}.restore")
        fresh.unlink(missing_ok=True)
        try:
            with closing(read_only(source)) as conn:
                vacuum_into(conn, fresh)
            _settle(database, fresh)
            kept = _keep(database)
            fresh.replace(database)
            presence.mark(database)
        finally:
            fresh.unlink(missing_ok=True)
        sync(database.parent)
    return kept


def _unfit(path: Path) -> list[str]:
    with closing(read_only(path)) as conn:
        if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'changes'").fetchone():
            return ["it is not a lifeos database"]
        found = migrate.version(conn)
    known = migrate.SCHEMA_VERSION
    return [f"it has schema {found}, this lifeos knows up to {known}"] if found > known else []


def _settle(database: Path, fresh: Path) -> None:
    """Fold the log into the database that will be replaced, and number the restored feed beyond it.

    Raises:
        TryAgainError: A program that is not ours has it open.
    """
    if not database.exists():
        return
    if not presence.size(database) or verify(database):
        # Opened for writing, SQLite might drop the log of a damaged database.
        _number(fresh, None)
        return
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as old:
            old.execute("PRAGMA locking_mode=EXCLUSIVE")
            old.execute("BEGIN IMMEDIATE")
            old.execute("COMMIT")
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _number(fresh, old)
    except sqlite3.OperationalError as error:
        if busy(error):
            raise TryAgainError("another program has the database open", hint="Close it first.") from error
        _number(fresh, None)
    except sqlite3.DatabaseError:
        _number(fresh, None)


def _number(fresh: Path, old: sqlite3.Connection | None) -> None:
    """Number the restored feed's next entry above what a follower of the old one can have seen."""
    with closing(sqlite3.connect(fresh, isolation_level=None)) as new:
        end = changes.last_seq(new)
        after, upto = 0, end + LEAP
        if old is not None:
            reached = changes.last_seq(old)
            upto = max(end, reached) + 1
            both = min(end, reached)
            after = end if _entry(new, both) == _entry(old, both) else 0
        new.execute("BEGIN IMMEDIATE")
        changes.leap(new, after, upto)
        new.execute("COMMIT")
    sync(fresh)


def _entry(conn: sqlite3.Connection, seq: int) -> tuple[object, ...] | None:
    found = conn.execute(
        "SELECT seq, row_id, op, at FROM changes WHERE seq <= :seq ORDER BY seq DESC LIMIT 1", {"seq": seq}
    ).fetchone()
    return tuple(found) if found else None


def _keep(database: Path) -> Path | None:
    """Give the database that will be replaced, with its log if it has one, a name that says when."""
    there = [suffix for suffix in ("", "-wal", "-shm") if database.with_name(database.name + suffix).exists()]
    if not there:
        return None
    kept = free_name(database.parent, f"{database.stem}.before-restore")
    if "" in there:
        try:
            os.link(database, kept)
        except OSError:  # a file system without hard links
            database.rename(kept)
    for suffix in there:
        if suffix:
            database.with_name(database.name + suffix).rename(kept.with_name(kept.name + suffix))
    return kept
