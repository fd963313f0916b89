"""From a conversation and a message to what a model is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lifeos_cli.coach.context import gathering
from lifeos_cli.coach.context.assembly import assemble, prompt, shares
from lifeos_cli.coach.context.items import Sources
from lifeos_cli.coach.context.recapping import outgrown
from lifeos_cli.coach.history import spoken
from lifeos_cli.coach.instructions import system_prompt
from lifeos_cli.record import recaps as keeping
from lifeos_cli.store import messages, recaps, tool_calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.context.assembly import Assembly
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.history import Said
    from lifeos_cli.store.rows import Message

ROWS = 100
"""Messages of the session that are read at most; what is older is in the recap, or was said too long ago to be sent."""


def build(
    talk: Conversation, text: str, *, turn: int | None, check: bool = False, save: bool = True
) -> Assembly:
    """Return what a model is sent with a message.

    Args:
        talk: The conversation.
        text: What the person says.
        turn: The turn it belongs to, if it is in the store already; nothing from it on is sent twice.
        check: The message was met with the words that a `check` calls for.
        save: Keep a recap that has become necessary; off, nothing is written.
    """
    session, conn = talk.session, talk.store.conn
    standing = recaps.newest(conn, talk.user_id, session.id) if session else None
    after = standing.to_turn if standing else -1
    rows = messages.of_session(conn, talk.user_id, session.id, last=ROWS, after=after) if session else []
    now = turn if turn is not None else (rows[-1].turn + 1 if rows else 0)
    said = _spoken(talk, rows)
    tools = talk.toolbox.specs(talk.store, talk.user_id)
    sources = Sources(
        instructions=system_prompt(talk.coach, check=check, tools=bool(tools)),
        prompt=prompt(text, [one.message for one in said if one.turn == now]),
        tools=tools,
        about=talk.known(),
        recent=gathering.turns(one for one in said if one.turn < now),
        memories=gathering.memories(talk.recalled(text, now), said),
    )
    before = [row for row in rows if row.turn < now]
    for_recap, for_talk = shares(sources, talk.context_tokens)
    covered = outgrown(sources.recent, for_talk)
    if covered and session:
        turns = {item.turn for item in covered}
        covers = [
            keeping.Covered(row.id, row.turn, row.role, row.content)
            for row in before
            if row.turn in turns and row.role in {"user", "assistant"}
        ]
        standing = keeping.extend(talk.store, session, standing, covers, save=save)
        sources = replace(sources, recent=sources.recent[len(covered) :])
    if standing is not None:
        reason = f"stands for turns {standing.from_turn} to {standing.to_turn}"
        item = gathering.recap(standing.content, reason, for_recap, standing.id)
        sources = replace(sources, recap=item)
    return assemble(sources, talk.context_tokens)


def _spoken(talk: Conversation, rows: Sequence[Message]) -> list[Said]:
    """Return what a model may see of these messages."""
    if not rows or talk.session is None:
        return []
    first, last = rows[0].turn, rows[-1].turn
    calls = tool_calls.of_turns(talk.store.conn, talk.user_id, talk.session.id, first, last)
    return spoken(rows, calls)
