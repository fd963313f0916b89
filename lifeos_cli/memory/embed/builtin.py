"""The built-in embedder: all-MiniLM-L6-v2 in eight bits, run by onnxruntime on one thread."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UnavailableError
from lifeos_cli.memory.embed.base import DATA, keep_private, readable
from lifeos_cli.memory.embed.tokens import tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from lifeos_cli.memory.embed.base import Vectors

MODEL = DATA / "model.int8.onnx"
MODEL_ID = "all-minilm-l6-v2-int8/1"
DIMENSION = 384
TEXTS_AT_ONCE = 64
TOKENS_AT_ONCE = 512
"""Larger batches fall out of the processor's cache: slower by up to a half, and five times the memory."""
_WINDOW = 4096
"""Texts tokenized and sorted by length together."""


class MiniLM:
    """The built-in model. Nothing is loaded before the first text; any thread may call it.

    A text's vector does not depend on the texts embedded with it: activations
    are quantised token by token, and padding is masked out.
    """

    model_id = MODEL_ID
    dimension = DIMENSION

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order."""
        import numpy as np

        rows = np.empty((len(texts), DIMENSION), dtype=np.float32)
        for start in range(0, len(texts), _WINDOW):
            encoded = self._tokenizer.encode_batch_fast(
                [readable(text) for text in texts[start : start + _WINDOW]]
            )
            tokens = [encoding.ids for encoding in encoded]
            for places in batches([len(ids) for ids in tokens]):
                rows[[start + place for place in places]] = self._run([tokens[place] for place in places])
        return rows

    def embed_one(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text."""
        row: NDArray[np.float32] = self._run([self._tokenizer.encode(readable(text)).ids])[0]
        return row

    def load(self) -> None:
        """Load model and tokenizer ahead of the first text.

        Raises:
            UnavailableError: A library or a file of the model is missing.
        """
        _ = self._tokenizer, self._session

    def _run(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        import numpy as np

        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, of_text in enumerate(tokens):
            ids[row, : len(of_text)] = of_text
            mask[row, : len(of_text)] = 1
        found: Vectors = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return found

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer()

    @cached_property
    def _session(self) -> Any:
        keep_private()
        try:
            import onnxruntime
        except ImportError as error:
            raise UnavailableError(
                "the built-in embedder needs the package onnxruntime",
                hint="pip install onnxruntime, or use the table: lifeos config set memory.embedder static",
            ) from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise UnavailableError(
                f"the built-in model's file cannot be read ({type(error).__name__})",
                hint="Install lifeos-cli again.",
            ) from error


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts to run together: near in length, bounded in number and in padded tokens."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        full = len(batch) == TEXTS_AT_ONCE or (len(batch) + 1) * lengths[place] > TOKENS_AT_ONCE
        if batch and full:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
