"""One turn: safety, the person's words committed, replies and tools step by step, each saved as it ends."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from lifeos_cli.coach import events, second_look, using_tools
from lifeos_cli.coach.reply import FLUSH_SECONDS, Reply
from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError, UsageFault
from lifeos_cli.providers import base
from lifeos_cli.record import exchanges, turns
from lifeos_cli.safety import classify
from lifeos_cli.store import turn_ends

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.record.turns import Opened
    from lifeos_cli.safety import Verdict
    from lifeos_cli.store.rows import Message

__all__ = ["FLUSH_SECONDS", "resume", "retry", "run"]
FIXED = "safety"
"""The provider of a reply that no coach or model wrote."""
GO_ON = frozenset({"ok", "okay", "ok.", "i'm ok", "i am ok"})
"""What ends supportive mode: the alarm was false."""
UNFINISHED = frozenset({"max_tokens", "tool_use", "pause_turn"})
"""Stop reasons of a reply that is kept as a success or not, and can be gone on with."""
REFUSED = "The model declined to answer this. You can say it in other words."
LIMIT = "Stopped after {n} steps, the most that chat.max_steps allows in a turn. /continue goes on."


async def run(talk: Conversation, text: str) -> AsyncGenerator[events.Event, None]:
    """Answer one message; every way out leaves the store in order.

    Closing the iterator (or cancelling the task) in mid-reply keeps what came
    as `interrupted`.
    """
    verdict = classify(text)
    chosen = talk.choose_coach(text) if verdict.level != "crisis" else ""
    try:
        turn = _open(talk, text, verdict)
        turn.notice = chosen
    except Exception:
        if verdict.level == "crisis":  # the card does not depend on a disk
            yield events.SafetyShown(verdict.level, verdict.kind, talk.cards.crisis(verdict.kind))
        raise
    replying = (
        turn.fixed(text, verdict)
        if turn.reply.provider == FIXED
        else turn.answered(text, check=verdict.level == "check", kind=verdict.kind)
    )
    async with aclosing(turn.told(replying)) as stream:
        async for event in stream:
            yield event


async def resume(talk: Conversation) -> AsyncGenerator[events.Event, None]:
    """Go on with a last reply that broke off: another step of the same turn, the partial text kept.

    Raises:
        NotFoundError: Nothing was said yet.
        UsageFault: The last reply is whole, or is one of safety.
        TryAgainError: It is still being written, by another process.
    """
    said = _last_turn(talk)
    if said[-1].status == "success" and said[-1].role != "tool" and said[-1].stop_reason not in UNFINISHED:
        raise UsageFault("the last reply is whole", hint="/retry asks for another one.")
    turn = _Turn(talk, _next_step(talk, said[0].turn), continued=True)
    async with aclosing(
        turn.told(turn.steps(said[0].content, check=said[0].safety_level == "check"))
    ) as stream:
        async for event in stream:
            yield event


async def retry(talk: Conversation) -> AsyncGenerator[events.Event, None]:
    """Take the last reply away, with what its tools wrote, and answer the same words again.

    Raises:
        NotFoundError: Nothing was said yet.
        UsageFault: The last reply is one of safety.
        TryAgainError: It is still being written, by another process.
    """
    _last_turn(talk)
    words, level, kept = exchanges.take_reply(talk.store, talk.require_session())
    turn = _Turn(talk, _next_step(talk, words.turn), kept=kept)
    replying = turn.answered(words.content, check=level == "check", kind=words.safety_kind)
    async with aclosing(turn.told(replying)) as stream:
        async for event in stream:
            yield event


def _last_turn(talk: Conversation) -> list[Message]:
    """Return the messages of the last turn, which a coach has answered or is to answer."""
    if talk.session is None:
        raise NotFoundError("there is no reply to go on with")
    talk.store.recover()
    talk.refresh()
    session = talk.require_session()
    last = turn_ends.last_turn(talk.store.conn, session.user_id, session.id)
    rows = [] if last is None else turn_ends.of_turn(talk.store.conn, session.user_id, session.id, last)
    if not rows:
        raise NotFoundError("there is no reply to go on with")
    exchanges.require_coached(rows)
    if session.supportive:
        raise UsageFault("coaching is paused in this session", hint="Say ok when you are safe.")
    if any(row.status == "streaming" for row in rows):
        raise TryAgainError("that reply is still being written", hint="Wait for it, or end that process.")
    return rows


def _open(talk: Conversation, text: str, verdict: Verdict) -> _Turn:
    """Commit the person's words and an empty reply, and tell who will write it."""
    if talk.session is not None:
        talk.refresh()  # another process may have paused or deleted it
    session = talk.require_session()
    fixed = verdict.level == "crisis" or bool(session.supportive)
    provider, model = _author(talk, fixed=fixed)
    opened = turns.open_turn(
        talk.store, session, text, level=verdict.level, kind=verdict.kind, provider=provider, model=model
    )
    return _Turn(talk, opened, fixed=fixed)


