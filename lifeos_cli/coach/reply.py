"""One reply as it grows: what was shown, what is on disk, which tools it asks for, how it ended."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from lifeos_cli.coach import events
from lifeos_cli.coach.tools.calls import Place, received
from lifeos_cli.providers import base
from lifeos_cli.record import turns

if TYPE_CHECKING:
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.errors import LifeosError
    from lifeos_cli.store.tool_calls import Call

FLUSH_SECONDS = 0.05
"""How far the kept text may fall behind the shown text."""
COMPLETE = frozenset({"end_turn", "stop_sequence", "refusal", "pause_turn"})
"""Stop reasons of a reply that is whole, or that its model means to go on with by itself.
None means the stream broke off, however quietly."""


class Reply:
    """A reply that has been opened in the store.

    Args:
        talk: The conversation.
        opened: Its turn, step and ids.
        provider: Who writes it.
        model: With which model.
    """

    def __init__(self, talk: Conversation, opened: turns.Opened, *, provider: str, model: str) -> None:
        self.talk = talk
        self.opened = opened
        self.provider, self.model = provider, model
        self.called = False
        """Whether the provider was asked; if not, there is nothing to count."""
        self.text: list[str] = []
        self.asked: list[base.ToolCall] = []
        self.calls: list[Call] = []
        """The tools it asks for, checked and stored; empty until it has ended with `tool_use`."""
        self.too_long = False
        """Whether the last request did not fit; nothing was said to it."""
        self.began = False
        """Whether the provider has said anything to the last request."""
        self.end: turns.Reply | None = None
        self._unkept: list[str] = []
        self._kept = 0
        self._flushed_at = 0.0
        self._started = time.monotonic()
        self._first_ms: int | None = None
        self._usage: base.Usage | None = None
        self._stopped: base.Stopped | None = None
        self._parts: dict[str, Any] = {}
        self._tries = 1
        self._error_kind: str | None = None

    @property
    def reason(self) -> str | None:
        """Why the provider stopped; None while it has not, or if it never said."""
        return self._stopped.reason if self._stopped else None

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
        session, said = self.talk.require_session(), "".join(self._unkept)
        turns.keep_chunk(self.talk.store, session, self.opened.reply_id, self._kept, said)
        self._kept += 1
        self._unkept.clear()
        self._flushed_at = time.monotonic()

    def take(self, event: base.ProviderEvent) -> list[events.Event]:
        """Take one event of the provider; returns what to show of it."""
        if isinstance(event, base.TextDelta):
            self.began = self.began or bool(event.text.strip())
            self.add(event.text)
            return [events.TextDelta(event.text)]
        if isinstance(event, base.Usage):
            self._usage = event
            return [events.UsageSeen(**asdict(event))]
        if isinstance(event, base.Waiting):
            self._tries = event.attempt + 1
            return [events.Waiting(event.seconds, event.attempt, event.reason)]
        if isinstance(event, base.ToolCall):
            self.asked.append(event)
        elif isinstance(event, base.StateSaved):
            self._parts = {"state": dict(event.state), "captures": dict(event.captures)}
        elif isinstance(event, base.Stopped):
            self._stopped = event
        return []

    def ask_again(self) -> None:
        """Count a call that did not fit, and be ready for a shorter one under the same id."""
        model = self._stopped.model if self._stopped else self.model
        failed = turns.Reply("failed", "", usage=self._spent(), model=model)
        session = self.talk.require_session()
        turns.count_call(self.talk.store, session, self.opened.reply_id, failed, provider=self.provider)
        self.too_long, self._stopped, self._usage, self._first_ms = False, None, None, None
        self._started = time.monotonic()
        self.asked.clear()

    def finish(self) -> None:
        """End the reply the way the provider said, unless it failed."""
        if self.end is not None:
            return
        if self.reason == "tool_use" and self.asked:
            place = Place(
                self.talk.require_session(), self.opened.reply_id, self.opened.turn, self.opened.step
            )
            self.calls = [
                received(self.talk.toolbox, self.talk.store, place, asked, n)
                for n, asked in enumerate(self.asked)
            ]
            self._close("success")
        else:
            self._close("success" if self.reason in COMPLETE else "interrupted")

    def finish_fixed(self, text: str, *, supportive: bool, level: str = "crisis") -> None:
        """End a reply that no coach or model wrote."""
        self.text = [text]
        self._unkept.clear()
        self._parts = {**self.talk.carried_parts(), "supportive": supportive}
        self._save(turns.Reply("success", text, "end_turn", None, self._parts, level, self.model))

    def fail(self, error: LifeosError) -> None:
        """End the reply because the provider could not go on."""
        self._error_kind = getattr(error, "kind", "") or None
        self._close("interrupted" if "".join(self.text).strip() else "failed", error=error.message)

    def leave(self) -> None:
        """Keep what came, if nothing else has ended the reply."""
        if self.end is None:
            self._close("interrupted")

    def _since_start(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def _spent(self) -> dict[str, Any] | None:
        if not self.called or self.provider == "guided":
            return None
        tokens = asdict(self._usage or base.Usage())
        return {
            **tokens,
            "first_token_ms": self._first_ms,
            "latency_ms": self._since_start(),
            "attempts": self._tries,
            "error_kind": self._error_kind,
        }

    def _close(self, status: str, *, error: str | None = None) -> None:
        stopped = self._stopped
        reason, model = (stopped.reason, stopped.model) if stopped else (None, self.model)
        content = "".join(self.text)
        self._save(turns.Reply(status, content, reason, error, self._parts, "none", model, self._spent()))

    def _save(self, reply: turns.Reply) -> None:
        turns.close_turn(
            self.talk.store,
            self.talk.require_session(),
            self.opened.reply_id,
            reply,
            provider=self.provider,
            calls=self.calls,
        )
        self.end = reply
        self.talk.refresh()
