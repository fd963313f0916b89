"""What `doctor --fix` does: files made private again, a damaged database set aside and its readable rows kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.record import database, doctor
from lifeos_cli.store import backup, rotate, salvage, set_aside, users
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections import Counter
    from pathlib import Path

    from lifeos_cli.paths import Paths


class Repaired(NamedTuple):
    """What became of a damaged database."""

    kept: Path
    """Where it lies now, as it was."""
    source: Path | None
    """The backup that took its place; None: a new database."""
    added: Counter[str]
    """Rows by table that were read from the damaged one."""


def close_modes(paths: Paths) -> int:
    """Take what others may do away from our files; returns how many that were."""
    found = doctor.exposed(paths)
    for path in found:
        os.chmod(path, path.stat().st_mode & 0o700)  # noqa: PTH101 - the owner's part of the mode stays
    return len(found)


def rebuild(paths: Paths) -> Repaired:
    """Set a damaged database aside, put the newest good backup in its place, and add what can still be read.

    Raises:
        TryAgainError: Another process has the database open.
    """
    source = doctor.newest_good(paths)
    if source is not None:
        kept = database.restore(paths, source)
        kept = set_aside.renamed(kept or paths.database, paths.database)
    else:
        kept = set_aside.move(paths.database)
    with Store(paths) as store:
        blank = None if source else users.current(store.conn)
        if blank is not None:  # whose name and handle somebody of the damaged one may have
            _call(store, blank.id, blank.id, blank.id.lower())
        added = salvage.salvage(kept, store.conn)
        if blank is not None and not _handed_over(store, blank.id):
            _call(store, blank.id, blank.name, blank.handle)
    return Repaired(kept, source, added)


def _call(store: Store, user_id: str, name: str, handle: str) -> None:
    with store.write() as conn:
        users.edit(conn, user_id, {"name": name, "handle": handle})


def _handed_over(store: Store, blank_id: str) -> bool:
    """Let the first salvaged person take the place of the one a new database begins with, if there is one."""
    others = [user for user in users.all_users(store.conn) if user.id != blank_id]
    if others:
        with store.write() as conn:
            users.delete(conn, blank_id)
            users.make_current(conn, others[0].id)
    return bool(others)


def prune(paths: Paths, keep: str) -> list[Path]:
    """Delete backups that need not stay (see `rotate`); returns them.

    Raises:
        UsageFault: `keep` does not say what to keep.
    """
    wanted = rotate.parse(keep)
    files = list(paths.backups.glob("*.db")) if paths.backups.is_dir() else []
    gone = rotate.surplus(files, paths.database.stem, wanted)
    for path in gone:
        path.unlink()
    if gone:
        backup.sync(paths.backups)
    return gone
