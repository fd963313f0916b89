"""Conversations from elsewhere: each row becomes one of ours that remembers the id it had.

One batch is one write transaction; what the batch needs to know of the store
is asked for at once, never line by line.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, zone_name
from lifeos_cli.ids import ulid, ulids
from lifeos_cli.store import arrivals, bulk
from lifeos_cli.store.rows import free_handle
from lifeos_cli.transfer.lines import Talk
from lifeos_cli.transfer.placing import Places

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from lifeos_cli.store.arrivals import Arrival
    from lifeos_cli.transfer.lines import Said
    from lifeos_cli.transfer.report import Report

ORIGIN = "imported"
REMEMBERED = 10_000
"""Sessions whose last line is remembered from batch to batch."""
_SESSION = (
    *("id", "user_id", "handle", "type", "coach", "title", "status", "summary", "origin", "source"),
    *("external_id", "local_date", "tz", "started_at", "last_used_at", "ended_at"),
)


class Conversations:
    """The conversations of one file.

    Args:
        user_id: Whose record they go into.
        source: What the external ids are unique within.
        time: The file's own time, for what has none.
        report: Where to count.
    """

    def __init__(self, user_id: str, source: str, time: int, report: Report) -> None:
        self.user_id, self._source, self._time, self._report = user_id, source, time, report
        self._last_line: dict[str, str] = {}
        """External id of the last message read, by the session's external id."""

    def put(self, conn: sqlite3.Connection, talks: Sequence[Talk], said: Sequence[Said]) -> None:
        """Write a batch, in the caller's transaction."""
        rows: list[Arrival] = []

        def flush() -> None:
            arrivals.add(conn, self.user_id, rows, source=self._source, origin=ORIGIN)
            rows.clear()

        places = Places(conn, self.user_id, self._source, flush)
        named = {one.session for one in said}
        lasts = {self._last_line[key] for key in named & self._last_line.keys()}
        places.look_up({one.id for one in said} | lasts)
        known = self._known(conn, {talk.id for talk in talks} | named)
        usable, new = self._sorted_out(said, places, known)
        spans = _spans(new.values(), self._time)
        born = self._sessions(conn, talks, spans, known)
        places.look_at_ends({known[key] for key in spans if key not in born})
        self._place(usable, new, places, known, rows)
        flush()
        bulk.widen_sessions(
            conn, self.user_id, [(known[key], *span) for key, span in spans.items() if key not in born]
        )

    def _known(self, conn: sqlite3.Connection, keys: set[str]) -> dict[str, str]:
        rows = bulk.holding(
            conn,
            "sessions",
            self.user_id,
            ("external_id", "id"),
            "external_id",
            keys,
            source=self._source,
        )
        return {row[0]: row[1] for row in rows}

    def _sorted_out(
        self, said: Sequence[Said], places: Places, known: dict[str, str]
    ) -> tuple[list[Said], dict[str, Said]]:
        """Return the messages that can be used, and of these the new ones by their ids."""
        usable: list[Said] = []
        new: dict[str, Said] = {}
        for one in said:
            line, row_id, session, *_ = one
            spot = places.spots.get(row_id)
            if spot is None:
                stranger = (first := new.setdefault(row_id, one)) is not one and first.session != session
            else:
                stranger = spot.session_id != known.get(session)
            if stranger:
                self._report.skip(line, "its id is that of a message in another session")
            else:
                usable.append(one)
        return usable, new

    def _sessions(
        self,
        conn: sqlite3.Connection,
        talks: Sequence[Talk],
        spans: dict[str, tuple[int, int]],
        known: dict[str, str],
    ) -> set[str]:
        """Make the sessions that are named for the first time; returns their external ids."""
        born: dict[str, Talk] = {}
        for talk in talks:
            if talk.id not in known:
                born.setdefault(talk.id, talk)
        for key in spans:
            if key not in known:
                born.setdefault(key, Talk(0, key, None, None, None, None, None))
        rows, zone = dict[str, tuple[Any, ...]](), zone_name()
        """By handle, the ones that are not in the store yet."""
        for key, talk in born.items():
            known[key] = row_id = ulid()
            handle = free_handle(conn, "sessions", self.user_id, row_id)
            if handle in rows:
                bulk.insert(conn, "sessions", _SESSION, list(rows.values()))
                rows.clear()
                handle = free_handle(conn, "sessions", self.user_id, row_id)
            rows[handle] = self._session(row_id, handle, talk, spans.get(key), zone)
        bulk.insert(conn, "sessions", _SESSION, list(rows.values()))
        tags = [
            (self.user_id, "sessions", known[key], tag) for key, talk in born.items() for tag in talk.tags
        ]
        bulk.insert(conn, "tags", ("user_id", "owner_tbl", "owner_id", "name"), tags)
        told = [talk for talk in talks if born.get(talk.id) is not talk]
        bulk.fill_sessions(conn, self.user_id, [_said_of(talk, known[talk.id]) for talk in told])
        self._report.taken["session"] += len(born)
        self._report.there["session"] += len(told)
        return set(born)

    def _session(
        self, row_id: str, handle: str, talk: Talk, span: tuple[int, int] | None, zone: str
    ) -> tuple[Any, ...]:
        first, last = span or (talk.at or self._time, talk.at or self._time)
        first = first if talk.at is None else min(first, talk.at)
        return (
            *(row_id, self.user_id, handle, talk.type or "exploration", talk.coach, talk.title, "ended"),
            *(talk.summary, ORIGIN, self._source, talk.id, *_day(first, talk.zone, zone), first, last, last),
        )

    def _place(
        self,
        usable: Sequence[Said],
        new: dict[str, Said],
        places: Places,
        known: dict[str, str],
        rows: list[Arrival],
    ) -> None:
        """Give every new message its place, in the order of the file."""
        ahead, last_line = _times_ahead(usable), self._last_line
        ids = iter(ulids(len(new)))
        growing: dict[str, tuple[str, int, int, int]] = {}
        """The ends of the sessions to which the last line added: nothing has to be looked up for the next."""
        for index, one in enumerate(usable):
            _, row_id, key, role, content, said_at = one
            after = last_line.get(key)
            last_line[key] = row_id
            if new.get(row_id) is not one:
                self._report.there["message"] += 1
                places.took(after, growing.pop(key, None))
                continue
            grown, before = growing.get(key), None
            if grown:
                session_id, turn, step, before = grown
                turn, step = (turn + 1, 0) if role == "user" else (turn, step + 1)
            else:
                session_id = known[key]
                turn, step, before = places.next(session_id, after, role)
            at = said_at
            if at is None:
                at = next(t for t in (before, ahead.get(index), self._time) if t is not None)
            end = (session_id, turn, step, at)
            if grown or places.took(row_id, end):
                growing[key] = end
            rows.append((next(ids), session_id, turn, step, role, content, row_id, at))
        self._report.taken["message"] += len(new)
        for key in list(self._last_line)[:-REMEMBERED]:
            del self._last_line[key]


