"""What turns text into vectors, seen from everything that needs one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Makes unit vectors of texts; the same text always gets the same one."""

    @property
    def model_id(self) -> str:
        """The name stored beside each vector; two vectors compare only under one name."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row a text, in order; zeros where a text says nothing to the model."""


def one_thread() -> None:
    """Keep numpy to one thread; has an effect only before it is first imported.

    A second one waits for memory like the first and spins while it does.
    """
    if "numpy" not in sys.modules:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
