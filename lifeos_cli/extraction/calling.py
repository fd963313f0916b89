"""One call of a model in the background: heard to its end, read, and written down with what it cost."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.extraction.connections import borrowed
from lifeos_cli.providers import hearing
from lifeos_cli.providers.base import Usage
from lifeos_cli.record import prices, usage
from lifeos_cli.record.connecting import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lifeos_cli.extraction.workflow import Context
    from lifeos_cli.providers.base import Request
    from lifeos_cli.store.database import Store

KEPT = 100_000
"""Characters of an answer that are kept in the journal."""


class UnreadableError(ValueError):
    """An answer that is not of the shape asked for; its text says how, without quoting it."""


class Said(NamedTuple):
    """What a model said, and why it ended."""

    raw: str
    stop: str | None
    tokens: Mapping[str, int | None]
    """As `usage.TOKENS`."""
    ms: int | None = None


async def hear(
    ctx: Context,
    model: str,
    request: Request,
    session_id: str | None,
    *,
    connected: Callable[..., Any] = connect,
) -> Said:
    """Ask a model and hear it out.

    A call that raises, or is broken off, leaves a row of usage with what is
    known of its tokens; of one that ends the caller writes it (`note`).

    Raises:
        UnavailableError: It may not be asked: no key, a ceiling, refused.
        TryAgainError: It is busy or cannot be reached.
    """
    from lifeos_cli.settings import load

    settings = load(ctx.store.paths)
    usage.require_budget(ctx.store, ctx.user_id, settings, model)
    began, heard = time.monotonic(), hearing.Heard()
    async with borrowed(model, lambda: connected(model, settings, ctx.store.paths)) as provider:
        try:
            await hearing.hear(provider, request, heard)
        except BaseException as error:
            await ctx.aside(note, ctx.user_id, model, session_id, *_broken(error, _tokens(heard), began))
            raise
    return Said(heard.text, heard.stop, _tokens(heard), _since(began))


def _tokens(heard: hearing.Heard) -> Mapping[str, int | None]:
    return asdict(heard.usage or Usage())


def _broken(error: BaseException, tokens: Mapping[str, int | None], began: float) -> tuple[Said, str, str]:
    """Return what is known of a call that raised: what it cost, its status, what ended it."""
    status = "failed" if isinstance(error, Exception) else "interrupted"
    return (
        Said("", None, tokens, _since(began)),
        status,
        str(getattr(error, "kind", "")) or type(error).__name__,
    )


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def read(said: Said, reader: Callable[[str], Any]) -> dict[str, Any]:
    """Read an answer: `found`, or `problem`, why it cannot be read, with the answer as it came in `raw`."""
    problem, found = "the model refused" if said.stop == "refusal" else "", None
    try:
        found = reader(said.raw)
    except UnreadableError as error:
        problem = problem or (f"it was cut off ({error})" if said.stop == "max_tokens" else str(error))
    return {
        "raw": said.raw[:KEPT] if problem else "",
        "problem": problem,
        "found": None if problem else found,
    }


def note(
    store: Store,
    user_id: str,
    model: str,
    session_id: str | None,
    said: Said,
    status: str = "success",
    error_kind: str | None = None,
    *,
    half: bool = False,
) -> None:
    """Append a call to the rows of usage.

    Args:
        store: In a write.
        user_id: Whose.
        model: Who was asked.
        session_id: About what; None for more than one session.
        said: What came of it.
        status: success, interrupted or failed.
        error_kind: What ended it, in a word.
        half: It was answered in a batch, for half the price.
    """
    call = usage.Call(
        user_id,
        "extraction",
        model.partition("/")[0],
        model,
        status,
        session_id,
        latency_ms=said.ms,
        error_kind=error_kind,
        input_tokens=said.tokens.get("input_tokens"),
        output_tokens=said.tokens.get("output_tokens"),
        cache_read_tokens=said.tokens.get("cache_read_tokens"),
        cache_write_tokens=said.tokens.get("cache_write_tokens"),
    )
    usage.note(store.conn, call, prices.load(store.paths), half=half)
