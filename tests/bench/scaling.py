"""How cost grows: the same commands at three sizes, with the exponent of what they cost above an empty store.

    python -m tests.bench.scaling [SIZE ...]

An exponent of 0 is flat, 1 is linear. What reads a fixed number of rows, or looks up
by an index, should stay near 0; what writes or reads everything cannot be below 1.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.import_jsonl import write_file
from tests.bench.timing import PROGRAM, environment, in_turn, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (1_000, 10_000, 100_000)
ROUNDS = 5
FLAT, LINEAR = 0.35, 1.15
"""What counts as growing no faster than its theory: a logarithm and noise; a line and noise."""
COMMANDS: dict[str, tuple[tuple[str, ...], float]] = {
    "sessions list": (("sessions", "list", "-n", "20"), FLAT),
    "today": (("today",), FLAT),
    "memory search, words": (("memory", "search", "etao inshr", "--mode", "text"), LINEAR),
    "jobs stats": (("jobs", "stats"), FLAT),
    "context": (("context", "what did I plan"), LINEAR),
    "chat, guided": (("chat", "I keep putting it off", "--model", "guided"), FLAT),
    "goals list": (("goals", "list"), FLAT),
    "checkin": (("checkin", "--mood", "5"), FLAT),
    "export jsonl": (("export", "jsonl", "-o", "-"), LINEAR),
}
"""The arguments, and the exponent that theory allows."""


def homes(folder: Path, sizes: Sequence[int]) -> dict[int, dict[str, str]]:
    """Make a home for each size, and an empty one; returns the environment of each."""
    found = {}
    for size in (0, *sizes):
        env = environment(folder / str(size)) | {"LIFEOS_CONSENT_NOTICE": "0"}
        subprocess.run([PROGRAM, "users", "list"], env=env, capture_output=True, check=True)
        if size:
            file = folder / f"{size}.jsonl"
            write_file(file, size)
            took = whole((PROGRAM, "import", "jsonl", str(file), "--no-embed", "-q"), env)
            print(f"import of {size:>7} messages: {took:6.2f} s, {size / took:8.0f} a second")
        found[size] = env
    return found


def exponent(sizes: Sequence[float], above: Sequence[float]) -> float | None:
    """Return the slope of log cost over log size (least squares); None where nothing grows beyond a millisecond."""
    points = [(math.log(n), math.log(cost)) for n, cost in zip(sizes, above, strict=True) if cost > 0.001]
    if len(points) < 2:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread


def main(sizes: Sequence[int] = SIZES) -> None:
    """Measure every command at every size, one size after the other in each round."""
    with tempfile.TemporaryDirectory() as folder:
        found = homes(Path(folder), sizes)
        heads = "".join(f"{size:>12,}" for size in found)
        print(f"\nmilliseconds, medians of {ROUNDS}\n{'messages':<24}{heads}  exponent above empty")
        for name, (words, allowed) in COMMANDS.items():
            cases = {str(size): partial(whole, (PROGRAM, *words), env) for size, env in found.items()}
            taken = in_turn(cases, ROUNDS)
            empty = taken["0"]
            slope = exponent(sizes, [taken[str(size)] - empty for size in sizes])
            grown = taken[str(sizes[-1])] / empty
            said = "flat" if slope is None else f"{slope:.2f}"
            worse = " (more than its theory)" if slope is not None and slope > allowed and grown > 1.5 else ""
            cells = "".join(f"{1000 * taken[str(size)]:>12.1f}" for size in found)
            print(f"{name:<24}{cells}  {said}, {grown:.2f} x{worse}")


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:]] or SIZES)
