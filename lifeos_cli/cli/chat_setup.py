"""Everything a chat needs before its first word: consent, session, coach, provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.cards import override_file
from lifeos_cli.cli.chat_tools import equip
from lifeos_cli.cli.runtime import current
from lifeos_cli.coach import catalog
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.coach.models import choose, guided
from lifeos_cli.errors import LifeosError, UsageFault
from lifeos_cli.record import consents, sessions
from lifeos_cli.safety import cards
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.store.rows import Session

DEFAULT_COACHES = {"checkin": "gratitude", "exploration": "values"}
"""Who leads a session of that type when nobody is named; any other type is led by the `coach` setting's."""
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
    found, kind, chosen = _who(go_on=go_on, session=session, coach=coach, type_=type_)
    first_run()
    choice = choose(
        store=run.store,
        user_id=run.person.id,
        coach=chosen,
        settings=run.settings,
        paths=run.paths,
        lines=safety_lines(),
        ask=_ask if run.may_ask else None,
        watched=run.may_ask,
    )
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
    )
    if choice.provider.name != "guided":
        equip(talk)
    if found is not None and coach is not None and found.coach != chosen.id:
        talk.hand_over(chosen, choice.provider)
    return talk, choice.notice


def would_be(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None, no_memory: bool
) -> Conversation:
    """Return the conversation as it would be with a model; nothing is asked, sent or written.

    Raises:
        NotFoundError: No such session or coach.
        UsageFault: No such type.
    """
    run = current()
    found, kind, chosen = _who(go_on=go_on, session=session, coach=coach, type_=type_)
    talk = Conversation(
        store=run.store,
        user_id=run.person.id,
        provider=guided(chosen, safety_lines()),
        coach=chosen,
        type=kind,
        session=found,
        max_tokens=run.settings.number("chat.max_tokens"),
        context_tokens=run.settings.number("chat.context_tokens"),
        memory=None if no_memory else _recaller(run.person.id, kind, lasting=False),
    )
    equip(talk)
    return talk


def _who(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None
) -> tuple[Session | None, str, Coach]:
    """Return the session to go on with if there is one, its type, and who leads it."""
    run = current()
    if type_ is not None and type_ not in sessions.TYPES:
        raise UsageFault(
            f"'{one_line(type_, 30)}' is not a session type", hint=f"One of {', '.join(sessions.TYPES)}."
        )
    found = None
    if go_on:
        found = sessions.last_used(run.store, run.person.id)
    elif session:
        found = sessions.find(run.store, run.person.id, session)
    kind = type_ or (found.type if found else "coaching")
    named = (
        coach or (found.coach if found else None) or DEFAULT_COACHES.get(kind) or run.settings.text("coach")
    )
    chosen = catalog.find(named, run.paths.coaches, run.say)
    return found, kind, chosen


def recaller(talk: Conversation, *, lasting: bool, wanted: bool) -> Recaller | None:
    """Return what reminds the model of what was said before; None where that is off or nobody would read it.

    Args:
        talk: The conversation.
        lasting: It goes on after one message.
        wanted: It was not switched off for this chat.
    """
    if not wanted or talk.provider.name == "guided":
        return None
    return _recaller(talk.user_id, talk.type, lasting=lasting)


def _recaller(user_id: str, type_: str, *, lasting: bool) -> Recaller | None:
    run = current()
    if not run.settings.flag("memory.enabled") or type_ in run.settings.items("memory.not_in"):
        return None
    from lifeos_cli.coach.recalling import Recaller

    return Recaller(run.paths, user_id, run.settings.text("memory.embedder"), lasting=lasting)


def switch(talk: Conversation, name: str) -> str:
    """Hand the conversation to another coach; returns what to say about it.

    Raises:
        NotFoundError: No such coach.
    """
    run = current()
    chosen = catalog.find(name, run.paths.coaches, run.say)
    choice = choose(
        store=run.store,
        user_id=talk.user_id,
        coach=chosen,
        settings=run.settings,
        paths=run.paths,
        lines=safety_lines(),
        ask=None,
        watched=run.may_ask,
    )
    before = talk.coach.name
    talk.hand_over(chosen, choice.provider)
    talk.second = choice.second
    if choice.provider.name != "guided":
        equip(talk)
    return f"{before} hands over to {chosen.name}, {chosen.title}."


def safety_lines() -> dict[str, str]:
    """Return the safety texts a guided protocol's rules may call for."""
    run = current()
    return {
        "safety_resources": cards.card(
            run.settings.text("safety.region"), override_file(run), kind="abuse_danger"
        )
    }


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
