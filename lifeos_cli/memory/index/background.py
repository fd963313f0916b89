"""Indexing in a thread of a program that stays: chat, the terminal app, a worker."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError
from lifeos_cli.memory.base import one_thread

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths

PAUSE = 5.0
"""Seconds between looks at whether anything waits."""
_log = logging.getLogger(__name__)


class BackgroundIndex:
    """A thread that embeds what is said while the program runs.

    It has a connection of its own. Another process that is indexing already is
    left to it, and what fails here is tried again: nothing is lost by it.

    Args:
        paths: Of the installation.
        user_id: Whose texts.
        setting: The setting `memory.embedder`.
    """

    def __init__(self, paths: Paths, user_id: str, setting: str = "builtin") -> None:
        self._paths, self._user_id, self._setting = paths, user_id, setting
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="memory-index", daemon=True)

    def start(self) -> BackgroundIndex:
        """Begin; returns itself."""
        self._thread.start()
        return self

    def wake(self) -> None:
        """Look now: something was said."""
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> None:
        """End after the page at hand; a thread that takes longer ends with the process and loses nothing."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        one_thread()
        from lifeos_cli.memory.index import mirror
        from lifeos_cli.memory.index.indexer import Indexer, behind, lock
        from lifeos_cli.memory.index.model import open_embedder, serving_spec
        from lifeos_cli.store import vector_marks
        from lifeos_cli.store.database import Store

        indexer: Indexer | None = None
        try:
            with Store(self._paths, create=False) as store:
                while not self._stop.is_set():
                    try:
                        spec = serving_spec(store, self._setting)
                        model = vector_marks.serving(store.conn)
                        if indexer is None or indexer.spec != spec:
                            waits = model is None or behind(store.conn, self._user_id, model.model) > 0
                            indexer = (
                                Indexer(store, self._user_id, open_embedder(spec), spec=spec)
                                if waits
                                else None
                            )
                        if indexer is not None and indexer.left():
                            with lock(store) as ours:
                                if ours:
                                    indexer.run(stop=self._stop.is_set)
                                    mirror.follow_some(store)
                    except LifeosError as error:
                        _log.info("indexing stopped: %s", error.message)
                        return
                    self._wake.wait(PAUSE)
                    self._wake.clear()
        except Exception as error:  # noqa: BLE001 - the conversation goes on without its newest vectors
            _log.info("indexing stopped: %s", type(error).__name__)


def start_background_index(paths: Paths, user_id: str, setting: str = "builtin") -> BackgroundIndex:
    """Index the person's texts in a thread for as long as the program runs.

    Args:
        paths: Of the installation.
        user_id: Whose texts.
        setting: The setting `memory.embedder`.
    """
    return BackgroundIndex(paths, user_id, setting).start()