def _day(at: int, told: str | None, here: str) -> tuple[str, str]:
    """Return the calendar day of an instant and the zone it is counted in: the told one if it is known here."""
    if told and told != here:
        from zoneinfo import ZoneInfo

        with suppress(ValueError, OSError, LookupError, OverflowError):
            return datetime.fromtimestamp(at / 1000, ZoneInfo(told)).date().isoformat(), told
    return local_date(at), here


def _said_of(talk: Talk, row_id: str) -> dict[str, object]:
    return {
        "id": row_id,
        "title": talk.title,
        "coach": talk.coach,
        "summary": talk.summary,
        "type": talk.type,
    }


def _spans(said: Iterable[Said], otherwise: int) -> dict[str, tuple[int, int]]:
    """Return the first and last time said in each session."""
    found: dict[str, tuple[int, int]] = {}
    undated = {}
    for _, _, session, _, _, at in said:
        span = found.get(session)
        if at is None:
            undated[session] = (otherwise, otherwise)
        elif span is None:
            found[session] = (at, at)
        elif not span[0] <= at <= span[1]:
            found[session] = (min(span[0], at), max(span[1], at))
    return undated | found


def _times_ahead(said: Sequence[Said]) -> dict[int, int]:
    """Return, for messages without a time, the next one told in their session."""
    if all(one.at is not None for one in said):
        return {}
    found, coming = {}, dict[str, int]()
    for index in range(len(said) - 1, -1, -1):
        one = said[index]
        if one.at is not None:
            coming[one.session] = one.at
        elif one.session in coming:
            found[index] = coming[one.session]
    return found
