"""What a person types after a question, and what a pipe brings."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lifeos_cli.cli.runtime import current

if TYPE_CHECKING:
    from collections.abc import Callable


def stdin_text() -> str:
    """Return all of standard input; bytes that are no UTF-8 become U+FFFD."""
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def ask(question: str) -> str | None:
    """Ask on stderr and return the line that was typed; None at end of input."""
    current().say_inline(question)
    line = sys.stdin.readline()
    if not line:
        current().say("")
        return None
    return line.rstrip("\n")


def ask_until(question: str, check: Callable[[str], object]) -> object:
    """Ask until the answer passes `check` or is empty (skipped, None).

    Raises:
        EOFError: The input ended.
    """
    from lifeos_cli.errors import LifeosError

    while True:
        typed = ask(question)
        if typed is None:
            raise EOFError
        if not typed.strip():
            return None
        try:
            return check(typed.strip())
        except LifeosError as error:
            current().say(f"  {error.message}. Enter skips it.")


def confirm(question: str) -> bool:
    """Ask a yes-or-no question; anything but a clear yes is a no."""
    return (ask(f"{question} [y/N] ") or "").strip().lower() in {"y", "yes"}
