"""Advisory locks between our own processes. The kernel lets go of them when a process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.errors import TryAgainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.005


def beside(database: Path, name: str) -> Path:
    """Return the lock file of that name, next to the database."""
    return database.with_name(f"{database.name}.{name}.lock")


def open_lock(path: Path) -> int:
    """Open a lock file, created if missing and never removed; the caller closes the handle."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def take(handle: int, *, exclusive: bool, seconds: float = 0, why: str = "") -> bool:
    """Take the lock, alone or shared with others who share it.

    Args:
        handle: An open lock file.
        exclusive: Alone.
        seconds: How long to wait for whoever has it.
        why: The message, where not getting it is a failure.

    Returns:
        Whether it was taken (always, with `why`).

    Raises:
        TryAgainError: It was not, and there is a `why`.
    """
    kind = (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            if why:
                raise TryAgainError(why, hint="Try again when it has ended.") from None
            return False
        return True


def release(handle: int) -> None:
    """Let go of the lock; the handle stays open."""
    fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def alone(path: Path, *, seconds: float, why: str) -> Iterator[None]:
    """Hold the lock alone for the block (see `take`)."""
    handle = open_lock(path)
    try:
        take(handle, exclusive=True, seconds=seconds, why=why)
        yield
    finally:
        os.close(handle)
