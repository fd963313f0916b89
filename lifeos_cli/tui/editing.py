"""The person's own editor, opened on a text that is theirs alone to read."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from lifeos_cli.editors import editor
from lifeos_cli.errors import LifeosError
from lifeos_cli.paths import private_dir

if TYPE_CHECKING:
    from lifeos_cli.tui.app import LifeosApp


def edited(app: LifeosApp, text: str) -> str | None:
    """Return the text as the editor left it; None where nothing was changed or no editor came up."""
    folder = app.desk.paths.state
    try:
        private_dir(folder)
        handle, name = tempfile.mkstemp(suffix=".md", prefix="draft-", dir=folder)
    except OSError as error:
        app.tell(f"No draft can be kept for an editor in {folder}: {error.strerror}", wrong=True)
        return None
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        words = editor()
        with app.suspend():
            done = subprocess.run([*words, str(path)], check=False)  # noqa: S603 - the editor the person chose
        found = path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except SuspendNotSupported:
        app.tell("An editor needs a terminal of its own; here is none.", wrong=True)
        return None
    except LifeosError as error:
        app.refuse(error)
        return None
    except OSError as error:
        app.tell(f"The editor cannot be started: {error.strerror}", wrong=True)
        return None
    finally:
        with suppress(OSError):
            path.unlink()
    if done.returncode:
        app.tell(f"The editor ended with code {done.returncode}; nothing was taken over.", wrong=True)
        return None
    return found if found != text else None
