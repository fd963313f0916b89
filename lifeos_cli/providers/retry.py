"""Trying again, around any provider: only before anything was said, never for long, always in sight.

The SDKs' own retries are off: they obey any `retry-after` (up to weeks) and
wait without a word.
"""

from __future__ import annotations

import random
from contextlib import aclosing
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from lifeos_cli.errors import TryAgainError
from lifeos_cli.providers.base import TextDelta, ToolCall, Usage, Waiting, close

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from lifeos_cli.providers.base import Provider, ProviderEvent, Request

CEILING = 30.0
"""The longest single wait in seconds, whatever `retry-after` says."""
UNSEEN = 60.0
"""The longest sum of one call's waits in seconds where nobody watches them."""
FIRST = 0.5
"""The first wait in seconds; each one after it is twice as long. The SDKs begin with the same."""


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Policy:
    """How often and how long to wait."""

    retries: int = 4
    """How many tries come after the first at most."""
    most: float | None = UNSEEN
    """The longest sum of waits in seconds; None where a person watches and can leave."""
    sleep: Callable[[float], Awaitable[None]] = _sleep
    chance: Callable[[], float] = random.random
    """Returns a number in [0, 1)."""

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        """Return the seconds before the next try, or None to give up.

        A `retry-after` is obeyed up to `CEILING`; without one the wait doubles
        from try to try and is spread by a quarter either way, so that many
        callers do not come back in one moment.

        Args:
            attempt: The try that failed, from 1.
            retry_after: What the provider asked for, in seconds.
            waited: What this call has waited so far, in seconds.
        """
        if attempt > self.retries:
            return None
        if retry_after is not None and retry_after > 0:
            pause = min(retry_after, CEILING)
        else:
            spread = 0.75 + 0.5 * self.chance()
            pause = min(FIRST * 2.0 ** min(attempt - 1, 16) * spread, CEILING)
        return None if self.most is not None and waited + pause > self.most else pause


class Retrying:
    """A provider that asks another one again when that was busy.

    Between two tries it yields `Waiting` and then sleeps: cancelling the task
    or closing the stream ends the sleep at once. `Usage` is the sum of all
    tries, because each of them is billed.

    Args:
        inner: The provider that is asked.
        policy: How often and how long.
    """

    def __init__(self, inner: Provider, policy: Policy | None = None) -> None:
        self.inner = inner
        self.name = inner.name
        self.model = inner.model
        self.policy = policy or Policy()

    def warm(self) -> None:
        """Import what the first call needs ahead of it."""
        load = getattr(self.inner, "warm", None)
        if load is not None:
            load()

    async def close(self) -> None:
        """Let go of what the provider keeps from call to call."""
        await close(self.inner)

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request; see `Provider.stream` for what is raised."""
        attempt, waited = 1, 0.0
        before = Usage()
        while True:
            spent, began = before, False
            try:
                async with aclosing(self.inner.stream(request)) as events:
                    async for event in events:
                        if isinstance(event, Usage):
                            event = spent = _sum(before, event)  # noqa: PLW2901 - the sum replaces its part
                        elif isinstance(event, (TextDelta, ToolCall)):
                            began = True
                        yield event
                return
            except TryAgainError as error:
                pause = None if began else self.policy.wait(attempt, error.retry_after, waited)
                if pause is None:
                    raise
                reason = error.message
            yield Waiting(pause, attempt, reason)
            await self.policy.sleep(pause)
            attempt, waited, before = attempt + 1, waited + pause, spent


def _sum(one: Usage, other: Usage) -> Usage:
    """Add two counts; a side that does not tell adds nothing."""
    pairs = zip(astuple(one), astuple(other), strict=True)
    return Usage(*(b if a is None else a if b is None else a + b for a, b in pairs))
