"""What memory shows: facts, and what stands behind the row that is looked at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from lifeos_cli.clock import to_ms
from lifeos_cli.errors import NotFoundError
from lifeos_cli.record import learnt
from lifeos_cli.store import changes, recallable
from lifeos_cli.tui.views.talk import AFTER, BEFORE, Said, around

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

SEARCHED = ("messages", "checkins", "insights", "facts", "sessions")
"""Tables a search may find something new in."""
_KEPT = ("active", "proposed")


class Fact(NamedTuple):
    """One thing that is so."""

    id: str
    handle: str
    content: str
    status: str
    """active, or proposed."""
    level: str
    times: int
    """How often it was said."""
    origin: str
    day: str


class Behind(NamedTuple):
    """What stands behind a row: words, in their conversation where they have one."""

    hit: str
    """The id of the row, or of the message that matters."""
    head: str
    said: tuple[Said, ...]


NOTHING = Behind("", "", ())


def moved(store: Store, user_id: str) -> int:
    """Return a number that changes with every commit a search may see."""
    return changes.last_of(store.conn, user_id, SEARCHED)


def facts(store: Store, user_id: str) -> tuple[Fact, ...]:
    """List what is so and what is proposed, the newest first."""
    rows = learnt.listed(store, user_id, "facts", every=True)
    return tuple(
        Fact(
            id=row["id"],
            handle=row["handle"] or "",
            content=row["content"],
            status=row["status"],
            level=row["level"] or "",
            times=row["reinforced"] or 1,
            origin=row["origin"] or "",
            day=str(row["created_at"])[:10],
        )
        for row in reversed(rows)
        if row["status"] in _KEPT
    )


def behind(store: Store, user_id: str, tbl: str, row_id: str) -> Behind:
    """Read what stands behind a row of a table; nothing once it is gone."""
    if tbl == "messages":
        said = around(store, user_id, row_id)
        return Behind(row_id, "", said) if said else NOTHING
    if tbl == "facts":
        return _of_fact(store, user_id, row_id)
    found = recallable.fetch(store.conn, user_id, [(tbl, row_id)]).get((tbl, row_id))
    if found is None:
        return NOTHING
    names = {"checkins": "Check-in", "insights": "What you came to see"}
    return Behind(row_id, names.get(tbl, tbl), (Said(row_id, found.role, found.at, found.text),))


def _of_fact(store: Store, user_id: str, row_id: str) -> Behind:
    try:
        found = learnt.why(store, user_id, row_id)
    except NotFoundError:
        return NOTHING
    told = f"{found['content']}\n{_ORIGINS.get(found['origin'], found['origin'])}, {found['status']}"
    if (found["reinforced"] or 1) > 1:
        told += f", said {found['reinforced']} times"
    if found["earlier"]:
        told += "\nEarlier: " + "; ".join(str(one["content"]) for one in found["earlier"])
    rests = found["rests_on"][: BEFORE + 1 + AFTER]
    who = "fact" if found["level"] == "contradiction" else "user"
    if not rests:
        told += "\nNo message is behind it."
    return Behind(
        row_id,
        told,
        tuple(
            Said(one["id"], who, to_ms(datetime.fromisoformat(one["at"])), str(one["text"])) for one in rests
        ),
    )


_ORIGINS = {
    "user_said": "You said so",
    "model_inferred": "A model took it from your words",
    "imported": "It came with an import",
}
