"""How long commands take from the shell's point of view. `python -m tests.bench.cold_start`."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.timing import BARE, PROGRAM, environment, in_turn, show, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUNDS = 15
COMMANDS = (
    "--version",
    "--help",
    "checkin --mood 5 --note x",
    "checkins list -n 20",
    "checkins due",
    "sessions list",
    "today",
    "users list",
    "jobs stats",
)


def prompt(env: Mapping[str, str]) -> float:
    """Return the seconds until `lifeos chat` shows its prompt on a terminal."""
    import pexpect

    began = time.perf_counter()
    terminal = pexpect.spawn(
        PROGRAM, ["chat", "--no-input"], env=dict(env), dimensions=(40, 100), encoding="utf-8"
    )
    terminal.expect_exact("you>")
    taken = time.perf_counter() - began
    terminal.close(force=True)
    return taken


def main() -> None:
    """Measure every fast command and the prompt beside a bare interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        env = environment(Path(folder))
        cases = {"python -c pass": partial(whole, BARE, env)}
        cases |= {f"lifeos {line}": partial(whole, (PROGRAM, *line.split()), env) for line in COMMANDS}
        show("Cold start", in_turn(cases, ROUNDS), "python -c pass")
        cases = {
            "python -c pass": partial(whole, BARE, env),
            "lifeos chat, to its prompt": partial(prompt, env),
        }
        show("First prompt", in_turn(cases, ROUNDS), "python -c pass")


if __name__ == "__main__":
    main()
