"""Vectors that lie like those of texts: topics, and around each of them texts that differ in a few directions most.

Real embeddings are neither uniform nor balls around centres: their spread falls off from direction to direction. Topics
and the texts of a topic are drawn with variances that fall as `rank ** -FALL`, and turned at random. With these numbers
two texts at random have a cosine near 0, two of a topic about .5, and the nearest of a million about .75 to .9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIM = 384
TOPICS = 2_000
FALL = 0.7
SHARES = (("u50", 0.5), ("u5", 0.05), ("rest", 0.45))
"""Who owns how much: a person half of it, another a twentieth."""
_BLOCK = 50_000


class Vectors(NamedTuple):
    """Everybody's vectors, person after person."""

    owner: list[tuple[str, int, int]]
    """(name, first row, end)."""
    rows: NDArray[np.float32]
    queries: NDArray[np.float32]
    """Drawn like the rows, and none of them."""


def make(count: int, queries: int, *, uniform: bool, seed: int = 1) -> Vectors:
    """Make unit vectors.

    Args:
        count: Of everybody.
        queries: How many queries.
        uniform: Every direction alike, no topics: what no text is like, and hardest to index.
        seed: Of the dice.
    """
    dice = np.random.default_rng(seed)
    spread = (np.arange(1, DIM + 1) ** (-FALL / 2)).astype(np.float32)
    turn = np.linalg.qr(dice.standard_normal((DIM, DIM)))[0].astype(np.float32)
    topics = _unit(dice.standard_normal((TOPICS, DIM), dtype=np.float32) * spread)
    popular = 1 / np.arange(10, TOPICS + 10)

    def draw(most: int) -> NDArray[np.float32]:
        if uniform:
            return _unit(dice.standard_normal((most, DIM), dtype=np.float32))
        own = _unit(dice.standard_normal((most, DIM), dtype=np.float32) * spread)
        chosen = dice.choice(TOPICS, most, p=popular / popular.sum())
        return _unit((topics[chosen] + own) @ turn)

    rows = np.empty((count, DIM), dtype=np.float32)
    for start in range(0, count, _BLOCK):
        rows[start : start + _BLOCK] = draw(min(_BLOCK, count - start))
    owner, first = [], 0
    for name, share in SHARES:
        owner.append((name, first, first + round(count * share)))
        first += round(count * share)
    return Vectors(owner, rows, draw(queries))


def _unit(rows: NDArray[Any]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
