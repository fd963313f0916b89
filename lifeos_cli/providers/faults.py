"""What went wrong at a provider, in our words: whether asking again can help, and what a person can do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lifeos_cli.errors import TryAgainError, UnavailableError
from lifeos_cli.providers.base import TooLongError

if TYPE_CHECKING:
    from lifeos_cli.errors import LifeosError

_AGAIN = {408: "timeout", 409: "conflict", 425: "busy", 429: "rate_limit", 529: "overloaded"}
"""Statuses below 500 (and Anthropic's 529) that mean: the same call may go through later."""
_BUSY = {
    "overloaded_error": "overloaded",
    "rate_limit_error": "rate_limit",
    "api_error": "server",
    "timeout_error": "timeout",
}
"""Types of an error that arrives inside a stream, whose status says 200."""
_REFUSED = {400: "bad_request", 401: "auth", 402: "payment", 403: "permission", 404: "unknown_model"}
_TOO_LONG = (
    *("prompt is too long", "exceed context", "exceeds the available context", "exceeds the context"),
    *("context length", "context window", "context size", "maximum context", "context_length_exceeded"),
)
"""What servers say when a request does not fit: Anthropic, llama-server, Ollama, OpenAI and those like it."""
_NO_CREDIT = ("credit balance", "billing", "insufficient_quota")
_SERVER_ERROR = 500
_OK, _BAD, _TOO_LARGE = 200, 400, 413
KEPT = "What you wrote is kept. Try again in a while."
GO_ON = "What came was kept. Try again, or go on without a model: --model guided."


def from_status(
    status: int, *, provider: str, type_: str = "", said: str = "", retry_after: str | None = None
) -> LifeosError:
    """Sort an answer that is an error.

    Args:
        status: Of HTTP; 200 for an error inside a stream.
        provider: Whose key and model it was.
        type_: What the server calls the error.
        said: The server's words, looked at and never shown: they may repeat the request.
        retry_after: The header, as it came.
    """
    what = f"the model provider answered {status}" + (f" {type_}" if type_ else "")
    words = said.lower()
    if status == _TOO_LARGE or (
        status in (_OK, _BAD) and any(phrase in words or phrase in type_ for phrase in _TOO_LONG)
    ):
        return TooLongError(
            f"{what}: the conversation is too long for this model",
            hint="What you wrote is kept. Start a new session: lifeos chat",
            kind="too_long",
        )
    if status in _AGAIN or status >= _SERVER_ERROR or type_ in _BUSY or (status == _OK and not type_):
        kind = _BUSY.get(type_) or _AGAIN.get(status, "server")
        return TryAgainError(f"{what}: busy just now", hint=KEPT, kind=kind, retry_after=seconds(retry_after))
    kind = "payment" if any(phrase in words for phrase in _NO_CREDIT) else _REFUSED.get(status, "refused")
    return UnavailableError(what, hint=_hint(kind, provider), kind=kind)


def _hint(kind: str, provider: str) -> str:
    return {
        "auth": f"The key was not accepted: lifeos config key set {provider}",
        "payment": "The account has no credit left, or no way to pay. Go on without a model: --model guided.",
        "permission": "The key may not use this model.",
        "unknown_model": "No such model there: lifeos models list, lifeos models use NAME",
    }.get(kind, "Go on without a model: --model guided.")


def timed_out() -> TryAgainError:
    """Nothing came for as long as `chat.timeout_s` says."""
    return TryAgainError("the model did not answer in time", hint=GO_ON, kind="timeout")


def not_reached(what: str, provider: str = "") -> TryAgainError:
    """No connection, or it broke; `what` is the name of the error."""
    local = provider in ("ollama", "llama-server")
    hint = f"Is {provider} running, and the setting {provider}.base_url right?" if local else GO_ON
    return TryAgainError(f"the connection to the model failed ({what})", hint=hint, kind="connection")


def unreadable(what: str) -> TryAgainError:
    """What came was not what the protocol says; `what` is the name of the error."""
    return TryAgainError(f"the model's answer could not be read ({what})", hint=GO_ON, kind="unreadable")


def seconds(header: str | None) -> float | None:
    """Read `retry-after` in either of its forms (RFC 9110 10.2.3); None for what is neither or already past."""
    if not header:
        return None
    try:
        found = float(header)
    except ValueError:
        found = _until(header)
    return found if math.isfinite(found) and found > 0 else None


def _until(date: str) -> float:
    """Return how many seconds there are until an HTTP date; 0 for what is none."""
    import time
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError, OSError):
        return 0
