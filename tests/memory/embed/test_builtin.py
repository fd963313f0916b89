"""The built-in model: agreement with the original, and what every text may expect of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lifeos_cli.memory.embed.builtin import DIMENSION, TEXTS_AT_ONCE, TOKENS_AT_ONCE, MiniLM, batches
from lifeos_cli.memory.embed.oneshot import embed_once

ORIGINAL = json.loads(Path(__file__).with_name("original.json").read_text(encoding="utf-8"))
ODD = [
    "",
    " \t\n ",
    "\x00",
    "😀🏔️😭",
    "今日は妹と散歩した。",
    "한국어 문장",
    "مرحبا بالعالم",
    "half of a pair \ud83d",
    "[SEP] [CLS] [PAD]",
    "a" * 5000,
    "long walk " * 5000,
    "é" * 300,
]


@pytest.fixture(scope="module")
def model() -> MiniLM:
    return MiniLM()


def test_eight_bits_agree_with_the_original_in_floats(model: MiniLM) -> None:
    right = np.array(ORIGINAL["vectors"], dtype=np.float32)
    cosines = (model.embed(ORIGINAL["texts"]) * right).sum(1)
    assert cosines.mean() > 0.995
    assert cosines.min() > 0.985


def test_a_query_embedded_in_one_shot_meets_the_vectors_of_the_model(model: MiniLM) -> None:
    texts = [*ORIGINAL["texts"], *ODD]
    once = np.stack([embed_once(text) for text in texts])
    cosines = (model.embed(texts) * once).sum(1)
    assert cosines.mean() > 0.999
    assert cosines.min() > 0.995


def test_every_text_gets_a_vector_of_length_one(model: MiniLM) -> None:
    rows = model.embed(ODD)
    assert rows.shape == (len(ODD), DIMENSION)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(model: MiniLM) -> None:
    assert model.embed([]).shape == (0, DIMENSION)


def test_a_vector_does_not_depend_on_the_texts_beside_it(model: MiniLM) -> None:
    texts = [*ORIGINAL["texts"], *ODD]
    together = model.embed(texts)
    alone = np.stack([model.embed_one(text) for text in texts])
    turned = model.embed(texts[::-1])[::-1]
    assert (together * alone).sum(1).min() > 0.9999
    assert (together * turned).sum(1).min() > 0.9999


def test_the_same_texts_give_the_same_bytes(model: MiniLM) -> None:
    texts = ORIGINAL["texts"]
    assert model.embed(texts).tobytes() == MiniLM().embed(texts).tobytes()


def test_words_past_the_limit_do_not_count(model: MiniLM) -> None:
    start = "we walked to the lake and back " * 60
    assert np.array_equal(model.embed_one(start), model.embed_one(start + "nothing of this counts"))


def test_meaning_counts_more_than_words(model: MiniLM) -> None:
    rows = model.embed(
        [
            "I could not sleep last night.",
            "Insomnia again, awake until dawn.",
            "The night train leaves at ten.",
        ]
    )
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_batches_hold_every_text_once_and_stay_small() -> None:
    lengths = [(number * 37) % 255 + 2 for number in range(500)]
    found = list(batches(lengths))
    assert sorted(place for batch in found for place in batch) == list(range(500))
    assert all(len(batch) <= TEXTS_AT_ONCE for batch in found)
    assert all(
        len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= TOKENS_AT_ONCE
        for batch in found
    )
    assert [lengths[place] for batch in found for place in batch] == sorted(lengths)


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        (
            "from lifeos_cli.memory.embed.builtin import MiniLM; MiniLM().embed(['a walk', 'a run'])",
            {"torch", "transformers", "sentence_transformers", "huggingface_hub", "onnx"},
        ),
        (
            "from lifeos_cli.memory.embed.oneshot import embed_once; embed_once('a walk')",
            {"torch", "onnxruntime", "tokenizers", "onnx"},
        ),
        (
            "from lifeos_cli.memory.embed import base, builtin, catalog, oneshot, others, table, tokens",
            {"numpy", "onnxruntime", "tokenizers", "litellm", "fastembed"},
        ),
    ],
    ids=["model", "one shot", "imports"],
)
def test_nothing_heavier_is_imported_than_needed(code: str, banned: set[str]) -> None:
    code = f"import sys; {code}; print(sorted({banned!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads by /proc")
def test_it_works_in_one_thread_and_reports_to_nobody(tmp_path: Path) -> None:
    code = (
        "import os; from lifeos_cli.memory.embed.builtin import MiniLM; MiniLM().embed(['a walk'] * 300);"
        "print(len(os.listdir('/proc/self/task')))"
    )
    home = tmp_path / "home"
    home.mkdir()
    env = {"HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
    assert not list(home.iterdir()), "onnxruntime has left a device id: its telemetry is on"
