"""One call of a tool: checked, decided, run, its result stored. Whatever goes wrong is a result, never an end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.clock import now_ms
from lifeos_cli.coach.tools.arguments import checked
from lifeos_cli.coach.tools.data import LONGEST
from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.ids import ulid
from lifeos_cli.record import consents
from lifeos_cli.record.provenance import Provenance, find_quote
from lifeos_cli.safety import classify
from lifeos_cli.store import tool_calls
from lifeos_cli.store.tool_calls import Call
from lifeos_cli.store.transaction import attempt
from lifeos_cli.text import one_line, storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lifeos_cli.coach.tools.base import Tool, ToolContext
    from lifeos_cli.coach.tools.box import Toolbox
    from lifeos_cli.providers.base import ToolCall
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

WAITING = (
    "Waiting for the person: they have been asked and have not answered yet. Nothing was written. Go on without it, "
    "and do not say that it is done."
)
_SHOWN = 300


class Place(NamedTuple):
    """Where in a conversation calls are made."""

    session: Session
    message_id: str
    turn: int
    step: int


def received(box: Toolbox, store: Store, place: Place, asked: ToolCall, position: int) -> Call:
    """Check what a model asked for; returns the call as it is to be stored.

    Its status says what follows: `running` (it may run now), `requested` (the
    person is asked first), `denied` (the settings never allow it) or `failed`
    (it does not hold up, and `error` says why).
    """
    session = place.session
    blank: dict[str, Any] = dict.fromkeys(Call._fields)
    now = now_ms()
    blank.update(
        id=ulid(),
        user_id=session.user_id,
        session_id=session.id,
        message_id=place.message_id,
        turn=place.turn,
        step=place.step,
        position=position,
        call_id=asked.id,
        name=one_line(asked.name, 64) or "?",
        arguments=None if asked.arguments is None else storable(json.dumps(asked.arguments)),
        created_at=now,
    )
    call = Call(**blank)
    try:
        tool, values = _sound(box, store, session.user_id, asked)
        call = _sourced(store, call, tool, values)
    except LifeosError as error:
        return call._replace(status="failed", error=_told(error), finished_at=now)
    permission = box.permission(tool)
    if permission == "never":
        return call._replace(
            status="denied", reason="the settings never allow this", decided_at=now, finished_at=now
        )
    return call._replace(status="requested" if permission == "ask" else "running")


def _sound(box: Toolbox, store: Store, user_id: str, asked: ToolCall) -> tuple[Tool, dict[str, Any]]:
    tool = box.tools.get(asked.name)
    if tool is None:
        known = ", ".join(one.name for one in box.offered(store, user_id)) or "none"
        raise UsageFault(f"there is no tool '{one_line(asked.name, 40)}' here; there are: {known}")
    if asked.arguments is None:
        raise UsageFault("the arguments are no JSON object")
    if tool.consent and not consents.granted(store, user_id, tool.consent):
        raise UsageFault(f"the person has not agreed to this ({tool.consent})")
    values = checked(tool.all_arguments, asked.arguments)
    if not tool.reads and any(classify(text).level == "crisis" for text in _texts(values)):
        raise UsageFault("words of a crisis are never recorded")
    return tool, values


def _sourced(store: Store, call: Call, tool: Tool, values: Mapping[str, Any]) -> Call:
    """Find the person's own message that a write rests on."""
    if tool.reads:
        return call
    said_in = find_quote(store, call.user_id, call.session_id, values["quote"])
    return call._replace(quote=values["quote"].strip(), quote_message_id=said_in)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def run(box: Toolbox, context: ToolContext, call: Call) -> Call:
    """Run a call that may run, and store what came of it; returns the call as it now stands.

    What a built-in tool writes and the call's result are one transaction: a
    kill leaves both or neither.
    """
    tool = box.tools.get(call.name)
    if tool is None:
        return _ended(context, call, error="the tool is no longer there")
    values = json.loads(call.arguments or "{}")
    try:
        values = checked(tool.all_arguments, values)
        if tool.reads or tool.own:
            return _ended(context, call, result=tool.run(context, values))
        with context.store.write() as conn:
            with attempt(conn):
                find_quote(context.store, call.user_id, call.session_id, values["quote"])
                result = tool.run(context, values)
            return _ended(context, call, result=result)
    except LifeosError as error:
        return _ended(context, call, error=_told(error))
    except Exception as error:  # noqa: BLE001 - a tool's fault is told to the model and ends nothing
        return _ended(context, call, error=f"the tool failed: {type(error).__name__}")


def _ended(context: ToolContext, call: Call, *, result: str | None = None, error: str | None = None) -> Call:
    status = "done" if error is None else "failed"
    values: dict[str, object] = {
        "status": status,
        "result": None if result is None else storable(result)[: LONGEST + 200],
        "error": error,
        "finished_at": now_ms(),
    }
    with context.store.write() as conn:
        tool_calls.edit(conn, call.user_id, call.id, values)
    return call._replace(**values)  # type: ignore[arg-type]


def source_of(call: Call, model: str | None) -> Provenance:
    """Say where what a call writes comes from."""
    return Provenance(
        actor=call.name,
        origin="chat",
        session_id=call.session_id,
        message_id=call.quote_message_id,
        quote=call.quote,
        tool_call_id=call.id,
        model=model,
    )


def outcome(call: Call) -> tuple[str, bool] | None:
    """Return what a model is told of a call and whether it is an error; None while there is nothing to tell."""
    if call.status == "done":
        return call.result or "Done.", False
    if call.status == "failed":
        return f"Error: {call.error}", True
    if call.status == "denied":
        return f"Denied: {call.reason or 'the person said no'}. Nothing was written.", True
    if call.status == "requested":
        return WAITING, False
    return None


def _told(error: LifeosError) -> str:
    return one_line(f"{error.message}. {error.hint}".rstrip(" ."), _SHOWN)
