"""Claude, and whatever else speaks the Anthropic protocol at a `base_url`.

The SDK costs about two seconds to import: it is loaded inside the call, or
ahead of it by `warm` while the person types. Its own retries are off, because
it obeys any `retry-after` without a ceiling.
"""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.providers import faults
from lifeos_cli.providers.anthropic_wire import Reading, arguments

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.providers.base import ProviderEvent, Request

CONNECT_SECONDS = 5.0


def warm() -> None:
    """Import the SDK ahead of the first call; collecting garbage meanwhile costs a seventh more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        import anthropic  # noqa: F401
    finally:
        if was_on:
            gc.enable()


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
        self._id = model
        self._key = key
        self._base_url = base_url
        self._timeout = timeout
        self._cache = cache
        self._direct = direct

    def warm(self) -> None:
        """Import the SDK ahead of the first call."""
        warm()

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request, word by word; what it has cost comes with the first word and again at the end.

        Raises:
            TooLongError: The request does not fit into the model's context window.
            UnavailableError: Refused: key, credit, permission, unknown model.
            TryAgainError: Busy, rate limited, unreachable, cut off or stalled.
        """
        warm()
        reading = Reading(self.name, self._id)
        wanted = arguments(request, self._id, cache=self._cache)
        try:
            async with (
                self._client() as client,
                await client.messages.create(**wanted, stream=True) as events,
            ):
                async for event in events:
                    for found in reading.take(event):
                        yield found
                    if reading.ended:
                        break  # a server that keeps the line open, or drops it now, has said all there is
            for found in reading.end():
                yield found
        except Exception as error:
            failure = explain(error, self.name)
            if reading.counted:
                yield reading.usage()
            raise failure from error

    def _client(self) -> Any:
        import anthropic
        import httpx2

        timeout = httpx2.Timeout(self._timeout, connect=CONNECT_SECONDS)
        given: dict[str, Any] = {"base_url": self._base_url} if self._base_url else {}
        if self._direct:
            given["http_client"] = httpx2.AsyncClient(trust_env=False, timeout=timeout)
        return anthropic.AsyncAnthropic(api_key=self._key, max_retries=0, timeout=timeout, **given)


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
