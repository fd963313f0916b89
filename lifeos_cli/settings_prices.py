"""A person's own prices in the settings file: `[prices."provider/model"]`, in USD for a million tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AMOUNTS = ("input", "output", "cache_read", "cache_write")
"""What is paid for; the first two must be there, the cache costs what input costs unless it says otherwise."""
_LEAST = ("input", "output")
TABLE = "prices"


def own(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the prices of a parsed settings file by model; nothing where they are not valid."""
    found = tree.get(TABLE)
    return found if isinstance(found, dict) and not any(problems(tree)) else {}


def problems(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (dotted name, what is wrong) for everything in the table that is not a price."""
    found = tree.get(TABLE, {})
    if not isinstance(found, dict):
        yield TABLE, 'prices must be tables, like [prices."openai/gpt-x"]'
        return
    for model, price in found.items():
        yield from ((f"{TABLE}.{_quoted(model)}{where}", what) for where, what in _of_one(model, price))


def _quoted(model: str) -> str:
    return f'"{model}"' if "." in model else model


def _of_one(model: str, price: object) -> Iterator[tuple[str, str]]:
    if not isinstance(price, dict):
        yield "", f"the price of '{model}' must be a table with input and output"
        return
    for name, value in price.items():
        if name == "dated":
            continue
        if isinstance(value, dict):
            yield f".{name}", f"'{name}' is not part of a price; write a model's name in quotes"
        elif name not in AMOUNTS:
            yield f".{name}", f"'{name}' is not part of a price, only {', '.join(AMOUNTS)} and dated are"
        elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**9:
            yield f".{name}", f"{name} must be a number of USD for a million tokens, 0 or more"
    missing = [name for name in _LEAST if name not in price]
    if missing and not any(isinstance(value, dict) for value in price.values()):
        yield "", f"the price of '{model}' lacks {' and '.join(missing)}"
