"""What closed widgets leave behind is collected, and given back to the system, while nobody types.

A widget and its children know each other, so only the garbage collector frees
them, and those that have lived a while only when it looks through everything:
about 100,000 objects in a thousand keys that go from mode to mode. Left to
itself it comes too seldom for memory to stay flat, and in the middle of a word.
"""

from __future__ import annotations

import gc
import threading
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App
    from textual.timer import Timer

IDLE = 5.0
"""Seconds without a key or a change after which nobody is thought to be typing."""
ENOUGH = 200
"""Keys and changes from which on it is worth it."""
MOST = 400
"""Keys and changes after which it is done even if somebody has not paused once."""


class Tidy:
    """Decides when to collect.

    Args:
        app: Whose timers tell the time.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._count, self._last = 0, 0.0
        self._timer: Timer | None = None
        self._first = True

    def noticed(self) -> None:
        """Note a key or a change."""
        self._count += 1
        self._last = monotonic()
        if self._count >= MOST:
            self.now()
        elif self._count >= ENOUGH and self._timer is None:
            self._timer = self._app.set_timer(IDLE, self._look)

    def _look(self) -> None:
        rest = IDLE - (monotonic() - self._last)
        self._timer = None
        if rest <= 0:
            self.now()
        else:
            self._timer = self._app.set_timer(rest, self._look)

    def now(self) -> None:
        """Collect; the memory that was freed is given back by a thread, for that needs nobody's attention.

        What the first look finds in use are the libraries, for the most part: no later look goes through them.
        """
        if self._timer is not None:
            self._timer.stop()
        self._count, self._timer = 0, None
        gc.collect()
        if self._first:
            gc.freeze()
            self._first = False
        threading.Thread(target=give_back, name="tidy", daemon=True).start()


def give_back() -> None:
    """Give the free pages of the heap back to the system, where its C library can (glibc's `malloc_trim`)."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


__all__ = ["Tidy", "give_back"]
