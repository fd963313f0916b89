"""Live queries: a read and the tables it depends on; its reader hears of it only when the answer differs."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lifeos_cli.store import changes, connection, transaction
from lifeos_cli.store.notify import CommitSignal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable
    from pathlib import Path

T = TypeVar("T")
_NEVER = object()


@dataclass(slots=True)
class LiveQuery(Generic[T]):
    """One query of a live view."""

    read: Callable[[sqlite3.Connection], T]
    """Answers from the connection, inside the view's snapshot."""
    tables: frozenset[str]
    """The tables the answer depends on."""
    changed: Callable[[T], None]
    """Told the new answer, only when it differs from the last."""
    seq: int = -1
    """Up to where in the change feed the answer is true; -1: it is to be read anew."""
    _last: Any = field(default=_NEVER)

    def differs(self, answer: T) -> bool:
        """Tell whether the reader has not heard this answer last."""
        return self._last is _NEVER or bool(answer != self._last)

    def tell(self, answer: T) -> None:
        """Give the reader the answer."""
        self._last = answer
        self.changed(answer)


class LiveView:
    """Queries of one view, refreshed together in one snapshot of the store.

    It has a connection of its own, for one thread. Rows another person owns
    wake nothing.

    Args:
        path: The database.
        user_id: Whose view.
    """

    def __init__(self, path: Path, user_id: str) -> None:
        path = path.resolve()
        self._conn = connection.connect(path, query_only=True)
        self._user = user_id
        self._signal = CommitSignal(self._conn, path)
        self._queries: list[LiveQuery[Any]] = []
        self._stale = False
        self._stop = threading.Event()

    @property
    def told_by_kernel(self) -> bool:
        """Whether commits are heard of without asking."""
        return self._signal.told_by_kernel

    def add(
        self, read: Callable[[sqlite3.Connection], T], tables: Iterable[str], changed: Callable[[T], None]
    ) -> None:
        """Add a query; its first answer is told at the next refresh."""
        self.attach(LiveQuery(read, frozenset(tables), changed))

    def attach(self, query: LiveQuery[Any]) -> None:
        """Add a query that may have been here before; it is read again only if its tables have changed since."""
        self._queries.append(query)

    def detach(self, query: LiveQuery[Any]) -> None:
        """Leave a query be; what it answered last stays with it."""
        self._queries = [one for one in self._queries if one is not query]

    def once(self, read: Callable[[sqlite3.Connection], T]) -> T:
        """Answer one read, in a snapshot of its own."""
        with transaction.snapshot(self._conn) as conn:
            return read(conn)

    def refresh(self, *, everything: bool = False) -> int:
        """Re-run the queries whose tables have changed, in one snapshot; returns how many differ.

        Args:
            everything: All of them, whatever changed.
        """
        self._stale = True  # until it has worked: a failure must not lose what woke it
        with transaction.snapshot(self._conn) as conn:
            seq = changes.last_seq(conn)
            asked = [query for query, due in self._due(conn, seq) if everything or due]
            answers = [(query, query.read(conn)) for query in asked]
        news = [(query, answer) for query, answer in answers if query.differs(answer)]
        for query, answer in news:
            query.tell(answer)
        for query in self._queries:
            query.seq = seq
        self._stale = False
        return len(news)

    def _due(self, conn: sqlite3.Connection, seq: int) -> list[tuple[LiveQuery[Any], bool]]:
        """Pair each query with whether one of its tables has changed since it was answered."""
        changed: dict[int, frozenset[str] | None] = {}
        for since in {query.seq for query in self._queries}:
            # A feed that is shorter than it was is another database's.
            unknown = since < 0 or since > seq or (since < seq and since < changes.pruned_to(conn))
            changed[since] = None if unknown else changes.changed_tables(conn, since, self._user)
        return [
            (query, (tables := changed[query.seq]) is None or bool(query.tables & tables))
            for query in self._queries
        ]

    def wait(self, timeout: float) -> bool:
        """Wait for another connection's commit, then refresh; True if an answer differed."""
        return (self._signal.wait(0 if self._stale else timeout) or self._stale) and self.refresh() > 0

    def pause(self, timeout: float) -> bool:
        """Wait for another connection's commit or for `wake`; True if there was a commit. Nothing is read."""
        return self._signal.wait(0 if self._stale else timeout)

    def run(self, *, slice_seconds: float = 0.5) -> None:
        """Refresh for as long as nobody calls `stop`."""
        self.refresh()
        while not self._stop.is_set():
            self.wait(slice_seconds)

    def stop(self) -> None:
        """End `run`, from any thread, within its time slice."""
        self._stop.set()

    def wake(self) -> None:
        """End a wait under way, or else the next one, from any thread."""
        self._signal.wake()

    def close(self) -> None:
        """Give back the connection and the kernel's watch."""
        self._signal.close()
        self._conn.close()
