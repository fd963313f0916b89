"""Learns `lifeos_cli/safety/weights.txt` from `tests/safety/data/train.jsonl`.

Run `python -m tests.safety.make_weights` after changing the frames, the concepts or the training utterances.
It needs numpy (which lancedb brings) and takes about two minutes; the same input gives the same weights.
The held-out files are never read here.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from lifeos_cli.safety import engine, weighing

DATA = Path(__file__).with_name("data")
WEIGHTS = Path(weighing.__file__).with_name("weights.txt")
LEAST_SEEN = 2
ROUNDS = 500
STEP = 0.05
DECAY = 1e-5
LEAST = 0.35
CALM = 3.0  # how much a calm utterance counts: there are many more of them in life than here
TOP = 46  # characters either side of `weighing.ZERO` that print


def examples(rows: list[dict[str, str]]) -> tuple[list[set[str]], list[int]]:
    """Return what is seen in each utterance, and its kind."""
    seen = [weighing.features(engine.plain_whole(row["text"])) for row in rows]
    kinds = [weighing.KINDS.index(row["kind"]) if row["kind"] in weighing.KINDS[1:] else 0 for row in rows]
    return seen, kinds


def learn(seen: list[set[str]], kinds: list[int]) -> dict[str, str]:
    """Return the weights of a softmax regression as rows of characters."""
    counts = Counter(name for features in seen for name in features)
    names = sorted(name for name, count in counts.items() if count >= LEAST_SEEN)
    place = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(seen), len(names)), dtype=np.float32)
    for i, features in enumerate(seen):
        known = [place[name] for name in features if name in place]
        x[i, known] = 1 / np.sqrt(4.0 + len(known))
    target = np.eye(len(weighing.KINDS), dtype=np.float32)[kinds]
    counts_for = np.where(np.array(kinds) == 0, CALM, 1.0).astype(np.float32)[:, None]
    counts_for /= counts_for.sum()
    w: Any = np.zeros((len(names), len(weighing.KINDS)), dtype=np.float32)
    b: Any = np.zeros(len(weighing.KINDS), dtype=np.float32)
    moments: list[Any] = [np.zeros_like(w), np.zeros_like(w), np.zeros_like(b), np.zeros_like(b)]
    for t in range(1, ROUNDS + 1):
        z = x @ w + b
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        error = (p - target) * counts_for
        gw, gb = x.T @ error + DECAY * w, error.sum(0)
        rate = STEP * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        for k, (value, slope) in enumerate(((w, gw), (b, gb))):
            first, second = moments[2 * k], moments[2 * k + 1]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            value -= rate * first / (np.sqrt(second) + 1e-8)
    rows = {"start": b, **dict(zip(names, w, strict=True))}
    return {
        name: _row(row) for name, row in rows.items() if name == "start" or float(np.abs(row).max()) >= LEAST
    }


def _row(row: Any) -> str:
    return "".join(
        chr(weighing.ZERO + max(-TOP, min(TOP, round(float(value) * weighing.SCALE)))) for value in row
    )


def main() -> None:
    """Read the training utterances and write the weights."""
    with (DATA / "train.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    table = learn(*examples(rows))
    WEIGHTS.write_text("".join(f"{name} {row}\n" for name, row in table.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
