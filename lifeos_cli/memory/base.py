"""What turns text into vectors, seen from everything that needs one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Makes unit vectors of texts; the same text always gets the same one."""

    @property
    def model_id(self) -> str:
        """The name vectors are kept under: another name means other vectors."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Return one unit row a text."""
