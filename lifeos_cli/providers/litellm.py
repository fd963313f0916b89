"""Every other vendor's models, through litellm.

Importing litellm takes about five seconds of CPU, so it is loaded only for a
model named `litellm/...`. Three of its habits are turned off before that: it
fetches a price list, reads a `.env` file and prints advice. Its retries are
off as well.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError
from lifeos_cli.providers import faults
from lifeos_cli.providers.anthropic import CONNECT_SECONDS
from lifeos_cli.providers.litellm_wire import Reading, arguments

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from lifeos_cli.providers.base import ProviderEvent, Request

QUIET = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
"""The environment litellm is imported in: no list from the network, no `.env` of the current folder."""

_UNDER_WAY: list[str] = []
"""Calls that have not ended: they share the clients that litellm keeps."""


def warm() -> Any:
    """Import litellm, told to keep quiet, and return it."""
    os.environ.update(QUIET)
    import litellm

    litellm.suppress_debug_info = True
    litellm.disable_aiohttp_transport = True  # its sessions complain on stderr when the loop ends before them
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


class LiteLLM:
    """One model behind litellm.

    Args:
        model: `provider/id`, as litellm names it.
        key: The API key; empty leaves it to litellm's own environment variables.
        base_url: Another server than the provider's own; empty for theirs.
        timeout: Seconds without a byte after which a call has stalled.
    """

    name = "litellm"

    def __init__(self, model: str, key: str = "", *, base_url: str = "", timeout: float = 60) -> None:
        self.model = f"litellm/{model}"
        self.vendor = model.partition("/")[0]
        self._id = model
        self._key = key
        self._base_url = base_url
        self._timeout = timeout

    def warm(self) -> None:
        """Import litellm ahead of the first call."""
        warm()

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer the request, word by word.

        Raises:
            TooLongError: The request does not fit into the model's context window.
            UnavailableError: Refused: key, credit, permission, unknown model.
            TryAgainError: Busy, rate limited, unreachable, cut off or stalled.
        """
        litellm = warm()
        reading = Reading(self.model)
        _UNDER_WAY.append(self.model)
        try:
            pieces = await litellm.acompletion(**arguments(request, self._id), **self._options())
            async for piece in pieces:
                for found in reading.take(piece):
                    yield found
            for found in reading.end(pieces):
                yield found
        except Exception as error:
            raise explain(error, self.vendor) from error
        finally:
            _UNDER_WAY.remove(self.model)
            if not _UNDER_WAY:
                await _close(litellm)

    def _options(self) -> dict[str, Any]:
        """Return how to call: where, with which key, without retries and without litellm's tool gateway."""
        import httpx

        given = {"api_key": self._key} if self._key else {}
        if self._base_url:
            given["api_base"] = self._base_url
        return {
            **given,
            "timeout": httpx.Timeout(self._timeout, connect=CONNECT_SECONDS),
            "num_retries": 0,
            "max_retries": 0,
            # Otherwise any call with tools needs the package of its proxy.
            "_skip_mcp_handler": True,
        }


async def _close(litellm: Any) -> None:
    """Let go of the clients litellm keeps: they belong to this event loop, and the next call may have another."""
    from litellm.llms.custom_httpx import async_client_cleanup as cleanup

    await cleanup.close_litellm_async_clients()  # type: ignore[no-untyped-call]  # litellm's own
    litellm.in_memory_llm_clients_cache.flush_cache()


def explain(error: Exception, vendor: str) -> LifeosError:
    """Put an error of litellm into ours: what it was, never what was sent.

    litellm calls nearly everything without a status a connection error, so
    that the errors it came from decide.
    """
    from litellm import exceptions

    if isinstance(error, LifeosError):
        return error
    first = error
    while getattr(first, "original_exception", None) is not None:
        first = first.original_exception  # type: ignore[attr-defined]  # litellm's own, inside a broken stream
    status = getattr(first, "status_code", None)
    if isinstance(first, (exceptions.APIConnectionError, exceptions.Timeout)) or not isinstance(status, int):
        return _without_answer(first, [*_causes(error), *_causes(first)])
    kind = "context_length_exceeded" if isinstance(first, exceptions.ContextWindowExceededError) else ""
    return faults.from_status(
        status, provider=vendor, type_=kind, said=str(first), retry_after=_retry_after(first)
    )


def _without_answer(error: Exception, causes: list[BaseException]) -> LifeosError:
    """Sort an error that is no answer of the server by what it came from."""
    import httpx
    from litellm import exceptions

    if any(isinstance(one, (exceptions.Timeout, httpx.TimeoutException, TimeoutError)) for one in causes):
        return faults.timed_out()
    if any(isinstance(one, (httpx.TransportError, OSError)) for one in causes):
        return faults.not_reached(type(error).__name__)
    return faults.unreadable(type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _retry_after(error: Exception) -> str | None:
    """Find the header, wherever litellm has kept it."""
    for headers in (
        getattr(error, "litellm_response_headers", None),
        getattr(getattr(error, "response", None), "headers", None),
    ):
        if headers and headers.get("retry-after"):
            return str(headers["retry-after"])
    return None
