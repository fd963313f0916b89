"""What can go wrong with a job, and whether trying again can help."""

from __future__ import annotations

from lifeos_cli.errors import LifeosError, NotFoundError, UnavailableError, UsageFault
from lifeos_cli.text import one_line

WIDTH = 300
"""Characters of an error that are kept."""


class NonRetryableError(LifeosError):
    """Trying again cannot help: the job ends at once. Its message must hold nothing a person wrote."""


class StepFailedError(LifeosError):
    """A step of a workflow has failed for good; the workflow may catch it and go on.

    Args:
        step: The step's name.
        reason: Why it failed, in one line.
    """

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"step '{one_line(step, 60)}' failed: {reason}")
        self.step = step
        self.reason = reason


class JournalMismatchError(NonRetryableError):
    """The code does not do what the journal says was done: it was changed while the job was under way."""


class LeaseLostError(Exception):
    """The job was taken over: what this process has made of it counts for nothing."""


_FINAL = (NonRetryableError, StepFailedError, UsageFault, NotFoundError, UnavailableError)


def retryable(error: BaseException) -> bool:
    """Tell whether the same call may go through later; an error that wraps a final one is final too."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, _FINAL):
            return False
        waiting += [one.__cause__, *(one.exceptions if isinstance(one, BaseExceptionGroup) else ())]
    return True


def describe(error: BaseException) -> str:
    """Say what went wrong in one line: our own words, or the error's type and place.

    The message of a foreign error is left out: it may quote what a person wrote.
    """
    if isinstance(error, LifeosError):
        return one_line(error.message, WIDTH)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_name}" if trace else ""
    return f"{type(error).__name__}{where}"
