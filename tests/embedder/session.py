"""A bare onnxruntime session over length-sorted batches: what the embedder is measured beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from lifeos_cli.memory.embed.builtin import DIMENSION
from lifeos_cli.memory.embed.tokens import tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

AT_ONCE = 64


def open_model(path: Path) -> Any:
    """Open a model on one thread, as the program does."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def padded(tokens: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids and mask of one batch."""
    ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
    mask = np.zeros_like(ids)
    for row, of_text in enumerate(tokens):
        ids[row, : len(of_text)] = of_text
        mask[row, : len(of_text)] = 1
    return ids, mask


class Session:
    """A bare onnxruntime session over length-sorted batches."""

    def __init__(self, path: Path) -> None:
        self._session = open_model(path)
        self._tokenizer = tokenizer()

    def batches(self, texts: list[str]) -> Iterator[tuple[list[int], NDArray[np.int64], NDArray[np.int64]]]:
        """Yield places, ids and mask of each batch."""
        encoded = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(encoded)), key=lambda place: len(encoded[place]))
        for start in range(0, len(order), AT_ONCE):
            places = order[start : start + AT_ONCE]
            ids, mask = padded([encoded[place] for place in places])
            yield places, ids, mask

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Any:
        """Run one batch."""
        return self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors in the order of the texts."""
        found = np.empty((len(texts), DIMENSION), np.float32)
        for places, ids, mask in self.batches(texts):
            found[places] = self.run(ids, mask)
        return found
