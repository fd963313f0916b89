"""Texts their writer goes on with: what a later import finds added becomes a message of its own.

An entry is one message when it first comes in. When its text has since been
continued, the rest is the next message of the same session; when it has been
changed otherwise, the text as it is now is. What is there stays as it is.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from lifeos_cli.store import bulk

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.transfer.lines import Said


def remainder(conn: sqlite3.Connection, user_id: str, source: str, said: Said) -> Said:
    """Return the part of a text that is not here yet, or the message that is here if nothing is new.

    Args:
        conn: The store.
        user_id: Whose.
        source: What external ids are unique within.
        said: The whole text under the entry's id.
    """
    text, at, key = said.content, 0, said.id
    while (known := _content(conn, user_id, source, key)) is not None:
        found = text.find(known, at)
        if found < 0 or text[at:found].strip():
            return said._replace(id=f"{said.id}~{sha256(text.encode()).hexdigest()[:16]}")
        at = found + len(known)
        if not text[at:].strip():
            return said._replace(id=key)
        key = f"{said.id}@{at}"
    return said._replace(id=key, content=text[at:].strip("\n") if at else text)


def _content(conn: sqlite3.Connection, user_id: str, source: str, key: str) -> str | None:
    rows = bulk.holding(conn, "messages", user_id, ("content",), "external_id", {key}, source=source)
    return next((str(row[0]) for row in rows), None)
