"""Which editor a person uses."""

from __future__ import annotations

import os
import shlex

from lifeos_cli.errors import UsageFault


def editor() -> list[str]:
    """Return the words that start the editor: VISUAL, EDITOR, else nano or vi.

    Raises:
        UsageFault: None is found, or a variable cannot be read.
    """
    for name in ("VISUAL", "EDITOR"):
        try:
            words = shlex.split(os.environ.get(name, ""))
        except ValueError as error:
            raise UsageFault(f"{name} cannot be read: {error}") from None
        if words:
            return words
    from shutil import which

    for name in ("nano", "vi"):
        if which(name):
            return [name]
    raise UsageFault("no editor is found", hint="Set EDITOR, as in EDITOR=nano.")
