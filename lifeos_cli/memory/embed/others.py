"""Embedders from outside: a server through litellm, or fastembed's models."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UnavailableError, UsageFault
from lifeos_cli.memory.embed.base import keep_private, readable, unit
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lifeos_cli.memory.embed.base import Vectors

_AT_ONCE = 64


class Remote:
    """A model behind litellm; its dimension is asked with one word when it is first needed.

    Args:
        model: The model as litellm names it, like `openai/text-embedding-3-small` or `ollama/nomic-embed-text`.
        api_key: Its key; empty to leave that to litellm's own environment variables.
        base_url: Another server than the provider's own.
    """

    def __init__(self, model: str, *, api_key: str = "", base_url: str = "") -> None:
        self.model_id = f"litellm:{model}"
        self._model = model
        self._key = api_key
        self._base_url = base_url

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.embed(["dimension"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order.

        Raises:
            UnavailableError: litellm is missing, or the server refused.
            TryAgainError: The server was busy or out of reach.
        """
        import numpy as np

        from lifeos_cli.providers.litellm_embed import embed

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        rows: list[list[float]] = []
        for start in range(0, len(texts), _AT_ONCE):
            batch = [readable(text) or " " for text in texts[start : start + _AT_ONCE]]
            rows += embed(self._model, batch, api_key=self._key, base_url=self._base_url)
        return unit(np.array(rows, dtype=np.float32))


class FastEmbed:
    """A model of the fastembed package, on one thread.

    Args:
        model: The model as fastembed names it, like `BAAI/bge-small-en-v1.5`.
    """

    def __init__(self, model: str) -> None:
        self.model_id = f"fastembed:{model}"
        self._name = model
        _ = self._model

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.embed(["dimension"]).shape[1])

    @cached_property
    def _model(self) -> Any:
        keep_private()
        try:
            from fastembed import TextEmbedding
        except ImportError as error:
            raise UnavailableError(
                "this embedder needs the package fastembed", hint="pip install 'lifeos-cli[fastembed]'"
            ) from error
        name = one_line(self._name, 80)
        try:
            return TextEmbedding(self._name, threads=1)
        except ValueError as error:
            raise UsageFault(f"fastembed has no model {name}") from error
        except Exception as error:
            raise UnavailableError(f"fastembed could not load {name} ({type(error).__name__})") from error

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = self._model.embed([readable(text) for text in texts], batch_size=_AT_ONCE)
        return unit(np.array(list(found), dtype=np.float32))
