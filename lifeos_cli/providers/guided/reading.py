"""What reading an answer gives: a value that fits, or a kind word on why it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer fits; `value` is what is captured."""

    value: Any


@dataclass(frozen=True, slots=True)
class Misfit:
    """The answer does not fit yet."""

    reason: str
    """One line for the person."""
    partial: str | list[str] | None = None
    """What of it already counts, to be joined with the next answer."""


Reading: TypeAlias = Fit | Misfit


def shown(number: float) -> str:
    """Write a number without a needless `.0`."""
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)
