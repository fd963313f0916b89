"""A model's second opinion on a message, asked for while the answer is under way so that nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING

from lifeos_cli.errors import LifeosError
from lifeos_cli.providers.base import ChatMessage, Request, Usage
from lifeos_cli.providers.hearing import Heard, hear
from lifeos_cli.record import prices, usage
from lifeos_cli.safety import classify, second

if TYPE_CHECKING:
    from lifeos_cli.coach.conversation import Conversation
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.safety import Verdict

PATIENCE = 4.0
"""Seconds a finished answer waits for the opinion at most; then the first one stands."""
_log = logging.getLogger(__name__)


class SecondLook:
    """One question to a model, running beside the answer.

    Args:
        provider: Who is asked.
        text: What the person wrote.
        first: What the first layer says of it; never a crisis.
    """

    def __init__(self, provider: Provider, text: str, first: Verdict) -> None:
        self.provider = provider
        self.first = first.level
        self._heard = Heard()
        self.failed = False
        """Whether the question found no answer."""
        self._task = asyncio.ensure_future(self._ask(text))

    @property
    def usage(self) -> Usage | None:
        """What the call has cost, as far as the model has told."""
        return self._heard.usage

    @property
    def alarm(self) -> bool:
        """Whether the model has answered that this is a crisis."""
        return self.raised and self._task.result() == "crisis"

    @property
    def raised(self) -> bool:
        """Whether the model has answered, and has raised the level."""
        return self._task.done() and not self._task.cancelled() and self._task.result() != self.first

    async def level(self) -> str:
        """Return the worse of both opinions, waiting no longer than `PATIENCE`."""
        done, _ = await asyncio.wait({self._task}, timeout=PATIENCE)
        return self._task.result() if done and not self._task.cancelled() else self.first

    async def stop(self) -> None:
        """End the question, whatever came of it."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _ask(self, text: str) -> str:
        request = Request(
            messages=(ChatMessage("user", second.shown(text)),),
            system=second.PROMPT,
            max_tokens=second.MOST_TOKENS,
        )
        try:
            await hear(self.provider, request, self._heard)
        except Exception as error:  # noqa: BLE001 - the first layer stands whatever became of the second
            self.failed = True
            _log.info("no second opinion: %s", type(error).__name__)
            return self.first
        return second.read(self._heard.text, self.first)


def begin(talk: Conversation, text: str) -> SecondLook | None:
    """Ask for a second opinion on a message, if one is called for and there is somebody to ask."""
    if talk.second is None or talk.guided:
        return None
    verdict = classify(text)
    if not second.worth_asking(text, verdict):
        return None
    try:
        if talk.require_budget is not None:
            talk.require_budget()
    except LifeosError:
        return None
    return SecondLook(talk.second, text, verdict)


def count(talk: Conversation, look: SecondLook, message_id: str) -> None:
    """Count the call like any other."""
    found = look.usage or Usage()
    call = usage.Call(
        talk.user_id,
        "safety",
        look.provider.name,
        look.provider.model,
        "failed" if look.failed or look.usage is None else "success",
        session_id=talk.require_session().id,
        message_id=message_id,
        **asdict(found),
    )
    table = prices.load(talk.store.paths)
    with talk.store.write() as conn:
        usage.note(conn, call, table)
