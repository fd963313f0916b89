"""A turn on the screen: sending, the queue, the events of the reply, approvals, stopping."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import events
from lifeos_cli.errors import with_hint
from lifeos_cli.tui.screens.base import ModeScreen
from lifeos_cli.tui.screens.dialogs import Confirm
from lifeos_cli.tui.talk import Heard, MaySend, Opened, Over, Talk, Wanted
from lifeos_cli.tui.text import plain
from lifeos_cli.tui.widgets.approval import Approval
from lifeos_cli.tui.widgets.prompt import Prompt
from lifeos_cli.tui.widgets.transcript import WINDOW, Transcript

if TYPE_CHECKING:
    from lifeos_cli.record.conversation_view import Shown
    from lifeos_cli.tui.live import Query
    from lifeos_cli.tui.talk import Open

TOLD = {"done": "done", "failed": "not done", "denied": "not written", "requested": "waits for your answer"}


class Turns(ModeScreen):
    """What a conversation does; `Chat` draws it."""

    opened: Open | None
    found: Shown | None
    names: dict[str, str]
    last: int
    talk_query: Query[Any]

    def __init__(self) -> None:
        super().__init__()
        self.running = False
        """A turn is under way."""
        self.queue: list[str] = []
        """Messages that wait for the turn to end."""
        self.painting = asyncio.Lock()
        """One change of the transcript at a time."""
        self._talk: Talk | None = None
        self._sent = ""
        """The words of the turn that is about to begin: not stored yet."""

    @property
    def talk(self) -> Talk:
        """The thread of the conversation, begun on first use."""
        if self._talk is None:
            self._talk = Talk(self.desk, self.post_message)
            self._talk.start()
            self.lifeos.closing.append(self._talk.close)
        return self._talk

    @property
    def place(self) -> str:
        """Where what is typed belongs."""
        return f"chat {self.opened.session_id if self.opened else ''}".strip()

    def _show_state(self) -> None:
        raise NotImplementedError

    async def on_opened(self, message: Opened) -> None:
        """Show the conversation that was opened."""
        before, now = self.opened, message.found
        changed = before is None or before.session_id != now.session_id
        self.opened = now
        self.names.setdefault(now.coach, now.name)
        transcript = self.query_one(Transcript)
        if changed:
            self.last, self.found = WINDOW, None
            async with self.painting:
                await transcript.remove_children()
                transcript.began("")
                if now.opening:
                    await transcript.note(plain(f"{now.name}: {now.opening}"), "opening")
                if now.notice and not now.session_id:
                    await transcript.note(now.notice)
            await self.restore_draft()
        elif before is not None and before.coach != now.coach:
            async with self.painting:
                await transcript.note(f"{now.name}, {now.title}, goes on from here.")
        self.query_one("#sessions").refresh()  # the one that is open stands out in the list
        self.again(self.talk_query)
        self._show_state()

    async def show_rows(self, found: Shown) -> None:
        """Bring the transcript in line with what is stored."""
        raise NotImplementedError

    def forget_draft(self) -> None:
        """Forget what was typed at this place: it has been sent."""
        raise NotImplementedError

    async def restore_draft(self) -> None:
        """Put back what was typed here in an earlier run."""
        raise NotImplementedError

    async def on_prompt_sent(self, event: Prompt.Sent) -> None:
        """Send a message, or let it wait for the turn to end; Enter alone answers a guided coach's "Ready?"."""
        if not event.text:
            if not self.running:
                self.talk.enter()
            return
        if self.running:
            self.queue.append(event.text)
        else:
            await self._send(event.text)
        self._show_state()

    async def _send(self, text: str) -> None:
        if not await self.agreed():
            self.query_one(Prompt).fill(text)
            return
        self.running, self._sent = True, text
        self.query_one(Transcript).anchor()
        self.talk.send(text)
        self._show_state()

    async def agreed(self) -> bool:
        """Tell whether the person has agreed to what is stored, and ask them if not."""
        raise NotImplementedError

    async def on_heard(self, message: Heard) -> None:
        """Draw one event of the turn."""
        async with self.painting:
            await self._draw(message.event)

    async def _draw(self, event: events.Event) -> None:
        transcript = self.query_one(Transcript)
        if isinstance(event, events.TextDelta | events.SafetyShown):
            apart = "\n\n" if isinstance(event, events.SafetyShown) else ""
            if transcript.writing is not None:
                await transcript.writing.add(event.text + apart)
        elif isinstance(event, events.TurnStarted):
            await self._started(event)
        elif isinstance(event, events.StepStarted):
            await self._settle(None, "streaming")
            await transcript.begin(event.message_id, self._who())
        elif isinstance(event, (events.StepSaved, events.Saved)):
            await self._settle(None, event.status)
        else:
            await self._beside(event)

    async def _started(self, event: events.TurnStarted) -> None:
        """Know the session, and begin the reply under the person's words."""
        self.running = True
        transcript = self.query_one(Transcript)
        if self.opened is not None and self.opened.session_id != event.session_id:
            self.forget_draft()
            self.opened = self.opened._replace(session_id=event.session_id, auto=False, opening="")
            transcript.began(event.session_id)
            await transcript.query(".opening").remove()  # it is the session's first message now
        self.again(self.talk_query)
        if event.coach and self.opened is not None:
            self.opened = self.opened._replace(coach=event.coach)
        await transcript.say(event.user_message_id, self._sent)
        self._sent = ""
        await transcript.begin(event.message_id, self._who())

    def _who(self) -> str:
        coach = self.opened.coach if self.opened else ""
        return self.names.get(coach, coach or "Coach")

    async def _settle(self, text: str | None, status: str) -> None:
        transcript = self.query_one(Transcript)
        if transcript.writing is not None:
            reply, transcript.writing = transcript.writing, None
            await reply.settle(text, status)
            if not reply.text and status == "success":
                await reply.remove()

    async def _beside(self, event: events.Event) -> None:
        """Draw what is no part of the reply."""
        transcript = self.query_one(Transcript)
        if isinstance(event, events.Notice):
            await transcript.note(event.text)
        elif isinstance(event, events.Waiting):
            await transcript.note(f"{event.reason}; trying again in {event.seconds:.0f} s")
        elif isinstance(event, events.Failed):
            await transcript.note(with_hint(event.error, event.hint), "wrong")
        elif isinstance(event, events.ToolEnded):
            told = TOLD.get(event.status, event.status)
            await transcript.note(f"({event.tool.replace('_', ' ')}: {told})")

    async def on_over(self, message: Over) -> None:
        """End the turn; what waits is sent now, or given back if the turn was stopped."""
        async with self.painting:
            transcript = self.query_one(Transcript)
            await self._settle(None, "interrupted" if message.stopped else "failed")
            for asked in transcript.query(Approval):
                await asked.remove()
            if message.card:
                await transcript.note(message.card, "card")
            if message.error is not None:
                await transcript.note(with_hint(message.error.message, message.error.hint), "wrong")
        self.running = False
        if self.found is not None:
            await self.show_rows(self.found)  # what came while the reply was written is settled now
        self.again(self.talk_query)
        if message.stopped or message.error is not None:
            self._give_back()
        elif self.queue:
            await self._send(self.queue.pop(0))
        self._show_state()

    def _give_back(self) -> None:
        """Put back into the prompt what was sent and did not reach the record."""
        prompt, unsent = self.query_one(Prompt), self.unsent()
        self._sent = ""
        self.queue.clear()
        if unsent:
            prompt.fill("\n".join([*unsent, prompt.text]).strip())

    def unsent(self) -> list[str]:
        """Return what was sent and is not in the record yet: the turn that is about to begin, and what waits for it."""
        return [text for text in (self._sent, *self.queue) if text]

    async def on_wanted(self, message: Wanted) -> None:
        """Ask about what a coach would like to write, below what was said."""
        async with self.painting:
            await self._settle(None, "success")
            asked = Approval(message.calls, message.answer, self.desk)
            await self.query_one(Transcript).mount(asked)
        asked.focus_first()

    def on_may_send(self, message: MaySend) -> None:
        """Ask whether a provider may be sent what is written."""

        def answered(agreed: bool | None) -> None:
            message.answer(bool(agreed))

        self.app.push_screen(
            Confirm(message.question, yes="Yes, send", no="No, a guided coach answers"), answered
        )

    def action_stop(self) -> None:
        """Stop the reply; without one, leave the line one types in."""
        if self.running:
            self.talk.stop()
        elif isinstance(self.focused, Prompt):
            self.query_one(Transcript).focus()
        else:
            self.query_one(Prompt).focus()
