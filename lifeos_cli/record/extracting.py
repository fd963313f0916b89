"""Applying what was found in a session: the same finding twice changes nothing, a newer one supersedes."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.errors import LifeosError
from lifeos_cli.ids import ulid
from lifeos_cli.record import extracted_rows as rows
from lifeos_cli.record import facts
from lifeos_cli.record.provenance import LEAST_WORDS, Provenance, plain, stands_in
from lifeos_cli.record.sessions import TITLE_FROM_WORDS
from lifeos_cli.store import extractions, sessions, turn_ends
from lifeos_cli.store.schema_coach import STRENGTHS
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.extractions import Spoken

KINDS = tuple(rows.WRITERS)
PERSONAL = ("skills", "observations", "goals", "followups")
"""What only words said here may be evidence of: not copies in a fork, nor what was brought in from a file."""
MOST = {
    "facts": 40,
    "inferred": 10,
    "insights": 10,
    "skills": 20,
    "goals": 10,
    "observations": 16,
    "followups": 10,
}
"""How many of a kind one session may give; what is above is rejected."""
TAGS = 8
"""Tags of a session at most."""
SUMMARY = 1000
"""Characters of a summary."""
PARTS = {"observations": "observations", "skills": "skill_evidence"}
"""Kinds that `apply_part` writes, with their tables."""
DIMENSIONS = 3
"""Dimensions one session may be evidence of."""
LEAST_SOURCES = 2
"""Messages that what is inferred rests on at least."""


class Reading(NamedTuple):
    """What a session was read by, and up to where."""

    session_id: str
    last_message_id: str
    version: str
    """Of the rules, or of the prompt with its model."""
    model: str | None = None
    modes: Mapping[str, str] | None = None
    """`accept` or `propose` for each kind."""
    after: str | None = None
    """The message after which it was read; what was found before that stands. None: the whole was read."""


def apply(store: Store, user_id: str, reading: Reading, found: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was found, but for what `apply_part` writes; one transaction, in the caller's if there is one.

    Args:
        store: Where.
        user_id: Whose.
        reading: Of which session, by what.
        found: `summary title tags text_tone`, and lists of items by kind (see `extraction.prompt`), each with the
            person's words under `quote`.

    Returns:
        `applied`, how many rows by kind; `proposed`; `rejected`, a list of `kind reason text`; `unchanged`;
        `extraction_id`, and `before_id` of the extraction it supersedes; `parts`, what is left to `apply_part`.
    """
    with store.write() as conn:
        before = extractions.standing(conn, user_id, reading.session_id)
        session = sessions.get(conn, user_id, reading.session_id)
        if session is None or session.safety_level == "crisis":
            return {"applied": {}, "proposed": [], "rejected": [], "unchanged": True}
        own = extractions.owned(conn, user_id, before["id"]) if before else set()
        rest = {key for key in own if key[0] in PARTS.values()}
        work = rows.Work(store, user_id, session, reading.model, dict(reading.modes or {}), own - rest)
        rejected = _written(work, reading, found, [kind for kind in KINDS if kind not in PARTS])
        heading = _session(conn, user_id, session.id, found, before, whole=reading.after is None)
        result = {"applied": work.counts, "proposed": work.proposed, "rejected": rejected}
        extraction_id = _note(conn, user_id, reading, before, work.kept, heading, work.counts)
    left = [kind for kind, table in PARTS.items() if found.get(kind) or any(key[0] == table for key in rest)]
    done = {"unchanged": False, "extraction_id": extraction_id, "before_id": before["id"] if before else None}
    return {**result, **done, "parts": left}


