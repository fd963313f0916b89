"""Changing the model, and starting anew what was derived."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError, TryAgainError
from lifeos_cli.memory.index import mirror
from lifeos_cli.memory.index.indexer import PAGE, Indexer, lock
from lifeos_cli.store import users, vector_marks, vectors, vectors_file, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.store.database import Store

WAIT = 60.0
_DROPPED = 2_000
"""Old vectors deleted in one transaction."""


@contextmanager
def alone(store: Store) -> Iterator[None]:
    """Hold the indexer's lock for the block, after waiting for whoever has it.

    Raises:
        TryAgainError: Whoever has it did not end.
    """
    with lock(store, seconds=WAIT) as ours:
        if not ours:
            raise TryAgainError("another process is indexing", hint="Try again when it has ended.")
        yield


def everybody(store: Store) -> list[str]:
    """List the ids of the people of the store."""
    return [user.id for user in users.all_users(store.conn)]


def drain(
    store: Store,
    people: list[str],
    embedder: Embedder,
    *,
    spec: str,
    told: Callable[[int], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> int:
    """Embed everything that waits, then bring the mirror of a large store up to date.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    done = 0
    with alone(store):
        for user_id in people:
            done += Indexer(store, user_id, embedder, spec=spec).run(told=told)
        sweep_models(store)
        mirror.keep(store, told=note)
    return done


def reindex(
    store: Store,
    embedder: Embedder,
    spec: str,
    *,
    old: Callable[[str], Embedder] | None = None,
    told: Callable[[int], None] = lambda _: None,
    note: Callable[[str], None] = lambda _: None,
) -> int:
    """Embed everybody's texts with another model, then let it serve and drop the old vectors.

    The old ones answer until then, and go on being kept up to date. Killed, it
    goes on where it was when it is run again.

    Args:
        store: The open store.
        embedder: The new model.
        spec: The setting it was made by.
        old: Makes an embedder of a setting, to keep the old vectors up to date meanwhile.
        told: Hears after every page how many texts were embedded.
        note: Hears lines worth telling.

    Returns:
        How many texts were embedded.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    done = 0
    _retire_others(store, embedder.model_id)
    serving = vector_marks.serving(store.conn)
    before = _old_embedder(serving, embedder, old)
    for user_id in everybody(store):
        while True:
            with alone(store):
                if before is not None and serving is not None:
                    Indexer(store, user_id, before, spec=serving.spec).run(limit=PAGE)
                new = Indexer(store, user_id, embedder, spec=spec)
                embedded = new.run(limit=PAGE)
                left = new.left()
            done += embedded
            told(embedded)
            if not left or not embedded:
                break
    with alone(store):
        for user_id in everybody(store):
            done += Indexer(store, user_id, embedder, spec=spec).run(told=told)
        with store.write() as conn:
            vector_marks.serve(conn, embedder.model_id)
        sweep_models(store)
        mirror.keep(store, told=note)
    return done


def _retire_others(store: Store, model: str) -> None:
    """Give up a model that was being filled when another is asked for now."""
    with alone(store):
        with store.write() as conn:
            vector_marks.retire(conn, but=model)
        sweep_models(store)


def _old_embedder(
    serving: vector_marks.Model | None, new: Embedder, make: Callable[[str], Embedder] | None
) -> Embedder | None:
    if serving is None or make is None or serving.model == new.model_id:
        return None
    try:
        return make(serving.spec)
    except LifeosError:  # what it was made by is gone: its vectors serve as they are
        return None


def sweep_models(store: Store) -> None:
    """Delete the vectors of models that no longer serve, some at a time. Hold the lock."""
    for model in vector_marks.retired(store.conn):
        gone = _DROPPED
        while gone >= _DROPPED:
            with store.write() as conn:
                gone = vectors.drop_model(conn, model, _DROPPED)
            vectors_file.checkpoint(store.conn)
        with store.write() as conn:
            vector_marks.forget_model(conn, model)


def rebuild(store: Store) -> None:
    """Start the words anew from the texts, have every vector compared with its text, build the mirror anew.

    Vectors of the very words a text has are kept; `drain` makes the others.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    vectors.attach(store.conn)
    with alone(store):
        with store.write() as conn:
            words.refill(conn)
            vector_marks.restart(conn)
        mirror.drop(store)
        with store.write() as conn:
            for model in vector_marks.models(conn):
                vector_marks.mirrored(conn, model.model, on=False)


def optimize(store: Store) -> bool:
    """Merge the words into one segment, fold the logs, tidy the mirror; returns whether all logs were emptied.

    Raises:
        TryAgainError: Another process is indexing and did not end.
    """
    from lifeos_cli.memory.forget import clear_logs

    vectors.attach(store.conn)
    with alone(store):
        sweep_models(store)
        with store.write() as conn:
            words.optimize(conn)
        mirror.tidy(store, purge=True)
        return clear_logs(store)
