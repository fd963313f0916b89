"""A folder that appears whole, for its owner alone: files of it are written beside it first."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.store.backup import sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Folder:
    """A folder that is being filled."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = 0

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Open a new file of it; the name is ours, its parts are separated by `/`."""
        path = self.root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
        self.files += 1

    def text(self, name: str, text: str) -> None:
        """Write a file of text."""
        with self.file(name) as file:
            file.write(text.encode("utf-8", "replace"))


@contextmanager
def new_folder(target: Path, *, force: bool) -> Iterator[Folder]:
    """Fill a folder beside the target; at the end of the block it takes its name.

    Args:
        target: A folder that does not exist, or is empty.
        force: It may hold files, and is replaced whole if an export made it.

    Raises:
        UsageFault: It exists.
        NotFoundError: Its parent does not.
    """
    if not target.parent.is_dir():
        raise NotFoundError(f"there is no folder {target.parent}", hint="Make it first, or name another.")
    _refuse(target, force=force)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    try:
        folder = Folder(partial)
        folder.text(MARK, "lifeos export\n")
        yield folder
        _refuse(target, force=force)
        old = target.with_name(f".{target.name}.{os.getpid()}.old")
        if target.exists():
            target.rename(old)
        partial.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    sync(target.parent)


MARK = ".lifeos-export"
"""A file by which a later export with `--force` knows a folder as one of its own."""


def _refuse(target: Path, *, force: bool) -> None:
    if not os.path.lexists(target):
        return
    if not target.is_dir() or target.is_symlink():
        raise UsageFault(f"{target} is no folder", hint="Name one that does not exist.")
    if not any(target.iterdir()):
        return
    if not force:
        raise UsageFault(
            f"{target} exists and was left alone", hint="Say --force to replace it, or name another."
        )
    if not (target / MARK).is_file():
        raise UsageFault(
            f"{target} was not made by an export and was left alone", hint="Name another folder."
        )
