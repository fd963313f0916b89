"""Static tables: one vector a token, a text is the weighted mean of its tokens'. Needs numpy and tokenizers alone."""

from __future__ import annotations

import json
import struct
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lifeos_cli.errors import UnavailableError, UsageFault
from lifeos_cli.memory.embed.base import DATA, keep_private, readable, unit
from lifeos_cli.memory.embed.tokens import UNKNOWN, tokenizer
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from lifeos_cli.memory.embed.base import Vectors
    from lifeos_cli.memory.embed.weights import Tensors

TABLE = DATA / "static.safetensors"
MODEL_ID = "all-minilm-l6-v2-static-256/1"
_TOKENS = 512
_WINDOW = 1024
_FILES = ("model.safetensors", "tokenizer.json", "config.json")


class StaticTable:
    """A table of token vectors, with a weight for each where the table has weights.

    Args:
        model_id: The name stored beside each vector.
        tensors: `embeddings`, and if they are there `weights` and `mapping` by token.
        load_tokenizer: Gives the tokenizer that belongs to the table.
        unknown: The token of words that are not in the vocabulary; left out of the mean.
    """

    def __init__(
        self, model_id: str, tensors: Tensors, load_tokenizer: Callable[[], Tokenizer], unknown: int | None
    ) -> None:
        self.model_id = model_id
        self._tensors = tensors
        self._load = load_tokenizer
        self._unknown = unknown
        self.dimension = int(tensors["embeddings"].shape[1])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return self._load()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector for each text, in order; zeros for a text without a known word."""
        import numpy as np

        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _WINDOW):
            window = [readable(text) for text in texts[start : start + _WINDOW]]
            encoded = self._tokenizer.encode_batch_fast(window, add_special_tokens=False)
            for row, encoding in enumerate(encoded, start):
                ids = [token for token in encoding.ids if token != self._unknown]
                if ids:
                    rows[row] = self._mean(np.array(ids))
        return unit(rows)

    def embed_one(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one text."""
        row: NDArray[np.float32] = self.embed([text])[0]
        return row

    def _mean(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Add up the tokens' vectors; dividing is left to what brings the row to length one."""
        import numpy as np

        mapping = self._tensors.get("mapping")
        weights = self._tensors.get("weights")
        vectors = self._tensors["embeddings"][ids if mapping is None else mapping[ids]]
        if weights is None:
            return np.asarray(vectors.sum(0, dtype=np.float32))
        return np.asarray(weights[ids].astype(np.float32) @ vectors.astype(np.float32))


def static() -> StaticTable:
    """Open the table that comes with the program.

    Raises:
        UnavailableError: Its file is missing or torn.
    """
    tensors = _read(TABLE)
    return StaticTable(MODEL_ID, tensors, lambda: tokenizer(framed=False, longest=_TOKENS), UNKNOWN)


def model2vec(name: str) -> StaticTable:
    """Open a model2vec model: a folder, or an id of the Hugging Face hub (fetched once, then from its cache).

    Raises:
        UsageFault: The folder holds no such model.
        UnavailableError: The hub could not be asked, or the model is not there.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        if name.startswith(("/", ".", "~")):
            raise UsageFault(f"there is no folder {one_line(name, 80)}")
        folder = _fetch(name)
    tensors = _read(folder / "model.safetensors")
    if "embeddings" not in tensors:
        raise UsageFault(
            f"{one_line(name, 80)} is not a model2vec model", hint="It has no table 'embeddings'."
        )
    path = folder / "tokenizer.json"
    return StaticTable(f"model2vec:{name}", tensors, lambda: _own_tokenizer(path), _unknown(path))


def _read(path: Path) -> Tensors:
    from lifeos_cli.memory.embed.weights import safetensors

    try:
        return safetensors(path)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error) as error:
        raise UnavailableError(
            f"the embedding table {path.name} cannot be read ({type(error).__name__})"
        ) from error


def _fetch(name: str) -> Path:
    keep_private()
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, allow_patterns=list(_FILES)))
    except ImportError as error:
        raise UnavailableError(
            "a model of the hub needs the package huggingface-hub", hint="pip install huggingface-hub"
        ) from error
    except Exception as error:
        raise UnavailableError(
            f"the model {one_line(name, 80)} could not be fetched ({type(error).__name__})",
            hint="Fetch it by hand and name its folder: model2vec:/path/to/folder",
        ) from error


def _own_tokenizer(path: Path) -> Tokenizer:
    keep_private()
    try:
        from tokenizers import Tokenizer

        made = Tokenizer.from_file(str(path))
    except Exception as error:
        raise UnavailableError(
            f"the tokenizer of the table cannot be read ({type(error).__name__})"
        ) from error
    made.no_padding()
    made.enable_truncation(_TOKENS)
    return made


def _unknown(path: Path) -> int | None:
    """Return the id of the token for unknown words, if the tokenizer has one."""
    try:
        model: dict[str, Any] = json.loads(path.read_bytes())["model"]
    except (OSError, ValueError, KeyError) as error:
        raise UnavailableError(
            f"the tokenizer of the table cannot be read ({type(error).__name__})"
        ) from error
    found = model.get("unk_id")
    if found is None and isinstance(model.get("vocab"), dict):
        found = model["vocab"].get(model.get("unk_token"))
    return found
