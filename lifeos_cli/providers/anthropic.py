"""Claude, and whatever else speaks the Anthropic protocol at a `base_url`.

The SDK costs about two seconds to import: it is loaded inside the call, or
ahead of it by `warm` while the person types. Its own retries are off, because
it obeys any `retry-after` without a ceiling.
"""

from __future__ import annotations

import contextlib
import gc
from functools import cache
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.providers import faults
from lifeos_cli.providers.anthropic_wire import Reading, arguments

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator, AsyncIterator

    from lifeos_cli.providers.base import ProviderEvent, Request

CONNECT_SECONDS = 5.0
REST_SECONDS = 0.25
"""How long the end of a stream is waited for when all has been said."""
KEPT_SECONDS = 120.0
"""How long an idle connection is kept: somebody types for longer than the five seconds that are usual."""


def warm() -> None:
    """Import the SDK ahead of the first call; collecting garbage meanwhile costs a seventh more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        import anthropic  # noqa: F401
    finally:
        if was_on:
            gc.enable()


@cache
def _certificates() -> Any:
    """Return whom to trust: reading that takes longer than all else before a request leaves, and it stays the same."""
    import httpx2

    return httpx2.create_ssl_context()


class Anthropic:
    """One model behind the Anthropic protocol.

    Args:
        model: The model's id, without the provider.
        key: The API key; it goes into the request's header and nowhere else.
        base_url: Another server than Anthropic's own; empty for theirs.
        timeout: Seconds without a byte after which a call has stalled.
        name: The provider's name in settings and rows: `anthropic`, `ollama`, `llama-server`.
        cache: Mark for the server what stays the same from call to call; not every server takes it.
        direct: Go to the server without any proxy of the environment.
    """

    def __init__(
        self,
        model: str,
        key: str,
        *,
        base_url: str = "",
        timeout: float = 60,
        name: str = "anthropic",
        cache: bool = True,
        direct: bool = False,
    ) -> None:
        self.name = name
        self.model = f"{name}/{model}"
        self.id = model
        self._key = key
        self._base_url = base_url
        self._timeout = timeout
        self._cache = cache
        self._direct = direct
        self._kept: tuple[AbstractEventLoop, Any] | None = None

    def warm(self) -> None:
        """Import the SDK, and read the machine's certificates, ahead of the first call."""
        warm()
        _certificates()

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request, word by word; what it has cost comes with the first word and again at the end.

        Raises:
            TooLongError: The request does not fit into the model's context window.
            UnavailableError: Refused: key, credit, permission, unknown model.
            TryAgainError: Busy, rate limited, unreachable, cut off or stalled.
        """
        warm()
        reading = Reading(self.name, self.id)
        wanted = arguments(request, self.id, cache=self._cache, structured=self.name == "anthropic")
        try:
            async with await self.client().messages.create(**wanted, stream=True) as events:
                async for event in events:
                    for found in reading.take(event):
                        yield found
                    if reading.ended:
                        break  # a server that keeps the line open, or drops it now, has said all there is
                for found in reading.end():
                    yield found
                await _read_out(events)
        except Exception as error:
            failure = explain(error, self.name)
            if reading.counted:
                yield reading.usage()
            raise failure from error

    async def close(self) -> None:
        """Let go of the connection that is kept from call to call."""
        from asyncio import get_running_loop

        kept, self._kept = self._kept, None
        if kept is not None and kept[0] is get_running_loop():
            await kept[1].close()

    def client(self) -> Any:
        """Return the client of this event loop; its connection is used again by the next call."""
        from asyncio import get_running_loop

        loop = get_running_loop()
        if self._kept is None or self._kept[0] is not loop:
            self._kept = (loop, self._made())
        return self._kept[1]

    def _made(self) -> Any:
        import anthropic
        import httpx2

        timeout = httpx2.Timeout(self._timeout, connect=CONNECT_SECONDS)
        given: dict[str, Any] = {"base_url": self._base_url} if self._base_url else {}
        make = httpx2.AsyncClient if self._direct else anthropic.DefaultAsyncHttpxClient
        limits = httpx2.Limits(keepalive_expiry=KEPT_SECONDS)
        given["http_client"] = make(
            verify=_certificates(), trust_env=not self._direct, timeout=timeout, limits=limits
        )
        return anthropic.AsyncAnthropic(api_key=self._key, max_retries=0, timeout=timeout, **given)


async def _read_out(events: AsyncIterator[Any]) -> None:
    """Read what comes after the last word, if it comes at once: only then can the connection be used again."""
    import asyncio

    with contextlib.suppress(Exception):
        async with asyncio.timeout(REST_SECONDS):
            async for _ in events:
                pass


def explain(error: Exception, provider: str = "anthropic") -> LifeosError:
    """Put an error of the SDK or its transport into ours: what it was, never what was sent."""
    import anthropic
    import httpx2

    if isinstance(error, LifeosError):
        return error
    if isinstance(error, anthropic.APIStatusError):
        return _status(error, provider)
    if isinstance(error, (anthropic.APITimeoutError, httpx2.TimeoutException)):
        return faults.timed_out()
    if isinstance(error, (anthropic.APIConnectionError, httpx2.HTTPError)):
        return faults.not_reached(type(error).__name__, provider)
    return faults.unreadable(type(error).__name__)


def _status(error: Any, provider: str) -> LifeosError:
    """Sort an error the server sent; one inside a stream comes with the stream's own status, 200."""
    kind = said = ""
    with contextlib.suppress(Exception):
        kind, said = str(error.type or ""), str(error.api_message or error.body or "")
    return faults.from_status(
        error.status_code,
        provider=provider,
        type_=kind,
        said=said,
        retry_after=error.response.headers.get("retry-after"),
    )