def apply_part(
    store: Store,
    user_id: str,
    reading: Reading,
    found: Mapping[str, Any],
    kind: str,
    extraction_id: str,
    before_id: str | None,
) -> dict[str, Any]:
    """Write observations or skills of a reading that `apply` has noted; as `apply`, without the session itself.

    Args:
        store: Where.
        user_id: Whose.
        reading: Of which session, by what.
        found: Items by kind.
        kind: A key of `PARTS`.
        extraction_id: The reading they belong to.
        before_id: The one before it, whose rows stay only where they were found again.
    """
    nothing: dict[str, Any] = {"applied": {}, "proposed": [], "rejected": []}
    with store.write() as conn:
        session = sessions.get(conn, user_id, reading.session_id)
        if session is None or session.safety_level == "crisis":
            return nothing
        own = extractions.owned(conn, user_id, before_id) if before_id else set()
        own = {key for key in own if key[0] == PARTS[kind]}
        work = rows.Work(store, user_id, session, reading.model, dict(reading.modes or {}), own)
        rejected = _written(work, reading, found, [kind])
        for table, row_id in sorted(work.kept):
            extractions.own(conn, user_id, extraction_id, table, row_id)
        extractions.count(conn, user_id, extraction_id, work.counts)
    return {"applied": work.counts, "proposed": work.proposed, "rejected": rejected}


