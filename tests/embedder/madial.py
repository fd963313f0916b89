"""MADial-Bench as a retrieval task: what should a coach remember at this turn of a conversation?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DEPTHS = (5, 10, 20)
_OTHER_PERSON = "Lisa"


@dataclass(frozen=True, slots=True)
class Task:
    """Memories, dialogues up to the turn that should recall, and what is right."""

    memories: list[str]
    dialogues: list[str]
    """Both speakers' turns before the test turn."""
    own_words: list[str]
    """The person's turns alone."""
    relevant: list[set[int]]
    mine: list[set[int]]
    """The places of the person's own memories, by dialogue."""


def load(folder: Path) -> Task:
    """Read the English part of the set."""
    memory: dict[int, str] = {}
    for line in (folder / "MADial-Bench-en-memory.json").read_text(encoding="utf-8").splitlines():
        memory.update({int(key): value["event"] for key, value in json.loads(line).items()})
    places = {key: place for place, key in enumerate(memory)}
    people: dict[int, set[int]] = {1: set(), 2: set()}
    for key, event in memory.items():
        people[2 if _OTHER_PERSON in event else 1].add(places[key])
    task = Task(list(memory.values()), [], [], [], [])
    for line in (folder / "MADial-Bench-en-dialogue.json").read_text(encoding="utf-8").splitlines():
        talk = json.loads(line)
        turns = [turn.strip() for turn in talk["dialogue"][1 : talk["test-turn"][0]]]
        task.dialogues.append("\n".join(turns))
        task.own_words.append("\n".join(turn for turn in turns if not turn.startswith("<Assistant>")))
        task.relevant.append({places[key] for key in talk["relevant-id"]})
        task.mine.append(people[talk["user-id"]])
    return task


def recall(
    memories: NDArray[np.float32],
    queries: NDArray[np.float32],
    relevant: list[set[int]],
    allowed: list[set[int]] | None,
) -> list[float]:
    """Return recall at each depth, the mean over the queries."""
    found: list[list[float]] = []
    for number, scores in enumerate(queries @ memories.T):
        ranked = [int(place) for place in np.argsort(-scores, kind="stable")]
        if allowed is not None:
            ranked = [place for place in ranked if place in allowed[number]]
        right = relevant[number]
        found.append([len(right & set(ranked[:depth])) / len(right) for depth in DEPTHS])
    return [float(value) for value in np.mean(found, axis=0)]
