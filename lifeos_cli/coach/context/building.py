"""From a conversation and a message to what a model is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lifeos_cli.coach.context import gathering
from lifeos_cli.coach.context.assembly import assemble, prompt, shares
from lifeos_cli.coach.context.items import Sources
from lifeos_cli.coach.context.recapping import outgrown
from lifeos_cli.coach.instructions import system_prompt
from lifeos_cli.record import recaps as keeping
from lifeos_cli.store import messages, recaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.coach.context.assembly import Assembly
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.memory.recall import Memory
    from lifeos_cli.store.rows import Message

ROWS = 200
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
    before = [row for row in rows if turn is None or row.turn < turn]
    sources = Sources(
        instructions=system_prompt(talk.coach, check=check),
        prompt=prompt(text),
        tools=talk.tools,
        about=gathering.known(conn, talk.user_id),
        recent=gathering.turns(before),
        memories=gathering.memories(_recalled(talk, text, turn, rows)),
    )
    for_recap, for_talk = shares(sources, talk.context_tokens)
    covered = outgrown(sources.recent, for_talk)
    if covered and session:
        turns = {item.turn for item in covered}
        said = [
            keeping.Covered(row.id, row.turn, row.role, row.content)
            for row in before
            if row.turn in turns and row.role in {"user", "assistant"}
        ]
        standing = keeping.extend(talk.store, session, standing, said, save=save)
        sources = replace(sources, recent=sources.recent[len(covered) :])
    if standing is not None:
        reason = f"stands for turns {standing.from_turn} to {standing.to_turn}"
        item = gathering.recap(standing.content, reason, for_recap, standing.id)
        sources = replace(sources, recap=item)
    return assemble(sources, talk.context_tokens)


def _recalled(talk: Conversation, text: str, turn: int | None, rows: Sequence[Message]) -> list[Memory]:
    if talk.memory is None:
        return []
    session_id = talk.session.id if talk.session else ""
    now = turn if turn is not None else (rows[-1].turn + 1 if rows else 0)
    return talk.memory.recall(text, session_id=session_id, turn=now)
