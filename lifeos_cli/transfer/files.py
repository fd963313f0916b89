"""A file that appears whole, for its owner alone, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.store.files import publish, sync, taken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

TAKEN = "Say --force to replace it, or name another."


@contextmanager
def new_file(target: Path, *, force: bool) -> Iterator[BinaryIO]:
    """Write beside the target; at the end of the block the file takes its name, flushed to the disk.

    Args:
        target: A file that does not exist.
        force: It may exist, and is replaced.

    Raises:
        UsageFault: It exists, or is no ordinary file.
        NotFoundError: Its folder does not.
    """
    with new_path(target, force=force) as partial, partial.open("r+b", buffering=1024 * 1024) as file:
        yield file


@contextmanager
def new_path(target: Path, *, force: bool) -> Iterator[Path]:
    """Give the empty file that takes the target's name at the end of the block, for what opens files itself.

    Raises:
        UsageFault: See `new_file`.
        NotFoundError: See `new_file`.
    """
    refuse(target, force=force)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    try:
        yield partial
        sync(partial)
        if force:
            partial.replace(target)
        else:
            publish(partial, target, TAKEN)
    finally:
        partial.unlink(missing_ok=True)
    sync(target.parent)


def refuse(target: Path, *, force: bool) -> None:
    """Raise if the target must not be written (see `new_file`)."""
    if not target.parent.is_dir():
        raise NotFoundError(f"there is no folder {target.parent}", hint="Make it first, or name another.")
    if not os.path.lexists(target):
        return
    if target.exists() and not target.is_file():
        raise UsageFault(f"{target} is no ordinary file", hint="`-o -` writes to standard output.")
    if not force:
        raise taken(target, TAKEN)
