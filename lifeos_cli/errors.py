"""Every failure a person can meet: one line, what to do next, and an exit code."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The only exit codes of `lifeos` (listed in docs/exit-codes.md)."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    CONDITION = 10
    UNAVAILABLE = 69
    TRY_AGAIN = 75
    INTERRUPTED = 130
    TERMINATED = 143


class LifeosError(Exception):
    """A failure with a message for the person.

    Args:
        message: What happened and why, in one line. It must never carry text
            a person wrote beyond the argument they have just typed.
        hint: What to do about it, in one line.
    """

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageFault(LifeosError):
    """The command's words or values are off; nothing was written."""

    exit_code = ExitCode.USAGE


class NotFoundError(LifeosError):
    """Nothing answers to the name, handle or id that was given."""

    exit_code = ExitCode.NOT_FOUND


class UnavailableError(LifeosError):
    """A model provider cannot be used as things stand; trying again does not help.

    Args:
        message: See `LifeosError`.
        hint: See `LifeosError`.
        kind: What sort of failure, in a word for the row of the call (`auth`, `too_long`, ...).
    """

    exit_code = ExitCode.UNAVAILABLE

    def __init__(self, message: str, *, hint: str = "", kind: str = "") -> None:
        super().__init__(message, hint=hint)
        self.kind = kind


class TryAgainError(LifeosError):
    """Something outside was busy; the same call may go through later.

    Args:
        message: See `LifeosError`.
        hint: See `LifeosError`.
        kind: What sort of failure, in a word for the row of the call (`rate_limit`, `cut`, ...).
        retry_after: How many seconds to wait first, as far as the other side said.
    """

    exit_code = ExitCode.TRY_AGAIN

    def __init__(
        self, message: str, *, hint: str = "", kind: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.retry_after = retry_after


def with_hint(message: str, hint: str = "") -> str:
    """Return what happened and what to do about it as one line, with one full stop between the two."""
    stop = "" if message.endswith((".", "?", "!")) else "."
    return f"{message}{stop} {hint}".rstrip()
