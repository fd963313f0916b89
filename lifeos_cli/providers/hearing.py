"""Hearing a model out, where nobody watches the reply as it is written."""

from __future__ import annotations

import time
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lifeos_cli.providers.base import Stopped, TextDelta, Usage

if TYPE_CHECKING:
    from lifeos_cli.providers.base import Provider, Request


@dataclass(slots=True)
class Heard:
    """What came of a call, as far as it came: of one that raises, too."""

    pieces: list[str] = field(default_factory=list)
    stop: str | None = None
    """Why it ended; None if it did not say."""
    model: str | None = None
    """The model that answered, as far as it said so."""
    usage: Usage | None = None
    first_token_ms: int | None = None

    @property
    def text(self) -> str:
        """The words, joined."""
        return "".join(self.pieces)


async def hear(provider: Provider, request: Request, heard: Heard) -> None:
    """Ask a model and keep what it says; whatever the provider raises is raised.

    Args:
        provider: Who is asked.
        request: What.
        heard: Where it is kept.
    """
    began = time.monotonic()
    async with aclosing(provider.stream(request)) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                if not heard.pieces:
                    heard.first_token_ms = round((time.monotonic() - began) * 1000)
                heard.pieces.append(event.text)
            elif isinstance(event, Usage):
                heard.usage = event
            elif isinstance(event, Stopped):
                heard.stop, heard.model = event.reason, event.model
