"""A provider that plays one script a call, and a conversation with every tool there is."""

from __future__ import annotations

from contextlib import aclosing
from itertools import count
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import turn
from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.coach.tools.box import Toolbox
from lifeos_cli.coach.tools.registry import BUILT_IN, WRITES
from lifeos_cli.growth.checkins import windows
from lifeos_cli.providers.base import Request, Stopped, TextDelta, ToolCall, Usage
from lifeos_cli.record import consents
from lifeos_cli.store import messages, tool_calls

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping

    from lifeos_cli.coach.events import Event
    from lifeos_cli.providers.base import ProviderEvent
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, User
    from lifeos_cli.store.tool_calls import Call

    Step = ProviderEvent | BaseException | Callable[[], Awaitable[object]]

MODEL = "scripted-1"
QUOTE = "I want to run more"
SAID = f"{QUOTE}, three times a week before work."
"""What the person says, with the words the tools quote."""
_ids = count(1)


def ask(name: str, /, **arguments: Any) -> ToolCall:
    """Ask for a tool, under a new id."""
    return ToolCall(f"toolu_{next(_ids)}", name, arguments)


def says(text: str, reason: str | None = "end_turn") -> list[Step]:
    """Say something and stop."""
    return [TextDelta(text), Usage(5, 7), Stopped(reason, MODEL)]


def wants(*calls: ToolCall, text: str = "") -> list[Step]:
    """Ask for tools."""
    said: list[Step] = [TextDelta(text)] if text else []
    return [*said, *calls, Usage(5, 7), Stopped("tool_use", MODEL)]


class Script:
    """A provider that plays a script a call; the last one again when there are no more."""

    name = "scripted"
    model = MODEL

    def __init__(self, *replies: list[Step]) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Play the next script."""
        script = self.replies[min(len(self.requests), len(self.replies) - 1)]
        self.requests.append(request)
        for step in script:
            if isinstance(step, BaseException):
                raise step
            if callable(step):
                await step()
            else:
                yield step


class ShortCards(Cards):
    """The fixed words, short."""

    def crisis(self, kind: str | None) -> str:  # noqa: ARG002 - the signature is Cards'
        """Say a card."""
        return "CARD"

    def check(self, kind: str | None) -> str:  # noqa: ARG002 - the signature is Cards'
        """Ask."""
        return "Are you safe?"


def talk(
    store: Store, me: User, *replies: list[Step], permissions: Mapping[str, str] | None = None, **more: Any
) -> tuple[Conversation, Script]:
    """Open a conversation with every built-in tool; writes are asked about unless `permissions` says otherwise."""
    provider = Script(*replies)
    box = Toolbox(BUILT_IN, permissions or {})
    conversation = Conversation(
        store,
        me.id,
        provider,
        find("goal_grow"),
        cards=ShortCards(),
        toolbox=box,
        windows=windows(["08:00-10:00"]),
        **more,
    )
    return conversation, provider


def auto() -> dict[str, str]:
    """Let every write run by itself."""
    return dict.fromkeys(WRITES, "auto")


def agree(store: Store, me: User) -> None:
    """Agree to observations by a model."""
    consents.answer(store, me.id, "ai_observations", granted=True, origin="cli")


async def told(conversation: Conversation, text: str = SAID) -> list[Event]:
    """Send a message and collect the events."""
    return await collected(turn.run(conversation, text))


async def collected(telling: AsyncGenerator[Event, None]) -> list[Event]:
    """Collect the events of a turn."""
    async with aclosing(telling) as stream:
        return [event async for event in stream]


def kinds(found: list[Event]) -> list[str]:
    """Name the events, without the pieces of text."""
    return [event.type for event in found if event.type not in ("text_delta", "usage")]


def rows(conversation: Conversation) -> list[Message]:
    """List the session's messages."""
    session = conversation.require_session()
    return messages.of_session(conversation.store.conn, session.user_id, session.id)


def calls(conversation: Conversation) -> list[Call]:
    """List the session's tool calls."""
    session = conversation.require_session()
    return tool_calls.of_turns(conversation.store.conn, session.user_id, session.id, 0, 2**31)


def shape(conversation: Conversation) -> list[tuple[int, int, str, str]]:
    """List (turn, step, role, status) of the session's messages."""
    return [(row.turn, row.step, row.role, row.status) for row in rows(conversation)]


def count_of(store: Store, table: str) -> int:
    """Count a table's rows."""
    return int(store.conn.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])
