"""What a person asks to be forgotten: a text, what was learnt, a person, everything. It goes for good."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError, UsageFault
from lifeos_cli.memory import forget as memory
from lifeos_cli.memory import forget_files
from lifeos_cli.memory.index.indexer import lock
from lifeos_cli.record import snapshots
from lifeos_cli.store import forgetting, migrate, profile_snapshots, users, vectors, vectors_file
from lifeos_cli.store.forgotten_words import Forgotten as Told
from lifeos_cli.store.resolve import resolve
from lifeos_cli.store.rows import insert
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from lifeos_cli.memory.forget import Forgotten
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.forgetting import Key

NOUNS: dict[str, tuple[str, str | None]] = {
    "message": ("messages", None),
    "session": ("sessions", "title"),
    "fact": ("facts", None),
    "observation": ("observations", None),
    "skill": ("skills", "name"),
    "checkin": ("checkins", None),
    "insight": ("insights", None),
    "goal": ("goals", "title"),
    "followup": ("followups", None),
}
"""Each noun's table, and the column by whose beginning a row may be named."""
_LEAST = 4
"""Letters of an id's end that may name a message."""
_MOST = 5_000
"""A person's texts of one kind that are looked for in files; with more, history and logs go as a whole."""


def named(store: Store, user_id: str, noun: str, typed: str) -> Key:
    """Find the row a noun and what was typed name, whatever became of it.

    Args:
        store: The store.
        user_id: Whose.
        noun: One of `NOUNS`.
        typed: A handle, an id, an external id (messages) or the beginning of a title or name.

    Raises:
        NotFoundError: Nothing answers to it.
        UsageFault: Several do.
    """
    table, title = NOUNS[noun]
    if table != "messages":
        return table, resolve(store.conn, table, user_id, typed, title=title, noun=table)
    wanted = typed.strip()
    found = forgetting.of_message(store.conn, user_id, wanted)
    if not found and len(wanted) >= _LEAST and wanted.isalnum():
        found = forgetting.ending(store.conn, user_id, wanted)
    if len(found) > 1:
        raise UsageFault(f"several messages answer to '{one_line(typed, 40)}'", hint="Give the whole id.")
    if not found:
        raise NotFoundError(
            f"no message answers to '{one_line(typed, 40)}'",
            hint="`lifeos memory search` and `lifeos sessions show --json` give the ids.",
        )
    return table, found[0]


def forget(store: Store, paths: Paths, user_id: str, keys: Iterable[Key], *, said: bool = False) -> Forgotten:
    """Forget rows for good, and compute anew the pictures of the profile that rested on them.

    Args:
        store: The open store.
        paths: Of the installation.
        user_id: Whose.
        keys: (table, id); of sessions one at most.
        said: The messages they were learnt from too.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    asked = list(keys)
    if said:
        from lifeos_cli.store.forget_copies import sources

        asked += sources(store.conn, user_id, asked)
    session = next((row_id for table, row_id in asked if table == "sessions"), None)
    rows = [key for key in asked if key[0] != "sessions"]
    return memory.forget(
        store, paths, user_id, rows, session_id=session, around=lambda: _pictures(store, user_id)
    )


def _pictures(store: Store, user_id: str) -> Callable[[], None]:
    """Note the snapshots that are there; what is returned computes those anew that have gone since."""
    before = {row["id"]: row for row in profile_snapshots.listed(store.conn, user_id)}

    def again() -> None:
        left = {row["id"] for row in profile_snapshots.listed(store.conn, user_id)}
        for row_id, row in before.items():
            fresh = snapshots.recomputed(store, user_id, row) if row_id not in left else None
            if fresh:
                insert(store.conn, "profile_snapshots", fresh)

    return again


def forget_people(store: Store, paths: Paths, people: Collection[str]) -> Forgotten:
    """Forget persons with everything of theirs; a store left with nobody gets a new first person.

    Args:
        store: The open store.
        paths: Of the installation.
        people: Their ids; all of them forgets everything.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    with lock(store, seconds=memory.WAIT) as ours:
        if not ours:
            raise TryAgainError(
                "another process is indexing; nothing was forgotten", hint="Try again when it has ended."
            )
        memory.begin(store, {"people": list(people)})
        gone: list[Key] = [("users", one) for one in people]
        with store.write() as conn:
            texts: list[str] = []
            rows = 0
            for one in people:
                keys = forgetting.of_person(conn, one, _MOST)
                texts += forgetting.texts(conn, one, keys)
                rows += forgetting.rows_of(conn, one)
            told = Told(texts)
            others = {user.id for user in users.all_users(conn)} - set(people)
            if not others or len(texts) > _MOST:
                forget_files.clear(paths)
            forget_files.clean(paths, told, gone)
            _delete_people(store, people)
        pending = memory.wipe(store)
    return memory.Forgotten(rows, forget_files.holding(paths, told, gone), [], pending)


def _delete_people(store: Store, people: Collection[str]) -> None:
    conn = store.conn
    for one in people:
        users.delete(conn, one)
        if vectors_file.attached(conn):
            vectors.drop_person(conn, one)
    left = users.all_users(conn)
    if not left:
        migrate.first_user(conn)
    elif not any(user.is_current for user in left):
        users.make_current(conn, left[0].id)


def finish(store: Store, paths: Paths) -> str:
    """Finish what a run that was killed had begun to forget; returns a line about it, or "" if somebody is at it."""
    with lock(store) as ours:
        if not ours:
            return ""
    try:
        what: dict[str, Any] = json.loads(memory.note(store).read_text(encoding="utf-8") or "{}")
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        what = {}
    try:
        if "people" in what:
            there = {user.id for user in users.all_users(store.conn)}
            forget_people(store, paths, [one for one in what["people"] if one in there])
        elif "user" in what:
            keys: list[Key] = [(table, row_id) for table, row_id in what["keys"]]
            keys += [("sessions", what["session"])] if what["session"] else []
            forget(store, paths, what["user"], keys)
        else:
            # The note was torn: nothing had gone yet.
            memory.end(store)
            return ""
    except (LifeosError, sqlite3.Error, OSError) as error:
        return f"What was to be forgotten is not all gone yet ({type(error).__name__}); the next command tries again."
    return "Finished what an earlier run had begun to forget."
