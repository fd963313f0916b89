"""The tone of a text by its words. It says how the words sound, not how the person feels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_GOOD = frozenset(
    "happy glad good great nice lovely wonderful proud calm relaxed hopeful grateful thankful love loved enjoy enjoyed "
    "fun laugh laughed smile smiled better best easy peaceful excited confident relieved pleased kind warm safe strong "
    "success succeeded win won beautiful delighted content fine managed thanks brave joy cheerful rested".split()
)
_BAD = frozenset(
    "sad bad awful terrible horrible angry afraid scared anxious worried worry lonely alone tired exhausted stressed "
    "stress hate hated cry cried hurt pain painful lost loss died fail failed failing failure worse worst hard hopeless "
    "guilty ashamed ashamedly nervous panic sick useless hollow invisible stuck fight argument brutal rusty dread "
    "upset frustrated annoyed bored overwhelmed miserable empty grief frozen froze worn".split()
)
_NOT = frozenset(
    "not no never n't hardly without isn't wasn't don't didn't can't won't aren't weren't doesn't".split()
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_REACH = 3
"""Words before a word in which a denial turns it round."""
LEAST = 2
"""Words of tone below which nothing is said."""


def text_tone(messages: Sequence[str]) -> float | None:
    """Return the tone of what was said, -1 (all words dark) to 1 (all bright); None if too few words tell."""
    score = count = 0
    for message in messages:
        words = _WORD.findall(message.replace("\u2019", "'").casefold())
        for at, word in enumerate(words):
            sign = (word in _GOOD) - (word in _BAD)
            if sign:
                turned = any(one in _NOT for one in words[max(at - _REACH, 0) : at])
                score += -sign if turned else sign
                count += 1
    return round(score / count, 3) if count >= LEAST else None
