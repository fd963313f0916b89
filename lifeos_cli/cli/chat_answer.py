"""One answer on the screen: the events of a turn, drawn as they come."""

from __future__ import annotations

import asyncio
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

from lifeos_cli.cli.chat_painters import Painter, painter
from lifeos_cli.coach import events, turn
from lifeos_cli.errors import with_hint

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from lifeos_cli.cli.runtime import Runtime
    from lifeos_cli.coach.conversation import Conversation

TICK_SECONDS = 0.05
CUT: dict[str | None, str] = {
    None: "\n\n(cut off here; what came is kept. /continue goes on, /retry asks again)",
    "max_tokens": "\n\n(the reply is as long as it may be: chat.max_tokens. /continue goes on)",
}

TOLD = {"done": "done", "failed": "not done", "denied": "denied", "requested": "waits for your answer"}


def answer(talk: Conversation, text: str, run: Runtime, *, plain: bool) -> bool:
    """Answer one message on the screen; returns whether it was a crisis message."""
    reminder = talk.reminder()
    if reminder:
        run.out(reminder)
    return draw(talk, turn.run(talk, text), run, plain=plain)


def draw(
    talk: Conversation, telling: AsyncGenerator[events.Event, None], run: Runtime, *, plain: bool
) -> bool:
    """Draw a turn; returns whether it met a crisis."""
    return run.loop.run(_shown(talk, telling, run, plain=plain))


async def _shown(
    talk: Conversation, telling: AsyncGenerator[events.Event, None], run: Runtime, *, plain: bool
) -> bool:
    view = _View(run, lambda: painter(run, plain=plain, markdown=talk.provider.name != "guided"))
    crisis = False
    ticking = asyncio.ensure_future(_tick(view))
    try:
        async with aclosing(telling) as stream:
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

    def __init__(self, run: Runtime, make: Callable[[], Painter]) -> None:
        self._run = run
        self._make = make
        self._painter: Painter | None = make()

    def show(self, event: events.Event) -> None:
        """Draw one event."""
        if isinstance(event, events.TextDelta):
            self._open().write(event.text)
        elif isinstance(event, events.SafetyShown):
            self._open().write(event.text + "\n\n")
        elif isinstance(event, events.Failed):
            self._say(with_hint(event.error, event.hint))
        elif isinstance(event, events.Saved) and event.status == "interrupted":
            self._open().write(CUT.get(event.stop_reason, CUT[None]))
        else:
            self._beside(event)

    def _beside(self, event: events.Event) -> None:
        """Tell on stderr what is no part of the reply."""
        if isinstance(event, events.Notice):
            self._say(event.text)
        elif isinstance(event, events.Waiting):
            self._say(f"{event.reason}; trying again in {event.seconds:.0f} s")
        elif isinstance(event, events.ApprovalAsked):
            self._close()  # the question comes below what was said
        elif isinstance(event, events.ToolEnded):
            self._say(f"({event.tool.replace('_', ' ')}: {TOLD.get(event.status, event.status)})")

    def _open(self) -> Painter:
        """Return the painter; after a line on stderr a new one begins below it."""
        if self._painter is None:
            self._painter = self._make()
        return self._painter

    def _close(self) -> None:
        if self._painter is not None:
            self._painter.finish()
            self._painter = None

    def _say(self, line: str) -> None:
        self._close()
        self._run.say(line)

    def tick(self) -> None:
        """Draw what waits."""
        if self._painter is not None:
            self._painter.tick()

    def finish(self) -> None:
        """End the turn with an empty line below it."""
        self._close()
        sys.stdout.write("\n")
        sys.stdout.flush()
