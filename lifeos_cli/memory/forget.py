"""Really forget: rows, what was derived of them, their words and vectors, and the bytes they lay in."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import NotFoundError, TryAgainError
from lifeos_cli.memory.index import mirror
from lifeos_cli.memory.index.indexer import lock
from lifeos_cli.store import forgetting, sessions, vectors, vectors_file, words
from lifeos_cli.store.recallable import Text, fetch
from lifeos_cli.store.transaction import checkpoint
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store

WAIT = 60.0
"""Seconds to wait for an indexer, and for readers that hold on to the log."""
_NEEDLE = 120
"""Bytes of a text that are looked for in other files."""
_BLOCK = 1 << 20


class Forgotten(NamedTuple):
    """What was forgotten, and where it may still lie."""

    rows: int
    copies: list[str]
    """Files that still hold it, or may: backups, exports under the home."""
    pending: bool
    """Another process still read the old log; the next write after it ends clears it."""


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


def forget(
    store: Store, paths: Paths, user_id: str, keys: Iterable[forgetting.Key], *, session_id: str | None = None
) -> Forgotten:
    """Delete texts for good, with everything that keeps a part of them.

    Args:
        store: The open store.
        paths: Of the installation.
        user_id: Whose.
        keys: (table, id) of the rows.
        session_id: This session goes as a whole, with all of its messages.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    with lock(store, seconds=WAIT) as ours:
        if not ours:
            raise TryAgainError(
                "another process is indexing; nothing was forgotten", hint="Try again when it has ended."
            )
        with store.write() as conn:
            asked = list(keys)
            if session_id:
                asked += forgetting.of_session(conn, user_id, session_id)
            gone = forgetting.with_copies(conn, user_id, asked)
            texts = forgetting.texts(conn, user_id, gone)
            for touched in forgetting.sessions_of(conn, user_id, gone):
                forgetting.clean_session(conn, user_id, touched, texts)
                forgetting.clean_periods(conn, user_id, touched)
            forgetting.clean_jobs(conn, user_id, texts)
            rows = forgetting.delete(conn, user_id, gone)
            if session_id:
                sessions.delete(conn, user_id, session_id)
            words.optimize(conn)
            vectors.drop(conn, user_id, [row_id for _, row_id in gone])
        mirror.purge(store)
        pending = not clear_logs(store)
    _clean_history(paths.state / "chat_history.jsonl", texts)
    return Forgotten(rows, [*_backups(paths), *_holding(paths, texts)], pending)


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


def _clean_history(file: Path, texts: Collection[str]) -> None:
    """Take the texts out of the chat's input history."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    kept = [line for line in lines if not _says(line, texts)]
    if len(kept) == len(lines):
        return
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
    fresh.replace(file)


def _says(line: str, texts: Collection[str]) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    return isinstance(entry, str) and any(text == entry.strip() or text in entry for text in texts)


def _backups(paths: Paths) -> list[str]:
    """List the copies of the database; they are whole files of their own and are not written into."""
    kept = [
        *paths.backups.glob("*.db"),
        *paths.data.glob("*.before-restore-*"),
        *paths.data.glob("*.corrupt-*"),
    ]
    return sorted(str(path) for path in kept)


def _holding(paths: Paths, texts: Collection[str]) -> list[str]:
    """List other files under the home that hold one of the texts as it was written."""
    needles = [text.encode()[:_NEEDLE] for text in texts if len(text) >= 8]  # noqa: PLR2004 - shorter ones are anywhere
    needles += [json.dumps(text)[1:-1].encode()[:_NEEDLE] for text in texts if len(text) >= 8]  # noqa: PLR2004
    known = set(_backups(paths))
    found: set[str] = set()
    for folder in dict.fromkeys((paths.data, paths.config, paths.cache, paths.state, paths.logs)):
        for file in folder.rglob("*") if folder.is_dir() else ():
            if file.is_file() and str(file) not in known and _has(file, needles):
                found.add(str(file))
    return sorted(found)


def _has(file: Path, needles: list[bytes]) -> bool:
    try:
        with file.open("rb") as opened:
            tail = b""
            while block := opened.read(_BLOCK):
                seen = tail + block
                if any(needle in seen for needle in needles):
                    return True
                tail = seen[-_NEEDLE:]
    except OSError:
        return False
    return False
