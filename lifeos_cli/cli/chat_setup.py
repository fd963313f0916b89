"""Everything a chat needs before its first word: consent, session, coach, provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.chat_who import setup
from lifeos_cli.cli.runtime import current
from lifeos_cli.coach import catalog
from lifeos_cli.errors import LifeosError
from lifeos_cli.record import consents
from lifeos_cli.safety import cards

if TYPE_CHECKING:
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.setup import Setup

DECLINED = LifeosError(
    "without your agreement nothing is started and nothing was stored", hint="Run it again any time."
)


def prepare(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None
) -> tuple[Conversation, str]:
    """Return the conversation and a notice about who answers.

    Raises:
        NotFoundError: No such session or coach.
        UsageFault: No such type.
        LifeosError: The person did not agree at first run.
    """
    run, making = current(), setup()
    found, kind, chosen, auto = making.who(go_on=go_on, session=session, coach=coach, type_=type_)
    first_run()
    choice = making.choice_of(chosen, ask=_ask if run.may_ask else None)
    talk = making.conversation(found, kind, chosen, auto=auto, choice=choice)
    _equip(making, talk)
    if found is not None and coach is not None and found.coach != chosen.id:
        talk.hand_over(chosen, choice.provider)
    return talk, choice.notice


def switch(talk: Conversation, name: str) -> str:
    """Hand the conversation to another coach; returns what to say about it.

    Raises:
        NotFoundError: No such coach.
    """
    run, making = current(), setup()
    chosen = catalog.find(name, run.paths.coaches, run.say)
    choice = making.choice_of(chosen)
    before = talk.coach.name
    talk.hand_over(chosen, choice.provider)
    talk.second = choice.second
    _equip(making, talk)
    return f"{before} hands over to {chosen.name}, {chosen.title}."


def _equip(making: Setup, talk: Conversation) -> None:
    """Give a model its tools; the guided coaches have none, and their prompt does not wait for the imports."""
    if talk.guided:
        return
    from lifeos_cli.cli.chat_tools import approver

    making.equip(talk, approver())


def first_run() -> None:
    """Say what is stored and where, and ask for agreement, once, on a terminal only.

    Raises:
        LifeosError: The person did not agree.
    """
    run = current()
    if not run.may_ask or consents.granted(run.store, run.person.id, consents.ADULT):
        return
    run.say_wrapped(
        "Welcome to Life OS. Before the first conversation:\n"
        f"- What you write is stored in files on this machine only, under {run.paths.data}.\n"
        "- Nothing leaves it, unless you set a model provider's key and agree to send your messages there.\n"
        "- Readings of you by a model are guesses. They are off until you turn them on: "
        "lifeos consent set ai_observations on\n"
        f"- {cards.program_line()}"
    )
    if not _ask("Are you 18 or older, and do you agree to this?"):
        raise DECLINED
    consents.answer(run.store, run.person.id, consents.ADULT, granted=True, origin="first_run")


def _ask(question: str) -> bool:
    from lifeos_cli.cli.reading import confirm

    return confirm(question)
