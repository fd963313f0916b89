"""A person's zone, changed for the length of a block."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"),
    *("America/Santiago", "Pacific/Chatham", "Australia/Lord_Howe", "Africa/Casablanca"),
)


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Run a block as if the machine stood there."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def at(name: str, wall: str, fold: int = 0) -> int:
    """Return the instant (epoch milliseconds) at which clocks there show `wall`, the second time if `fold`."""
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(name), fold=fold)
    return round(moment.timestamp() * 1000)
