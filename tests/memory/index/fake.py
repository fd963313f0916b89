"""An embedder that needs no model: texts that share words get vectors that are near."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class FakeEmbedder:
    """Sums a fixed random direction for each word; counts what it was asked.

    Args:
        dimension: Of its vectors.
        model_id: Its name.
    """

    def __init__(self, dimension: int = 16, model_id: str = "fake") -> None:
        self.dimension = dimension
        self.model_id = model_id
        self.asked = 0
        self.batches: list[int] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row a text."""
        self.asked += len(texts)
        self.batches.append(len(texts))
        rows = np.stack(
            [sum((self._word(word) for word in text.lower().split()), self._word("")) for text in texts]
        )
        found: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return found

    def _word(self, word: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
        return np.random.default_rng(seed).standard_normal(self.dimension)
