"""Following a person's changes, from wherever one stopped, without a gap or a repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UsageFault
from lifeos_cli.store import changes
from lifeos_cli.store.live import LiveView
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from pathlib import Path

BATCH = 500
"""How many entries are read at once, each with its row."""
NOUNS = changes.FOLLOWED
BEGINNING = -1


def valid_nouns(typed: Sequence[str]) -> list[str]:
    """Return the tables to follow; none named means all.

    Raises:
        UsageFault: One that is not followed.
    """
    for noun in typed:
        if noun not in NOUNS:
            from difflib import get_close_matches

            near = get_close_matches(noun, NOUNS, n=1, cutoff=0.5)
            meant = f" Did you mean '{near[0]}'?" if near else ""
            raise UsageFault(
                f"'{one_line(noun, 30)}' cannot be watched.{meant}", hint=f"There are: {', '.join(NOUNS)}."
            )
    return list(dict.fromkeys(typed))


class Watch:
    """One follower of the change feed.

    Args:
        path: The database.
        user_id: Whose changes.
        nouns: Which tables; all if empty.
        since: The number of the last entry seen; None starts with what comes,
            `BEGINNING` with the oldest there is.
        tell: Called with each entry, in order.

    Raises:
        PrunedError: What follows `since` is not here.
    """

    def __init__(
        self,
        path: Path,
        user_id: str,
        nouns: Sequence[str],
        since: int | None,
        tell: Callable[[dict[str, Any]], None],
    ) -> None:
        self._user, self._nouns, self._tell = user_id, nouns, tell
        self._view = LiveView(path, user_id)
        self._full = self.ended = False
        try:
            self._read = self.start = self._view.once(lambda conn: _start(conn, since))
        except BaseException:
            self.close()
            raise
        self._view.add(self._next, nouns or NOUNS, self._told)

    def _next(self, conn: sqlite3.Connection) -> tuple[list[dict[str, Any]], int]:
        """Read the next entries with their rows, and how far into the feed they lead."""
        changes.require(conn, self._read)
        found = changes.since(conn, self._user, self._read, tables=self._nouns, most=BATCH)
        self._full = len(found) == BATCH
        upto = found[-1].seq if self._full else changes.last_seq(conn)
        return [_entry(change, changes.current_row(conn, change)) for change in found], upto

    def _told(self, answer: tuple[list[dict[str, Any]], int]) -> None:
        entries, self._read = answer
        for entry in entries:
            self._tell(entry)
            self.ended = self.ended or (entry["table"], entry["op"]) == ("users", "delete")

    def drain(self) -> None:
        """Tell everything there is."""
        self._view.refresh(everything=True)
        while self._full:
            self._view.refresh(everything=True)

    def wait(self, timeout: float) -> None:
        """Tell what is committed within the time; returns after the first news."""
        if self._view.wait(timeout) and self._full:
            self.drain()

    def close(self) -> None:
        """Give back the connection."""
        self._view.close()


def _start(conn: sqlite3.Connection, since: int | None) -> int:
    if since is None:
        return changes.last_seq(conn)
    if since == BEGINNING:
        return changes.pruned_to(conn)
    changes.require(conn, since)
    return since


def _entry(change: Any, row: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "table": change.tbl,
        "id": change.row_id,
        "op": change.op,
        "at": change.at,
        "user_id": change.user_id,
        "row": row,
    }
