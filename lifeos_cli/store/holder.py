"""Who holds the database's write lock, where the kernel tells (Linux), so that a person knows what to close."""

from __future__ import annotations

import os
from pathlib import Path

_WRITE_LOCK = 120
"""The byte of the shared-memory file that a writer locks (sqlite.org/walformat.html#locks)."""


def writer(database: Path) -> int | None:
    """Return the process in a write transaction; None if nobody is or it cannot be told.

    It reads /proc/locks instead of asking with fcntl: opening and closing the
    file here would drop the locks this process itself has on it.
    """
    try:
        node = database.with_name(database.name + "-shm").stat().st_ino
        lines = Path("/proc/locks").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        # 1: POSIX ADVISORY WRITE 4711 fe:01:123456 120 120
        fields = line.split()
        ours = fields[1:4] == ["POSIX", "ADVISORY", "WRITE"] and fields[5].rpartition(":")[2] == str(node)
        if ours and int(fields[6]) <= _WRITE_LOCK <= _end(fields[7]):
            return int(fields[4])
    return None


def _end(field: str) -> int:
    return 2**63 if field == "EOF" else int(field)


def describe(database: Path) -> str:
    """Name the writer for a message: "another process" or "process 4711 (lifeos, stopped)"."""
    found = writer(database)
    if found is None or found <= 0 or found == os.getpid():
        return "another process"
    try:
        stat = Path(f"/proc/{found}/stat").read_text()
    except OSError:
        return f"process {found}"
    name, _, rest = stat.partition("(")[2].rpartition(")")
    stopped = ", stopped" if rest.split()[0] in "Tt" else ""
    return f"process {found} ({name}{stopped})"
