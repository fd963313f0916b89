"""Open requests, answered: once each, from whichever process the person happens to be in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import iso, now_ms
from lifeos_cli.coach.tools import calls
from lifeos_cli.errors import LifeosError, NotFoundError
from lifeos_cli.ids import is_ulid
from lifeos_cli.store import sessions, tool_calls
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.tools.base import ToolContext
    from lifeos_cli.coach.tools.box import Toolbox
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.tool_calls import Call

LEAST_TYPED = 4
"""Characters of an id's end that may stand for it."""


class Decision(NamedTuple):
    """What the person said to a request."""

    approved: bool
    reason: str = ""
    always: bool = False
    """Do not ask about this tool again."""


class AlreadyDecidedError(LifeosError):
    """A request that was answered before keeps its answer."""


def find(store: Store, user_id: str, typed: str) -> Call:
    """Return the call of that id, or of the end of an id that one request alone has.

    Raises:
        NotFoundError: There is none.
    """
    wanted = typed.strip().upper()
    found = tool_calls.get(store.conn, user_id, wanted) if is_ulid(wanted) else None
    if found is None and len(wanted) >= LEAST_TYPED:
        listed = tool_calls.listed(store.conn, user_id, decided=True)
        alike = [call for call in listed if call.id.endswith(wanted)]
        found = alike[0] if len(alike) == 1 else None
    if found is None:
        raise NotFoundError(
            f"no request answers to '{one_line(typed, 40)}'", hint="`lifeos approvals list` shows them."
        )
    return found


def decide(
    box: Toolbox, context: ToolContext, found: Sequence[Call], *, approved: bool, reason: str = ""
) -> list[Call]:
    """Answer requests, all of them or none; those approved run at once.

    Args:
        box: The tools.
        context: Where they run; session, turn and source are taken from each call.
        found: The requests.
        approved: Yes or no.
        reason: Why, in the person's words; the model is told.

    Returns:
        The calls as they then stand.

    Raises:
        AlreadyDecidedError: One of them was answered before; nothing was done.
    """
    store, now = context.store, now_ms()
    own = [call for call in found if _is_own(box, call)]
    ended = []
    with store.write() as conn:
        for call in found:
            status = "approved" if approved else "denied"
            if not tool_calls.decide(
                conn, call.user_id, call.id, status=status, at=now, reason=storable(reason) or None
            ):
                raise AlreadyDecidedError(
                    f"request {call.id} was already decided", hint=_standing(store, call)
                )
            if not approved:
                tool_calls.edit(conn, call.user_id, call.id, {"finished_at": now})
            elif call not in own:
                ended.append(calls.run(box, _there(context, call), call))
            else:
                tool_calls.edit(conn, call.user_id, call.id, {"status": "running"})
    if approved:  # what a person's own tool does must not hold up everybody's writes
        ended += [calls.run(box, _there(context, call), call) for call in own]
    return [tool_calls.get(store.conn, call.user_id, call.id) or call for call in found]


def _is_own(box: Toolbox, call: Call) -> bool:
    tool = box.tools.get(call.name)
    return tool is not None and tool.own


def _there(context: ToolContext, call: Call) -> ToolContext:
    session = sessions.get(context.store.conn, call.user_id, call.session_id) or context.session
    source = calls.source_of(call, context.source.model)
    return replace(context, session=session, turn=call.turn, source=source)


def _standing(store: Store, call: Call) -> str:
    now = tool_calls.get(store.conn, call.user_id, call.id)
    return f"It is {now.status}." if now else "It is gone."


def public(call: Call) -> dict[str, Any]:
    """Return a call as the commands show it."""
    return {
        "id": call.id,
        "session_id": call.session_id,
        "message_id": call.message_id,
        "turn": call.turn,
        "step": call.step,
        "tool": call.name,
        "arguments": json.loads(call.arguments) if call.arguments else None,
        "status": call.status,
        "result": call.result,
        "error": call.error,
        "reason": call.reason,
        "quote": call.quote,
        "quote_message_id": call.quote_message_id,
        "created_at": iso(call.created_at),
        "decided_at": iso(call.decided_at),
        "finished_at": iso(call.finished_at),
    }


def in_words(call: Call, width: int = 0) -> str:
    """Say on one line what a call would do: the tool, and its arguments without the quote."""
    given = json.loads(call.arguments or "{}")
    said = ", ".join(f"{name}: {_short(value)}" for name, value in given.items() if name != "quote")
    return one_line(f"{call.name.replace('_', ' ')} ({said})", width)


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
