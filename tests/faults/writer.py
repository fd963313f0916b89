"""A process that writes check-ins and says which ones it was told are safe.

`python -m tests.faults.writer HOME COUNT [off]`: each id goes to standard
output, in one unbuffered write, after its commit has returned. `off` turns
the disk flushes off, to show that a test notices.
"""

from __future__ import annotations

import os
import sys

from lifeos_cli.paths import resolve
from lifeos_cli.store import transaction, users
from lifeos_cli.store.database import Store
from tests.store import make


def run(home: str, count: int, *, flush: bool = True) -> None:
    """Write in two spells, with a checkpoint between, and leave the log behind."""
    for spell in range(2):
        store = Store(resolve(home))
        if not flush:
            store.conn.execute("PRAGMA synchronous=OFF")
        person = users.current(store.conn)
        assert person is not None
        for n in range(count):
            row = make.checkin(store, person.id, "work", note=f"note {n} " * 20)
            os.write(1, f"{row.id}\n".encode())
            if spell and n == count // 2:
                transaction.checkpoint(store.conn, store.path, limit=0)
        if spell == 0:
            store.close()


if __name__ == "__main__":
    os.umask(0o077)
    run(sys.argv[1], int(sys.argv[2]), flush=sys.argv[3:] != ["off"])
    os._exit(0)
