"""One tiny call of a model, to see whether it answers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from lifeos_cli.coach.models import connect
from lifeos_cli.errors import LifeosError, TryAgainError
from lifeos_cli.providers.base import ChatMessage, Request, Usage, close
from lifeos_cli.providers.hearing import Heard, hear
from lifeos_cli.record import prices
from lifeos_cli.record import usage as record

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.providers.base import Provider
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store

ASKED = Request((ChatMessage("user", "Reply with the single word: ok"),), max_tokens=256)
"""Nothing of the person's; enough tokens for a model that thinks before it speaks."""


@dataclass(slots=True)
class Trial:
    """How the call went."""

    model: str
    """The model that answered, as far as it said so."""
    stop_reason: str | None = None
    first_token_ms: int | None = None
    latency_ms: int = 0
    usage: Usage = field(default_factory=Usage)
    error: LifeosError | None = None


def try_model(store: Store, user_id: str, name: str, settings: Settings, paths: Paths) -> Trial:
    """Call a model once, without a second try, and note what it cost.

    Raises:
        UnavailableError: Its key is missing, or a ceiling is reached.
        TryAgainError: Too many calls in the last minute.
    """
    record.require_budget(store, user_id, settings, name)
    provider = connect(name, settings, paths, retries=0)
    provider.warm()
    found = asyncio.run(_call(provider))
    call = record.Call(
        user_id,
        "test",
        provider.name,
        found.model,
        "failed" if found.error else "success",
        first_token_ms=found.first_token_ms,
        latency_ms=found.latency_ms,
        error_kind=getattr(found.error, "kind", None) or None,
        attempts=1,
        **asdict(found.usage),
    )
    with store.write() as conn:
        record.note(conn, call, prices.load(paths))
    return found


async def _call(provider: Provider) -> Trial:
    found, heard, began = Trial(provider.model), Heard(), time.monotonic()
    try:
        await hear(provider, ASKED, heard)
        if heard.stop is None:
            found.error = TryAgainError(
                "the model's answer broke off without an end", hint="Try again.", kind="silent"
            )
    except LifeosError as error:
        found.error = error
    finally:
        await close(provider)
    found.model, found.stop_reason = heard.model or found.model, heard.stop
    found.first_token_ms, found.usage = heard.first_token_ms, heard.usage or Usage()
    found.latency_ms = round((time.monotonic() - began) * 1000)
    return found
