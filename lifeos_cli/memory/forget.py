"""Really forget: rows, what was derived of them, their words and vectors, and the bytes they lay in.

It begins with a note of the ids beside the database and ends with taking it
away. In between, files go before rows: as long as the rows are there their
texts are known, so whoever finds the note can do the whole of it again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import NotFoundError, TryAgainError
from lifeos_cli.memory import forget_files
from lifeos_cli.memory.index import mirror
from lifeos_cli.memory.index.indexer import lock
from lifeos_cli.store import forget_copies, forget_traces, forgetting, sessions, vectors, vectors_file, words
from lifeos_cli.store.backup import sync
from lifeos_cli.store.forgotten_words import Forgotten as Told
from lifeos_cli.store.recallable import Text, fetch
from lifeos_cli.store.transaction import checkpoint, vacuum
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store

WAIT = 60.0
"""Seconds to wait for an indexer, and for readers that hold on to the log."""


class Forgotten(NamedTuple):
    """What was forgotten, and where it may still lie."""

    rows: int
    copies: list[str]
    """Files that still hold it: backups, exports under the home."""
    still_said: list[str]
    """Ids of texts of the person's own that say the same; they were not asked about."""
    pending: bool
    """Bytes may be left in free pages or an old log; see `wipe`."""


def named(store: Store, user_id: str, typed: str) -> list[forgetting.Key]:
    """Find what is to be forgotten by an id, external id or handle.

    Raises:
        NotFoundError: Nothing of this person's answers to it.
    """
    found = forgetting.named(store.conn, user_id, typed.strip())
    if not found:
        raise NotFoundError(
            f"nothing in memory answers to '{one_line(typed, 40)}'", hint="`lifeos memory search` shows ids."
        )
    return found


def matching(store: Store, user_id: str, typed: str) -> list[Text]:
    """List the person's texts that hold every one of the words, newest first; endings do not matter."""
    asked = [words.phrase(word) for word in typed.split() if any(letter.isalnum() for letter in word)]
    if not asked:
        return []
    hits = words.search(store.conn, user_id, " AND ".join(asked), limit=2**31)
    found = fetch(store.conn, user_id, [(hit.tbl, hit.id) for hit in hits])
    return sorted(found.values(), key=lambda text: (text.at, text.id), reverse=True)


def note(store: Store) -> Path:
    """Return where it is noted what is being forgotten: ids, no words."""
    return store.path.with_name(f"{store.path.name}.forgetting")


def forget(
    store: Store,
    paths: Paths,
    user_id: str,
    keys: Iterable[forgetting.Key],
    *,
    session_id: str | None = None,
    around: Callable[[], Callable[[], None]] = lambda: lambda: None,
) -> Forgotten:
    """Delete texts for good, with everything that keeps a part of them.

    Args:
        store: The open store.
        paths: Of the installation.
        user_id: Whose.
        keys: (table, id) of the rows.
        session_id: This session goes as a whole, with all of its messages.
        around: Called before rows go, inside the transaction; what it returns is called after.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    with lock(store, seconds=WAIT) as ours:
        if not ours:
            raise TryAgainError(
                "another process is indexing; nothing was forgotten", hint="Try again when it has ended."
            )
        asked = list(keys)
        if session_id:
            asked += forget_copies.of_session(store.conn, user_id, session_id)
        begin(store, {"user": user_id, "keys": asked, "session": session_id})
        with store.write() as conn:
            gone = forget_copies.with_copies(conn, user_id, asked)
            told = Told(forgetting.texts(conn, user_id, gone))
            still = [
                row_id
                for table, row_id, role in forget_copies.holding(conn, user_id, told)
                if role == "user" and (table, row_id) not in gone
            ]
            still += [
                row_id for _, row_id in forget_copies.sources(conn, user_id, gone) if row_id not in still
            ]
            still = [row_id for row_id in still if row_id not in {key[1] for key in gone}]
            forget_files.clean(paths, told, gone)
            rows = _delete(store, user_id, gone, told, session_id, around)
        pending = wipe(store)
    copies = forget_files.holding(paths, told, gone)
    # What the person says elsewhere is named by its id, not by the file it lies in.
    return Forgotten(rows, [one for one in copies if not still or one != str(store.path)], still, pending)


def _delete(
    store: Store,
    user_id: str,
    gone: list[forgetting.Key],
    told: Told,
    session_id: str | None,
    around: Callable[[], Callable[[], None]],
) -> int:
    """Delete the rows and every trace of them in the two databases."""
    conn = store.conn
    after = around()
    for touched in forget_copies.sessions_of(conn, user_id, gone):
        forget_traces.clean_session(conn, user_id, touched, told)
    forget_traces.clean(conn, user_id, gone, told)
    rows = forgetting.delete(conn, user_id, gone)
    if session_id:
        sessions.delete(conn, user_id, session_id)
    words.optimize(conn)
    vectors.drop(conn, user_id, [row_id for _, row_id in gone])
    after()
    return rows


def begin(store: Store, what: dict[str, object]) -> None:
    """Note what is being forgotten, so that a later run can finish it."""
    place = note(store)
    place.touch(mode=0o600)
    place.write_text(json.dumps(what), encoding="utf-8")
    sync(place)
    sync(place.parent)


def end(store: Store) -> None:
    """Take the note away."""
    note(store).unlink(missing_ok=True)
    sync(store.path.parent)


def wipe(store: Store) -> bool:
    """Have no byte on the disk that belongs to no row: index, free pages, logs. Hold the indexer's lock.

    Where there is no room to write the databases anew, or somebody else writes
    all the time, the note stays and a later run does it.

    Returns:
        Whether something is left to do, by a later run or once another process reads no longer.
    """
    mirror.purge(store)
    try:
        vacuum(store.conn)
        if vectors_file.attached(store.conn):
            vacuum(store.conn, "vec")
    except sqlite3.OperationalError:
        clear_logs(store)
        return True
    cleared = clear_logs(store)
    end(store)
    return not cleared


def person(store: Store, user_id: str) -> None:
    """Drop the vectors of somebody who is no longer in the store."""
    if not vectors_file.path_of(store.conn).exists():
        return
    vectors.attach(store.conn)
    with lock(store, seconds=WAIT):
        with store.write() as conn:
            vectors.drop_person(conn, user_id)
        mirror.purge(store)
        clear_logs(store)


def clear_logs(store: Store) -> bool:
    """Fold the write-ahead logs into their files, so that nothing old is left in them; False if a reader kept one."""
    deadline = time.monotonic() + WAIT / 12
    while True:
        checkpoint(store.conn, store.path, limit=0)
        log = store.path.with_name(store.path.name + "-wal")
        done = not log.exists() or log.stat().st_size == 0
        if done and vectors_file.checkpoint(store.conn, limit=0):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
