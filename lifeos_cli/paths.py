"""Where things lie: one home folder if named, else the system's own places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """The folders of one installation."""

    data: Path
    """`lifeos.db`, its vectors and backups."""
    config: Path
    """`config.toml`, coaches of the person's own."""
    cache: Path
    """Whatever can be built again."""
    state: Path
    """Locks, input history, drafts."""
    logs: Path

    @property
    def database(self) -> Path:
        """The one file that is the truth."""
        return self.data / "lifeos.db"

    @property
    def backups(self) -> Path:
        """Backups taken before migrations, or by hand without a path."""
        return self.data / "backups"

    @property
    def settings(self) -> Path:
        """The settings file a person edits."""
        return self.config / "config.toml"

    @property
    def keys(self) -> Path:
        """API keys, where the system has no key store."""
        return self.config / "keys.toml"

    @property
    def coaches(self) -> Path:
        """Coach files of the person's own."""
        return self.config / "coaches"


def resolve(home: str | None = None) -> Paths:
    """Find the folders: `home`, else `LIFEOS_HOME`, else the platform's places.

    With a home everything lies under it, so that copying or removing one
    folder copies or removes all. Nothing is created here.
    """
    home = home or os.environ.get("LIFEOS_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root / "data", root / "config", root / "cache", root / "state", root / "logs")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("lifeos", appauthor=False)
    return Paths(
        Path(dirs.user_data_dir),
        Path(dirs.user_config_dir),
        Path(dirs.user_cache_dir),
        Path(dirs.user_state_dir),
        Path(dirs.user_log_dir),
    )


def private_dir(path: Path) -> Path:
    """Create the folder, and any above it that is missing, for its owner alone (0700)."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
