"""The built-in model for a process that embeds one text and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.memory.base import Embedder


class Once:
    """Embeds a single text without loading the model's runtime, which costs more than the text; the rest as ever.

    Args:
        model: The built-in model.
    """

    def __init__(self, model: Embedder) -> None:
        self.model = model
        self.model_id, self.dimension = model.model_id, model.dimension
        self._fresh = True

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row a text."""
        fresh, self._fresh = self._fresh, False
        if not fresh or len(texts) != 1:
            return self.model.embed(texts)
        from lifeos_cli.memory.embed.oneshot import embed_once

        return embed_once(texts[0])[None, :]
