"""One turn: safety, the person's words committed, the reply streamed and kept, its end saved."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import events
from lifeos_cli.errors import LifeosError
from lifeos_cli.providers import base
from lifeos_cli.record import turns
from lifeos_cli.safety import classify

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.safety import Verdict

FLUSH_SECONDS = 0.05
"""How far the kept text may fall behind the shown text."""
COMPLETE = frozenset({"end_turn", "stop_sequence", "refusal"})
"""Stop reasons of a reply that is whole. None means the stream broke off, however quietly."""
FIXED = "safety"
"""The provider of a reply that no coach or model wrote."""
GO_ON = frozenset({"ok", "okay", "ok.", "i'm ok", "i am ok"})
"""What ends supportive mode: the alarm was false."""


async def run(talk: Conversation, text: str) -> AsyncGenerator[events.Event, None]:
    """Answer one message; every way out leaves the store in order.

    Closing the iterator (or cancelling the task) in mid-reply keeps what came
    as `interrupted`.
    """
    verdict = classify(text)
    try:
        started = _open(talk, text, verdict)
    except Exception:
        if verdict.level == "crisis":  # the card does not depend on a disk
            yield events.SafetyShown(verdict.level, verdict.kind, talk.cards.crisis(verdict.kind))
        raise
    reply = _Reply(talk, started)
    try:
        yield started
        replying = _fixed if started.provider == FIXED else _answered
        async with aclosing(replying(reply, text, verdict)) as stream:
            async for event in stream:
                yield event
        yield reply.saved()
    finally:
        reply.leave()


def _open(talk: Conversation, text: str, verdict: Verdict) -> events.TurnStarted:
    """Commit the person's words and an empty reply, and tell who will write it."""
    if talk.session is not None:
        talk.refresh()  # another process may have paused or deleted it
    session = talk.require_session()
    fixed = verdict.level == "crisis" or bool(session.supportive)
    provider, model = (FIXED, f"{FIXED}/fixed") if fixed else (talk.provider.name, talk.provider.model)
    opened = turns.open_turn(
        talk.store, session, text, level=verdict.level, kind=verdict.kind, provider=provider, model=model
    )
    return events.TurnStarted(
        session_id=session.id,
        session=session.handle,
        turn=opened.turn,
        user_message_id=opened.user_message_id,
        message_id=opened.reply_id,
        coach=session.coach,
        provider=provider,
        model=model,
    )


async def _fixed(reply: _Reply, text: str, verdict: Verdict) -> AsyncGenerator[events.Event, None]:
    """Say what no coach or model says: the card, the way back, or support.

    It is shown before it is saved, and saved even if the person leaves as it is shown.
    """
    crisis, back = verdict.level == "crisis", text.strip().lower() in GO_ON
    shown = reply.talk.cards.crisis(verdict.kind) if crisis else _calm(reply.talk, back=back)
    try:
        yield events.SafetyShown(verdict.level, verdict.kind, shown) if crisis else events.TextDelta(shown)
    finally:
        reply.finish_fixed(shown, supportive=crisis or not back)


def _calm(talk: Conversation, *, back: bool) -> str:
    """Return what is said while coaching is paused, or when it goes on again."""
    return talk.welcome_back() if back else talk.cards.supportive()


async def _answered(reply: _Reply, text: str, verdict: Verdict) -> AsyncGenerator[events.Event, None]:
    """Have the coach answer, after the fixed words that a `check` calls for."""
    check = verdict.level == "check"
    if check:
        first = reply.talk.cards.check(verdict.kind)
        reply.add(first + "\n\n")
        yield events.SafetyShown(verdict.level, verdict.kind, first)
    async with aclosing(_stream(reply, reply.talk.request(text, check=check))) as stream:
        async for event in stream:
            yield event


async def _stream(reply: _Reply, request: base.Request) -> AsyncGenerator[events.Event, None]:
    """Pass the provider's pieces on, keeping them on disk at most `FLUSH_SECONDS` behind."""
    reply.called = True
    async with aclosing(reply.talk.provider.stream(request)) as stream:
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
                for shown in reply.take(event):
                    yield shown
        except LifeosError as error:
            reply.fail(error)
            yield events.Failed(error.message, error.hint, int(error.exit_code))
        finally:
            pending.cancel()
            await asyncio.gather(pending, return_exceptions=True)
    reply.finish()


