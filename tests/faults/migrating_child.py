"""A program one migration further: `python -m tests.faults.migrating_child HOME [die]`; dies in it if told so."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from lifeos_cli.paths import resolve
from lifeos_cli.store import migrate, migrations
from lifeos_cli.store.database import Store
from lifeos_cli.store.slim import sqlite_utils_without_numpy

if TYPE_CHECKING:
    from sqlite_utils import Database


def main() -> None:
    """Open the store of a home, which migrates it."""
    home, *more = sys.argv[1:]

    @migrations.lifeos()  # type: ignore[untyped-decorator, unused-ignore]
    def m999_fake(db: Database) -> None:
        db.conn.execute("CREATE TABLE fake (id TEXT PRIMARY KEY, user_id TEXT)")
        db.conn.execute("UPDATE checkins SET note = 'moved'")
        if more:
            os.kill(os.getpid(), signal.SIGKILL)

    assert sqlite_utils_without_numpy()
    migrate.SCHEMA_VERSION += 1
    with Store(resolve(home)) as store:
        print(store.conn.execute("SELECT COUNT(*) FROM fake").fetchone()[0])


if __name__ == "__main__":
    main()
