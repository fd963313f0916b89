"""What memory holds twice, on nothing, or past its time: found, named, never changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import DAY, iso, local_date, now_ms
from lifeos_cli.record.provenance import plain
from lifeos_cli.store import auditing, extractions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lifeos_cli.store.database import Store

TABLES = ("facts", "insights", "goals", "followups")
"""Where one thing may stand twice."""
NEAR = 0.75
"""Share of words two texts have in common from which they are near duplicates (Jaccard). Ours."""
LEAST = 3
"""Words a text has at least before likeness counts: shorter ones are alike by chance."""
STALE_DAYS = 365
"""Days after which a fact nobody has said again is worth asking about. Ours."""
OVERDUE_DAYS = 30
"""Days after which an open follow-up was forgotten rather than late. Ours."""
_SMALL = frozenset(
    "a an and are as at be for from has have i in is it its my of on or s so that the to was with".split()  # noqa: SIM905
)


def audit(store: Store, user_id: str, index: Mapping[str, Any]) -> dict[str, Any]:
    """Look the person's memory over.

    Args:
        store: Where; nothing is written.
        user_id: Whose.
        index: `complete problems waiting`, as the index's own check says.

    Returns:
        `ok`, whether anything is to be done; `duplicates` and `near_duplicates` (`tbl ids handles texts`, the latter
        with `likeness`), `orphans` (`tbl id handle missing`), `stale` (`tbl id handle text reason since`),
        `contradictions` (`id handle facts`), `index`.
    """
    same, near = [], []
    for table in TABLES:
        rows = [
            _text(table, row)
            for row in extractions.rows_of(store.conn, user_id, table, None)
            if _open(table, row)
        ]
        same += [_pair(table, group) for group in _exact(rows)]
        near += [{**_pair(table, pair), "likeness": likeness} for pair, likeness in _near(rows)]
    orphans = [
        *auditing.orphans(store.conn, user_id),
        *auditing.listed_sources(store.conn, user_id),
        *auditing.stray_tags(store.conn, user_id),
    ]
    found = {
        "duplicates": same,
        "near_duplicates": near,
        "orphans": orphans,
        "stale": [*_stale(store, user_id), *_overdue(store, user_id)],
        "contradictions": _contradictions(store, user_id),
        "index": dict(index),
    }
    wrong = [value for name, value in found.items() if name != "index"]
    return {"ok": not any(wrong) and bool(index["complete"]), **found}


def _open(table: str, row: Mapping[str, Any]) -> bool:
    if table == "facts" and row["level"] == "contradiction":
        return False
    return bool(row["stands"]) and row["status"] not in ("done", "abandoned")


def _text(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    text = str(row["title" if table == "goals" else "content"])
    return {"id": str(row["id"]), "handle": str(row["handle"]), "text": text}


def _pair(table: str, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "tbl": table,
        "ids": [row["id"] for row in rows],
        "handles": [row["handle"] for row in rows],
        "texts": [row["text"] for row in rows],
    }


def _flat(text: str) -> str:
    return plain(text).casefold().strip(" .!?")


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", _flat(text)) if word not in _SMALL)


def _exact(rows: Sequence[dict[str, str]]) -> list[list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(_flat(row["text"]), []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _near(rows: Sequence[dict[str, str]]) -> Iterator[tuple[list[dict[str, str]], float]]:
    """Yield pairs that say almost the same; only texts that share a word are compared."""
    words = [_words(row["text"]) for row in rows]
    holding: dict[str, list[int]] = {}
    for number, own in enumerate(words):
        met = {other for word in own for other in holding.get(word, ())} if len(own) >= LEAST else set()
        for other in sorted(met):
            likeness = len(own & words[other]) / len(own | words[other])
            if likeness >= NEAR and _flat(rows[number]["text"]) != _flat(rows[other]["text"]):
                yield [rows[other], rows[number]], likeness
        for word in own if len(own) >= LEAST else ():
            holding.setdefault(word, []).append(number)


def _stale(store: Store, user_id: str) -> Iterator[dict[str, Any]]:
    before = now_ms() - STALE_DAYS * DAY
    for row in extractions.rows_of(store.conn, user_id, "facts", None):
        if not row["stands"] or row["level"] == "contradiction" or row["origin"] == "imported":
            continue
        said = auditing.last_said(store.conn, user_id, row)
        if said < before:
            yield _late("facts", row, f"not said again for {STALE_DAYS} days", iso(said))


def _overdue(store: Store, user_id: str) -> Iterator[dict[str, Any]]:
    before = local_date(now_ms() - OVERDUE_DAYS * DAY)
    for row in extractions.rows_of(store.conn, user_id, "followups", None):
        if row["status"] == "open" and row["due_date"] < before:
            yield _late("followups", row, f"due for more than {OVERDUE_DAYS} days", row["due_date"])


def _late(table: str, row: Mapping[str, Any], reason: str, since: str | None) -> dict[str, Any]:
    named = {"tbl": table, "id": row["id"], "handle": row["handle"], "text": row["content"]}
    return {**named, "reason": reason, "since": since}


def _contradictions(store: Store, user_id: str) -> list[dict[str, Any]]:
    import json

    return [
        {"id": row["id"], "handle": row["handle"], "facts": json.loads(row["sources"] or "[]")}
        for row in extractions.contradictions(store.conn, user_id)
    ]
