"""The one clock: epoch milliseconds in UTC, and the person's own local day.

`LIFEOS_NOW` (ISO 8601 or epoch milliseconds) freezes it, for tests and for
replaying a script as of another day.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MINUTE = 60_000
"""Milliseconds."""
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_held: ContextVar[int | None] = ContextVar("held", default=None)


def now_ms() -> int:
    """Return now as epoch milliseconds (UTC), the instant `held_at` holds, or the one `LIFEOS_NOW` names."""
    held = _held.get()
    if held is not None:
        return held
    frozen = os.environ.get("LIFEOS_NOW")
    if not frozen:
        return time.time_ns() // 1_000_000
    return int(frozen) if frozen.isdigit() else to_ms(datetime.fromisoformat(frozen))


@contextmanager
def held_at(ms: int) -> Iterator[None]:
    """Hold the clock at an instant within this context, to write what happened then."""
    token = _held.set(ms)
    try:
        yield
    finally:
        _held.reset(token)


def to_ms(moment: datetime) -> int:
    """Convert to epoch milliseconds; a naive datetime is read in the local zone."""
    return round(moment.timestamp() * 1000)


def local(ms: int) -> datetime:
    """Return the instant as an aware datetime in the person's zone."""
    return (_EPOCH + timedelta(milliseconds=ms)).astimezone()


def local_date(ms: int) -> str:
    """Return the person's calendar day of the instant, `YYYY-MM-DD`."""
    return local(ms).date().isoformat()


def iso(ms: int | None) -> str | None:
    """Return the instant as ISO 8601 with the local offset, or None for None."""
    return None if ms is None else local(ms).isoformat(timespec="milliseconds")


def zone_name() -> str:
    """Name the person's zone: the IANA name where the system tells it, else the UTC offset."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named and not named.startswith("/"):
        return named
    target = named
    if not target:
        with suppress(OSError):
            target = str(Path("/etc/localtime").readlink())
    _, found, name = target.partition("zoneinfo/")
    return name if found else local(now_ms()).strftime("%z") or "UTC"
