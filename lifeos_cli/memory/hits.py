"""What a search found, as values and as the JSON a program gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import iso
from lifeos_cli.store import recallable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

KINDS = {"messages": "message", "checkins": "checkin", "insights": "insight", "facts": "fact"}
"""What a hit is called, by its table."""
_DIGITS = 6


class Hit(NamedTuple):
    """One text found."""

    text: recallable.Text
    kind: str
    score: float
    """0 to about 1.1, comparable within one answer only."""
    text_score: float
    """BM25 of the text itself; 0 if it holds none of the words."""
    vector_score: float | None
    """Cosine of its nearest piece, comparable between queries; None if it has no vector yet."""
    parts: dict[str, float]
    """What the score is the sum of."""
    session: str | None
    """The session's external id if it has one, else its id."""


def public(hit: Hit, *, explain: bool = False) -> dict[str, Any]:
    """Return a hit as JSON has it.

    Args:
        hit: The hit.
        explain: Say what its score is the sum of.
    """
    text = hit.text
    values: dict[str, Any] = {
        "message_id": text.id if text.tbl == "messages" else None,
        "external_id": text.external_id,
        "session": hit.session,
        "role": text.role,
        "created_at": iso(text.at),
        "score": round(hit.score, _DIGITS),
        "text_score": round(hit.text_score, _DIGITS),
        "vector_score": None if hit.vector_score is None else round(hit.vector_score, _DIGITS),
        "content": text.text,
        "kind": hit.kind,
        "id": text.id,
    }
    if explain:
        values["parts"] = {name: round(part, _DIGITS) for name, part in hit.parts.items()}
    return values


def with_context(
    conn: sqlite3.Connection,
    user_id: str,
    hits: Sequence[Hit],
    rows: list[dict[str, Any]],
    before: int,
    after: int,
) -> None:
    """Add to each hit that is a message what was said before and after it in its session.

    Args:
        conn: The store.
        user_id: Whose hits.
        hits: The hits.
        rows: Their JSON, in the same order; gets `before` and `after`.
        before: So many messages before each.
        after: So many after each.
    """
    ids = [hit.text.id for hit in hits if hit.text.tbl == "messages"]
    around = recallable.neighbours(conn, user_id, ids, before, after)
    for hit, row in zip(hits, rows, strict=True):
        said = around.get(hit.text.id, [])
        place = next((n for n, text in enumerate(said) if text.id == hit.text.id), 0)
        row["before"] = [_said(text) for text in said[:place]]
        row["after"] = [_said(text) for text in said[place + 1 :]]


def _said(text: recallable.Text) -> dict[str, Any]:
    return {"message_id": text.id, "role": text.role, "created_at": iso(text.at), "content": text.text}
