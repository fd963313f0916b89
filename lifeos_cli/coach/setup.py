"""Everything a conversation needs before its first word: session, coach, provider, tools, and what reminds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lifeos_cli.coach import catalog
from lifeos_cli.coach.choosing import AUTO, FALLBACK
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.coach.models import choose, guided
from lifeos_cli.errors import UsageFault
from lifeos_cli.growth.checkins import windows
from lifeos_cli.record import sessions
from lifeos_cli.record.care import own_card
from lifeos_cli.safety import cards
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from lifeos_cli.coach.conversation import Approver
    from lifeos_cli.coach.models import Choice
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.coach.tools.box import Toolbox
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Session

DEFAULT_COACHES = {"checkin": "gratitude", "exploration": "values"}
"""Who leads a session of that type when nobody is named; any other type is led by the `coach` setting's."""


@dataclass(slots=True)
class Setup:
    """Whose conversation, and how the person set things."""

    store: Store
    user_id: str
    paths: Paths
    settings: Settings
    warn: Callable[[str], None]
    """Takes a line about a coach file or a tool that was left out."""
    watched: bool = False
    """A person sees the waits and can leave."""

    def who(
        self, *, go_on: bool, session: str | None, coach: str | None, type_: str | None
    ) -> tuple[Session | None, str, Coach, bool]:
        """Return the session to go on with if there is one, its type, who leads it, and whether its first words decide.

        Raises:
            NotFoundError: No such session or coach.
            UsageFault: No such type.
        """
        if type_ is not None and type_ not in sessions.TYPES:
            raise UsageFault(
                f"'{one_line(type_, 30)}' is not a session type", hint=f"One of {', '.join(sessions.TYPES)}."
            )
        found = None
        if go_on:
            found = sessions.last_used(self.store, self.user_id)
        elif session:
            found = sessions.find(self.store, self.user_id, session)
        kind = type_ or (found.type if found else "coaching")
        if found is not None and coach == AUTO:
            coach = None  # its first words were said long ago
        named = coach or (found.coach if found else None) or DEFAULT_COACHES.get(kind)
        named = named or self.settings.text("coach")
        auto = named == AUTO and found is None
        chosen = catalog.find(FALLBACK if named == AUTO else named, self.paths.coaches, self.warn)
        return found, kind, chosen, auto

    def choice_of(self, coach: Coach, *, ask: Callable[[str], bool] | None = None) -> Choice:
        """Return who speaks as a coach, as consent and settings stand.

        Args:
            coach: The coach.
            ask: Asks for consent; None where nobody can be asked.
        """
        return choose(
            store=self.store,
            user_id=self.user_id,
            coach=coach,
            settings=self.settings,
            paths=self.paths,
            lines=self.safety_lines(),
            ask=ask,
            watched=self.watched,
        )

    def safety_lines(self) -> dict[str, str]:
        """Return the safety texts a guided protocol's rules may call for."""
        region = self.settings.text("safety.region")
        return {"safety_resources": cards.card(region, own_card(self.settings), kind="abuse_danger")}

    def conversation(
        self, found: Session | None, kind: str, coach: Coach, *, auto: bool, choice: Choice
    ) -> Conversation:
        """Return the conversation, its tools not yet in it."""
        return Conversation(
            store=self.store,
            user_id=self.user_id,
            provider=choice.provider,
            coach=coach,
            type=kind,
            session=found,
            cards=Cards(self.settings.text("safety.region"), own_card(self.settings)),
            max_tokens=self.settings.number("chat.max_tokens"),
            context_tokens=self.settings.number("chat.context_tokens"),
            second=choice.second,
            auto=auto,
            provider_for=lambda coach: self.choice_of(coach).provider,
        )

    def equip(self, talk: Conversation, approver: Approver | None) -> None:
        """Give a conversation its tools, as coach and settings say.

        Args:
            talk: The conversation.
            approver: Asks the person about writes; None where nobody can be asked.
        """
        from lifeos_cli.record.usage import require_budget

        talk.require_budget = lambda: require_budget(
            self.store, talk.user_id, self.settings, talk.provider.model
        )
        talk.max_steps = self.settings.number("chat.max_steps")
        talk.windows = windows(self.settings.items("checkin.windows"))
        talk.embedder = self.embedder
        talk.tools_for = self.tools
        talk.toolbox = self.tools(talk.coach)
        talk.approver = approver

    def tools(self, coach: Coach) -> Toolbox:
        """Gather a coach's tools."""
        from lifeos_cli.coach.tools.registry import BUILT_IN, toolbox

        names = list(BUILT_IN) if coach.tools is None else list(coach.tools)
        if not self.settings.flag("memory.enabled"):
            names = [name for name in names if name != "search_memory"]
        found = toolbox(names, self.settings)
        for line in found.warnings:
            self.warn(line)
        return found

    def embedder(self) -> Embedder | None:
        """Return what makes vectors; None: a search goes by words alone."""
        from lifeos_cli.errors import UnavailableError
        from lifeos_cli.memory.index.model import open_embedder, serving_spec

        try:
            return open_embedder(serving_spec(self.store, self.settings.text("memory.embedder")))
        except UnavailableError:
            return None

    def would_be(
        self, *, go_on: bool, session: str | None, coach: str | None, type_: str | None, no_memory: bool
    ) -> Conversation:
        """Return the conversation as it would be with a model; nothing is asked, sent or written.

        Raises:
            NotFoundError: No such session or coach.
            UsageFault: No such type.
        """
        found, kind, chosen, auto = self.who(go_on=go_on, session=session, coach=coach, type_=type_)
        talk = Conversation(
            store=self.store,
            user_id=self.user_id,
            provider=guided(chosen, self.safety_lines()),
            coach=chosen,
            type=kind,
            session=found,
            auto=auto,
            provider_for=lambda coach: guided(coach, self.safety_lines()),
            max_tokens=self.settings.number("chat.max_tokens"),
            context_tokens=self.settings.number("chat.context_tokens"),
            memory=None if no_memory else self.recaller(kind, lasting=False),
        )
        self.equip(talk, None)
        return talk

    def recaller(self, type_: str, *, lasting: bool) -> Recaller | None:
        """Return what reminds a model in sessions of a type; None where that is off.

        Args:
            type_: The session's.
            lasting: It goes on after one message.
        """
        if not self.settings.flag("memory.enabled") or type_ in self.settings.items("memory.not_in"):
            return None
        from lifeos_cli.coach.recalling import Recaller

        return Recaller(self.paths, self.user_id, self.settings.text("memory.embedder"), lasting=lasting)
