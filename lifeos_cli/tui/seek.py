"""Searching while somebody types: in a thread of its own, the last question first, by words until meaning is ready."""

from __future__ import annotations

import logging
import queue
import threading
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.errors import LifeosError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.search import Searcher
    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.desk import Desk

MOST = 50
"""Hits that are listed."""
PATIENCE = 30.0
"""Seconds for which what was read serves the next letter; a commit ends it at once."""
PAGE = 256
"""Texts that are embedded before the search is answered again."""
LOOK_SECONDS = 5.0
"""Pause before another look at what another process is embedding."""
_log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A question to memory."""

    text: str
    role: str
    """Whose words: user, or any."""
    fresh: bool = False
    """The store has moved on: what was read no longer serves."""


class Hit(NamedTuple):
    """One text that was found."""

    id: str
    tbl: str
    kind: str
    role: str
    at: int
    """Epoch milliseconds."""
    text: str
    session_id: str | None


class Answer(NamedTuple):
    """What was found."""

    asked: Asked
    hits: tuple[Hit, ...]
    meaning: bool
    """Whether meaning was searched too, not words alone."""
    wrong: str = ""
    """Why nothing could be searched."""
    left: int = 0
    """Texts that have no vectors yet: their words alone find them."""


class Seeker:
    """The thread behind the search.

    Args:
        desk: Whose memory.
        tell: Takes an answer, from any thread.
    """

    def __init__(self, desk: Desk, tell: Callable[[Answer], object]) -> None:
        self._desk, self._tell = desk, tell
        self._asked: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._embedder: Embedder | None = None
        self._waits = threading.Event()
        """Something may wait for its vectors."""
        self._left = 0
        self._last: Asked | None = None
        self._threads: list[threading.Thread] = []
        self._ended = threading.Event()

    def ask(self, asked: Asked) -> None:
        """Search, begun with the first question; one that is overtaken by the next is left out."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=work, name=name, daemon=True)
                for work, name in ((self._run, "seek"), (self._load, "seek-model"))
            ]
            for thread in self._threads:
                thread.start()
        self._last = asked
        self._asked.put(asked)
        if asked.fresh:
            self._waits.set()

    def stop(self) -> None:
        """End after the question at hand."""
        self._ended.set()
        self._asked.put(None)
        self._waits.set()

    def _run(self) -> None:
        try:
            from lifeos_cli.memory.base import one_thread

            one_thread()
            from lifeos_cli.store.database import Store

            with Store(self._desk.paths, create=False) as store:
                self._serve(store)
        except LifeosError as error:
            self._tell(Answer(self._last or Asked("", "user"), (), meaning=False, wrong=error.message))
        except Exception as error:  # noqa: BLE001 - the app goes on without a search
            _log.exception("the search ended")
            said = f"the search failed: {type(error).__name__}"
            self._tell(Answer(self._last or Asked("", "user"), (), meaning=False, wrong=said))

    def _serve(self, store: Store) -> None:
        searcher: Searcher | None = None
        while True:
            asked = self._newest()
            if asked is None:
                return
            if searcher is None or searcher.embedder is not self._embedder:
                searcher = self._searcher(store)
            searcher.patience = 0 if asked.fresh else PATIENCE
            self._tell(self._answer(searcher, asked))

    def _newest(self) -> Asked | None:
        """Wait for a question; of several that wait, the last is answered, and afresh if one of them asks so."""
        asked = self._asked.get()
        while asked is not None and not self._asked.empty():
            later = self._asked.get()
            asked = later and later._replace(fresh=later.fresh or asked.fresh)
        return asked

    def _searcher(self, store: Store) -> Searcher:
        from lifeos_cli.memory.search import Searcher

        return Searcher(store.conn, self._desk.user_id, self._embedder, patience=PATIENCE, stays=True)

    def _answer(self, searcher: Searcher, asked: Asked) -> Answer:
        from lifeos_cli.memory.legs import Filters

        meaning = searcher.embedder is not None
        found = searcher.search(
            asked.text, k=MOST, filters=Filters(role=asked.role), mode="hybrid" if meaning else "text"
        )
        hits = tuple(
            Hit(
                hit.text.id,
                hit.text.tbl,
                hit.kind,
                hit.text.role,
                hit.text.at,
                hit.text.text,
                hit.text.session_id,
            )
            for hit in found
        )
        return Answer(asked, hits, meaning, left=self._left)

    def _load(self) -> None:
        """Make the model ready and keep the vectors current; what they add is answered at once."""
        if not self._desk.settings.flag("memory.enabled"):
            return
        try:
            from lifeos_cli.memory.base import one_thread

            one_thread()
            from lifeos_cli.memory.index.model import open_embedder, serving_spec
            from lifeos_cli.store.database import Store

            with Store(self._desk.paths, create=False) as store:
                spec = serving_spec(store, self._desk.settings.text("memory.embedder"))
                embedder = open_embedder(spec)
                embedder.embed(["what was said before"])
                self._embedder = embedder
                self._again()
                self._keep_current(store, embedder, spec)
        except Exception as error:  # noqa: BLE001 - words alone still find
            _log.info("searching by words alone: %s", type(error).__name__)

    def _keep_current(self, store: Store, embedder: Embedder, spec: str) -> None:
        """Embed what waits, a little at a time, and again whenever the store has moved on."""
        from lifeos_cli.memory.index.indexer import catch_up

        while not self._ended.is_set():
            done = catch_up(store, self._desk.user_id, embedder, limit=PAGE, spec=spec)
            self._left = done.left
            if done.done:
                self._again()
            if not done.left or not done.done:
                self._waits.wait(LOOK_SECONDS if done.left else None)
                self._waits.clear()

    def _again(self) -> None:
        """Answer the last question anew."""
        if self._last is not None:
            self._asked.put(self._last._replace(fresh=True))


__all__ = ["Answer", "Asked", "Hit", "Seeker"]
