"""A damaged database gets out of the way, as it is, under a name that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.store.backup import stamp, sync
from lifeos_cli.store.locks import alone, beside

if TYPE_CHECKING:
    from pathlib import Path

_PARTS = ("", "-wal", "-shm")


def move(database: Path) -> Path:
    """Rename a database and its log to `NAME.corrupt-WHEN`; returns the new path.

    Raises:
        TryAgainError: Another process has it open.
    """
    database = database.resolve()
    with alone(beside(database, "open"), seconds=1, why="another lifeos has the database open"):
        kept = renamed(database, database)
        beside(database, "migrate").write_text("")
    return kept


def renamed(current: Path, database: Path) -> Path:
    """Give what is at `current`, log included, the name of a corrupt `database`; returns it."""
    kept = database.resolve().with_name(f"{database.name}.corrupt-{stamp()}")
    for part in _PARTS:
        there = current.with_name(current.name + part)
        if there.exists():
            there.rename(kept.with_name(kept.name + part))
    sync(kept.parent)
    return kept
