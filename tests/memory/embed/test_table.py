"""Static tables: the one that comes with the program, and folders in model2vec's layout."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lifeos_cli.errors import UnavailableError, UsageFault
from lifeos_cli.memory.embed.catalog import choose
from lifeos_cli.memory.embed.table import static

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

WORDS = ("[UNK]", "walk", "run", "tax")


def _safetensors(path: Path, tensors: Mapping[str, NDArray[Any]]) -> None:
    names = {"float32": "F32", "float16": "F16", "int8": "I8", "int64": "I64"}
    header: dict[str, Any] = {"__metadata__": {"format": "np"}}
    body = b""
    for name, tensor in tensors.items():
        end = len(body) + tensor.nbytes
        header[name] = {
            "dtype": names[str(tensor.dtype)],
            "shape": list(tensor.shape),
            "data_offsets": [len(body), end],
        }
        body += tensor.tobytes()
    head = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(head)) + head + body)


def _folder(path: Path, tensors: Mapping[str, NDArray[Any]]) -> str:
    _safetensors(path / "model.safetensors", tensors)
    tokenizer = {
        "version": "1.0",
        "added_tokens": [],
        "pre_tokenizer": {"type": "Whitespace"},
        "model": {
            "type": "WordLevel",
            "unk_token": "[UNK]",
            "vocab": {word: place for place, word in enumerate(WORDS)},
        },
    }
    (path / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return f"model2vec:{path}"


def test_the_table_puts_near_what_means_the_same() -> None:
    rows = static().embed(["I slept badly", "no sleep at night", "tax receipts are missing"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_the_table_gives_zeros_for_a_text_without_a_known_word() -> None:
    rows = static().embed(["", " \n", "\ud800 walk", "walk"])
    assert not rows[:2].any()
    assert rows[3].any()


def test_the_table_does_not_mind_order_or_neighbours() -> None:
    texts = ["a walk", "tea and rain", "東京", "word " * 2000]
    table = static()
    assert np.array_equal(table.embed(texts), np.stack([table.embed_one(text) for text in texts]))


@pytest.mark.parametrize("kind", ["float32", "float16", "int8"])
def test_a_folder_is_the_mean_of_its_token_vectors(tmp_path: Path, kind: str) -> None:
    vectors = np.array([[9, 9], [1, 0], [0, 1], [-1, 0]]).astype(kind)
    chosen = choose(_folder(tmp_path, {"embeddings": vectors}))
    assert chosen.dimension == 2
    assert chosen.model_id == f"model2vec:{tmp_path}"
    assert np.allclose(
        chosen.embed(["walk run", "tax nonsense", "nonsense"]), [[0.5**0.5] * 2, [-1, 0], [0, 0]]
    )


def test_weights_and_mapping_of_a_folder_count(tmp_path: Path) -> None:
    tensors: dict[str, NDArray[Any]] = {
        "embeddings": np.array([[1, 0], [0, 1]], dtype=np.float32),
        "mapping": np.array([0, 0, 1, 0], dtype=np.int64),
        "weights": np.array([1, 3, 4, 1], dtype=np.float32),
    }
    chosen = choose(_folder(tmp_path, tensors))
    assert np.allclose(chosen.embed(["walk run"]), [[0.6, 0.8]])


def test_a_folder_without_a_table_is_a_fault(tmp_path: Path) -> None:
    setting = _folder(tmp_path, {"other": np.zeros((1, 1), dtype=np.float32)})
    with pytest.raises(UsageFault, match="not a model2vec model"):
        choose(setting)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 64])
def test_a_torn_table_is_said_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(UnavailableError, match="cannot be read"):
        choose(f"model2vec:{tmp_path}")
