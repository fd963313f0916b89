"""What is loaded after the first frame, in a thread: the other modes, the SDK of the model in use, the vector index."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from importlib import import_module
from typing import TYPE_CHECKING

from lifeos_cli.tui.modes import MODES

if TYPE_CHECKING:
    from lifeos_cli.tui.desk import Desk

_log = logging.getLogger(__name__)
LATER = 1.0
"""Seconds after the first frame: the person's first keys come before anything heavy."""
BREATH = 0.02
"""Seconds between two modes that are loaded, left to the app's own thread."""
YOUNG = 20_000
"""Objects made before the collector looks among the young ones."""
SWITCH_SECONDS = 0.001
"""How long another thread may keep the interpreter while the app's own waits for it; Python's default is 5 ms."""


def settle() -> None:
    """Take what is loaded by now out of the garbage collector's sight: its long pauses are what a key waits for."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(YOUNG, 20, 50)
    gc.freeze()


def warm(desk: Desk) -> threading.Timer:
    """Begin to load; returns the timer, which is a daemon."""
    timer = threading.Timer(LATER, _load, (desk,))
    timer.daemon = True
    timer.start()
    return timer


def _load(desk: Desk) -> None:
    try:
        for mode in MODES.values():
            import_module(mode.module)
            time.sleep(BREATH)
        from lifeos_cli.record.connecting import GUIDED, connect, has_key, require_form

        name = desk.settings.text("model")
        vendor = require_form(name)
        if vendor != GUIDED and has_key(desk.paths, vendor, name):
            connect(name, desk.settings, desk.paths).warm()
        if desk.settings.flag("memory.enabled"):
            import lifeos_cli.memory.search  # noqa: F401
        gc.freeze()
    except Exception as error:  # noqa: BLE001 - it is loaded again where it is needed, and fails there in words
        _log.info("not loaded ahead: %s", type(error).__name__)
