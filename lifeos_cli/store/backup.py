"""Backups: one consistent, private, verified file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from lifeos_cli.clock import local, now_ms
from lifeos_cli.errors import LifeosError
from lifeos_cli.paths import private_dir
from lifeos_cli.store.files import publish, sync, taken

if TYPE_CHECKING:
    from pathlib import Path

TAKEN = "Name another file."


def stamp() -> str:
    """Return now as part of a file name, to the millisecond."""
    ms = now_ms()
    return f"{local(ms):%Y%m%dT%H%M%S}{ms % 1000:03d}"


def free_name(folder: Path, stem: str) -> Path:
    """Return a name in the folder that says when and that no file has."""
    first = f"{stem}-{stamp()}"
    names = (folder / f"{first}{'' if n == 1 else f'-{n}'}.db" for n in range(1, 10_000))
    return next(name for name in names if not name.exists())


def vacuum_into(conn: sqlite3.Connection, target: Path) -> Path:
    """Write a consistent copy (`VACUUM INTO`), 0600, and verify it before it gets its name.

    Raises:
        UsageFault: The target exists; a backup never overwrites.
        LifeosError: The copy did not verify; it was removed.
    """
    if os.path.lexists(target):
        raise taken(target, TAKEN)
    private_dir(target.parent)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        conn.execute("VACUUM INTO :target", {"target": str(partial)})
        problems = verify(partial)
        if problems:
            raise LifeosError(f"the backup did not verify: {problems[0]}", hint="Run `lifeos db check`.")
        sync(partial)
        publish(partial, target, TAKEN)
    finally:
        partial.unlink(missing_ok=True)
    sync(target.parent)
    return target


def read_only(path: Path) -> sqlite3.Connection:
    """Open a database that stays as it is: with its write-ahead log if it has one, leaving none if not."""
    logged = path.with_name(path.name + "-wal").exists()
    mode = "mode=ro" if logged else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)


def verify(path: Path) -> list[str]:
    """List what is wrong with a database file; an empty list means it is sound."""
    try:
        with closing(read_only(path)) as conn:
            return check(conn)
    except sqlite3.DatabaseError as error:
        return [str(error)]


def check(conn: sqlite3.Connection) -> list[str]:
    """List integrity and foreign key problems of an open database."""
    lines = [row[0] for row in conn.execute("PRAGMA integrity_check")]
    problems = [line for line in lines if line != "ok"]
    orphans = conn.execute("PRAGMA foreign_key_check")
    problems += [f"{row[0]} row {row[1]} refers to a missing row of {row[2]}" for row in orphans]
    return problems


__all__ = ["check", "free_name", "read_only", "stamp", "sync", "vacuum_into", "verify"]
