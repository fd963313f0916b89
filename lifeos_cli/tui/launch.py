"""Starting the app on a terminal, and leaving the terminal as it was found, whatever happens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

from lifeos_cli.errors import ExitCode, UsageFault

if TYPE_CHECKING:
    from lifeos_cli.tui.app import LifeosApp
    from lifeos_cli.tui.desk import Desk

_LEFT_ON = ("1049l", "25h", "1000l", "1002l", "1003l", "1006l", "1004l", "2004l", "2026l")
RESET = "".join(f"\x1b[?{mode}" for mode in _LEFT_ON) + "\x1b[<u\x1b[0m"
"""Main screen, cursor, no mouse, no focus events, no bracketed paste, no held frame, plain keys, plain text."""
ENDS = {
    signal.SIGTERM: ExitCode.TERMINATED,
    signal.SIGHUP: ExitCode.TERMINATED,
    signal.SIGINT: ExitCode.INTERRUPTED,
}
"""Signals that end the app in order, and the exit code of each."""


def in_browser() -> bool:
    """Tell whether `lifeos serve` started this: then a browser draws, and there is no terminal."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def require_terminal() -> None:
    """Refuse to start where there is no terminal to draw on: Textual would fill a file with escape codes.

    Raises:
        UsageFault: Standard input or standard error is no terminal, or one that cannot be drawn on.
    """
    if not all(_tty(stream) for stream in (sys.__stdin__, sys.__stderr__)):
        raise UsageFault(
            "the app needs a terminal for keys and screen (stdin and stderr)",
            hint="`lifeos tui --plain` lists the commands that do the same.",
        )
    if os.environ.get("TERM", "dumb") in {"", "dumb"}:
        raise UsageFault(
            "this terminal cannot be drawn on (TERM=dumb)",
            hint="`lifeos tui --plain` lists the commands that do the same.",
        )


def _tty(stream: object) -> bool:
    try:
        return stream is not None and bool(stream.isatty())  # type: ignore[attr-defined]  # a text stream or nothing
    except ValueError:
        return False


def run(desk: Desk) -> int:
    """Run the app to its end; returns the exit code.

    Args:
        desk: What this run is about.

    Raises:
        UsageFault: There is no terminal.
        Exception: What ended the app, if something did; the terminal is restored by then.
    """
    web = in_browser()
    if not web:
        require_terminal()
        if not _tty(sys.__stdout__):
            sys.__stdout__ = sys.__stderr__  # type: ignore[misc]  # Textual measures the terminal by this name
    from lifeos_cli.tui.app import LifeosApp

    app = LifeosApp(desk)
    held = _modes()
    try:
        code = asyncio.run(_until_left(app))
    finally:
        if not web:
            _restore(held, failed=app.failure is not None)
    if app.failure is not None:
        raise app.failure
    return code


async def _until_left(app: LifeosApp) -> int:
    """Run the app; a signal that means the end leaves it in order."""
    loop = asyncio.get_running_loop()
    for number, code in ENDS.items():
        loop.add_signal_handler(number, _leave, app, int(code))
    found = await app.run_async(mouse=app.desk.settings.flag("tui.mouse"))
    return int(app.return_code or 0) if found is None else found


def _leave(app: LifeosApp, code: int) -> None:
    app.run_worker(app.leave(code), exit_on_error=False)


def _modes() -> list[object] | None:
    """Return how the terminal was set before."""
    import termios

    try:
        return termios.tcgetattr(sys.__stdin__.fileno()) if sys.__stdin__ else None
    except (OSError, ValueError, termios.error):
        return None


def _restore(held: list[object] | None, *, failed: bool) -> None:
    """Set the terminal as it was; after a failure, also leave every mode the app may have entered."""
    import termios
    from contextlib import suppress

    with suppress(OSError, ValueError, termios.error):
        if failed and sys.__stderr__ is not None:
            sys.__stderr__.write(RESET)
            sys.__stderr__.flush()
        if held is not None and sys.__stdin__ is not None:
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, held)  # type: ignore[arg-type]  # as it was read
