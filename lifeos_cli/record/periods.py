"""Weeks and months of conversations, rolled up into one summary each; only those that are over.

A period is rolled up again only when one of its sessions has changed.
"""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import local_date, now_ms
from lifeos_cli.ids import ulid
from lifeos_cli.store import periods
from lifeos_cli.text import counted, one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from lifeos_cli.store.database import Store

KINDS = ("week", "month")
LISTED = 12
"""Conversations a summary by rules names one by one: those that say most."""
TOPICS = 5
SENTENCE, LONGEST = 160, 2000
"""Characters of a conversation's line, and of a whole summary."""
_DECEMBER = 12
_FIRST_SENTENCE = re.compile(r"(.+?[.!?\u2026])(?:\s|$)", re.DOTALL)


class Due(NamedTuple):
    """A period whose summary is missing, or older than its sessions."""

    kind: str
    first: str
    """YYYY-MM-DD."""
    last: str
    digest: str
    """Of its sessions as they are now."""


def bounds(kind: str, day: str) -> tuple[str, str]:
    """Return the first and the last day of the week or month a day lies in."""
    on = date.fromisoformat(day)
    if kind == "week":
        first = on - timedelta(days=on.weekday())
        return first.isoformat(), (first + timedelta(days=6)).isoformat()
    first = on.replace(day=1)
    after = date(on.year + on.month // _DECEMBER, on.month % _DECEMBER + 1, 1)
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


def digest(told: Iterable[periods.Told]) -> str:
    """Return a short digest of what a summary is made of."""
    return sha256(json.dumps(sorted(told)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def due(store: Store, user_id: str, *, today: str | None = None) -> list[Due]:
    """List the periods that are over and have to be rolled up, oldest first.

    Args:
        store: Where.
        user_id: Whose.
        today: The person's day; now if None.
    """
    today = today or local_date(now_ms())
    known = {(row["kind"], row["first_date"]): row["digest"] for row in periods.listed(store.conn, user_id)}
    groups: dict[tuple[str, str, str], list[periods.Told]] = {}
    for one in periods.told(store.conn, user_id):
        for kind in KINDS:
            first, last = bounds(kind, one.local_date)
            if last < today:
                groups.setdefault((first, kind, last), []).append(one)
    found = [Due(kind, first, last, digest(told)) for (first, kind, last), told in sorted(groups.items())]
    return [one for one in found if known.get((one.kind, one.first)) != one.digest]


def by_rules(store: Store, user_id: str, first: str, last: str) -> str:
    """Write what a period came to: how many conversations, about what, and the gist of those that say most."""
    told = periods.told(store.conn, user_id, first, last)
    topics = periods.tags(store.conn, user_id, first, last, TOPICS)
    head = counted(len(told), "conversation", "conversations") + (
        f", most about {', '.join(topics)}." if topics else "."
    )
    longest = sorted(told, key=lambda one: (-len(one.summary), one.local_date))[:LISTED]
    lines = [_line(one) for one in told if one in longest]
    return "\n".join([head, *lines])[:LONGEST]


def _line(one: periods.Told) -> str:
    found = _FIRST_SENTENCE.match(one.summary.strip())
    said = one_line(found[1] if found else one.summary, SENTENCE)
    title = one_line(one.title or "", 60).strip()
    named = (
        f"{title}: " if title and not said.casefold().startswith(title.casefold().rstrip(".\u2026")) else ""
    )
    return f"- {one.local_date} {named}{said}"


def keep(
    store: Store, user_id: str, kind: str, first: str, last: str, content: str, *, model: str | None = None
) -> dict[str, Any] | None:
    """Keep a period's summary with what it is made of now; None, and nothing kept, if nothing of it is left.

    Args:
        store: Where.
        user_id: Whose.
        kind: week or month.
        first: Its first day, `YYYY-MM-DD`.
        last: Its last day.
        content: The summary.
        model: Who wrote it; None for rules.
    """
    with store.write() as conn:
        told = periods.told(conn, user_id, first, last)
        if not told:
            return None
        row: dict[str, Any] = {
            "id": ulid(),
            "user_id": user_id,
            "kind": kind,
            "first_date": first,
            "last_date": last,
            "content": content.strip()[:LONGEST],
            "session_ids": json.dumps([one.id for one in told]),
            "digest": digest(told),
            "origin": "rules" if model is None else "model",
            "model": model,
            "created_at": now_ms(),
        }
        periods.put(conn, row)
    return row


def sweep(conn: sqlite3.Connection, user_id: str) -> int:
    """Delete summaries of periods without a session that was read; returns how many."""
    gone = [
        row
        for row in periods.listed(conn, user_id)
        if not periods.told(conn, user_id, row["first_date"], row["last_date"])
    ]
    for row in gone:
        periods.drop(conn, user_id, row["id"])
    return len(gone)


def in_review(store: Store, user_id: str, kind: str, first: str, last: str) -> dict[str, Any]:
    """Return the conversations of a time for a review.

    Returns:
        `n`, how many were read; `summary`, of the week or month if it was rolled up; `months`, of a year (`from to
        content`); `sessions` (`id local_date title summary`), the newest `LISTED`.
    """
    told = periods.told(store.conn, user_id, first, last)
    kept = periods.listed(store.conn, user_id, first=first, last=bounds("month", last)[1])
    own = [row["content"] for row in kept if row["kind"] == kind and row["first_date"] == first]
    months = [row for row in kept if kind == "year" and row["kind"] == "month"]
    return {
        "n": len(told),
        "summary": own[0] if own else None,
        "months": [public(row) for row in months],
        "sessions": [one._asdict() for one in told[-LISTED:]],
    }


def public(row: dict[str, Any]) -> dict[str, Any]:
    """Return a summary as commands show it."""
    return {
        "id": row["id"],
        "period": row["kind"],
        "from": row["first_date"],
        "to": row["last_date"],
        "content": row["content"],
        "session_ids": json.loads(row["session_ids"]),
        "origin": row["origin"],
        "model": row["model"],
    }


def lately(store: Store, user_id: str, *, weeks: int = 3, months: int = 3) -> list[dict[str, Any]]:
    """List the newest summaries for a coach, the newest first: weeks, then months that none of these weeks is in."""
    kept = periods.listed(store.conn, user_id)
    near = [row for row in kept if row["kind"] == "week"][-weeks:]
    since = near[0]["first_date"] if near else "9999"
    far = [row for row in kept if row["kind"] == "month" and row["first_date"] < since][-months:]
    return [*reversed(near), *reversed(far)]


def lines(told: Sequence[periods.Told]) -> list[str]:
    """Return the sessions of a period as lines of JSON, for a model."""
    return [
        json.dumps({"date": one.local_date, "title": one.title, "summary": one.summary}, ensure_ascii=False)
        for one in told
    ]
