"""Whole processes timed in turn, so that a drifting machine bends all figures alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

BARE = (sys.executable, "-c", "pass")
PROGRAM = str(Path(sys.executable).parent / "lifeos")


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a child that keeps everything under `home` and knows no key.

    Python may cache its byte code, as it does on a person's machine.
    """
    foreign = ("LIFEOS_", "ANTHROPIC_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "LIFEOS_HOME": str(home), "TZ": "UTC", "TERM": "xterm-256color"}


def whole(args: Sequence[str], env: Mapping[str, str]) -> float:
    """Run a process to its end and return its seconds."""
    began = time.perf_counter()
    subprocess.run(
        args,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - began


class Taken(NamedTuple):
    """What a process took."""

    wall: float
    """Seconds from its start to its end."""
    cpu: float
    """Seconds of processor, user and system, its own and its children's."""
    code: int
    """Its exit code."""


def process(args: Sequence[str], env: Mapping[str, str]) -> Taken:
    """Run a process to its end, without its streams, and return what it took."""
    null = os.open(os.devnull, os.O_RDWR)
    streams = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
    began = time.perf_counter()
    pid = os.posix_spawn(args[0], list(args), env, file_actions=streams)
    _, status, used = os.wait4(pid, 0)
    taken = time.perf_counter() - began
    os.close(null)
    return Taken(taken, used.ru_utime + used.ru_stime, os.waitstatus_to_exitcode(status))


def in_turn(cases: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Run the cases A B C A B C ... after one warm-up each; returns the median seconds of each."""
    for run in cases.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, run in cases.items():
            taken[name].append(run())
    return {name: statistics.median(values) for name, values in taken.items()}


def show(title: str, medians: Mapping[str, float], base: str) -> None:
    """Print the medians with their ratios to the base."""
    print(f"\n{title} (medians; x is the ratio to `{base}`)")
    for name, seconds in medians.items():
        print(f"  {name:<34} {seconds * 1000:8.1f} ms {seconds / medians[base]:6.2f} x")
