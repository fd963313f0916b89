"""Who is at work: a name for this process that no later process can have."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@cache
def _boot_id() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "-"


def _started(pid: int) -> str | None:
    """Return when the process started (kernel ticks), "" where that cannot be told, None if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return None if _BOOT.exists() else _signalled(pid)
    except OSError:
        return ""
    # Field 22 of proc(5); the second field is a name that may hold spaces and brackets.
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def _signalled(pid: int) -> str | None:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""


def me() -> str:
    """Return this process as `boot id:pid:start time`."""
    return f"{_boot_id()}:{os.getpid()}:{_started(os.getpid()) or ''}"


def alive(owner: str) -> bool:
    """Tell whether the process of that name is still running."""
    boot, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    if boot != _boot_id() or not pid.isdigit():
        return False
    found = _started(int(pid))
    return found is not None and (not found or not started or found == started)
