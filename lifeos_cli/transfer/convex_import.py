"""Reading a Convex snapshot: documents are sorted to their persons and sessions on the disk, then given as units."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lifeos_cli.store.spool import spool
from lifeos_cli.transfer import convex_map as read
from lifeos_cli.transfer.convex_snapshot import AGENT, Snapshot
from lifeos_cli.transfer.lines import Kept, Said, Talk, UnusableError
from lifeos_cli.transfer.units import Unit, key_of, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lifeos_cli.store.spool import Spool
    from lifeos_cli.transfer.convex_map import Placed
    from lifeos_cli.transfer.zips import Zip

MOST_ITEMS = 5_000
"""A longer session is given in several units."""
_KINDS = {"talk": Talk, "said": Said, "kept": Kept}
_TAKEN = ("users", "conversationSessions", "messageEmbeddings", "goals", "skills", "skillEvidence")
_AGENT_TAKEN = (f"{AGENT}threads", f"{AGENT}messages")
_LEFT = {
    "psychometricProfiles": "scores are computed here, from observations",
    "profileSnapshots": "scores are computed here, from observations",
    "skillEdges": "relations of skills are found here anew",
    "aiJobs": "jobs of the other program",
}


class Reader:
    """The reading of one snapshot.

    Args:
        file: The ZIP.
    """

    def __init__(self, file: Zip) -> None:
        self.snapshot = Snapshot(file)
        self.people: dict[str, Mapping[str, Any]] = {}
        """Documents of `users` by id."""
        self._who: dict[str, str] = {}
        """A user's id by that id, or by the id an identity provider gave."""
        self._skills: dict[str, str] = {}
        self._threads: dict[str, str] = {}
        """Session by thread."""
        self._titles: dict[str, str] = {}
        """Title by thread."""
        self._owners: dict[str, str] = {}
        """Whose a session is."""
        self._number = 0
        self._remarks: list[Unit] = []

    def units(self) -> Iterator[tuple[str, Iterator[Unit]]]:
        """Give each person's units: their document of `users` as JSON, or an empty text for the import's person.

        A snapshot of one person is that of whoever imports it. With several,
        documents of a person who is not in it go to the import's person.
        """
        with spool() as kept:
            self._collect()
            self._sort(kept)
            yield "", iter(self._remarks)
            for owner in kept.owners():
                yield json.dumps(self.people[owner]) if owner else "", _units(kept, owner)

    def _each(self, table: str, component: str, take: Callable[[int, dict[str, Any]], None]) -> None:
        """Read a table; what cannot be used of it is remembered with the reason."""
        try:
            for line in self.snapshot.lines(table, component):
                self._number += 1
                try:
                    if line.problem:
                        refuse(line.problem)
                    take(self._number, line.value)
                except UnusableError as error:
                    self._skip(f"{component}{table} row {line.number}: {error.message}")
        except UnusableError as error:
            self._number += 1
            self._skip(error.message)

    def _skip(self, why: str) -> None:
        self._remarks.append(Unit(self._number, problem=why))

    def _note(self, what: str) -> None:
        self._remarks.append(Unit(self._number, note=what))

    def _collect(self) -> None:
        """Learn who and what there is, so that a reference can be checked."""

        def person(_number: int, doc: dict[str, Any]) -> None:
            key = key_of(doc.get("_id"), "_id")
            self.people[key] = doc
            self._who[key] = key
            external = doc.get("externalId")
            if isinstance(external, str) and external:
                self._who.setdefault(external, key)

        def skill(_number: int, doc: dict[str, Any]) -> None:
            self._skills[key_of(doc.get("_id"), "_id")] = read.text_of(doc, "name", read.TITLE) or "unnamed"

        def thread(_number: int, doc: dict[str, Any]) -> None:
            if isinstance(doc.get("title"), str):
                self._titles[key_of(doc.get("_id"), "_id")] = doc["title"]

        sessions: set[str] = set()

        def session(_number: int, doc: dict[str, Any]) -> None:
            key = key_of(doc.get("_id"), "_id")
            sessions.add(key)
            thread = doc.get("threadId")
            if isinstance(thread, str) and thread:
                self._threads.setdefault(thread, key)

        self._each("users", "", person)
        self._each("skills", "", skill)
        before = len(self._remarks)
        self._each("conversationSessions", "", session)
        self._each("threads", AGENT, thread)
        del self._remarks[before:]  # the second reading says the same
        self.snapshot.ids = {
            "users": set(self.people),
            "skills": set(self._skills),
            "conversationSessions": sessions,
        }

    def _sort(self, kept: Spool) -> None:
        """Put every document that is taken where it belongs."""
        self._app(kept, "conversationSessions", self._session)
        self._each("threads", AGENT, lambda number, doc: self._thread(kept, number, doc))
        self._each("messages", AGENT, lambda number, doc: self._message(kept, number, doc))
        self._app(kept, "messageEmbeddings", read.embedded_message, sessionId="conversationSessions")
        self._app(kept, "goals", read.goal)
        self._app(
            kept,
            "skillEvidence",
            lambda number, doc: read.evidence(number, doc, self._skills),
            skillId="skills",
        )
        for table in self.snapshot.tables():
            if table not in (*_TAKEN, *_AGENT_TAKEN):
                self._number += 1
                self._note(f"{table}: not taken: {_LEFT.get(table, 'nothing here keeps it')}")

    def _app(
        self, kept: Spool, table: str, make: Callable[[int, dict[str, Any]], list[Placed]], **refs: str
    ) -> None:
        """Sort in a table of the app, its references checked."""

        def take(number: int, doc: dict[str, Any]) -> None:
            placed = make(number, doc)
            for field, named in {"userId": "users", **refs}.items():
                wrong = self.snapshot.named(doc.get(field), named)
                if wrong:
                    self._note(f"{table}: {field} {wrong}; kept as text")
            owner = self._owners.get(str(doc.get("sessionId")), self._owner(doc.get("userId")))
            self._put(kept, owner, placed)

        self._each(table, "", take)

    def _put(self, kept: Spool, owner: str, placed: list[Placed]) -> None:
        for one in placed:
            name = type(one.item).__name__.lower()
            kept.add(
                owner, one.rank, one.group, one.place, f"{name} {one.item.id}", json.dumps([name, *one.item])
            )

    def _session(self, number: int, doc: dict[str, Any]) -> list[Placed]:
        self._owners[str(doc.get("_id"))] = self._owner(doc.get("userId"))
        return read.session(number, doc, self._titles.get(str(doc.get("threadId"))))

    def _thread(self, kept: Spool, number: int, doc: dict[str, Any]) -> None:
        key = key_of(doc.get("_id"), "_id")
        if key not in self._threads:
            self._threads[key] = key
            self._owners[key] = self._owner(doc.get("userId"))
            self._put(kept, self._owners[key], read.thread(number, doc))

    def _message(self, kept: Spool, number: int, doc: dict[str, Any]) -> None:
        thread = key_of(doc.get("threadId"), "threadId")
        group = self._threads.get(thread, thread)
        owner = self._owners.get(group, self._owner(doc.get("userId")))
        self._put(kept, owner, read.agent_message(number, doc, group))

    def _owner(self, told: Any) -> str:
        """Return whose a document is: an empty text for the person of the import."""
        known = self._who.get(told, "") if isinstance(told, str) else ""
        return known if len(self.people) > 1 else ""


def _units(kept: Spool, owner: str) -> Iterator[Unit]:
    for _, rows in groupby(kept.of(owner), key=lambda row: row[0]):
        items: list[Any] = []
        size = 0
        for _, text in rows:
            name, *fields = json.loads(text)
            items.append(_KINDS[name](*fields))
            size += len(text)
            if len(items) >= MOST_ITEMS:
                yield Unit(items[0].line, tuple(items), size)
                items, size = [], 0
        if items:
            yield Unit(items[0].line, tuple(items), size)
