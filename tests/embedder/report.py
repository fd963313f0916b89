"""Compares what was built with the original: agreement, recall, speed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lifeos_cli.memory.embed.builtin import MODEL, MiniLM, batches
from lifeos_cli.memory.embed.oneshot import embed_once
from lifeos_cli.memory.embed.table import TABLE, static
from lifeos_cli.memory.embed.tokens import tokenizer
from tests.embedder import madial, variants
from tests.embedder.session import AT_ONCE, Session, padded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Embed = Callable[[list[str]], NDArray[np.float32]]

TEXTS = Path(__file__).with_name("texts.txt")


def lines(source: Path, floats: Path, work: Path, data: Path | None, *, compare: bool) -> Iterator[str]:
    """Yield the report."""
    texts = TEXTS.read_text(encoding="utf-8").splitlines()
    original = _original(source)
    right = original(texts)
    task = madial.load(data) if data else None
    built = MiniLM()
    models: dict[str, tuple[Embed, int]] = {
        "original (sentence-transformers)": (original, 0),
        "graph in floats": (Session(floats).embed, floats.stat().st_size),
        "builtin": (built.embed, MODEL.stat().st_size),
        "builtin, one-shot path": (
            lambda some: np.stack([embed_once(text) for text in some]),
            MODEL.stat().st_size,
        ),
        "static": (static().embed, TABLE.stat().st_size),
    }
    if compare:
        for name, path in variants.write(floats, work):
            models[name] = (Session(path).embed, path.stat().st_size)
    lengths = [len(encoding.ids) for encoding in tokenizer().encode_batch(texts)]
    yield f"{len(texts)} texts, {sum(lengths)} tokens, {min(lengths)} to {max(lengths)}"
    for name, (embed, size) in models.items():
        yield f"{name}: {size / 1e6:.1f} MB; " + "; ".join(_figures(embed, texts, right, task))
    yield from _speed(built, texts)


def _figures(
    embed: Embed, texts: list[str], right: NDArray[np.float32], task: madial.Task | None
) -> Iterator[str]:
    together = embed(texts)
    if together.shape[1] == right.shape[1]:
        alone = np.concatenate([embed([text]) for text in texts])
        cosines, itself = (together * right).sum(1), (together * alone).sum(1)
        yield f"cosine with the original mean {cosines.mean():.4f} min {cosines.min():.4f}"
        yield f"with itself embedded alone min {itself.min():.6f}"
    if task is None:
        return
    memories = embed(task.memories)
    for name, queries, allowed in (
        ("dialogue, all memories", task.dialogues, None),
        ("dialogue, own memories", task.dialogues, task.mine),
        ("own words, own memories", task.own_words, task.mine),
    ):
        found = madial.recall(memories, embed(queries), task.relevant, allowed)
        yield f"{name} " + " / ".join(f"{value:.4f}" for value in found)


def _original(source: Path) -> Embed:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    model = SentenceTransformer(str(source), device="cpu")

    def embed(texts: list[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = model.encode(texts, batch_size=AT_ONCE, normalize_embeddings=True)
        return found

    return embed


def _speed(built: MiniLM, texts: list[str]) -> Iterator[str]:
    """Measure the program's own way beside a bare session, which is given its batches ready made."""
    bare = Session(MODEL)
    encoded = [encoding.ids for encoding in tokenizer().encode_batch(texts)]
    own = [padded([encoded[place] for place in some]) for some in batches([len(ids) for ids in encoded])]
    large = [(ids, mask) for _, ids, mask in bare.batches(texts)]
    ways: dict[str, Callable[[], object]] = {
        "MiniLM.embed, tokenizing too": lambda: built.embed(texts),
        "bare session, the same batches": lambda: [bare.run(ids, mask) for ids, mask in own],
        f"bare session, batches of {AT_ONCE} sorted by length": lambda: [
            bare.run(ids, mask) for ids, mask in large
        ],
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(7):
        for name, run in ways.items():
            start = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - start)
    yield "texts a second of processor time: " + "; ".join(
        f"{name} {len(texts) / seconds:.0f}" for name, seconds in best.items()
    )
