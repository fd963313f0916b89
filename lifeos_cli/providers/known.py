"""What is known of models ahead of any call: context window, price, and until when they answer (`models.toml`)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FILE = Path(__file__).with_name("models.toml")
_SNAPSHOT = re.compile(r"[-@]\d{8}$")
"""The day at the end of the id by which a server names the very version that answered."""


class Retired(NamedTuple):
    """A model that has ended or is about to."""

    ends: date
    successor: str
    """An id of the same provider."""


@cache
def table() -> Mapping[str, Any]:
    """Return the file: `dated`, `models` by name, `retired` by id."""
    import tomllib

    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def names_of(model: str) -> list[str]:
    """List the names under which a model may be described, the narrowest first.

    `anthropic/claude-opus-4-5-20251101` is also `claude-opus-4-5-20251101`,
    then the same two without the day, then `anthropic/*`. A model behind
    litellm is looked up with and without `litellm/`.
    """
    whole = [model, model.removeprefix("litellm/")]
    found = [one for name in whole for one in (name, name.partition("/")[2])]
    found += [_SNAPSHOT.sub("", name) for name in found]
    found += [f"{name.partition('/')[0]}/*" for name in whole]
    return list(dict.fromkeys(name for name in found if name))


def retired(model: str) -> Retired | None:
    """Return when an `anthropic/...` model ends and what comes after it; None for any other."""
    provider, _, ident = model.partition("/")
    if provider != "anthropic":
        return None
    plain = _SNAPSHOT.sub("", ident)
    text = FILE.read_text(encoding="utf-8")
    if f'"{ident}" =' not in text and f'"{plain}" =' not in text:
        return None  # every chat asks, and parsing the file takes longer than its whole start may
    entries = table()["retired"]
    found = entries.get(ident) or entries.get(plain)
    return Retired(found["ends"], found["successor"]) if found else None


def warning(model: str, today: date) -> str:
    """Say that a model has ended or will, and what to use instead; nothing for one in good standing."""
    found = retired(model)
    if found is None:
        return ""
    when = "has ended" if found.ends <= today else "ends"
    return (
        f"The model {model} {when} on {found.ends.isoformat()}. "
        f"Change to its successor: lifeos models use anthropic/{found.successor}"
    )
