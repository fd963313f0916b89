"""Going on from any message of a session in a new one; the old one stays as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.clock import local_date, now_ms, zone_name
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.safety import worse
from lifeos_cli.store import messages, sessions
from lifeos_cli.store.rows import free_handle
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session

ORIGIN = "fork"
"""The origin of a copied message: it was said once, so nothing is learnt from it a second time."""
_CARRIED = ("state", "captures")


def fork(store: Store, user_id: str, session: Session, at: str = "") -> Session:
    """Begin a session that holds what was said up to a message, and goes on from there.

    Finished words of the person and the coach are copied; turns that met a
    crisis stay behind, and so do tools' calls and results, whose writes belong
    to the old session.

    Args:
        store: The store.
        user_id: Whose.
        session: The session to go on from.
        at: The last message to take, by id or by the number of its turn; empty for the last there is.

    Raises:
        NotFoundError: The session has no such message, or nothing to take.
        UsageFault: `at` is neither an id nor a number.
    """
    with store.write() as conn:
        rows = _up_to(messages.of_session(conn, user_id, session.id), at)
        closed = {row.turn for row in rows if row.safety_level == "crisis" or row.provider == "safety"}
        kept = [row for row in rows if row.turn not in closed and _is_said(row)]
        if not kept:
            raise NotFoundError("there is nothing to go on from", hint="Start anew: lifeos chat")
        now, row_id = now_ms(), ulid()
        level = "none"
        for row in kept:
            level = worse(level, row.safety_level)
        parts = [json.loads(row.parts) for row in kept if row.parts]
        captures = next((one["captures"] for one in reversed(parts) if one.get("captures")), None)
        made = session._replace(
            id=row_id,
            handle=free_handle(conn, "sessions", user_id, row_id),
            status="active",
            archived_at=None,
            summary=None,
            text_tone=None,
            safety_level=level,
            supportive=0,
            origin="chat",
            source=None,
            external_id=None,
            captures=json.dumps(captures) if captures else None,
            checkin_id=None,
            local_date=local_date(now),
            tz=zone_name(),
            started_at=now,
            last_used_at=now,
            ended_at=None,
            forked_from=kept[-1].id,
        )
        sessions.add(conn, made)
        for row in kept:
            messages.add(conn, _copy(row, made.id))
    return made


def _up_to(rows: list[Message], at: str) -> list[Message]:
    """Return the messages up to one, with the rest of its turn if it was named by its turn."""
    typed = at.strip()
    if not typed:
        return rows
    if typed.isdecimal():
        found = [row for row in rows if row.turn <= int(typed)]
        if not found or found[-1].turn != int(typed):
            raise NotFoundError(f"the session has no turn {one_line(typed, 20)}")
        return found
    if not typed.isalnum():
        raise UsageFault("a message is named by its id, or by the number of its turn")
    for place, row in enumerate(rows, 1):
        if row.id == typed.upper():
            return rows[:place]
    raise NotFoundError("the session has no such message", hint="lifeos sessions show --json gives the ids.")


def _is_said(row: Message) -> bool:
    finished = row.status in {"success", "interrupted"}
    return row.role in {"user", "assistant"} and finished and bool(row.content.strip())


def _copy(row: Message, session_id: str) -> Message:
    parts: dict[str, Any] = json.loads(row.parts) if row.parts else {}
    carried = {key: parts[key] for key in _CARRIED if key in parts}
    return row._replace(
        id=ulid(),
        session_id=session_id,
        parts=json.dumps(carried) if carried else None,
        usage=None,
        origin=ORIGIN,
        source=None,
        external_id=None,
    )