def _author(talk: Conversation, *, fixed: bool) -> tuple[str, str]:
    """Return the provider and the model a reply is written down under."""
    return (FIXED, f"{FIXED}/fixed") if fixed else (talk.provider.name, talk.provider.model)


def _next_step(talk: Conversation, turn: int) -> Opened:
    provider, model = _author(talk, fixed=False)
    return turns.open_step(talk.store, talk.require_session(), turn, provider=provider, model=model)


class _Turn:
    """A turn as it goes on: the reply being written, and all that was shown."""

    def __init__(
        self,
        talk: Conversation,
        opened: Opened,
        *,
        fixed: bool = False,
        continued: bool = False,
        kept: Sequence[str] = (),
    ) -> None:
        self.talk = talk
        self.opened = opened
        self._kept = kept
        self.notice = ""
        """What the person should know before anything is said."""
        self._shown: list[str] = []
        self._joined = continued
        """Whether the next piece of text goes on in mid-sentence: then no paragraph begins with it."""
        provider, model = _author(talk, fixed=fixed)
        self.reply = Reply(talk, opened, provider=provider, model=model)

    async def told(self, replying: AsyncGenerator[events.Event, None]) -> AsyncGenerator[events.Event, None]:
        """Tell the whole turn, from its start to how it was saved."""
        try:
            for event in self._started():
                yield event
            async with aclosing(replying) as stream:
                async for event in stream:
                    if isinstance(event, events.TextDelta):
                        self._shown.append(event.text)
                    elif isinstance(event, events.SafetyShown) and self.reply.provider != FIXED:
                        self._shown.append(event.text + "\n\n")
                    yield event
            yield self._saved()
        finally:
            self.reply.leave()

    def _started(self) -> list[events.Event]:
        session, opened = self.talk.require_session(), self.opened
        started = events.TurnStarted(
            session_id=session.id,
            session=session.handle,
            turn=opened.turn,
            user_message_id=opened.user_message_id,
            message_id=opened.reply_id,
            coach=session.coach,
            provider=self.reply.provider,
            model=self.reply.model,
        )
        found: list[events.Event] = [started]
        if self.notice:
            found.append(events.Notice(self.notice))
        if opened.denied:
            tools = ", ".join(opened.denied)
            found.append(
                events.Notice(f"Open requests were denied, because the conversation went on: {tools}.")
            )
        if self._kept:
            found.append(events.Notice(f"Changed since, and left as it is: {', '.join(self._kept)}."))
        return found

    def _saved(self) -> events.Saved:
        reply = self.reply
        end = reply.end or turns.Reply("interrupted", "".join(reply.text))
        captures = dict((end.parts or {}).get("captures") or {})
        content = end.content if reply.provider == FIXED else "".join(self._shown)
        waiting = using_tools.waiting(self.talk)
        return events.Saved(reply.opened.reply_id, end.status, end.stop_reason, content, captures, waiting)

    async def fixed(self, text: str, verdict: Verdict) -> AsyncGenerator[events.Event, None]:
        """Say what no coach or model says: the card, the way back, or support.

        It is shown before it is saved, and saved even if the person leaves as it is shown.
        """
        crisis, back = verdict.level == "crisis", text.strip().lower() in GO_ON
        shown = self.talk.cards.crisis(verdict.kind) if crisis else _calm(self.talk, back=back)
        try:
            if crisis:
                yield events.SafetyShown(verdict.level, verdict.kind, shown)
            else:
                yield events.TextDelta(shown)
        finally:
            self.reply.finish_fixed(shown, supportive=crisis or not back)

    async def answered(
        self, text: str, *, check: bool, kind: str | None
    ) -> AsyncGenerator[events.Event, None]:
        """Have the coach answer, after the fixed words that a `check` calls for."""
        if check:
            first = self.talk.cards.check(kind)
            self.reply.add(first + "\n\n")
            yield events.SafetyShown("check", kind, first)
        look = second_look.begin(self.talk, text)
        try:
            async with aclosing(self.steps(text, check=check)) as stream:
                async for event in stream:
                    yield event
                    if look and look.alarm:
                        break
            level = await look.level() if look and self.reply.called else "none"
        finally:
            if look:
                await look.stop()
                second_look.count(self.talk, look, self.opened.user_message_id)
        if look and level != look.first:
            yield self._raised(level)

    def _raised(self, level: str) -> events.SafetyShown:
        """Say what a second opinion calls for, below what was said so far; a crisis pauses coaching from here."""
        self.reply.leave()
        talk, session = self.talk, self.talk.require_session()
        turns.raise_level(talk.store, session, self.opened.user_message_id, level)
        crisis = level == "crisis"  # words of a check are part of the talk, the card closes its turn
        named, model = _author(talk, fixed=crisis)
        opened = turns.open_step(talk.store, session, self.opened.turn, provider=named, model=model)
        self.reply = Reply(talk, opened, provider=named, model=model)
        shown = talk.cards.crisis(None) if crisis else talk.cards.check(None)
        self.reply.finish_fixed(shown, level=level, supportive=crisis)
        return events.SafetyShown(level, None, shown)

    async def steps(self, text: str, *, check: bool) -> AsyncGenerator[events.Event, None]:
        """Ask the model, run the tools it asks for, and ask again, until it has said what it has to say."""
        compacted, step = False, 1
        while True:
            async with aclosing(self._stream(text, check=check)) as stream:
                async for event in stream:
                    yield event
            reply = self.reply
            overflow = reply.too_long or reply.reason == "model_context_window_exceeded"
            shorter = overflow and not compacted and self.talk.compact()
            if shorter and not reply.began:
                compacted = True
                reply.ask_again()
                continue
            compacted = compacted or shorter
            if overflow and not shorter and reply.too_long:
                yield self._too_long()
            reply.finish()
            if not (shorter or reply.calls or reply.reason == "pause_turn"):
                break
            async with aclosing(using_tools.used(self.talk, reply)) as stream:
                async for event in stream:
                    yield event
            if step >= self.talk.max_steps:
                yield events.Notice(LIMIT.format(n=step))
                return
            step += 1
            for event in self._go_on():
                yield event
        if reply.reason == "refusal" and not reply.began:
            yield events.Notice(REFUSED)

    def _refused(self) -> events.Failed | None:
        """End the reply if a ceiling of the person's forbids the next call."""
        if self.talk.require_budget is None:
            return None
        try:
            self.talk.require_budget()
        except LifeosError as error:
            self.reply.fail(error)
            return events.Failed.of(error)
        return None

    def _too_long(self) -> events.Failed:
        error = base.TooLongError(
            "the conversation does not fit into the model's context window",
            hint="Start another session, or use a model with a larger window.",
        )
        self.reply.fail(error)
        return events.Failed.of(error)

    def _go_on(self) -> list[events.Event]:
        """Close this reply for good and open the turn's next one."""
        last = self.reply
        end = last.end or turns.Reply("interrupted", "")
        self._joined = not last.calls
        self.talk.follow_coach()
        opened = _next_step(self.talk, self.opened.turn)
        self.reply = Reply(
            self.talk, opened, provider=self.talk.provider.name, model=self.talk.provider.model
        )
        return [
            events.StepSaved(last.opened.reply_id, end.status, end.stop_reason),
            events.StepStarted(opened.reply_id, opened.turn, opened.step),
        ]

    async def _stream(self, text: str, *, check: bool) -> AsyncGenerator[events.Event, None]:
        """Pass the provider's pieces on, keeping them on disk at most `FLUSH_SECONDS` behind."""
        if (refused := self._refused()) is not None:
            yield refused
            return
        reply, request = self.reply, self.talk.request(text, turn=self.opened.turn, check=check)
        reply.called = True
        async with aclosing(self.talk.provider.stream(request)) as stream:
            pending: asyncio.Task[base.ProviderEvent] = asyncio.ensure_future(_next(stream))
            try:
                while True:
                    done, _ = await asyncio.wait({pending}, timeout=reply.until_flush())
                    if not done:
                        reply.flush()
                        continue
                    try:
                        event = pending.result()
                    except StopAsyncIteration:
                        break
                    pending = asyncio.ensure_future(_next(stream))
                    for shown in self._spaced(reply.take(event)):
                        yield shown
            except base.TooLongError as error:
                if reply.began:
                    reply.fail(error)
                    yield events.Failed.of(error)
                else:
                    reply.too_long = True
            except LifeosError as error:
                reply.fail(error)
                yield events.Failed.of(error)
            finally:
                pending.cancel()
                await asyncio.gather(pending, return_exceptions=True)

    def _spaced(self, found: list[events.Event]) -> list[events.Event]:
        """Begin a paragraph where the text of a new step begins."""
        if not any(isinstance(event, events.TextDelta) for event in found):
            return found
        apart = bool(self._shown) and self.reply.opened.step > self.opened.step and not self._joined
        self._joined = True
        return [events.TextDelta("\n\n"), *found] if apart else found


def _calm(talk: Conversation, *, back: bool) -> str:
    """Return what is said while coaching is paused, or when it goes on again."""
    return talk.welcome_back() if back else talk.cards.supportive()


async def _next(stream: AsyncGenerator[base.ProviderEvent, None]) -> base.ProviderEvent:
    return await anext(stream)
