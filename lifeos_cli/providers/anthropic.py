"""Claude, and whatever else speaks the Anthropic protocol at a `base_url`.

The SDK costs about two seconds to import: it is loaded inside the call, or
ahead of it by `warm` while the person types. Its own retries are off, because
it obeys any `retry-after` without a ceiling.
"""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError, TryAgainError, UnavailableError
from lifeos_cli.providers.base import Stopped, TextDelta, Usage

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.providers.base import ProviderEvent, Request

CONNECT_SECONDS = 5.0
_AGAIN = frozenset({408, 409, 429, 500, 502, 503, 504, 529})
"""Statuses that mean: busy, the same call may go through later."""
_BUSY_TYPES = frozenset({"overloaded_error", "rate_limit_error", "api_error", "timeout_error"})
"""Types of an error that arrives inside a stream, whose status says 200."""


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
    """

    name = "anthropic"

    def __init__(self, model: str, key: str, *, base_url: str = "", timeout: float = 60) -> None:
        self.model = f"anthropic/{model}"
        self._id = model
        self._key = key
        self._base_url = base_url
        self._timeout = timeout

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request, word by word.

        Raises:
            UnavailableError: Refused: key, permission, unknown model, too large.
            TryAgainError: Busy, rate limited, unreachable, cut off or stalled.
        """
        warm()
        try:
            async with self._client() as client, client.messages.stream(**self._arguments(request)) as stream:
                async for event in stream:
                    if event.type == "text":
                        yield TextDelta(event.text)
                final = stream.current_message_snapshot
                yield _usage(final.usage)
                yield Stopped(final.stop_reason, f"anthropic/{final.model}")
        except Exception as error:
            raise explain(error) from error

    def _client(self) -> Any:
        import anthropic
        import httpx2

        return anthropic.AsyncAnthropic(
            api_key=self._key,
            base_url=self._base_url or None,
            max_retries=0,
            timeout=httpx2.Timeout(self._timeout, connect=CONNECT_SECONDS),
        )

    def _arguments(self, request: Request) -> dict[str, Any]:
        said = [
            {"role": message.role, "content": "\n\n".join(filter(None, (message.context, message.content)))}
            for message in request.messages
        ]
        system = {"system": request.system} if request.system else {}
        return {"model": self._id, "max_tokens": request.max_tokens, "messages": said, **system}


def _usage(usage: Any) -> Usage:
    return Usage(
        usage.input_tokens,
        usage.output_tokens,
        usage.cache_read_input_tokens,
        usage.cache_creation_input_tokens,
    )


def explain(error: Exception) -> LifeosError:
    """Put an error of the SDK or its transport into ours: what it was, never what was sent."""
    import anthropic
    import httpx2

    if isinstance(error, LifeosError):
        return error
    if isinstance(error, anthropic.APIStatusError):
        return _status(error)
    if isinstance(error, (anthropic.APITimeoutError, httpx2.TimeoutException)):
        return TryAgainError("the model did not answer in time", hint="What came was kept. Try again.")
    if isinstance(error, (anthropic.APIConnectionError, httpx2.HTTPError)):
        return TryAgainError(
            f"the connection to the model failed ({type(error).__name__})",
            hint="What came was kept. Try again, or go on without a model: --model guided.",
        )
    return TryAgainError(f"the model's answer could not be read ({type(error).__name__})", hint="Try again.")


def _status(error: Any) -> LifeosError:
    """Sort an error the server sent by whether asking again can help."""
    kind = ""
    with contextlib.suppress(Exception):
        kind = str(error.type or "")
    what = f"the model provider answered {error.status_code}" + (f" {kind}" if kind else "")
    if error.status_code in _AGAIN or kind in _BUSY_TYPES:
        return TryAgainError(f"{what}: busy just now", hint="What you wrote is kept. Try again in a while.")
    hints = {
        401: "The key was not accepted: lifeos config key set anthropic",
        403: "The key may not use this model.",
        404: "No such model: lifeos config set model NAME",
        413: "The conversation is too large: start a new session.",
    }
    hint = hints.get(error.status_code, "Go on without a model: --model guided.")
    return UnavailableError(what, hint=hint)
