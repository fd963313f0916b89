"""Who talks: the session to go on with, its coach, the provider behind it, and what reminds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current
from lifeos_cli.coach.setup import Setup

if TYPE_CHECKING:
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.recalling import Recaller


def setup() -> Setup:
    """Return how conversations are set up in this run."""
    run = current()
    return Setup(run.store, run.person.id, run.paths, run.settings, run.say, watched=run.may_ask)


def would_be(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None, no_memory: bool
) -> Conversation:
    """Return the conversation as it would be with a model; nothing is asked, sent or written.

    Raises:
        NotFoundError: No such session or coach.
        UsageFault: No such type.
    """
    return setup().would_be(go_on=go_on, session=session, coach=coach, type_=type_, no_memory=no_memory)


def recaller(talk: Conversation, *, lasting: bool, wanted: bool) -> Recaller | None:
    """Return what reminds the model of what was said before; None where that is off or nobody would read it.

    Args:
        talk: The conversation.
        lasting: It goes on after one message.
        wanted: It was not switched off for this chat.
    """
    if not wanted or talk.guided:
        return None
    return setup().recaller(talk.type, lasting=lasting)
