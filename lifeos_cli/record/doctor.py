"""A look at everything that can be wrong with an installation, each finding with its remedy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import DAY, HOUR, now_ms
from lifeos_cli.errors import LifeosError, NotFoundError
from lifeos_cli.record import database
from lifeos_cli.store import cipher, health
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lifeos_cli.paths import Paths

OK, NOTE, PROBLEM = "ok", "note", "problem"
FIXED_SQLITE = (3, 51, 3)
"""First version without the WAL-reset bug (sqlite.org/wal.html)."""
ROOM = 256 * 1024 * 1024
"""Bytes of free disk below which it is said."""
BACKUP_AGE = 30 * DAY
SYNCED = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "icloud",
    "nextcloud",
    "owncloud",
    "syncthing",
)
NETWORK = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "9p",
    "afs",
    "ceph",
    "fuse.glusterfs",
    "fuse.rclone",
}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Finding(NamedTuple):
    """One thing that was looked at."""

    check: str
    level: str
    """`ok`, `note` (good to know), `problem`."""
    what: str
    remedy: str = ""
    fixable: bool = False
    """Whether `--fix` does it."""


def examine(paths: Paths) -> Iterator[Finding]:
    """Look at everything about the files; nothing is changed, created or migrated."""
    found = list(_database(paths))
    yield from found
    yield _sqlite()
    yield from _cipher(paths)
    if not any(one.level == PROBLEM for one in found) and paths.database.exists():
        yield from _feed(paths)
        yield from _clock(paths)
    yield from _modes(paths)
    yield _place(paths)
    yield _disk(paths)
    yield from _backups(paths)


def _database(paths: Paths) -> Iterator[Finding]:
    damaged = health.damage(paths.database.resolve())
    try:
        # A connection that has met damage stays open until its process ends: nothing could be set aside then.
        problems = damaged or database.check(paths)
    except NotFoundError:
        yield Finding("database", OK, "there is none yet; any check-in or chat creates it")
        return
    except (LifeosError, sqlite3.Error, OSError) as error:
        said, remedy = getattr(error, "strerror", None) or type(error).__name__, ""
        if isinstance(error, LifeosError):
            said, remedy = error.message, error.hint
        remedy = remedy or "Check the folder's owner, mode and space."
        yield Finding("database", PROBLEM, f"it cannot be checked: {said}", remedy)
        return
    if not problems:
        yield Finding("database", OK, "integrity, references and change feed are sound")
        return
    good = newest_good(paths)
    remedy = "`lifeos doctor --fix --yes` sets it aside, "
    remedy += f"puts {good} in its place" if good else "makes a new one (there is no good backup)"
    for line in problems[:10]:
        yield Finding(
            *("database", PROBLEM, line),
            f"{remedy} and adds what can still be read." if damaged else "`lifeos db restore BACKUP`",
            fixable=bool(damaged),
        )


def newest_good(paths: Paths) -> Path | None:
    """Return the newest backup that verifies and this program can restore, if there is one."""
    files = sorted(health.backups(paths.backups, paths.database.stem), reverse=True)
    return next((path for path in files if health.is_restorable(path)), None)


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info >= FIXED_SQLITE:
        return Finding("sqlite", OK, f"SQLite {version}")
    what = f"SQLite {version} can corrupt a write-ahead log when two programs checkpoint at once; ours take turns"
    return Finding(
        "sqlite", NOTE, what, "Let no other program write to the database, or use SQLite 3.51.3 or newer."
    )


def _cipher(paths: Paths) -> Iterator[Finding]:
    try:
        keys = cipher.read(paths.database.resolve())
    except LifeosError as error:
        yield Finding("encryption", PROBLEM, error.message, error.hint)
        return
    if len(keys) > 1:
        what = "a change of the key was cut off; every file still opens with one of the two"
        yield Finding("encryption", PROBLEM, what, "Run `lifeos encrypt`, `rekey` or `decrypt` again.")
    elif keys:
        where = "the system's key store" if keys[0].kind == "keyring" else "your passphrase"
        yield Finding("encryption", OK, f"encrypted; the key is {where}")


def _feed(paths: Paths) -> Iterator[Finding]:
    state = health.feed(paths.database)
    ahead = [name for name, seq in state.watermarks.items() if seq > state.last]
    if ahead:
        what = f"{', '.join(ahead)} says to have read beyond the end of the feed"
        yield Finding("watermarks", PROBLEM, what, "`lifeos memory rebuild`", fixable=False)
    else:
        behind = max((state.last - seq for seq in state.watermarks.values()), default=0)
        yield Finding(
            "watermarks", OK, f"the slowest follower is {behind:,} changes behind the feed's {state.last:,}"
        )
    if state.log_bytes > health.LOG_MOST:
        what = f"the write-ahead log has grown to {state.log_bytes >> 20} MiB"
        yield Finding(
            "log", NOTE, what, "End programs that keep reading; the next write empties it.", fixable=True
        )


def _clock(paths: Paths) -> Iterator[Finding]:
    newest, now = health.newest_row(paths.database), now_ms()
    if newest > now + HOUR:
        what = "the clock is behind the newest row by more than an hour"
        yield Finding("clock", PROBLEM, what, "Set the machine's clock; check-ins take their day from it.")
    else:
        yield Finding("clock", OK, "not behind what was written")


def exposed(paths: Paths) -> list[Path]:
    """List our files and folders that others can read."""
    roots = [paths.data, paths.config, paths.state, paths.logs]
    found: list[Path] = []
    for root in {root for root in roots if root.is_dir()}:
        every = [
            root,
            *(Path(at) / name for at, folders, files in os.walk(root) for name in (*folders, *files)),
        ]
        found += [path for path in every if not path.is_symlink() and path.lstat().st_mode & _OTHERS]
    return sorted(set(found))


def _modes(paths: Paths) -> Iterator[Finding]:
    open_ = exposed(paths)
    if not open_:
        yield Finding("modes", OK, "files are yours alone")
    for path in open_[:10]:
        yield Finding(
            "modes",
            PROBLEM,
            f"others can read {path}",
            "`lifeos doctor --fix` takes that away.",
            fixable=True,
        )
    if len(open_) > 10:  # noqa: PLR2004 - the ten shown above
        yield Finding(
            "modes",
            PROBLEM,
            f"and {counted(len(open_) - 10, 'file more', 'files more')}",
            "`lifeos doctor --fix`",
            fixable=True,
        )


def _place(paths: Paths) -> Finding:
    where = paths.data.expanduser().absolute()
    cloud = next((name for name in SYNCED if any(name in part.lower() for part in where.parts)), None)
    synced = cloud or any((parent / ".stfolder").exists() for parent in (where, *where.parents))
    if synced:
        what = (
            f"{where} looks like a folder that a program copies to other machines; it may copy half a write"
        )
        return Finding(
            "folder", PROBLEM, what, "Keep the home elsewhere (--home), and put backups there instead."
        )
    kind = file_system(where, _mounts())
    if kind in NETWORK:
        what = f"{where} is on a network ({kind}), where locks cannot be trusted"
        return Finding("folder", PROBLEM, what, "Keep the home on a local disk: --home.")
    return Finding("folder", OK, f"{where} is on a local disk" + (f" ({kind})" if kind else ""))


def _mounts() -> str:
    with suppress(OSError):
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    return ""


def file_system(where: Path, mounts: str) -> str:
    """Return the kind of file system a folder is on, by a table like `/proc/mounts`; empty if it does not say."""
    found = ("", "")
    for line in mounts.splitlines():
        point, kind = [*line.split(), "", "", ""][1:3]
        point = point.replace("\\040", " ")
        if point and where.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]


def _disk(paths: Paths) -> Finding:
    here = next((path for path in (paths.data, *paths.data.parents) if path.exists()), Path("/"))
    free, needed = shutil.disk_usage(here).free, ROOM
    with suppress(OSError):
        needed = max(ROOM, 2 * paths.database.stat().st_size)
    if free < needed:
        return Finding(
            "disk", PROBLEM, f"{free >> 20:,} MiB are free", f"Free some: {needed >> 20:,} MiB are wise."
        )
    return Finding("disk", OK, f"{free >> 20:,} MiB are free")


def _backups(paths: Paths) -> Iterator[Finding]:
    if not paths.database.exists():
        return
    files = health.backups(paths.backups, paths.database.stem)
    if not files:
        yield Finding(
            "backups", NOTE, "there is no backup", "`lifeos backup --keep 7d,4w,12m`, by hand or from cron."
        )
        return
    newest = max(path.stat().st_mtime_ns // 1_000_000 for path in files)
    days = (now_ms() - newest) // DAY
    level, remedy = (NOTE, "`lifeos backup`") if now_ms() - newest > BACKUP_AGE else (OK, "")
    yield Finding("backups", level, f"{len(files):,}, the newest {counted(days, 'day', 'days')} old", remedy)
