"""Which rows of a person's leave: by type, by time, by tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.errors import UsageFault
from lifeos_cli.text import one_line
from lifeos_cli.transfer import jsonl_export
from lifeos_cli.transfer.moments import utc
from lifeos_cli.transfer.shapes import BY_TYPE, SHAPES

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

TIMES = ("at", "effective_at", "valid_from", "started_at", "created_at")
"""The column that says when a row is about: the first of these it has."""
TYPES = tuple(shape.type for shape in SHAPES)


class Selection(NamedTuple):
    """What is wanted; the empty selection is everything."""

    types: tuple[str, ...] = ()
    since: int | None = None
    """From this instant (epoch milliseconds)."""
    until: int | None = None
    """Before this instant."""
    tag: str | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == Selection()


def chosen(nouns: Sequence[str]) -> tuple[str, ...]:
    """Return the types that are named, `checkin` or `checkins`.

    Raises:
        UsageFault: There is no such type.
    """
    found: dict[str, None] = {}
    for typed in nouns:
        name = typed.strip().lower().replace("-", "_")
        kind = next(
            (k for k in (name, name.removesuffix("s"), name.replace("ies", "y")) if k in BY_TYPE), None
        )
        if kind is None:
            raise UsageFault(f"'{one_line(typed, 30)}' is no type of row", hint=f"One of {', '.join(TYPES)}.")
        found[kind] = None
    return tuple(found)


def rows(conn: sqlite3.Connection, user_id: str, want: Selection) -> Iterator[dict[str, Any]]:
    """Give the chosen rows as they stand in JSON Lines: each an object with its `type`.

    A row without a time of its own (a tag) follows the row it belongs to. With
    a tag only what bears it is given, and the messages of sessions that do.
    """
    tagged = _tagged(conn, user_id, want.tag) if want.tag else None
    span = tuple(None if ms is None else str(utc(ms)) for ms in (want.since, want.until))
    kept: set[str] = set()
    for shape in SHAPES:
        wanted = not want.types or shape.type in want.types
        if not wanted:
            continue
        for row in jsonl_export.objects(conn, shape, user_id):
            if want.is_all:
                yield row
            elif _fits(row, span, tagged, kept):
                kept.add(str(row.get("id")))
                yield row


def _fits(row: dict[str, Any], span: tuple[str | None, ...], tagged: set[str] | None, kept: set[str]) -> bool:
    if row["type"] == "user":
        return tagged is None
    if row["type"] == "tag":
        return row["owner_id"] in kept
    if tagged is not None and not {row.get("id"), row.get("session_id")} & tagged:
        return False
    since, until = span
    at = next((str(row[name]) for name in TIMES if row.get(name) is not None), "")
    return (since is None or at >= since) and (until is None or at < until)


def _tagged(conn: sqlite3.Connection, user_id: str, tag: str) -> set[str]:
    found = jsonl_export.objects(conn, BY_TYPE["tag"], user_id)
    return {row["owner_id"] for row in found if row["name"] == tag.lstrip("#")}


def tags(conn: sqlite3.Connection, user_id: str) -> dict[str, list[str]]:
    """Return the tags of every row that has some, by its id."""
    found: dict[str, list[str]] = {}
    for row in jsonl_export.objects(conn, BY_TYPE["tag"], user_id):
        found.setdefault(row["owner_id"], []).append(row["name"])
    return found


def standing(row: dict[str, Any]) -> bool:
    """Tell whether a row still counts: neither withdrawn nor replaced by a later one."""
    gone = row.get("withdrawn_at") or row.get("superseded_by") or row.get("status") == "withdrawn"
    return not gone
