"""What the coach is reminded of, recalled in a thread that has its own connection.

Reading where everything stands takes a moment on a large store. A conversation
starts that while the person types; afterwards it costs a few milliseconds.
"""

from __future__ import annotations

import logging
import queue
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.recall import Memory
    from lifeos_cli.memory.search import Searcher
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.database import Store

PATIENCE = 600.0
"""Seconds for which a conversation's picture of the store serves: what came since is in its own history."""
LONGEST_WAIT = 10.0
"""Seconds an answer waits for its memories at most; then it goes without them."""
_ANY = "what was said before"
_log = logging.getLogger(__name__)


class Recaller:
    """Recalls one person's memories.

    Args:
        paths: Of the installation.
        user_id: Whose memories.
        setting: The setting `memory.embedder`.
        lasting: The program stays: load the model's runtime. Else one text is embedded without it.
    """

    def __init__(self, paths: Paths, user_id: str, setting: str = "builtin", *, lasting: bool) -> None:
        self._paths, self._user_id, self._setting, self._lasting = paths, user_id, setting, lasting
        self._asked: queue.SimpleQueue[Callable[[Searcher], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> Recaller:
        """Begin to read; returns itself."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="recall", daemon=True)
            self._thread.start()
        return self

    def recall(self, text: str, *, session_id: str, turn: int, budget_tokens: int = 1_200) -> list[Memory]:
        """Return what bears on a text of this turn; nothing where that cannot be known in time.

        Args:
            text: What the person says now.
            session_id: The present session.
            turn: The present turn; nothing of it is told.
            budget_tokens: About how long the memories may be, together.
        """
        from lifeos_cli.memory import query

        if not query.read(text).telling:
            return []
        from lifeos_cli.memory import recall as memories

        answer: Future[list[Memory]] = Future()

        def ask(searcher: Searcher) -> None:
            if not answer.set_running_or_notify_cancel() or searcher.embedder is None:
                return
            try:
                answer.set_result(
                    memories.recall(
                        searcher.conn,
                        self._user_id,
                        text,
                        embedder=searcher.embedder,
                        session_id=session_id,
                        turn=turn,
                        budget_tokens=budget_tokens,
                        searcher=searcher,
                    )
                )
            except Exception as error:  # noqa: BLE001 - handed to the one who asked
                answer.set_exception(error)

        self.start()
        self._asked.put(ask)
        return self._waited(answer)

    def _waited(self, answer: Future[list[Memory]]) -> list[Memory]:
        """Wait for the answer as long as the thread lives and patience lasts."""
        left = LONGEST_WAIT
        while left > 0 and self._thread is not None and self._thread.is_alive():
            try:
                return answer.result(timeout=0.25)
            except TimeoutError:
                left -= 0.25
            except Exception as error:  # noqa: BLE001 - the conversation goes on without memories
                _log.info("no memories: %s", type(error).__name__)
                return []
        if answer.done() and not answer.cancelled() and answer.exception() is None:
            return answer.result()
        answer.cancel()
        return []

    def serves(self, other: Recaller) -> bool:
        """Tell whether this one runs and recalls what the other would."""
        return self._of == other._of and self._thread is not None and self._thread.is_alive()

    @property
    def _of(self) -> tuple[Paths, str, str, bool]:
        """Whose memories, and how."""
        return self._paths, self._user_id, self._setting, self._lasting

    def renew(self) -> None:
        """Begin to read what came since: another conversation is to be reminded of it."""
        self._asked.put(_read_again)

    def stop(self) -> None:
        """End the thread after the question at hand."""
        self._asked.put(None)

    def _run(self) -> None:
        from lifeos_cli.memory.base import one_thread

        one_thread()
        from lifeos_cli.store.database import Store

        try:
            with Store(self._paths, create=False) as store:
                searcher = self._open(store)
                while (ask := self._asked.get()) is not None:
                    ask(searcher)
        except LifeosError as error:
            _log.info("no memories: %s", error.message)
        except Exception as error:  # noqa: BLE001 - the conversation goes on without memories
            _log.info("no memories: %s", type(error).__name__)

    def _open(self, store: Store) -> Searcher:
        from lifeos_cli.memory.index.model import open_embedder, serving_spec
        from lifeos_cli.memory.search import Searcher

        spec = serving_spec(store, self._setting)
        embedder: Embedder = open_embedder(spec)
        if spec == "builtin" and not self._lasting:
            from lifeos_cli.memory.once import Once

            embedder = Once(embedder)
        searcher = Searcher(store.conn, self._user_id, embedder, patience=PATIENCE, stays=self._lasting)
        if self._lasting:
            searcher.search(_ANY, k=1)
        return searcher


def _read_again(searcher: Searcher) -> None:
    searcher.renew()
    searcher.search(_ANY, k=1)
