"""Where a message goes: after the one whose line stood before it, wherever that is by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.store import bulk

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection


class Spot(NamedTuple):
    """The place of a message that is there."""

    session_id: str
    turn: int
    step: int
    at: int

    def is_before(self, other: Spot) -> bool:
        """Tell whether the other comes later in their session."""
        return (self.turn, self.step) < (other.turn, other.step)


class Places:
    """The places in the sessions one batch writes to, as of the batch's transaction.

    Args:
        conn: The store, in a write transaction.
        user_id: Whose.
        source: What the external ids are unique within.
        flush: Writes the rows that were given places and are not in the store yet.
    """

    def __init__(
        self, conn: sqlite3.Connection, user_id: str, source: str, flush: Callable[[], None]
    ) -> None:
        self._conn, self._user_id, self._source, self._flush = conn, user_id, source, flush
        self.spots: dict[str, Spot] = {}
        """By external id."""
        self._tails: dict[str, Spot] = {}
        """The last message of each session."""

    def look_up(self, ids: Collection[str]) -> None:
        """Learn the places of those of the messages that are there."""
        rows = bulk.holding(
            self._conn,
            "messages",
            self._user_id,
            ("external_id", "session_id", "turn", "step", "created_at"),
            "external_id",
            ids,
            source=self._source,
        )
        self.spots.update((row[0], Spot(*row[1:])) for row in rows)

    def look_at_ends(self, session_ids: Collection[str]) -> None:
        """Learn where sessions end."""
        found = bulk.last_places(self._conn, self._user_id, session_ids)
        self._tails.update((key, Spot(key, *place)) for key, place in found.items())

    def next(self, session_id: str, after: str | None, role: str) -> tuple[int, int, int | None]:
        """Give a place to a new message, making room for it if it is not the last.

        Args:
            session_id: Its session.
            after: External id of the message before it; None puts it at the end.
            role: The person's words begin a turn, an answer is its next step.

        Returns:
            Turn, step, and the time of the message before (None if it is the first).
        """
        tail = self._tails.get(session_id)
        before = self.spots.get(after) if after is not None else None
        if before is None or before.session_id != session_id:
            before = tail
        if before is None:
            return 0, 0, None
        opens = role == "user"
        if tail is not None and before is not tail and before.is_before(tail):
            self._make_room(before, opens=opens)
        if opens:
            return before.turn + 1, 0, before.at
        return before.turn, before.step + 1, before.at

    def took(self, external_id: str | None, place: tuple[str, int, int, int] | None) -> bool:
        """Note that a message has its place; returns whether it is the last of its session."""
        if external_id is None or place is None:
            return False
        spot = self.spots[external_id] = Spot(*place)
        tail = self._tails.get(spot.session_id)
        if tail is not None and spot.is_before(tail):
            return False
        self._tails[spot.session_id] = spot
        return True

    def _make_room(self, before: Spot, *, opens: bool) -> None:
        self._flush()
        turns, steps = (1, -before.step) if opens else (0, 1)
        bulk.make_room(
            self._conn, self._user_id, before.session_id, (before.turn, before.step), turns=turns, steps=steps
        )
        self.look_up([key for key, spot in self.spots.items() if spot.session_id == before.session_id])
        self.look_at_ends([before.session_id])
