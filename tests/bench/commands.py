"""Every command's whole process beside a bare interpreter, on a made-up month. `python -m tests.bench.commands`.

Wall-clock time is what a person waits; processor time (user and system,
children included) is steadier where other work shares the machine. A write
runs each time on a fresh copy of the home, made before the clock starts.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.bench.commands_home import Home, make
from tests.bench.commands_lines import NOT_TIMED, READS, WRITES, Line
from tests.bench.timing import BARE, Taken, process

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 9
BAR = 8.0
"""Most that a fast command may take, as a ratio to a bare interpreter."""


class Row(NamedTuple):
    """A command's ratios."""

    line: Line
    wall: float
    cpu: float

    @property
    def text(self) -> str:
        """How it is printed."""
        marks = "over the bar" if self.cpu > BAR and not self.line.heavy else self.line.heavy
        return f"  lifeos {self.line.words:<40} {self.wall:7.2f} x {self.cpu:7.2f} x  {marks}".rstrip()


def measure(home: Home, lines: Sequence[Line], *, fresh: bool, rounds: int) -> list[Row]:
    """Time the lines in turn, each right after a bare interpreter; one warm-up each.

    Raises:
        RuntimeError: A command failed, so its time would mean nothing.
    """
    taken: dict[Line, list[tuple[Taken, Taken]]] = {line: [] for line in lines}
    for turn in range(rounds + 1):
        for line, kept in taken.items():
            if fresh:
                home.renew()
            bare = process(BARE, home.env)
            run = process(home.argv(line.words), home.spare if fresh else home.env)
            if run.code:
                raise RuntimeError(f"lifeos {line.words} ended with {run.code}")
            if turn:
                kept.append((bare, run))
    return [_row(line, kept) for line, kept in taken.items()]


def _row(line: Line, kept: Sequence[tuple[Taken, Taken]]) -> Row:
    return Row(
        line,
        median(run.wall for _, run in kept) / median(bare.wall for bare, _ in kept),
        median(run.cpu for _, run in kept) / median(bare.cpu for bare, _ in kept),
    )


def main() -> None:
    """Measure all commands, or those whose line holds a word given."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.commands")
    parser.add_argument("words", nargs="*", help="Only lines that hold one of these.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    over = []
    with tempfile.TemporaryDirectory() as folder:
        home = make(Path(folder))
        for title, lines, fresh in (("Reads", READS, False), ("Writes", WRITES, True)):
            wanted = [one for one in lines if not given.words or any(w in one.words for w in given.words)]
            rows = measure(home, wanted, fresh=fresh, rounds=given.rounds)
            print(
                f"{title}: wall-clock and processor time as ratios to `python -c pass`, medians of {given.rounds}"
            )
            print("\n".join(row.text for row in rows) + "\n")
            over += [row for row in rows if row.cpu > BAR and not row.line.heavy]
    print(f"{len(over)} commands without heavy work over {BAR:g} x of processor time")
    if not given.words:
        print("Not timed: " + "; ".join(f"{name} ({why})" for name, why in NOT_TIMED.items()))


if __name__ == "__main__":
    main()
