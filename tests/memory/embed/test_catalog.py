"""A setting names an embedder, or says what is missing."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lifeos_cli.errors import TryAgainError, UnavailableError, UsageFault
from lifeos_cli.memory.embed.catalog import check, choose

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.memory.base import Embedder


@pytest.mark.parametrize(
    "setting", ["", "none", "model2vec", "model2vec:", "litellm: ", "builtin:x", "openai:x"]
)
def test_what_names_none_is_a_fault_that_lists_them(setting: str) -> None:
    with pytest.raises(UsageFault) as fault:
        check(setting)
    assert "static" in fault.value.hint


@pytest.mark.parametrize(
    ("setting", "model_id", "dimension"),
    [("builtin", "all-minilm-l6-v2-int8/1", 384), ("static", "all-minilm-l6-v2-static-256/1", 256)],
)
def test_the_two_that_come_with_the_program(setting: str, model_id: str, dimension: int) -> None:
    chosen: Embedder = choose(setting)
    assert (chosen.model_id, chosen.dimension) == (model_id, dimension)
    rows = chosen.embed(["a long walk", "", "tax receipts"])
    assert rows.shape == (3, dimension)
    assert np.linalg.norm(rows[0]) == pytest.approx(1, abs=1e-5)


def test_fastembed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(UnavailableError) as missing:
        choose("fastembed:BAAI/bge-small-en-v1.5")
    assert "lifeos-cli[fastembed]" in missing.value.hint


def test_fastembed_is_run_on_one_thread_and_its_vectors_brought_to_length_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: dict[str, Any] = {}

    class TextEmbedding:
        def __init__(self, name: str, threads: int) -> None:
            made.update(name=name, threads=threads)

        def embed(self, texts: list[str], batch_size: int) -> Any:
            made["batch"] = batch_size
            return (np.array([3.0, 4.0]) for _ in texts)

    monkeypatch.setitem(sys.modules, "fastembed", SimpleNamespace(TextEmbedding=TextEmbedding))
    chosen = choose("fastembed:some/model")
    assert chosen.embed(["a", "b"]).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)]] * 2
    assert chosen.dimension == 2
    assert made == {"name": "some/model", "threads": 1, "batch": 64}


def test_the_onnx_runtime_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(UnavailableError, match="onnxruntime"):
        choose("builtin").embed(["a"])


class _RateLimitError(Exception):
    pass


_RateLimitError.__name__ = "RateLimitError"


def _litellm(monkeypatch: pytest.MonkeyPatch, answer: Any) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def embedding(**options: Any) -> Any:
        calls.append(options)
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(data=answer(options["input"]))

    monkeypatch.setitem(sys.modules, "litellm", SimpleNamespace(embedding=embedding))
    return calls


def test_litellm_answers_are_put_in_order_and_batched(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = _litellm(
        monkeypatch,
        lambda texts: [{"index": at, "embedding": [len(text), 1.0]} for at, text in enumerate(texts)][::-1],
    )
    chosen = choose("litellm:openai/text-embedding-3-small", api_key="k", base_url="http://localhost:1")
    rows = chosen.embed(["x" * length for length in range(1, 101)])
    assert np.allclose(rows[:, 0] / rows[:, 1], range(1, 101))
    assert [len(call["input"]) for call in calls] == [64, 36]
    assert calls[0]["api_key"] == "k"
    assert calls[0]["api_base"] == "http://localhost:1"
    assert chosen.model_id == "litellm:openai/text-embedding-3-small"
    assert chosen.dimension == 2


@pytest.mark.parametrize(
    ("error", "kind"), [(_RateLimitError("secret"), TryAgainError), (ValueError("secret"), UnavailableError)]
)
def test_litellm_errors_never_carry_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, error: Exception, kind: type[Exception]
) -> None:
    _litellm(monkeypatch, error)
    with pytest.raises(kind) as raised:
        choose("litellm:a/b").embed(["my secret"])
    assert "secret" not in str(raised.value)


def test_litellm_that_answers_too_few_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _litellm(monkeypatch, lambda _: [])
    with pytest.raises(UnavailableError, match="another number"):
        choose("litellm:a/b").embed(["a"])


def test_a_model2vec_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="no folder"):
        choose(f"model2vec:{tmp_path / 'nothing'}")
