"""The LanceDB mirror of a large store: built from the BLOBs, kept in step, thrown away when in doubt.

LanceDB never flushes to disk, so a power cut can tear it; it is opened with
suspicion and rebuilt without regret. Programs that end soon never load it.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from lifeos_cli.memory.index import sizes
from lifeos_cli.paths import private_dir
from lifeos_cli.store import cipher, vector_marks, vector_mirror
from lifeos_cli.store.backup import stamp
from lifeos_cli.store.vectors_file import path_of
from lifeos_cli.text import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lifeos_cli.store.connection import Connection
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.vector_marks import Model

BATCH = 4_096
WORTH = 512
"""Texts that wait before a program that stays has the mirror follow: every commit leaves three small files."""
TIDY_EVERY = 50
"""Commits after which the small files they left are merged."""
NAME = "vectors.lance"
_commits = [0]


def folder(conn: Connection) -> Path:
    """Return where the mirror of the database lies."""
    return path_of(conn).with_name(NAME)


def keep(store: Store, *, told: Callable[[str], None] = lambda _: None, force: bool = False) -> None:
    """Bring the serving model's mirror up to date; make it when the store has grown large. Hold the lock.

    Args:
        store: The open store, with `vec`.
        told: Hears a line when the mirror was set aside or built.
        force: Build it anew whatever its state.
    """
    model = vector_marks.serving(store.conn)
    if model is None:
        return
    if cipher.installed():  # LanceDB cannot encrypt: searches compare the encrypted BLOBs instead
        if model.mirrored:
            with store.write() as conn:
                vector_marks.mirrored(conn, model.model, on=False)
        drop(store)
        return
    if force or not model.mirrored:
        if model.mirrored or vector_mirror.total(store.conn, model.model) >= sizes.MIRROR_FROM:
            _build(store, model, told)
        else:
            drop(store)
        return
    table = _opened(store, model, told)
    if table is None:
        _build(store, model, told)
        return
    _follow(store, model, table)


def follow_some(store: Store) -> None:
    """Bring the mirror of a large store up to date once so much waits that it is worth a commit. Hold the lock."""
    model = vector_marks.serving(store.conn)
    if model is not None and model.mirrored and vector_mirror.waiting(store.conn, model.model) >= WORTH:
        keep(store)


def _opened(store: Store, model: Model, told: Callable[[str], None]) -> Any:
    """Open the mirror; what does not open is set aside, and None returned."""
    from lifeos_cli.memory.index import lance

    where = folder(store.conn)
    if not where.is_dir():
        told("the vector index was missing and is rebuilt")
        return None
    try:
        return lance.open_table(where, model.model, model.dim)
    except Exception as error:  # noqa: BLE001 - LanceDB raises whatever it likes over a torn file
        kept = where.with_name(f"{where.name}.aside-{stamp()}")
        where.rename(kept)
        told(
            f"the vector index could not be opened ({type(error).__name__}): set aside as {kept.name}, rebuilt"
        )
        return None


def _build(store: Store, model: Model, told: Callable[[str], None]) -> None:
    """Make the mirror from the BLOBs in a folder of its own, then put it in its place."""
    from lifeos_cli.memory.index import lance

    sweep(store)
    where = folder(store.conn)
    fresh = where.with_name(f".{where.name}.build")
    with store.write() as conn:
        vector_marks.mirrored(conn, model.model, on=False)
    try:
        _room(store)
        with _temporary(fresh.with_name(f"{fresh.name}.tmp")):
            rows = lance.build(fresh, model.model, model.dim, vector_mirror.all_rows(store.conn, model.model))
    except Exception as error:  # noqa: BLE001 - LanceDB raises whatever it likes; searches do without
        sweep(store)
        told(f"no vector index could be built ({type(error).__name__}): searches compare all vectors instead")
        return
    shutil.rmtree(where, ignore_errors=True)
    fresh.rename(where)
    with store.write() as conn:
        vector_marks.mirrored(conn, model.model, on=True)
    told(f"built a vector index of {counted(rows, 'row', 'rows')}")


def _room(store: Store) -> None:
    """Make sure that the disk takes a copy of the vectors and what the build writes beside it.

    Raises:
        OSError: It does not.
    """
    needed = 2 * path_of(store.conn).stat().st_size
    if shutil.disk_usage(store.path.parent).free < needed:
        raise OSError(f"{needed} bytes are not free")


@contextmanager
def _temporary(place: Path) -> Iterator[None]:
    """Have LanceDB sort in a folder of ours, not in the machine's, which may be small and in memory."""
    before = os.environ.get("TMPDIR")
    private_dir(place)
    os.environ["TMPDIR"] = str(place)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        shutil.rmtree(place, ignore_errors=True)


def _follow(store: Store, model: Model, table: Any) -> None:
    from lifeos_cli.memory.index import lance

    while texts := vector_mirror.pending(store.conn, model.model, BATCH):
        rows = vector_mirror.rows_of(store.conn, model.model, texts)
        lance.follow(table, model.dim, rows, [text.id for text in texts if text.stale])
        with store.write() as conn:
            vector_mirror.followed(conn, model.model, texts)
        _commits[0] += 1
        if _commits[0] % TIDY_EVERY == 0:
            lance.tidy(table)


def tidy(store: Store, *, purge: bool = False) -> bool:
    """Merge what many small commits left; with `purge` nothing deleted stays on disk. Hold the lock.

    Returns:
        Whether there is a mirror.
    """
    model = vector_marks.serving(store.conn)
    if model is None or not model.mirrored:
        drop(store)
        return False
    from lifeos_cli.memory.index import lance

    keep(store)
    table = _opened(store, model, lambda _: None)
    if table is not None:
        lance.tidy(table, purge=purge)
    sweep(store)
    return True


def purge(store: Store) -> None:
    """Have nothing on disk of vectors that were dropped, not even in versions set aside. Hold the lock."""
    for aside in folder(store.conn).parent.glob(f"{NAME}.aside-*"):
        shutil.rmtree(aside, ignore_errors=True)
    tidy(store, purge=True)


def sweep(store: Store) -> None:
    """Remove what a killed build or commit left behind; LanceDB never does. Hold the lock."""
    where = folder(store.conn)
    for left in where.parent.glob(f".{where.name}.build*"):
        shutil.rmtree(left, ignore_errors=True)
    if where.is_dir():
        for left in where.rglob("*.tmp*"):
            left.unlink(missing_ok=True)


def drop(store: Store) -> None:
    """Throw the mirror away. Hold the lock."""
    sweep(store)
    shutil.rmtree(folder(store.conn), ignore_errors=True)
