"""Coach files of the person's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from lifeos_cli.coach.catalog import BUILT_IN, template
from lifeos_cli.errors import NotFoundError, UsageFault
from lifeos_cli.paths import private_dir
from lifeos_cli.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")


def create(folder: Path, name: str) -> Path:
    """Write the skeleton of a coach; returns its path.

    Raises:
        UsageFault: A name that cannot be an id, or a file that exists.
    """
    if not _ID.match(name):
        raise UsageFault(
            f"'{one_line(name, 30)}' cannot be a coach's id",
            hint="Small letters, digits and _, a letter first.",
        )
    path = private_dir(folder) / f"{name}.toml"
    try:
        with path.open("x", encoding="utf-8") as out:
            out.write(template(name))
    except FileExistsError as error:
        raise UsageFault(f"{path} exists", hint=f"Edit it with: lifeos coaches edit {name}") from error
    return path


def named_files(folder: Path, names: Sequence[str]) -> list[Path]:
    """Return the files that are meant: by a coach's id or by path; everything in the folder for no name."""
    if not names:
        return sorted(folder.glob("*.toml"))
    return [_file_of(folder, name) if _ID.match(name) else Path(name) for name in names]


def _file_of(folder: Path, coach_id: str) -> Path:
    own, built_in = folder / f"{coach_id}.toml", BUILT_IN / f"{coach_id}.toml"
    return built_in if built_in.exists() and not own.exists() else own


def own_copy(folder: Path, name: str) -> Path:
    """Return the person's own file of a coach; a built-in one is copied there first.

    Raises:
        NotFoundError: Neither an own nor a built-in coach is called that.
    """
    from lifeos_cli.coach.catalog import find

    path = folder / f"{name.strip().lower()}.toml"
    if _ID.match(name.strip().lower()) and path.exists():
        return path
    coach = find(name, folder)
    path = folder / f"{coach.id}.toml"
    if not path.exists():
        source = BUILT_IN / f"{coach.id}.toml"
        if not source.exists():
            raise NotFoundError(f"the file of coach {coach.id} is not in {folder}")
        shutil.copyfile(source, private_dir(folder) / path.name)
    return path
