"""A chat turn over a provider that streams forever, in a process made to be killed.

Prints a line when the turn is committed, and one for every piece shown.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from lifeos_cli.coach import catalog, events, turn
from lifeos_cli.coach.conversation import Conversation
from lifeos_cli.paths import resolve
from lifeos_cli.providers.base import TextDelta
from lifeos_cli.record.users import whose
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.providers.base import ProviderEvent, Request


class Endless:
    """A model that never stops."""

    name = "endless"
    model = "endless/1"

    async def stream(self, _request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Yield numbered words."""
        n = 0
        while True:
            yield TextDelta(f"w{n} ")
            n += 1
            await asyncio.sleep(0.002)


async def main() -> None:
    """Run one turn until killed."""
    store = Store(resolve())
    talk = Conversation(store, whose(store, None).id, Endless(), catalog.find("woop"))
    async with aclosing(turn.run(talk, f"said at {sys.argv[1]}")) as stream:
        async for event in stream:
            if isinstance(event, events.TurnStarted):
                print("started", event.user_message_id, event.message_id, flush=True)
            elif isinstance(event, events.TextDelta):
                print("shown", time.monotonic(), event.text, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
