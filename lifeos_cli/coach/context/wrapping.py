"""Putting text that somebody wrote into a tag that says it is data, so that it cannot pass for an order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TAGS = ("data", "profile", "goals", "skills", "facts", "periods", "recap", "memory", "note")
"""Tags that data stands in."""
_OURS = re.compile(rf"<(?=\s*/?\s*(?:{'|'.join(TAGS)})\b)", re.IGNORECASE)


def harmless(text: str) -> str:
    """Keep a text from opening or closing one of our tags."""
    return _OURS.sub("&lt;", text)


def wrapped(tag: str, texts: Iterable[str]) -> str:
    """Put texts into a tag, one below the other; nothing if there are none.

    Raises:
        ValueError: The tag is none of ours, so that `harmless` would not guard it.
    """
    if tag not in TAGS:
        raise ValueError(tag)
    inside = "\n".join(harmless(text) for text in texts)
    return f"<{tag}>\n{inside}\n</{tag}>" if inside else ""
