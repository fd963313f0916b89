"""The person's own editor, opened on a file."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from lifeos_cli.editors import editor
from lifeos_cli.errors import LifeosError, UsageFault

if TYPE_CHECKING:
    from pathlib import Path

    from lifeos_cli.cli.runtime import Runtime


def open_editor(run: Runtime, path: Path) -> None:
    """Open the file in the person's editor and wait until it is closed.

    Raises:
        UsageFault: Nothing may be asked, or no editor is found.
        LifeosError: The editor failed.
    """
    if run.no_input:
        raise UsageFault("an editor needs someone to type", hint="Leave --no-input away.")
    words = editor()
    try:
        done = subprocess.run([*words, str(path)], check=False)  # noqa: S603 - the editor the person chose
    except OSError as error:
        raise UsageFault(
            f"the editor '{words[0]}' cannot be started: {error.strerror}", hint="Set EDITOR."
        ) from None
    if done.returncode:
        raise LifeosError(f"the editor '{words[0]}' ended with code {done.returncode}", hint=f"See {path}.")


def edit_settings(run: Runtime) -> None:
    """Edit the settings file; a new one starts with every key explained, and stays only if it was changed."""
    from lifeos_cli.settings_spec import template
    from lifeos_cli.tomledit import replace

    path = run.paths.settings
    fresh = not path.exists()
    if fresh:
        replace(path, template())
    try:
        open_editor(run, path)
    finally:
        written = path.resolve()
        if fresh and written.exists() and written.read_bytes() == template().encode():
            written.unlink()
