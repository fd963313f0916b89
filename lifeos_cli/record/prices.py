"""What a call costs: the person's own prices first, then the dated table that comes with the program."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from lifeos_cli.providers import known
from lifeos_cli.settings_prices import AMOUNTS, own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lifeos_cli.paths import Paths

CURRENCY = "USD"
_NANOS_A_TOKEN = 1000
"""A price of 1 for a million tokens, in billionths for one token."""


class Price(NamedTuple):
    """Prices in USD for a million tokens."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal
    dated: str | None = None
    """The day on which the price was looked up."""
    own: bool = False
    """Whether the person's settings say so."""


class Prices:
    """A price table.

    Args:
        mine: The person's prices by model, as the settings file has them.
    """

    def __init__(self, mine: Mapping[str, Any] | None = None) -> None:
        self._mine = mine or {}

    def find(self, model: str, prompt: int = 0) -> Price | None:
        """Return the price of a model for a request of so many input tokens; None if nobody knows."""
        names = known.names_of(model)
        for name in names:
            if name in self._mine:
                return _price(self._mine[name], self._mine[name].get("dated"), own=True)
        table = known.table()
        # The built-in table is of the providers themselves: a bare id says nothing of who resells it.
        for name in names:
            entry = table["models"].get(name)
            if entry is not None and "price" in entry:
                over = entry.get("over")
                costly = over is not None and prompt > over["tokens"]
                return _price(over if costly else entry["price"], table["dated"])
        return None

    def cost(self, model: str, tokens: Mapping[str, int | None]) -> int | None:
        """Return the cost of a call in billionths of `CURRENCY`; None if price or tokens are unknown.

        Args:
            model: `provider/id`.
            tokens: `input_tokens`, `output_tokens`, `cache_read_tokens`, `cache_write_tokens`; input
                without what was read from or written to the cache.
        """
        counts = {name: tokens.get(f"{name}_tokens") for name in AMOUNTS}
        prompt = sum(counts[name] or 0 for name in AMOUNTS if name != "output")
        price = self.find(model, prompt)
        if price is None:
            return None
        if not any(getattr(price, name) for name in AMOUNTS):
            return 0
        if counts["input"] is None or counts["output"] is None:
            return None
        whole = sum((getattr(price, name) * (counts[name] or 0) for name in AMOUNTS), Decimal())
        return int((whole * _NANOS_A_TOKEN).to_integral_value(ROUND_HALF_UP))


def load(paths: Paths) -> Prices:
    """Return the table in force: the settings file's `[prices]` over the program's own."""
    from lifeos_cli.tomlfile import parse, read_text

    text = read_text(paths.settings)
    return Prices(own(parse(text, paths.settings)) if "prices" in text else {})


def _price(entry: Mapping[str, Any], dated: object, *, own: bool = False) -> Price:
    amounts = {name: Decimal(str(entry[name])) for name in AMOUNTS if name in entry}
    for name in ("cache_read", "cache_write"):
        amounts.setdefault(name, amounts["input"])
    return Price(**amounts, dated=str(dated) if dated else None, own=own)
