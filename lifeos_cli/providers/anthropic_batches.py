"""Anthropic's Message Batches: many requests handed in at once, answered within a day for half the price.

A batch has no name of ours, and handing it in twice is paid for twice. What
tells ours apart are the names of its requests, which come back with the
results.
"""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.providers.anthropic import Anthropic, explain, warm
from lifeos_cli.providers.anthropic_wire import arguments, counts
from lifeos_cli.text import storable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from lifeos_cli.providers.base import Request

MOST = 100_000
"""Requests in a batch at most (Anthropic's limit; 256 MB is the other)."""


class Batch(NamedTuple):
    """A batch as the server sees it."""

    id: str
    ended: bool
    requests: int
    """How many it holds, whatever became of them."""
    created_at: int
    """Epoch milliseconds."""


class Result(NamedTuple):
    """What became of one request."""

    name: str
    kind: str
    """succeeded, errored, canceled or expired."""
    error: str = ""
    """The type of the error, as `invalid_request_error`."""
    text: str = ""
    stop: str | None = None
    tokens: dict[str, int | None] | None = None


class Batches:
    """The batches of one key.

    Args:
        provider: Of the model that answers; its connection is used.
    """

    def __init__(self, provider: Anthropic) -> None:
        self._provider = provider

    async def create(self, requests: Sequence[tuple[str, Request]]) -> Batch:
        """Hand requests in, each with its name (1 to 64 letters, digits, `-`, `_`).

        Raises:
            UnavailableError: Refused: key, credit, permission, a request that is none.
            TryAgainError: Busy or unreachable; it may have been taken all the same.
        """
        params = [
            {"custom_id": name, "params": arguments(one, self._provider.id, cache=False, structured=True)}
            for name, one in requests
        ]
        return _batch(await self._call("create", requests=params))

    async def retrieve(self, batch_id: str) -> Batch:
        """Return how a batch is doing.

        Raises:
            UnavailableError: There is none of that id, or asking is refused.
            TryAgainError: Busy or unreachable.
        """
        return _batch(await self._call("retrieve", batch_id))

    async def cancel(self, batch_id: str) -> Batch:
        """Have a batch answer no more; requests that are being answered may still be.

        Raises:
            UnavailableError: There is none of that id, it has ended, or asking is refused.
            TryAgainError: Busy or unreachable.
        """
        return _batch(await self._call("cancel", batch_id))

    async def newest(self, since: int) -> list[Batch]:
        """List the batches made at or after an instant (epoch milliseconds), the newest first, at most 100.

        Raises:
            UnavailableError: Asking is refused.
            TryAgainError: Busy or unreachable.
        """
        page = await self._call("list", limit=100)
        return [found for one in page.data if (found := _batch(one)).created_at >= since]

    async def results(self, batch_id: str) -> AsyncGenerator[Result, None]:
        """Yield what became of each request of a batch that has ended, in any order.

        Raises:
            UnavailableError: They are gone, or asking is refused.
            TryAgainError: Busy, unreachable, or cut off.
        """
        try:
            async with aclosing(_lines(await self._call("results", batch_id))) as lines:
                async for line in lines:
                    yield _result(line)
        except Exception as error:
            raise explain(error) from error

    async def _call(self, name: str, *args: Any, **named: Any) -> Any:
        warm()
        try:
            return await getattr(self._provider.client().messages.batches, name)(*args, **named)
        except Exception as error:
            raise explain(error) from error

    async def close(self) -> None:
        """Let go of the connection."""
        await self._provider.close()


async def _lines(decoder: Any) -> AsyncGenerator[Any, None]:
    try:
        async for line in decoder:
            yield line
    finally:
        await decoder.http_response.aclose()


def _batch(found: Any) -> Batch:
    sums = found.request_counts
    together = sums.processing + sums.succeeded + sums.errored + sums.canceled + sums.expired
    return Batch(
        found.id, found.processing_status == "ended", together, round(found.created_at.timestamp() * 1000)
    )


def _result(line: Any) -> Result:
    """Read one line of the results."""
    name, found = str(line.custom_id), line.result
    if found.type == "errored":
        return Result(name, "errored", str(getattr(found.error.error, "type", "") or "error"))
    if found.type != "succeeded":
        return Result(name, str(found.type))
    said = "".join(block.text for block in found.message.content if block.type == "text")
    return Result(
        name,
        "succeeded",
        text=storable(said),
        stop=found.message.stop_reason,
        tokens=counts(found.message.usage),
    )
