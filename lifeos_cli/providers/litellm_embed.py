"""Embeddings through litellm: its one call here, and its errors in our words."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import LifeosError, TryAgainError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 60.0
_BUSY = ("RateLimitError", "Timeout", "APIConnectionError", "InternalServerError", "ServiceUnavailableError")


def embed(model: str, texts: Sequence[str], *, api_key: str = "", base_url: str = "") -> list[list[float]]:
    """Return one vector for each text, in order.

    Raises:
        UnavailableError: litellm is missing, or the server refused.
        TryAgainError: The server was busy or out of reach.
    """
    litellm = _litellm()
    try:
        answer = litellm.embedding(
            model=model,
            input=list(texts),
            api_key=api_key or None,
            api_base=base_url or None,
            timeout=_SECONDS,
        )
        rows = sorted(answer.data, key=lambda row: int(row["index"]))
        found = [list(map(float, row["embedding"])) for row in rows]
    except Exception as error:
        raise explain(error) from error
    if len(found) != len(texts):
        raise UnavailableError(
            "the embedding model answered with another number of vectors than it was sent texts"
        )
    return found


def explain(error: Exception) -> LifeosError:
    """Put an error of litellm into ours: what it was, never what was sent."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    name = type(error).__name__
    if kinds & set(_BUSY):
        return TryAgainError(f"the embedding model did not answer ({name})", hint="Try again in a while.")
    return UnavailableError(
        f"the embedding model refused ({name})",
        hint="Check its name and key, or use the built-in one: lifeos config set memory.embedder builtin",
    )


def _litellm() -> Any:
    """Import litellm without its request for a price list and without its talk on standard output."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    try:
        import litellm
    except ImportError as error:
        raise UnavailableError(
            "this embedder needs the package litellm", hint="pip install litellm"
        ) from error
    litellm.suppress_debug_info = True
    return litellm
