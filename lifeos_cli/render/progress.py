"""A bar on stderr for work that takes a while, drawn only when it has taken one already."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress, TaskID

PATIENCE = 0.5
"""Seconds before there is anything to see; what ends sooner needs no bar, and does not pay for one."""


class Bar:
    """A progress bar; off a terminal, or when not wanted, it does nothing.

    Args:
        what: What is being done.
        total: How much there is of it; None if nobody knows.
        shown: Whether it is wanted.
    """

    def __init__(self, what: str, total: float | None, *, shown: bool) -> None:
        self._what, self._total = what, total
        self._shown = shown and sys.stderr.isatty()
        self._began = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def to(self, done: float, note: str = "") -> None:
        """Say how much is done, and in a few words what came of it."""
        if not self._shown or time.monotonic() - self._began < PATIENCE:
            return
        if self._progress is None or self._task is None:
            self._progress = _drawn()
            self._progress.start()
            self._task = self._progress.add_task(self._what, total=self._total, note="")
        self._progress.update(self._task, completed=done, note=note)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


def _drawn() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %", markup=False),
        TextColumn("{task.fields[note]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
