"""What a rule found: a value and the words it stands in."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """One thing a person said."""

    text: str
    """What is to be kept."""
    quote: str
    """The sentence, word for word."""
    key: str = ""
    """For a fact of which there is only one at a time, what it is about: `lives`, `age`, `birthday`."""
