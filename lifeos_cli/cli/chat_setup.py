"""Everything a chat needs before its first word: consent, session, coach, provider."""

from __future__ import annotations

from lifeos_cli.cli.cards import override_file
from lifeos_cli.cli.chat_tools import equip
from lifeos_cli.cli.chat_who import choice_of, who
from lifeos_cli.cli.runtime import current
from lifeos_cli.coach import catalog
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.errors import LifeosError
from lifeos_cli.record import consents
from lifeos_cli.safety import cards

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
    run = current()
    found, kind, chosen, auto = who(go_on=go_on, session=session, coach=coach, type_=type_)
    first_run()
    choice = choice_of(chosen, ask=_ask if run.may_ask else None)
    talk = Conversation(
        store=run.store,
        user_id=run.person.id,
        provider=choice.provider,
        coach=chosen,
        type=kind,
        session=found,
        cards=Cards(run.settings.text("safety.region"), override_file(run)),
        max_tokens=run.settings.number("chat.max_tokens"),
        context_tokens=run.settings.number("chat.context_tokens"),
        second=choice.second,
        auto=auto,
        provider_for=lambda coach: choice_of(coach).provider,
    )
    if choice.provider.name != "guided":
        equip(talk)
    if found is not None and coach is not None and found.coach != chosen.id:
        talk.hand_over(chosen, choice.provider)
    return talk, choice.notice


def switch(talk: Conversation, name: str) -> str:
    """Hand the conversation to another coach; returns what to say about it.

    Raises:
        NotFoundError: No such coach.
    """
    run = current()
    chosen = catalog.find(name, run.paths.coaches, run.say)
    choice = choice_of(chosen)
    before = talk.coach.name
    talk.hand_over(chosen, choice.provider)
    talk.second = choice.second
    if choice.provider.name != "guided":
        equip(talk)
    return f"{before} hands over to {chosen.name}, {chosen.title}."


def first_run() -> None:
    """Say what is stored and where, and ask for agreement, once, on a terminal only.

    Raises:
        LifeosError: The person did not agree.
    """
    run = current()
    if not run.may_ask or consents.granted(run.store, run.person.id, "adult"):
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
    consents.answer(run.store, run.person.id, "adult", granted=True, origin="first_run")


def _ask(question: str) -> bool:
    from lifeos_cli.cli.reading import confirm

    return confirm(question)
