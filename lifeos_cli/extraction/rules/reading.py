"""All rules on one conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.extraction.rules.facts import facts
from lifeos_cli.extraction.rules.goals import goals
from lifeos_cli.extraction.rules.practice import practice
from lifeos_cli.extraction.rules.summary import summary, title
from lifeos_cli.extraction.rules.tags import tags
from lifeos_cli.extraction.rules.tone import text_tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lifeos_cli.extraction.rules.found import Found


def read(messages: Sequence[str]) -> dict[str, Any]:
    """Return what the rules find in what a person said.

    Args:
        messages: The person's messages, in order.

    Returns:
        `summary title tags text_tone`, and `facts goals skills`, lists of `text quote key message` (the message's
        place in the list).
    """
    found = {
        "facts": _all(messages, facts),
        "goals": _all(messages, goals),
        "skills": _all(messages, practice),
    }
    named = tags(messages)
    told = summary(messages, [one["quote"] for kind in ("goals", "skills") for one in found[kind]])
    heading = title([one["text"] for one in found["goals"]], named, told)
    return {"summary": told, "title": heading, "tags": named, "text_tone": text_tone(messages), **found}


def _all(messages: Sequence[str], rule: Callable[[str], list[Found]]) -> list[dict[str, Any]]:
    """Apply a rule to each message; what is said again is kept once, with its newest words."""
    kept: dict[str, dict[str, Any]] = {}
    for at, message in enumerate(messages):
        for one in rule(message):
            kept[one.text.casefold()] = {"text": one.text, "quote": one.quote, "key": one.key, "message": at}
    return list(kept.values())
