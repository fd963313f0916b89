"""A conversation with one person: its session, its coach, the provider behind it, and the fixed words of safety."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from lifeos_cli.clock import DAY, HOUR, now_ms
from lifeos_cli.coach.tools.box import EMPTY, Toolbox
from lifeos_cli.errors import LifeosError
from lifeos_cli.providers.base import ChatMessage, Request, StateSaved, TextDelta, close
from lifeos_cli.record import nudges, sessions, turns
from lifeos_cli.record.connecting import GUIDED
from lifeos_cli.record.provenance import Provenance
from lifeos_cli.store import messages
from lifeos_cli.store import sessions as stored

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from pathlib import Path

    from lifeos_cli.coach.approvals import Decision
    from lifeos_cli.coach.context.items import Item
    from lifeos_cli.coach.context.knowing import Known
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.coach.tools.base import ToolContext
    from lifeos_cli.growth.checkins import Window
    from lifeos_cli.memory.base import Embedder
    from lifeos_cli.memory.recall import Memory
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.providers.guided.model import Coach
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session
    from lifeos_cli.store.tool_calls import Call

    Approver = Callable[[Sequence[Call]], Awaitable[Sequence[Decision | None]]]
T = TypeVar("T")
SHORTEST = 2_000
"""Tokens below which what is sent is not shortened any further."""
REMIND_AFTER = 3 * HOUR
"""Milliseconds after which a person is reminded again that this is a program (NY S-3008, CA SB 243)."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The fixed words of the safety floor, in the person's region."""

    region: str = ""
    own: Path | None = None

    def crisis(self, kind: str | None) -> str:
        """Return the crisis card."""
        from lifeos_cli.safety import cards

        return cards.card(self.region, self.own, kind=kind)

    def check(self, kind: str | None) -> str:
        """Return the words that acknowledge, ask plainly, and name one line of resources."""
        from lifeos_cli.safety import cards

        return cards.check_reply(self.region, self.own, kind=kind)

    def supportive(self) -> str:
        """Return what is said while coaching is paused."""
        from lifeos_cli.safety import cards

        return cards.supportive_reply(self.region, self.own)


