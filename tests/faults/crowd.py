"""One of many processes at the same store: `python -m tests.faults.crowd HOME write|read|count COUNT`."""

from __future__ import annotations

import sys

from lifeos_cli.paths import resolve
from lifeos_cli.store import changes, checkins, users
from lifeos_cli.store.database import Store
from tests.store import make


def run(home: str, role: str, count: int) -> None:
    """Write so many check-ins, read or count so often; a reader must never see a row without its entry."""
    with Store(resolve(home)) as store:
        person = users.current(store.conn)
        assert person is not None
        for _ in range(count):
            if role == "write":
                make.checkin(store, person.id, "crowd")
            elif role == "count":
                with store.write() as conn:
                    read = conn.execute("SELECT COALESCE(last_active_at, 0) FROM users").fetchone()[0]
                    users.touch(conn, person.id, read + 1)
            else:
                with store.snapshot() as conn:
                    rows = len(checkins.between(conn, person.id))
                    entries = len(changes.since(conn, person.id, 0, tables=["checkins"], most=100_000))
                assert rows == entries, (rows, entries)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
