"""Live queries: what a screen shows, read again when its tables have changed, from whichever process.

One thread follows the store's change feed (`store.live`), as `lifeos watch`
does. All that a commit changes is read in one snapshot and handed to the app
in one message, so that a screen never shows two states at once.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from textual.message import Message

from lifeos_cli.errors import LifeosError
from lifeos_cli.store.live import LiveQuery, LiveView
from lifeos_cli.tui.desk import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lifeos_cli.store.database import Store
    from lifeos_cli.tui.desk import Desk

T = TypeVar("T")
LOOK_SECONDS = 5.0
"""How long the thread sleeps at most; a commit, or a screen that asks, wakes it at once."""
AGAIN_SECONDS = 1.0
"""Pause after a failed read."""
_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Query(Generic[T]):
    """One live query of a screen."""

    tables: tuple[str, ...]
    """What the answer depends on: names of `store.changes.FOLLOWED`."""
    read: Callable[[Store], T]
    """Answers, in the live thread and inside its snapshot; it may only read."""
    show: Callable[[T], None]
    """Shows the answer, in the app's own thread, only when it differs from the last."""
    row: LiveQuery[Any] | None = field(default=None, repr=False)
    """Its place in the store's view; the thread's own."""


class _Fault(NamedTuple):
    """The answer of a query that failed; the other queries of the snapshot have theirs."""

    said: str


class Answered(Message):
    """The answers of one snapshot, to be shown together."""

    bubble = False

    def __init__(self, answers: list[tuple[Query[Any], Any]]) -> None:
        super().__init__()
        self.answers = answers


class Unread(Message):
    """A read failed; it is tried again."""

    bubble = False

    def __init__(self, error: str) -> None:
        super().__init__()
        self.error = error


class Live:
    """The thread behind all live queries of the app.

    Args:
        desk: Whose store.
        post: Takes a message to the app, from any thread.
    """

    def __init__(self, desk: Desk, post: Callable[[Message], object]) -> None:
        self._desk, self._post = desk, post
        self._asked: queue.SimpleQueue[Callable[[LiveView], None]] = queue.SimpleQueue()
        self._view: LiveView | None = None
        self._news: list[tuple[Query[Any], Any]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        """End; a read under way is waited for, but not for long."""
        self._stop.set()
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def follow(self, queries: Iterable[Query[Any]]) -> None:
        """Answer queries, and again whenever their tables change; one that was here before, only if they did."""
        found = list(queries)
        self._asked.put(lambda view: self._attach(view, found))
        self._wake()

    def leave(self, queries: Iterable[Query[Any]]) -> None:
        """Answer queries no more: nobody looks at them."""
        found = list(queries)
        self._asked.put(lambda view: self._detach(view, found))

    def again(self, *queries: Query[Any]) -> None:
        """Read queries anew because what they ask for is another thing now, or time has passed."""
        self._asked.put(lambda _view: self._forget(queries))
        self._wake()

    def _wake(self) -> None:
        view = self._view
        if view is not None:
            view.wake()

    def _attach(self, view: LiveView, queries: list[Query[Any]]) -> None:
        for query in queries:
            self._detach(view, [query])
            if query.row is None:
                query.row = LiveQuery(self._reader(query), frozenset(query.tables), self._teller(query))
            view.attach(query.row)

    def _reader(self, query: Query[T]) -> Callable[[sqlite3.Connection], T | _Fault]:
        def read(conn: sqlite3.Connection) -> T | _Fault:
            try:
                return query.read(Reading(self._desk.paths, conn))
            except sqlite3.Error:
                raise
            except Exception as error:  # noqa: BLE001 - one view's fault must not end all of them
                _log.exception("a live query failed")
                return _Fault(_said(error, self._desk))

        return read

    def _teller(self, query: Query[T]) -> Callable[[T | _Fault], None]:
        def tell(answer: T | _Fault) -> None:
            if isinstance(answer, _Fault):
                self._post(Unread(answer.said))
            else:
                self._news.append((query, answer))

        return tell

    @staticmethod
    def _detach(view: LiveView, queries: list[Query[Any]]) -> None:
        for query in queries:
            if query.row is not None:
                view.detach(query.row)

    @staticmethod
    def _forget(queries: Iterable[Query[Any]]) -> None:
        for query in queries:
            if query.row is not None:
                query.row.seq = -1

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._view = LiveView(self._desk.paths.database, self._desk.user_id)
            except (sqlite3.Error, OSError, LifeosError) as error:
                self._failed(error)
                continue
            try:
                self._follow(self._view)
            finally:
                view, self._view = self._view, None
                view.close()

    def _follow(self, view: LiveView) -> None:
        while not self._stop.is_set():
            while not self._asked.empty():
                self._asked.get()(view)
            try:
                view.refresh()
            except sqlite3.Error as error:
                self._failed(error)
            if self._news:
                news, self._news = self._news, []
                self._post(Answered(news))
            if self._asked.empty():
                view.pause(LOOK_SECONDS)

    def _failed(self, error: Exception) -> None:
        self._post(Unread(_said(error, self._desk)))
        self._stop.wait(AGAIN_SECONDS)


def _said(error: Exception, desk: Desk) -> str:
    """Put an error into words; never the text it stumbled over."""
    if isinstance(error, sqlite3.Error):
        from lifeos_cli.store.database import explain

        error = explain(error, str(desk.paths.database))
    return error.message if isinstance(error, LifeosError) else f"a view failed: {type(error).__name__}"


__all__ = ["Answered", "Live", "Query", "Unread"]
