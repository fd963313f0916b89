"""Tags on sessions and check-ins: the person's word on them outlasts any reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import iso, now_ms
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.store import tags as stored
from lifeos_cli.store.resolve import resolve
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store

LONGEST = 40
"""Characters of a tag."""


def name_of(typed: str) -> str:
    """Return a tag as it is kept: in small letters, without `@` and `#`.

    Raises:
        UsageFault: It is empty or too long.
    """
    name = one_line(storable(typed), LONGEST + 1).strip().lstrip("@#").casefold()
    if not name or len(name) > LONGEST:
        raise UsageFault(f"a tag has 1 to {LONGEST} characters")
    return name


def show(store: Store, user_id: str, typed: str) -> list[dict[str, Any]]:
    """List what has a tag, the newest first: `kind id handle title at local_date`.

    Raises:
        NotFoundError: Nothing has it.
    """
    rows = stored.owners(store.conn, user_id, name_of(typed))
    if not rows:
        raise NotFoundError(
            f"nothing has the tag '{one_line(typed, 40)}'", hint="`lifeos tags list` lists them."
        )
    return [{**row, "at": iso(row["at"])} for row in rows]


def add(store: Store, user_id: str, typed: str, owner: str) -> dict[str, Any]:
    """Put a tag on a session or check-in; reading the session again leaves it there.

    Raises:
        NotFoundError: Neither a session nor a check-in answers to the handle or id.
        UsageFault: The tag is empty or too long.
    """
    name = name_of(typed)
    with store.write() as conn:
        table, row_id = _owner(store, user_id, owner)
        stored.choose(conn, user_id, (ulid(), table, row_id, name), wanted=True, at=now_ms())
    return {"tag": name, "kind": table.removesuffix("s"), "id": row_id}


def remove(store: Store, user_id: str, typed: str, owner: str | None = None) -> dict[str, Any]:
    """Take a tag off one session or check-in, or off everything; reading a session again does not bring it back.

    Raises:
        NotFoundError: Nothing has it, or nothing answers to the handle or id.
    """
    name = name_of(typed)
    with store.write() as conn:
        found = [(row["tbl"], row["id"]) for row in stored.owners(conn, user_id, name)]
        if owner is not None:
            found = [one for one in found if one == _owner(store, user_id, owner)]
        if not found:
            raise NotFoundError(f"nothing there has the tag '{one_line(typed, 40)}'")
        for table, row_id in found:
            stored.choose(conn, user_id, (ulid(), table, row_id, name), wanted=False, at=now_ms())
    return {"tag": name, "removed": len(found)}


def _owner(store: Store, user_id: str, typed: str) -> tuple[str, str]:
    for table in ("sessions", "checkins"):
        title = "title" if table == "sessions" else None
        try:
            named = {"title": title} if title else {}
            return table, resolve(store.conn, table, user_id, typed, noun=table, **named)
        except NotFoundError:
            continue
    raise NotFoundError(
        f"no session or check-in answers to '{one_line(typed, 40)}'",
        hint="`lifeos sessions list` and `lifeos checkins list` show handles.",
    )
