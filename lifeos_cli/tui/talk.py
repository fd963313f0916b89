"""A conversation in a thread of its own: an event loop, a connection, and one turn at a time.

A turn writes to the disk and may wait for its memories, so it never runs in
the app's thread. What happens is posted to the app as messages; what the
person decides comes back by `answer`.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.message import Message

from lifeos_cli.coach import catalog, events, turn
from lifeos_cli.coach.setup import Setup
from lifeos_cli.errors import LifeosError
from lifeos_cli.safety import cards, classify
from lifeos_cli.store.database import Store, explain
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from lifeos_cli.coach.approvals import Decision
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.coach.recalling import Recaller
    from lifeos_cli.store.tool_calls import Call
    from lifeos_cli.tui.desk import Desk

FRAME_SECONDS = 0.055
"""Pieces of a reply that come closer together than this are posted together: the screen shows no more frames."""
_log = logging.getLogger(__name__)


class Open(NamedTuple):
    """The conversation that is open."""

    session_id: str
    """Empty until the first message begins the session."""
    coach: str
    name: str
    title: str
    model: str
    """`provider/id`, or guided."""
    opening: str
    """What a guided coach opened with."""
    notice: str
    """What to know about who answers."""
    auto: bool
    """The first message decides who leads."""


class Opened(Message):
    """A conversation has been opened, or its coach changed."""

    bubble = False

    def __init__(self, found: Open) -> None:
        super().__init__()
        self.found = found


class Heard(Message):
    """Something happened in the turn."""

    bubble = False

    def __init__(self, event: events.Event) -> None:
        super().__init__()
        self.event = event


class Over(Message):
    """The turn is over, whichever way."""

    bubble = False

    def __init__(self, error: LifeosError | None = None, *, stopped: bool = False, card: str = "") -> None:
        super().__init__()
        self.error, self.stopped, self.card = error, stopped, card


class Wanted(Message):
    """A coach would like to write something, and waits for the person."""

    bubble = False

    def __init__(self, calls: Sequence[Call], answer: Callable[[list[Decision | None]], None]) -> None:
        super().__init__()
        self.calls, self.answer = calls, answer


class MaySend(Message):
    """The person has not said yet whether a provider may be sent what they write."""

    bubble = False

    def __init__(self, question: str, answer: Callable[[bool], None]) -> None:
        super().__init__()
        self.question, self.answer = question, answer


class Talk:
    """The thread.

    Args:
        desk: Whose conversation, by which settings.
        post: Takes a message to the app, from any thread.
    """

    def __init__(self, desk: Desk, post: Callable[[Message], object]) -> None:
        self._desk, self._post = desk, post
        self._thread = threading.Thread(target=self._run, name="talk", daemon=True)
        self._ready, self._closed = threading.Event(), threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._jobs: asyncio.Queue[Callable[[], Awaitable[None]] | None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._talk: Conversation | None = None
        self._notice = ""
        self._pending: list[str] = []
        self._flush: asyncio.TimerHandle | None = None
        self._index: Any = None
        self._recalls: Recaller | None = None

    def start(self) -> None:
        """Begin; the store is opened in the thread."""
        self._thread.start()
        self._ready.wait()

    def open(self, session: str | None = None, coach: str | None = None) -> None:
        """Open a session, or a new conversation with a coach; `Opened` tells when it is."""
        self._put(lambda: self._opening(session, coach))

    def send(self, text: str) -> None:
        """Say something; `Heard` tells what happens, `Over` that the turn is done."""
        self._put(lambda: self._turn(text, lambda talk: turn.run(talk, storable(text))))

    def enter(self) -> None:
        """Answer the open question if Enter alone answers it."""
        self._put(self._entered)

    def resume(self) -> None:
        """Go on with a reply that broke off."""
        self._put(lambda: self._turn("", turn.resume))

    def retry(self) -> None:
        """Take the last reply away and ask again."""
        self._put(lambda: self._turn("", turn.retry))

    def switch(self, coach: str) -> None:
        """Hand the conversation to another coach."""
        self._put(lambda: self._switching(coach))

    def stop(self) -> None:
        """Stop the turn that runs; what came of it is kept."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._cancel)

    def close(self, timeout: float = 1.5) -> None:
        """End the thread; a reply under way is kept as far as it came."""
        self._closed.set()
        self.stop()
        if self._loop is not None and self._jobs is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._jobs.put_nowait, None)
            self._thread.join(timeout)

    def _put(self, job: Callable[[], Awaitable[None]]) -> None:
        if self._loop is not None and self._jobs is not None:
            self._loop.call_soon_threadsafe(self._jobs.put_nowait, job)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._work())

    async def _work(self) -> None:
        self._loop, self._jobs = asyncio.get_running_loop(), asyncio.Queue()
        self._ready.set()
        with Store(self._desk.paths) as self._store:
            while (job := await self._jobs.get()) is not None:
                self._task = asyncio.ensure_future(job())
                try:
                    await self._task
                except asyncio.CancelledError:
                    self._said()
                    self._post(Over(stopped=True))
                except Exception as error:  # noqa: BLE001 - a turn that fails must not end the conversation
                    self._said()
                    self._post(Over(self._words(error)))
            if self._talk is not None:
                await self._talk.close()
            if self._recalls is not None:
                self._recalls.stop()
            if self._index is not None:
                self._index.stop(0.5)

    def _words(self, error: Exception) -> LifeosError:
        if isinstance(error, sqlite3.Error):
            return explain(error, str(self._desk.paths.database))
        if isinstance(error, LifeosError):
            return error
        _log.exception("a turn failed", exc_info=error)
        return LifeosError(f"the turn failed: {type(error).__name__}")

    def _setup(self) -> Setup:
        desk = self._desk
        return Setup(self._store, desk.user_id, desk.paths, desk.settings, self._warn, watched=True)

    def _warn(self, line: str) -> None:
        self._post(Heard(events.Notice(line)))

    async def _opening(self, session: str | None, coach: str | None) -> None:
        making = self._setup()
        found, kind, chosen, auto = making.who(go_on=False, session=session, coach=coach, type_=None)
        choice = making.choice_of(chosen, ask=self._may_send)
        talk = making.conversation(found, kind, chosen, auto=auto, choice=choice)
        if choice.provider.name != "guided":
            making.equip(talk, self._approve)
            talk.memory = self._recaller(making, kind)
        if self._talk is not None:
            await self._talk.close()
        self._talk, self._notice = talk, choice.notice
        if found is None and not auto:
            talk.open()
        self._tell()

    def _recaller(self, making: Setup, kind: str) -> Recaller | None:
        """Return what reminds in sessions of a type: one serves all conversations, for it holds much."""
        wanted = making.recaller(kind, lasting=True)
        if wanted is None:
            return None
        if self._recalls is not None and self._recalls.serves(wanted):
            self._recalls.renew()
            return self._recalls
        if self._recalls is not None:
            self._recalls.stop()
        self._recalls = wanted.start()
        return wanted

    async def _switching(self, name: str) -> None:
        talk, making = self._require(), self._setup()
        chosen = catalog.find(name, self._desk.paths.coaches, self._warn)
        choice = making.choice_of(chosen, ask=self._may_send)
        talk.hand_over(chosen, choice.provider)
        talk.second, talk.auto, self._notice = choice.second, False, choice.notice
        if choice.provider.name != "guided":
            making.equip(talk, self._approve)
        talk.opening = ""
        talk.open()
        self._tell()

    async def _entered(self) -> None:
        if (
            self._talk is not None
            and self._talk.session is not None
            and self._talk.open_step_type() == "confirm"
        ):
            await self._turn("done", lambda talk: turn.run(talk, "done"))

    def _require(self) -> Conversation:
        if self._talk is None:
            raise LifeosError("no conversation is open", hint="Open one first.")
        return self._talk

    def _tell(self) -> None:
        talk = self._require()
        coach, provider = talk.coach, talk.provider
        self._post(
            Opened(
                Open(
                    talk.session.id if talk.session else "",
                    coach.id,
                    coach.name,
                    coach.title,
                    "guided" if provider.name == "guided" else provider.model,
                    talk.opening if talk.session is None else "",
                    self._notice,
                    talk.auto and talk.session is None,
                )
            )
        )

    async def _turn(
        self, text: str, begin: Callable[[Conversation], AsyncGenerator[events.Event, None]]
    ) -> None:
        try:
            talk = self._require()
            reminder = talk.reminder() if text else ""
            if reminder:
                self._post(Heard(events.Notice(reminder)))
            before = talk.coach.id
            async with aclosing(begin(talk)) as stream:
                async for event in stream:
                    self._tell_event(event)
        except Exception as error:  # noqa: BLE001 - told in words; a crisis card does not depend on a disk
            self._said()
            verdict = classify(text)
            card = cards.card(kind=verdict.kind) if text and verdict.level == "crisis" else ""
            self._post(Over(self._words(error), card=card))
            return
        self._said()
        if talk.coach.id != before:
            self._tell()
        self._post(Over())
        self._remember()

    def _tell_event(self, event: events.Event) -> None:
        """Post an event; pieces of text wait for their frame."""
        if not isinstance(event, events.TextDelta):
            self._said()
            self._post(Heard(event))
            return
        self._pending.append(event.text)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FRAME_SECONDS, self._said)

    def _said(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if self._pending:
            text = "".join(self._pending)
            self._pending.clear()
            self._post(Heard(events.TextDelta(text)))

    def _remember(self) -> None:
        """Give what was said its vectors, in yet another thread."""
        settings = self._desk.settings
        if not settings.flag("memory.enabled") or self._closed.is_set():
            return
        if self._index is None:
            from lifeos_cli.memory.index.background import start_background_index

            self._index = start_background_index(
                self._desk.paths, self._desk.user_id, settings.text("memory.embedder")
            )
        self._index.wake()

    async def _approve(self, calls: Sequence[Call]) -> list[Decision | None]:
        """Ask the person about the writes of one step; unanswered ones wait in the store."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[list[Decision | None]] = loop.create_future()

        def answer(decisions: list[Decision | None]) -> None:
            loop.call_soon_threadsafe(_settle, answered, decisions)

        self._post(Wanted(calls, answer))
        return await answered

    def _may_send(self, question: str) -> bool:
        """Ask the person, and wait: nothing else can be done until they have said."""
        said, agreed = threading.Event(), [False]

        def answer(yes: bool) -> None:
            agreed[0] = yes
            said.set()

        self._post(MaySend(question, answer))
        while not said.wait(0.1):
            if self._closed.is_set():
                raise LifeosError("the app is closing")
        return agreed[0]


def _settle(future: asyncio.Future[list[Decision | None]], found: list[Decision | None]) -> None:
    if not future.done():
        future.set_result(found)


__all__ = ["Heard", "MaySend", "Open", "Opened", "Over", "Talk", "Wanted"]
