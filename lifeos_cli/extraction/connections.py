"""Connections to models that the jobs of one worker share: opening one costs more than many an answer.

A connection is used for a minute at most, so that a worker that stays hears
of a new key or another server; the calls that are under way on it end first.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from lifeos_cli.providers.base import close

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from lifeos_cli.providers.base import Provider

FRESH = 60.0
"""Seconds."""


@dataclass
class _Kept:
    provider: Provider
    born: float = field(default_factory=time.monotonic)
    calls: int = 0
    """That are under way."""

    def old(self) -> bool:
        return time.monotonic() - self.born > FRESH


_kept: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Kept]] = WeakKeyDictionary()


@asynccontextmanager
async def borrowed(model: str, connect: Callable[[], Provider]) -> AsyncGenerator[Provider, None]:
    """Lend the connection to a model for one call.

    Args:
        model: `provider/id`.
        connect: Makes a new one.
    """
    mine = _kept.setdefault(asyncio.get_running_loop(), {})
    one = mine.get(model)
    if one is None or one.old():
        idle = one if one is not None and not one.calls else None
        one = mine[model] = _Kept(connect())
        if idle is not None:
            await close(idle.provider)
    one.calls += 1
    try:
        yield one.provider
    finally:
        one.calls -= 1
        if not one.calls and mine.get(model) is not one:
            await close(one.provider)


async def let_go() -> None:
    """Close what is kept; the last thing a worker does in its loop."""
    for one in _kept.pop(asyncio.get_running_loop(), {}).values():
        await close(one.provider)
