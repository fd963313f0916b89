"""What the embedders share: their files, what is private, what a tokenizer takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

DATA = Path(__file__).parent / "data"
"""The files of the built-in models."""
LONGEST = 8192
"""Characters of a text that are read; far more than any model here takes in."""


def keep_private() -> None:
    """Turn off what the libraries would send home; must run before the first of them is imported.

    onnxruntime from 1.29 on reports to its maker by default, under a device id
    that it leaves in the person's cache folder. Its own switch in Python comes
    too late: the first event is sent when it is imported.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def readable(text: str) -> str:
    """Return what a tokenizer takes: no lone surrogates, no more than it can need."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def unit(rows: Vectors) -> Vectors:
    """Bring each row to length one; a row of zeros stays."""
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))[:, None]
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