@dataclass(slots=True)
class Conversation:
    """What one turn needs to know."""

    store: Store
    user_id: str
    provider: Provider
    coach: Coach
    type: str = "coaching"
    session: Session | None = None
    cards: Cards = field(default_factory=Cards)
    max_tokens: int = 4096
    context_tokens: int = 24_000
    """About how many tokens a call may have."""
    memory: Recaller | None = None
    """What reminds a model of what was said before; None where that is not wanted."""
    auto: bool = False
    """The first message decides who leads."""
    provider_for: Callable[[Coach], Provider] | None = None
    """Gives the provider that speaks as a coach; needed where the first message decides."""
    second: Provider | None = None
    """Who is asked for a second opinion on the safety of a message; None where nobody is."""
    require_budget: Callable[[], None] | None = None
    """Refuses the next call of a model where a ceiling is reached, by the error it raises."""
    max_steps: int = 6
    """How often the model is asked in one turn at most."""
    toolbox: Toolbox = EMPTY
    tools_for: Callable[[Coach], Toolbox] | None = None
    """Gathers another coach's tools when the conversation is handed over."""
    approver: Approver | None = None
    """Asks the person about writes, all of one step together; None where nobody can be asked."""
    windows: Sequence[Window] = ()
    """The person's check-in windows."""
    embedder: Callable[[], Embedder | None] | None = None
    """Gives what makes vectors for a search; without it a search goes by words alone."""
    opening: str = ""
    """What a guided coach opened with, until the first message makes it worth keeping."""
    _opening_parts: dict[str, Any] = field(default_factory=dict)
    _recalled: tuple[str, int, Sequence[Memory]] | None = None
    _known: Known | None = None

    @property
    def guided(self) -> bool:
        """Whether a coach without a model answers."""
        return self.provider.name == GUIDED

    def require_session(self) -> Session:
        """Return the session; the first message begins it."""
        if self.session is None:
            self.session = sessions.start(self.store, self.user_id, type_=self.type, coach=self.coach.id)
            if self.opening and self._opening_parts:
                turns.save_opening(
                    self.store, self.session, self.opening, self._opening_parts, self.provider.model
                )
        return self.session

    def refresh(self) -> None:
        """Load the session anew after something was written."""
        if self.session is not None:
            self.session = stored.get(self.store.conn, self.user_id, self.session.id)
        if self.session is None:
            raise LifeosError("this session has been removed", hint="Start another: lifeos chat")

    def open(self) -> str:
        """Let a guided coach speak first, at the start or when it has just taken over; a model waits.

        Returns:
            What it said; empty where nobody speaks first.
        """
        if not self.guided:
            return ""
        state = turns.last_parts(self.rows()).get("state")
        said, parts = at_once(_collected(self.provider, Request(messages=(), state=state)))
        self.opening, self._opening_parts = said, parts
        if self.session is not None:
            turns.save_opening(self.store, self.session, self.opening, parts, self.provider.model)
        return self.opening

    def hand_over(self, coach: Coach, provider: Provider) -> None:
        """Let another coach go on from here."""
        self.coach, self.provider = coach, provider
        self._retool()
        if self.session is not None:
            with self.store.write() as conn:
                stored.edit(conn, self.user_id, self.session.id, {"coach": coach.id})
            self.refresh()

    async def close(self) -> None:
        """Let go of what providers keep from call to call; in the event loop of the calls."""
        for provider in (self.provider, self.second):
            await close(provider)

    def choose_coach(self, text: str) -> str:
        """Let the coach lead who fits the first message; returns who that is and why, or nothing."""
        if not self.auto or self.session is not None or self.provider_for is None:
            return ""
        from lifeos_cli.coach import catalog
        from lifeos_cli.coach.choosing import for_person

        coaches = {coach.id: coach for coach in catalog.load_all(self.store.paths.coaches)}
        picked = for_person(text, coaches, self.store, self.user_id)
        self.hand_over(picked.coach, self.provider_for(picked.coach))
        return (
            f"{picked.coach.name}, {picked.coach.title}, leads: {picked.why}. /coach hands over to another."
        )

    def _retool(self) -> None:
        if self.tools_for is not None:
            self.toolbox = self.tools_for(self.coach)

    def open_step_type(self) -> str:
        """Return the type of the guided question that is open; empty where there is none."""
        parts = turns.last_parts(self.rows()) or self._opening_parts
        step = self.coach.step((parts.get("state") or {}).get("step") or "")
        return step.type if step and self.guided else ""

    def rows(self) -> list[Message]:
        """Return the newest messages of the session."""
        if self.session is None:
            return []
        return messages.of_session(self.store.conn, self.user_id, self.session.id, last=turns.HISTORY)

    def carried_parts(self) -> dict[str, Any]:
        """Return the guided coach's state, to be carried over a reply that is not the coach's."""
        parts = turns.last_parts(self.rows())
        return {key: parts[key] for key in ("state", "captures") if key in parts}

    def request(self, text: str, *, turn: int, check: bool = False) -> Request:
        """Build the call: for a model the instructions, tools and history, for a guided coach its state.

        Args:
            text: The person's words of the turn.
            turn: The turn; what of it was said and done so far is part of the request.
            check: Their words called for the check of safety.
        """
        if self.guided:
            return Request(
                messages=(ChatMessage("user", text),),
                state=turns.last_parts(self.rows()).get("state"),
                past=self._past(),
            )
        from lifeos_cli.coach.context.building import build

        return build(self, text, turn=turn, check=check).request(self.max_tokens)

    def compact(self) -> bool:
        """Make the next request shorter, because the last one did not fit; False if it cannot be."""
        if self.context_tokens <= SHORTEST:
            return False
        self.context_tokens = max(self.context_tokens // 4, SHORTEST)
        return True

    def known(self) -> dict[str, list[Item]]:
        """Return what is known of the person, by section of a request."""
        if self._known is None:
            from lifeos_cli.coach.context.knowing import Known

            self._known = Known(self.store, self.user_id)
        return self._known.sections()

    def recalled(self, text: str, turn: int) -> Sequence[Memory]:
        """Return the memories that bear on the words of a turn, the same for every step of it."""
        if self.memory is None:
            return ()
        if self._recalled is None or self._recalled[:2] != (text, turn):
            session_id = self.session.id if self.session else ""
            self._recalled = (text, turn, self.memory.recall(text, session_id=session_id, turn=turn))
        return self._recalled[2]

    def tool_context(self, turn: int) -> ToolContext:
        """Return what a tool is given in a turn, but for the words its write rests on."""
        from lifeos_cli.coach.tools.base import ToolContext

        return ToolContext(
            store=self.store,
            user_id=self.user_id,
            session=self.require_session(),
            turn=turn,
            source=Provenance(actor="", origin="chat"),
            windows=self.windows,
            coaches=self.store.paths.coaches,
            embedder=self.embedder,
        )

    def follow_coach(self) -> None:
        """Let the coach go on to whom the session was handed, by a tool or by another process."""
        self.refresh()
        named = self.require_session().coach
        if named and named != self.coach.id:
            from lifeos_cli.coach.catalog import find

            self.coach = find(named, self.store.paths.coaches)
            self._retool()

    def _past(self) -> dict[str, list[Any]]:
        """Collect what the coach's other sessions captured, by name, oldest first, as far back as its rules look."""
        from lifeos_cli.providers.guided.model import past_windows

        but = self.session.id if self.session else ""
        found: dict[str, list[Any]] = {}
        for name, days in past_windows(self.coach).items():
            start = now_ms() - days * DAY
            lines = stored.recent_captures(self.store.conn, self.user_id, self.coach.id, start, but)
            held = [json.loads(line) for line in lines]
            found[name] = [values[name] for values in held if name in values]
        return found

    def welcome_back(self) -> str:
        """Return what is said when a crisis turns out to have been a false alarm."""
        from lifeos_cli.providers.guided.machine import open_question

        state = turns.last_parts(self.rows()).get("state")
        again = open_question(self.coach, state) if state else ""
        return "Thank you for telling me. We can go on whenever you like." + (f"\n\n{again}" if again else "")

    def reminder(self) -> str:
        """Return what is to be said before the next message: that this is a program, that it has been long."""
        said = nudges.due(self.store, self.user_id, self.session)
        session = self.session
        if session is not None and now_ms() - (session.reminded_at or 0) >= REMIND_AFTER:
            from lifeos_cli.safety import cards

            with self.store.write() as conn:
                stored.edit(conn, self.user_id, session.id, {"reminded_at": now_ms()})
            self.refresh()
            said.insert(0, cards.program_line())
        return "\n".join(said)


async def _collected(provider: Provider, request: Request) -> tuple[str, dict[str, Any]]:
    """Return the whole text of a guided reply, and its state and captures."""
    said: list[str] = []
    parts: dict[str, Any] = {}
    async for event in provider.stream(request):
        if isinstance(event, TextDelta):
            said.append(event.text)
        elif isinstance(event, StateSaved):
            parts = {"state": dict(event.state), "captures": dict(event.captures)}
    return "".join(said), parts


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits, without an event loop: asyncio costs five bare interpreters to import.

    Raises:
        RuntimeError: It did wait.
    """
    try:
        work.send(None)
    except StopIteration as end:
        found: T = end.value
        return found
    work.close()
    raise RuntimeError("this work waits for something and needs an event loop")
