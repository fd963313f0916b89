"""Who talks: the session to go on with, its coach, the provider behind it, and what reminds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.cli.cards import override_file
from lifeos_cli.cli.chat_tools import equip
from lifeos_cli.cli.runtime import current
from lifeos_cli.coach import catalog
from lifeos_cli.coach.choosing import AUTO, FALLBACK
from lifeos_cli.coach.conversation import Conversation
from lifeos_cli.coach.models import choose, guided
from lifeos_cli.errors import UsageFault
from lifeos_cli.record import sessions
from lifeos_cli.safety import cards
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.coach.models import Choice
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.store.rows import Session

DEFAULT_COACHES = {"checkin": "gratitude", "exploration": "values"}
"""Who leads a session of that type when nobody is named; any other type is led by the `coach` setting's."""


def who(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None
) -> tuple[Session | None, str, Coach, bool]:
    """Return the session to go on with if there is one, its type, who leads it, and whether its first words decide.

    Raises:
        NotFoundError: No such session or coach.
        UsageFault: No such type.
    """
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
    if found is not None and coach == AUTO:
        coach = None  # its first words were said long ago
    named = (
        coach or (found.coach if found else None) or DEFAULT_COACHES.get(kind) or run.settings.text("coach")
    )
    auto = named == AUTO and found is None
    chosen = catalog.find(FALLBACK if named == AUTO else named, run.paths.coaches, run.say)
    return found, kind, chosen, auto


def choice_of(coach: Coach, *, ask: Callable[[str], bool] | None = None) -> Choice:
    """Return who speaks as a coach, as consent and settings stand.

    Args:
        coach: The coach.
        ask: Asks for consent; None where nobody can be asked.
    """
    run = current()
    return choose(
        store=run.store,
        user_id=run.person.id,
        coach=coach,
        settings=run.settings,
        paths=run.paths,
        lines=safety_lines(),
        ask=ask,
        watched=run.may_ask,
    )


def safety_lines() -> dict[str, str]:
    """Return the safety texts a guided protocol's rules may call for."""
    run = current()
    return {
        "safety_resources": cards.card(
            run.settings.text("safety.region"), override_file(run), kind="abuse_danger"
        )
    }


def would_be(
    *, go_on: bool, session: str | None, coach: str | None, type_: str | None, no_memory: bool
) -> Conversation:
    """Return the conversation as it would be with a model; nothing is asked, sent or written.

    Raises:
        NotFoundError: No such session or coach.
        UsageFault: No such type.
    """
    run = current()
    found, kind, chosen, auto = who(go_on=go_on, session=session, coach=coach, type_=type_)
    talk = Conversation(
        store=run.store,
        user_id=run.person.id,
        provider=guided(chosen, safety_lines()),
        coach=chosen,
        type=kind,
        session=found,
        auto=auto,
        provider_for=lambda coach: guided(coach, safety_lines()),
        max_tokens=run.settings.number("chat.max_tokens"),
        context_tokens=run.settings.number("chat.context_tokens"),
        memory=None if no_memory else _recaller(run.person.id, kind, lasting=False),
    )
    equip(talk)
    return talk


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
