"""One answer on the screen: the events of a turn, drawn as they come."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

from lifeos_cli.cli.chat_painters import Painter, painter
from lifeos_cli.coach import events, turn

if TYPE_CHECKING:
    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.coach.conversation import Conversation

TICK_SECONDS = 0.05


def answer(talk: Conversation, text: str, run: Runtime, *, plain: bool) -> bool:
    """Answer one message on the screen; returns whether it was a crisis message."""
    reminder = talk.reminder()
    if reminder:
        run.out(reminder)
    return asyncio.run(_shown(talk, text, run, plain=plain))


async def _shown(talk: Conversation, text: str, run: Runtime, *, plain: bool) -> bool:
    view = _View(run, painter(run, plain=plain, markdown=talk.provider.name != "guided"))
    crisis = False
    ticking = asyncio.ensure_future(_tick(view))
    try:
        async with aclosing(turn.run(talk, text)) as stream:
            async for event in stream:
                crisis = crisis or (isinstance(event, events.SafetyShown) and event.level == "crisis")
                view.show(event)
    finally:
        ticking.cancel()
        view.finish()
    return crisis


async def _tick(view: _View) -> None:
    """Draw what waits for its frame even while nothing new arrives."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        view.tick()


class _View:
    """Draws the events of one turn on the terminal."""

    def __init__(self, run: Runtime, painter: Painter) -> None:
        self._run = run
        self._painter = painter

    def show(self, event: events.Event) -> None:
        """Draw one event."""
        if isinstance(event, events.TextDelta):
            self._painter.write(event.text)
        elif isinstance(event, events.SafetyShown):
            self._painter.write(event.text + "\n\n")
        elif isinstance(event, events.Failed):
            self._painter.finish()
            self._run.say(f"{event.error}. {event.hint}".rstrip())
        elif isinstance(event, events.Saved) and event.status == "interrupted":
            self._painter.write("\n\n(cut off here; what came is kept)")

    def tick(self) -> None:
        """Draw what waits."""
        self._painter.tick()

    def finish(self) -> None:
        """End the turn with an empty line below it."""
        self._painter.finish()
        sys.stdout.write("\n")
        sys.stdout.flush()
