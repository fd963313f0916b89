"""The models a person can choose from, with what is known of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.providers import known
from lifeos_cli.record import prices
from lifeos_cli.settings_prices import AMOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifeos_cli.paths import Paths

GUIDED = "guided"


def listed(paths: Paths, in_use: Iterable[str]) -> list[dict[str, Any]]:
    """List the known models; those in use that nothing is known of come first.

    Args:
        paths: Where the person's own prices are.
        in_use: The names in the settings.

    Returns:
        `model provider context_window price{input output cache_read cache_write currency dated own} retires_on
        successor in_use`; prices in USD for a million tokens.
    """
    chosen = list(dict.fromkeys(in_use))
    names = [name for name in known.table()["models"] if not name.endswith("/*")] + [GUIDED]
    table = prices.load(paths)
    wanted = [*(name for name in chosen if name not in names), *names]
    return [_public(name, table, in_use=name in chosen) for name in wanted]


def _public(name: str, table: prices.Prices, *, in_use: bool) -> dict[str, Any]:
    models = known.table()["models"]
    entry: dict[str, Any] = next((models[one] for one in known.names_of(name) if one in models), {})
    ended = known.retired(name)
    return {
        "model": name,
        "provider": name.partition("/")[0],
        "context_window": entry.get("context"),
        "price": _price(table.find(name)),
        "retires_on": ended.ends.isoformat() if ended else None,
        "successor": f"anthropic/{ended.successor}" if ended else None,
        "in_use": in_use,
    }


def _price(found: prices.Price | None) -> dict[str, Any] | None:
    if found is None:
        return None
    amounts = {name: float(getattr(found, name)) for name in AMOUNTS}
    return {**amounts, "currency": prices.CURRENCY, "dated": found.dated, "own": found.own}