def verified(
    store: Store, user_id: str, session_id: str, items: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Return the observations of one session that may stand, one a dimension, and which were left out and why.

    Several of one dimension become the mean of their levels with the greatest
    strength; one quote is evidence of one dimension; what is shown most often
    goes first, and at most `DIMENSIONS` are kept (psychometrics, rule 2).
    """
    told = [one for one in extractions.readable(store.conn, user_id, session_id) if one.role == "user"]
    groups: dict[str, list[Mapping[str, Any]]] = {}
    quoted: set[str] = set()
    rest: list[dict[str, Any]] = []
    left_out: list[dict[str, str]] = []
    for item in items:
        quote = plain(str(item["quote"])).casefold()
        if _said(str(item["quote"]), told) is None:
            rest.append(dict(item))  # it is rejected with its reason where it would be written
        elif quote not in quoted:
            quoted.add(quote)
            groups.setdefault(str(item["dimension"]), []).append(item)
        else:
            left_out.append(_rejected("observations", "the quote is evidence of another dimension", item))
    ordered = sorted(groups.values(), key=lambda group: -len(group))
    for group in ordered[DIMENSIONS:]:
        reason = f"one session is evidence of {DIMENSIONS} dimensions at most"
        left_out += [_rejected("observations", reason, item) for item in group]
    return [_one_of(group) for group in ordered[:DIMENSIONS]] + rest, left_out


def _rejected(kind: str, reason: str, item: Mapping[str, Any]) -> dict[str, str]:
    return {"kind": kind, "reason": reason, "text": one_line(str(item.get("text", "")), 120)}


def _one_of(group: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    mean = sum(int(item["level"]) for item in group) / len(group)
    level = int(abs(mean) + 0.5) * (1 if mean > 0 else -1)
    strongest = max(group, key=lambda item: STRENGTHS.index(str(item.get("strength") or "moderate")))
    return {**strongest, "level": level}


def _written(
    work: rows.Work, reading: Reading, found: Mapping[str, Any], kinds: Sequence[str]
) -> list[dict[str, str]]:
    """Write the items of some kinds and withdraw what was not found again; returns what was rejected."""
    conn = work.store.conn
    spoken = extractions.readable(conn, work.user_id, work.session.id)
    told = [one for one in spoken if one.role == "user"]
    rejected: list[dict[str, str]] = []
    for kind in kinds:
        _kind(work, kind, found.get(kind) or (), told, rejected)
    if reading.after is not None:
        work.kept |= work.own
    gone = sorted(work.own - work.kept)
    for table, row_id in gone:
        rows.withdraw(conn, work.user_id, table, row_id)
    if any(table == "facts" for table, _ in gone):
        source = Provenance("extraction", session_id=work.session.id)
        facts.settle(work.store, work.user_id, source.log(conn, work.user_id))
    return rejected


def _kind(
    work: rows.Work,
    kind: str,
    items: Sequence[Mapping[str, Any]],
    told: Sequence[Spoken],
    rejected: list[dict[str, str]],
) -> None:
    for at, item in enumerate(items):
        quotes = item.get("quotes") or [item.get("quote", "")]
        found = [_said(str(quote), told) for quote in quotes] if at < MOST[kind] else []
        said, reason = _source(kind, found) if at < MOST[kind] else ([], "too many")
        if not reason:
            try:
                rows.WRITERS[kind](work, {**item, "quote": quotes[0], "rests_on": said}, said[0])
            except LifeosError as error:
                reason = error.message
        if reason:
            rejected.append(_rejected(kind, reason, item))


def _source(kind: str, found: Sequence[Spoken | None]) -> tuple[list[Spoken], str]:
    """Return the messages an item rests on, each once, or why it may not."""
    said = list({one.id: one for one in found if one is not None}.values())
    reason = ""
    if None in found or not said:
        reason = "the quote is not word for word the person's"
    elif kind in PERSONAL and any(one.origin == "fork" or one.imported for one in said):
        reason = "copied or imported words are no evidence"
    elif kind == "inferred" and len(said) < LEAST_SOURCES:
        reason = "what is inferred needs two messages that say it"
    return said, reason


def _said(quote: str, told: Sequence[Spoken]) -> Spoken | None:
    """Return the newest of the person's messages in which the quote stands word for word."""
    wanted = plain(quote).strip("\"'").strip()
    words = [word for word in wanted.split() if any(map(str.isalnum, word))]
    if len(words) < LEAST_WORDS and wanted not in {plain(one.content) for one in told}:
        return None
    return next((one for one in reversed(told) if wanted and stands_in(wanted, plain(one.content))), None)


def _session(
    conn: sqlite3.Connection,
    user_id: str,
    session_id: str,
    found: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    *,
    whole: bool,
) -> str | None:
    """Write summary, tone and tags; a title only over one nobody chose. Returns the hash of the title it gave.

    Where only what is new was read, what was there before stays beside it.
    """
    row = sessions.get(conn, user_id, session_id)
    if row is None:
        return None
    values: dict[str, object] = {
        "summary": str(found.get("summary") or "").strip()[:SUMMARY] or (None if whole else row.summary),
        "text_tone": found.get("text_tone"),
    }
    first = turn_ends.first_words(conn, user_id, session_id) or ""
    automatic = {None, one_line(first, TITLE_FROM_WORDS)}
    ours = before is not None and row.title is not None and _hash(row.title) == before["title_hash"]
    title = one_line(str(found.get("title") or ""), TITLE_FROM_WORDS).strip() if whole or not ours else ""
    given = before["title_hash"] if before is not None and ours and not whole else None
    if title and (ours or row.title in automatic):
        values["title"], given = title, _hash(title)
    if any(getattr(row, name) != value for name, value in values.items()):
        sessions.edit(conn, user_id, session_id, values)
    old = [] if whole else extractions.tags_of(conn, user_id, session_id)
    names = list(
        dict.fromkeys([*old, *(one_line(str(one), 40).casefold().strip() for one in found.get("tags") or ())])
    )
    extractions.tag(conn, user_id, session_id, [name for name in names if name][:TAGS])
    return given


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _note(
    conn: sqlite3.Connection,
    user_id: str,
    reading: Reading,
    before: Mapping[str, Any] | None,
    kept: set[tuple[str, str]],
    heading: str | None,
    counts: Mapping[str, int],
) -> str:
    row_id = ulid()
    values: dict[str, object] = {
        "id": row_id,
        "user_id": user_id,
        "session_id": reading.session_id,
        "version": reading.version,
        "last_message_id": reading.last_message_id,
        "title_hash": heading,
        "counts": json.dumps(dict(counts)),
        "created_at": now_ms(),
    }
    if before is not None:
        extractions.supersede(conn, user_id, str(before["id"]), row_id)
    extractions.add(conn, values)
    for table, kept_id in sorted(kept):
        extractions.own(conn, user_id, row_id, table, kept_id)
    return row_id