async def _next(stream: AsyncGenerator[base.ProviderEvent, None]) -> base.ProviderEvent:
    return await anext(stream)


class _Reply:
    """A reply as it grows: what was shown, what is on disk, how it ended."""

    def __init__(self, talk: Conversation, opened: events.TurnStarted) -> None:
        self.talk = talk
        self.opened = opened
        self.called = False
        """Whether the provider was asked; if not, there is nothing to count."""
        self.text: list[str] = []
        self._unkept: list[str] = []
        self._kept = 0
        self._flushed_at = 0.0
        self._started = time.monotonic()
        self._first_ms: int | None = None
        self._usage: base.Usage | None = None
        self._stopped: base.Stopped | None = None
        self._parts: dict[str, Any] = {}
        self._end: turns.Reply | None = None

    def add(self, text: str) -> None:
        """Take the next piece; it is on disk at once or within `FLUSH_SECONDS`."""
        self.text.append(text)
        self._unkept.append(text)
        if self._first_ms is None:
            self._first_ms = self._since_start()
        if time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
            self.flush()

    def until_flush(self) -> float | None:
        """Return how many seconds what is not yet kept may still wait; None if all is kept."""
        if not self._unkept:
            return None
        return max(self._flushed_at + FLUSH_SECONDS - time.monotonic(), 0)

    def flush(self) -> None:
        """Put what was shown on disk."""
        if not self._unkept:
            return
        turns.keep_chunk(
            self.talk.store,
            self.talk.require_session(),
            self.opened.message_id,
            self._kept,
            "".join(self._unkept),
        )
        self._kept += 1
        self._unkept.clear()
        self._flushed_at = time.monotonic()

    def take(self, event: base.ProviderEvent) -> list[events.Event]:
        """Take one event of the provider; returns what to show of it."""
        if isinstance(event, base.TextDelta):
            self.add(event.text)
            return [events.TextDelta(event.text)]
        if isinstance(event, base.Usage):
            self._usage = event
            return [events.UsageSeen(**asdict(event))]
        if isinstance(event, base.StateSaved):
            self._parts = {"state": dict(event.state), "captures": dict(event.captures)}
            return []
        if isinstance(event, base.Stopped):
            self._stopped = event
        return []

    def finish(self) -> None:
        """End the reply the way the provider said, unless it failed."""
        if self._end is not None:
            return
        reason = self._stopped.reason if self._stopped else None
        self._close("success" if reason in COMPLETE else "interrupted")

    def finish_fixed(self, text: str, *, supportive: bool) -> None:
        """End a reply that no coach or model wrote."""
        self.text = [text]
        self._unkept.clear()
        self._parts = {**self.talk.carried_parts(), "supportive": supportive}
        self._save(turns.Reply("success", text, "end_turn", None, self._parts, "crisis", self.opened.model))

    def fail(self, error: LifeosError) -> None:
        """End the reply because the provider could not go on."""
        self._close("interrupted" if "".join(self.text).strip() else "failed", error=error.message)

    def leave(self) -> None:
        """Keep what came, if nothing else has ended the reply."""
        if self._end is None:
            self._close("interrupted")

    def _since_start(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def _close(self, status: str, *, error: str | None = None) -> None:
        usage: dict[str, Any] | None = None
        if self.called and self.opened.provider != "guided":
            tokens = asdict(self._usage or base.Usage())
            usage = {**tokens, "first_token_ms": self._first_ms, "latency_ms": self._since_start()}
        stopped = self._stopped
        reason, model = (stopped.reason, stopped.model) if stopped else (None, self.opened.model)
        content = "".join(self.text)
        self._save(turns.Reply(status, content, reason, error, self._parts, "none", model, usage))

    def _save(self, reply: turns.Reply) -> None:
        session, opened = self.talk.require_session(), self.opened
        turns.close_turn(self.talk.store, session, opened.message_id, reply, provider=opened.provider)
        self._end = reply
        self.talk.refresh()

    def saved(self) -> events.Saved:
        """Tell how the reply stands in the store."""
        end = self._end or turns.Reply("interrupted", "".join(self.text))
        captures = dict((end.parts or {}).get("captures") or {})
        return events.Saved(self.opened.message_id, end.status, end.stop_reason, end.content, captures)
