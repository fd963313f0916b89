"""What a text was found to be: a level, a kind and the names of the patterns that fired."""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` costs more to import than the whole prefilter; type checkers know this name
if TYPE_CHECKING:
    from typing import Literal, NamedTuple

    Level = Literal["none", "check", "crisis"]

    class Verdict(NamedTuple):
        """One judgement on one text.

        Attributes:
            level: `none`, `check` or `crisis`.
            kind: The kind behind a check or a crisis, else None.
            explicit: Whether it was stated outright; such a level is never lowered by anything.
            matched: Names of the patterns that fired, strongest first; never the text itself.
        """

        level: str
        kind: str | None
        explicit: bool
        matched: tuple[str, ...]

else:
    from collections import namedtuple

    Verdict = namedtuple("Verdict", ("level", "kind", "explicit", "matched"))  # noqa: PYI024
    Verdict.__doc__ = "One judgement on one text: level, kind, explicit, matched pattern names."

LEVELS: tuple[str, ...] = ("none", "check", "crisis")
"""The levels from calm to urgent."""

NONE = Verdict("none", None, explicit=False, matched=())
"""The verdict on a text that asks for nothing special."""


def worse(a: str, b: str) -> str:
    """Return the more urgent of two levels; they may come from the store, as plain texts."""
    return a if LEVELS.index(a) >= LEVELS.index(b) else b
