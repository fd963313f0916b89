"""How long a text is for a model, estimated: no tokenizer of any model is asked."""

from __future__ import annotations

BYTES_A_TOKEN = 3.5
"""English prose has about 4.5 bytes a token in the tokenizers of today's models, code and other scripts fewer; this
errs on the long side, so that what fits by this count fits."""
FRAME = 4
"""Tokens a message costs beside its text."""


def estimate(text: str) -> int:
    """Return about how many tokens a text has, rather too many than too few."""
    return int(len(text.encode("utf-8", "replace")) / BYTES_A_TOKEN) + 1 if text else 0
