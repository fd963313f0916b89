"""What the app is given: the folders, the settings, the person, and connections for its threads."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lifeos_cli.paths import resolve
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    import sqlite3

    from lifeos_cli.paths import Paths
    from lifeos_cli.settings import Settings


@dataclass(slots=True)
class Desk:
    """One run of the app."""

    paths: Paths
    settings: Settings
    user_id: str
    name: str
    """The person's, as they gave it."""
    fresh: bool = False
    """There is no check-in, goal or session yet."""
    warnings: list[str] = field(default_factory=list)
    """What to say once the first frame stands."""

    def program(self) -> list[str]:
        """Return the words that start this program for the same home and person."""
        root = self.paths.data.parent
        under = resolve(str(root)) == self.paths
        return [
            sys.executable,
            "-m",
            "lifeos_cli",
            *(("--home", str(root)) if under else ()),
            "--user",
            self.user_id,
        ]

    def reload(self) -> None:
        """Read the settings anew after one was written.

        Raises:
            UsageFault: The file holds something that is not valid; the old ones stay.
        """
        from lifeos_cli.settings import load

        self.settings = load(self.paths)


class Reading(Store):
    """A store over a connection that a live view has open, for use cases that read; it cannot write.

    Args:
        paths: The folders.
        conn: The connection, inside the view's snapshot.
    """

    def __init__(self, paths: Paths, conn: sqlite3.Connection) -> None:
        self.paths = paths
        self.path = paths.database
        self.conn = conn  # type: ignore[assignment]  # made by `connection.connect`, known here by its base
