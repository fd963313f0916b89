"""Instants as an export writes them: UTC to the millisecond, the same on every machine."""

from __future__ import annotations

from datetime import UTC, datetime

from lifeos_cli.clock import to_ms
from lifeos_cli.transfer.lines import UnusableError


def utc(ms: int) -> str | int:
    """Write epoch milliseconds as `2026-11-22T21:00:00.000Z`; what no calendar has stays a number."""
    seconds, rest = divmod(ms, 1000)
    try:
        return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{rest:03d}Z"
    except (ValueError, OverflowError, OSError):
        return ms


def from_utc(text: str, key: str) -> int:
    """Read what `utc` wrote.

    Raises:
        UnusableError: It is no instant, or names no zone.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UnusableError(f"{key} is not a point in time") from error
    if moment.tzinfo is None:
        raise UnusableError(f"{key} names no zone")
    return to_ms(moment)
