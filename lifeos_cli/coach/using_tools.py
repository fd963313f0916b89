"""The tools of one step: asked about where the person decides, run, and what came of them stored for the model."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from lifeos_cli.coach import approvals, events
from lifeos_cli.coach.tools import calls
from lifeos_cli.record import turns
from lifeos_cli.store import tool_calls
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.reply import Reply
    from lifeos_cli.store.tool_calls import Call

_SHOWN = 200
"""Characters of a result in the session's own log of the step; the whole of it stands on the call."""


async def used(talk: Conversation, reply: Reply) -> AsyncGenerator[events.Event, None]:
    """Deal with every call a reply asks for, then close the step with their results."""
    if not reply.calls:
        return
    for call in reply.calls:
        yield events.ToolAsked(call.id, call.name, _arguments(call), call.status)
    found: dict[str, Call] = {call.id: call for call in reply.calls}
    for call in reply.calls:
        if call.status == "running":
            found[call.id] = await _run(talk, call)
    asked = [call for call in reply.calls if call.status == "requested"]
    for call in asked:
        yield events.ApprovalAsked(call.id, call.name, _arguments(call), call.quote, approvals.in_words(call))
    if asked and talk.approver is not None:
        for call, decision in zip(asked, await talk.approver(asked), strict=True):
            if decision is not None:
                found[call.id] = await _decided(talk, call, decision)
    lines = []
    for call in found.values():
        text, is_error = calls.outcome(call) or ("", True)
        yield events.ToolEnded(call.id, call.name, call.status, text or None, is_error)
        lines.append(f"{call.name}: {one_line(text, _SHOWN)}")
    turns.save_results(talk.store, talk.require_session(), reply.opened.turn, "\n".join(lines))


async def _run(talk: Conversation, call: Call) -> Call:
    tool = talk.toolbox.tools[call.name]
    context = replace(talk.tool_context(call.turn), source=calls.source_of(call, talk.provider.model))
    if tool.own:  # it may take its time; Ctrl-C is heard meanwhile
        return await asyncio.to_thread(calls.run, talk.toolbox, context, call)
    return calls.run(talk.toolbox, context, call)


async def _decided(talk: Conversation, call: Call, decision: approvals.Decision) -> Call:
    """Carry out the person's answer; one given elsewhere in the meantime stands."""
    if decision.always:
        talk.toolbox = talk.toolbox.allowing(call.name)
    context = talk.tool_context(call.turn)
    context = replace(context, source=calls.source_of(call, talk.provider.model))

    def answer() -> list[Call]:
        return approvals.decide(
            talk.toolbox, context, [call], approved=decision.approved, reason=decision.reason
        )

    tool = talk.toolbox.tools.get(call.name)
    try:
        done = await asyncio.to_thread(answer) if tool is not None and tool.own else answer()
    except approvals.AlreadyDecidedError:
        return tool_calls.get(talk.store.conn, call.user_id, call.id) or call
    return done[0]


def waiting(talk: Conversation) -> list[str]:
    """List the session's requests that the person has not answered."""
    if talk.session is None or not talk.toolbox.tools:
        return []
    found = tool_calls.unfinished(talk.store.conn, talk.user_id, talk.session.id)
    return [call.id for call in found if call.status == "requested"]


def _arguments(call: Call) -> dict[str, object] | None:
    found: dict[str, object] | None = json.loads(call.arguments) if call.arguments else None
    return found
