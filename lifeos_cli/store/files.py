"""Files that get their name when they are whole, and never another's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lifeos_cli.errors import UsageFault

if TYPE_CHECKING:
    from pathlib import Path


def sync(path: Path) -> None:
    """Have the file or folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def publish(partial: Path, target: Path, hint: str) -> None:
    """Give a finished file its name, unless somebody else took the name in between.

    Raises:
        UsageFault: Somebody did; see `taken`.
    """
    try:
        os.link(partial, target)
    except FileExistsError as error:
        raise taken(target, hint) from error
    except OSError:  # a file system without hard links
        if os.path.lexists(target):
            raise taken(target, hint) from None
        partial.rename(target)


def taken(target: Path, hint: str) -> UsageFault:
    """Return what is said of a name that is somebody else's."""
    return UsageFault(f"{target} exists and was left alone", hint=hint)
