"""Changing the key of a store: none to one, one to another, one to none. Killed anywhere, every file still opens.

Each file is written anew beside the old one under the new key, verified,
flushed, and takes the old one's place by its name; the database comes last.
Both keys stand in the note meanwhile (see `cipher`).
"""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError, TryAgainError
from lifeos_cli.paths import private_dir
from lifeos_cli.store import cipher
from lifeos_cli.store.backup import free_name
from lifeos_cli.store.files import sync
from lifeos_cli.store.locks import alone, beside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lifeos_cli.paths import Paths

_NO_KEY = "''"


def recrypt(
    paths: Paths,
    keys: list[bytes],
    new: cipher.Key,
    raw: bytes | None,
    *,
    told: Callable[[str], None],
    clear: Callable[[], None],
) -> list[Path]:
    """Give the database, its vectors and its backups another key; a copy under the new one is made first.

    Args:
        paths: Of the installation.
        keys: Bytes of the keys the files may have now.
        new: The new key, as it is noted.
        raw: Its bytes; None for no key.
        told: Hears which file is done.
        clear: Called once every file is done, before the change counts as done.

    Returns:
        Copies of the database that could not be changed and stay as they are.

    Raises:
        LifeosError: A file did not verify under the new key; that file, and those after it, are as they were.
        TryAgainError: Another process has the database open.
    """
    database = paths.database.resolve()
    before = cipher.read(database) or [cipher.Key("plain")]
    with (
        alone(beside(database, "migrate"), seconds=1, why="another process is migrating the database"),
        alone(beside(database, "open"), seconds=1, why="another lifeos has the database open"),
    ):
        cipher.write(database, [*(key for key in before if key != new), new])
        _sweep(database, paths)
        first = free_name(private_dir(paths.backups), database.stem)
        _convert(database, keys, raw, first)
        left = []
        for copy in _copies(paths):
            if copy == first:
                continue
            try:
                _convert(copy, keys, raw)
                told(copy.name)
            except LifeosError:
                left.append(copy)
        vectors = database.with_name("vectors.db")
        for file in (vectors, database):
            if cipher.head(file):
                _convert(file, keys, raw)
                told(file.name)
        clear()
        cipher.write(database, [new])
    return left


def _copies(paths: Paths) -> list[Path]:
    """List the copies of the database there are: backups, and what was set aside."""
    found = [
        *paths.backups.glob("*.db"),
        *paths.data.glob("*.before-restore-*"),
        *paths.data.glob("*.corrupt-*"),
    ]
    return sorted(file for file in found if not file.name.endswith(("-wal", "-shm")))


def _convert(file: Path, keys: list[bytes], raw: bytes | None, target: Path | None = None) -> None:
    """Write one database anew under another key and put it in its own place, or beside it as `target`."""
    target = target or file
    fresh = target.with_name(f".{target.name}.recrypt")
    fresh.unlink(missing_ok=True)
    inner = cipher.module()
    try:
        with closing(_opened(inner, file, keys)) as conn:
            _fold(conn, file)
            os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            given = cipher.pragma(raw) if raw is not None else _NO_KEY
            page = conn.execute("PRAGMA page_size").fetchone()[0]
            marks = {
                name: conn.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("user_version", "application_id")
            }
            conn.execute(f"ATTACH DATABASE :path AS fresh KEY {given}", {"path": str(fresh)})
            if raw is None:
                conn.execute(f"PRAGMA fresh.page_size={page}")
            for name, value in (("synchronous", "OFF"), ("journal_mode", "OFF")):  # flushed once it is whole
                conn.execute(f"PRAGMA fresh.{name}={value}")
            conn.execute("SELECT sqlcipher_export('fresh')")
            for name, value in marks.items():
                conn.execute(f"PRAGMA fresh.{name}={value}")
            counts, mode = _counts(conn), conn.execute("PRAGMA main.journal_mode").fetchone()[0]
            conn.execute("DETACH DATABASE fresh")
        with closing(_opened(inner, fresh, [raw] if raw is not None else [])) as conn:
            found = [row[0] for row in conn.execute("PRAGMA integrity_check")]
            if found != ["ok"] or _counts(conn) != counts:
                raise LifeosError(f"{file.name} did not verify under the new key; it was left as it is")
            conn.execute(f"PRAGMA journal_mode={mode}")
        sync(fresh)
        for suffix in ("-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        fresh.replace(target)
        sync(target.parent)
    except inner.Error as error:
        raise LifeosError(
            f"{file.name} could not be written under the new key ({type(error).__name__}); it was left as it is"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def _fold(conn: Any, file: Path) -> None:
    """Have all of a database in its one file.

    Raises:
        TryAgainError: A program that is not ours reads it.
    """
    if conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        return
    if conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise TryAgainError(f"another program has {file.name} open", hint="Close it first.")


def _opened(inner: Any, file: Path, keys: list[bytes]) -> Any:
    """Open a file with the key that fits.

    Raises:
        LifeosError: None does.
    """
    if cipher.head(file) == cipher.PLAIN or not keys:
        return inner.connect(file, isolation_level=None)
    for raw in keys:
        conn = inner.connect(file, isolation_level=None)
        conn.execute("PRAGMA cipher_log_level=NONE")
        conn.execute(f"PRAGMA key={cipher.pragma(raw)}")
        try:
            conn.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        except inner.DatabaseError:
            conn.close()
            continue
        return conn
    raise LifeosError(f"{file.name} does not open with the key there is; it was left as it is")


def _counts(conn: Any) -> dict[str, int]:
    """Count the rows of every table; those of a view that full text reads through are none."""
    found = conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
    tables = [row[0] for row in found if row[0] != "words"]
    return {name: conn.execute(f'SELECT COUNT(*) FROM main."{name}"').fetchone()[0] for name in tables}


def _sweep(database: Path, paths: Paths) -> None:
    """Remove what a killed change left behind."""
    for folder in (database.parent, paths.backups):
        for left in folder.glob(".*.recrypt*"):
            left.unlink(missing_ok=True)
