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
        self._seq = -1
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
        self._queries.append(LiveQuery(read, frozenset(tables), changed))
        self._seq = -1

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
            # A feed that is shorter than it was is another database's.
            everything = everything or self._seq < 0 or seq < self._seq
            tables = frozenset() if everything else changes.changed_tables(conn, self._seq, self._user)
            asked = [query for query in self._queries if everything or query.tables & tables]
            answers = [(query, query.read(conn)) for query in asked]
        news = [(query, answer) for query, answer in answers if query.differs(answer)]
        for query, answer in news:
            query.tell(answer)
        self._seq, self._stale = seq, False
        return len(news)

    def wait(self, timeout: float) -> bool:
        """Wait for another connection's commit, then refresh; True if an answer differed."""
        return (self._signal.wait(0 if self._stale else timeout) or self._stale) and self.refresh() > 0

    def run(self, *, slice_seconds: float = 0.5) -> None:
        """Refresh for as long as nobody calls `stop`."""
        self.refresh()
        while not self._stop.is_set():
            self.wait(slice_seconds)

    def stop(self) -> None:
        """End `run`, from any thread, within its time slice."""
        self._stop.set()

    def close(self) -> None:
        """Give back the connection and the kernel's watch."""
        self._signal.close()
        self._conn.close()
