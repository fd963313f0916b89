"""The gate between stored text and a screen.

Text from a person, a model or a file may carry terminal escapes, invisible
direction marks or lines of a megabyte. It is stored as it came and made
harmless here, just before it is shown.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    # OSC, DCS, SOS, PM, APC up to their terminator, 7-bit and 8-bit forms
    r"(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    # CSI and its parameters
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    # other escapes
    r"|\x1b[ -/]*[0-~]?"
)
_LEFT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and newline, DEL, C1
    r"\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"  # bidi, zero width, separators
    r"\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"  # annotations, tag characters, surrogates
)
_HALF = re.compile(r"[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that stand for no byte of what was typed: JSON can carry one alone."""
_SPACE = re.compile(r"\s+")


def safe_text(text: str) -> str:
    """Return the text with nothing in it that a terminal would act on.

    Escape sequences go whole, control and direction characters go, carriage
    returns become newlines; tabs, newlines, accents, CJK and emoji stay.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LEFT.sub("", _UNSAFE.sub("", text))


def one_line(text: str, width: int = 0) -> str:
    """Return safe text on one line, cut to `width` characters (0: no cut) with an ellipsis."""
    head = text[: width * 8 + 64] if width else text
    flat = _SPACE.sub(" ", safe_text(head)).strip()
    return flat if not width or len(flat) <= width else flat[: max(width - 1, 0)] + "\u2026"


def capitalised(text: str) -> str:
    """Return a text that begins with a capital; the rest stays as it is, unlike with `str.capitalize`."""
    return text[:1].upper() + text[1:]


def counted(n: int, one: str, several: str) -> str:
    """Return a number with its noun, or with more of the sentence: `1 text`, `1,200 texts`.

    Where a translation puts `ngettext`.
    """
    return f"{n:,} {one if n == 1 else several}"


def storable(text: str) -> str:
    """Return the text as the database takes it: bytes that were no UTF-8, and half a surrogate pair, become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text
