"""Conversations of the made-up person, and what was found in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, local_date, now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.record import extracting, learnt, sessions
from lifeos_cli.record.demo.story import MARK, Life, story
from lifeos_cli.store import sessions as stored
from lifeos_cli.store.rows import insert

if TYPE_CHECKING:
    from lifeos_cli.store.rows import Session

_SELDOM, _OFTEN = 26, 5
"""Days between two talks at most and at least; in a year nobody says the same twice."""
_FOLLOWED_UP = 3
"""Days after which what was to be asked has been asked."""


class Talks(Life):
    """A talk with a coach every few weeks, read at once; the last one yesterday."""

    hour = 20

    def day(self, ago: int) -> None:
        """Talk, or follow up on a talk before."""
        if ago > _FOLLOWED_UP:
            for row in learnt.due(self.store, self.user_id):
                learnt.done(self.store, self.user_id, row["id"])
        talks = story()["talks"]
        every = min(_SELDOM, max(_OFTEN, self.days // len(talks)))
        if ago % every == 1 or self.days == 1:
            self._talk(talks[self.counts["chats"] % len(talks)])
            self.counts["chats"] += 1

    def _talk(self, told: dict[str, Any]) -> None:
        session = sessions.start(self.store, self.user_id, type_="coaching", coach=told["coach"], origin=MARK)
        last = ""
        for n, (role, text) in enumerate(told["lines"]):
            last = self._say(session, n, role, text)
        title = f"{told['title']} (made up)"
        ended = {"title": title, "status": "ended", "ended_at": now_ms()}
        stored.edit(self.store.conn, self.user_id, session.id, ended)
        found = {name: told.get(name, []) for name in extracting.KINDS}
        found |= {"title": title, "summary": told["summary"], "tags": told["tags"]}
        found["followups"] = [
            {**one, "due_date": local_date(now_ms() + one["days"] * DAY)} for one in told.get("followups", [])
        ]
        reading = extracting.Reading(session.id, last, MARK, model="made-up")
        done = extracting.apply(self.store, self.user_id, reading, found)
        for kind in done["parts"]:
            ids = done["extraction_id"], done["before_id"]
            extracting.apply_part(self.store, self.user_id, reading, found, kind, *ids)

    def _say(self, session: Session, n: int, role: str, text: str) -> str:
        row_id, at = ulid(), now_ms() + n
        said: dict[str, Any] = {
            "id": row_id,
            "user_id": self.user_id,
            "session_id": session.id,
            "turn": n // 2,
            "step": n % 2,
            "role": role,
            "status": "success",
            "content": text,
            "origin": MARK,
            "created_at": at,
            "updated_at": at,
        }
        insert(self.store.conn, "messages", said)
        return row_id
