"""Answers in words: text, long_text, choice, yes_no, confirm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from lifeos_cli.providers.guided.phrases import EMPTY
from lifeos_cli.providers.guided.reading import Fit, Misfit, Reading
from lifeos_cli.providers.guided.words import has_words, plain, words

if TYPE_CHECKING:
    from lifeos_cli.providers.guided.model import Step

_YES: Final = frozenset(
    (
        "yes",
        "y",
        "yeah",
        "yep",
        "yup",
        "ya",
        "sure",
        "ok",
        "okay",
        "definitely",
        "absolutely",
        "please",
        "certainly",
    )
)
_NO: Final = frozenset(("no", "n", "nope", "nah", "never", "not", "don't", "dont", "isn't", "wouldn't"))
_PHRASES: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("of course", "all right", "alright", "go ahead", "i do", "i am", "it would"), True),
    **dict.fromkeys(
        ("why not", "sure why not", "no problem", "no worries", "i don't mind", "don't mind"), True
    ),
    **dict.fromkeys(("i do not", "i don't", "i am not", "i'm not", "it would not", "of course not"), False),
    **dict.fromkeys(("i would not", "i'd rather not", "i would rather not", "rather not"), False),
    **dict.fromkeys(
        ("i don't know", "i do not know", "not sure", "i'm not sure", "i am not sure", "no idea"), None
    ),
}
"""Beginnings that mean yes, no or neither; the longest that fits decides."""
_DONE: Final = frozenset(
    ("done", "did", "yes", "y", "yeah", "yep", "ok", "okay", "finished", "enter", "ready")
)
_SKIP: Final = frozenset(("s", "skip", "no", "n", "nope", "pass", "later"))
_NUMBERED = re.compile(r"\W*(?:option|number|no\.?|nr\.?)?\s*#?(\d{1,3})\W*\Z", re.IGNORECASE)
_HEDGES: Final = frozenset(("but", "mostly", "sometimes", "usually", "partly", "guess", "unless", "except"))
_FIRST_WORDS = 3
_HEDGED_WORDS = 12
_ALIAS_INSIDE = 4
_SHORT = 60


def read_text(step: Step, text: str, partial: Any) -> Reading:
    """Take any words."""
    del step, partial
    return Fit(text.strip()) if has_words(text) else Misfit(EMPTY)


def read_long_text(step: Step, text: str, partial: Any) -> Reading:
    """Take at least `min_words` words; a shorter answer is kept and what comes next is added to it."""
    text = text.strip()
    if isinstance(partial, str) and not text.startswith(partial):
        text = f"{partial}\n{text}".strip()
    if not has_words(text):
        return Misfit(EMPTY)
    count = len(text.split())
    if count >= step.min_words:
        return Fit(text)
    more = step.min_words - count
    return Misfit(f"I have kept your {_count(count, 'word')}; {more} more will make the picture whole.", text)


def read_choice(step: Step, text: str, partial: Any) -> Reading:
    """Take an option by its number, its text, a beginning only it has, or its words inside the answer."""
    del partial
    number = _NUMBERED.match(text.strip()) if len(text) <= _SHORT else None
    if number and 1 <= int(number[1]) <= len(step.options):
        return Fit(step.options[int(number[1]) - 1])
    said = plain(text)
    ways = {option: [plain(option), *map(plain, step.aliases.get(option, ()))] for option in step.options}
    found = _only(option for option, forms in ways.items() if said in forms)
    if said and not found:
        found = _only(
            option for option, forms in ways.items() if any(form.startswith(said) for form in forms)
        )
    if not found:
        found = _only(option for option, forms in ways.items() if _inside(said, forms))
    return (
        Fit(found) if found else Misfit(f"Please pick one of these {len(step.options)}: a number is enough.")
    )


def _inside(said: str, forms: list[str]) -> bool:
    """Say whether the option stands in the text, or an alias begins it or, when long enough, stands in it."""
    hay = f" {said} "
    option, *aliases = forms
    return f" {option} " in hay or any(
        hay.startswith(f" {alias} ") or (len(alias) >= _ALIAS_INSIDE and f" {alias} " in hay)
        for alias in aliases
    )


def _only(found: Any) -> str:
    several = list(found)
    return several[0] if len(several) == 1 else ""


def read_yes_no(step: Step, text: str, partial: Any) -> Reading:
    """Take a yes or a no from the beginning of the answer."""
    del step, partial
    said = words(text[:400])
    opening = f"{' '.join(said)} "
    phrase = max((known for known in _PHRASES if opening.startswith(f"{known} ")), key=len, default="")
    value = _PHRASES[phrase] if phrase else _first_polar(said)
    if value is None:
        return Misfit("A plain yes or no is what I need here.")
    if value and _HEDGES & set(said[:_HEDGED_WORDS]):
        return Misfit("That is a yes with something beside it. All in all, is it a yes or a no?")
    return Fit(value)


def _first_polar(said: list[str]) -> bool | None:
    """Return the first yes or no near the beginning; `yes and no` is neither, `definitely not` a no."""
    for index, word in enumerate(said[:_FIRST_WORDS]):
        if word in _YES or word in _NO:
            after = said[index + 1 : index + 3]
            both = after[:1] in (["and"], ["or"]) and after[1:] in (["no"], ["yes"])
            return None if both else word in _YES and after[:1] != ["not"]
    return None


def read_confirm(step: Step, text: str, partial: Any) -> Reading:
    """Take Enter or `done` as true, `s` or `skip` as false."""
    del step, partial
    said = words(text[:400])
    if not text.strip():
        return Fit(value=True)
    first = set(said[:_FIRST_WORDS])
    if first & _SKIP or {"not", "don't", "didn't"} & first:
        return Fit(value=False)
    if first & _DONE or "done" in said:
        return Fit(value=True)
    return Misfit("Press Enter when it is done, or type s to skip it.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
