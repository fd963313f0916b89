"""The same items again: answers to items seen lately say less than they seem to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.clock import DAY

if TYPE_CHECKING:
    from lifeos_cli.growth.profile.rows import Observation

LOG_ONLY_DAYS = 14
HALF_DAYS = 90


class Repeats:
    """Remembers when each item last counted; rows are to come in order of time."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], int] = {}

    def factor(self, row: Observation) -> float | None:
        """Return what the row's noise variance is multiplied by.

        A row repeats when more than half of its items counted before: less
        than 14 days ago None (logged only), up to 90 days ago 2, else 1.
        """
        dimension, now, last = row.dimension, row.effective_at, self._last
        recent = again = 0
        for item in row.items:
            before = last.get((dimension, item))
            if before is not None and now - before <= HALF_DAYS * DAY:
                again += 1
                recent += now - before < LOG_ONLY_DAYS * DAY
        half = len(row.items) / 2
        return None if recent > half else 2.0 if again > half else 1.0

    def counted(self, row: Observation) -> None:
        """Note that the row counted."""
        for item in row.items:
            self._last[row.dimension, item] = row.effective_at
