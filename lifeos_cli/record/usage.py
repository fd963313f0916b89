"""What the models cost: one row a call, sums over them, and the ceilings that refuse the next one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lifeos_cli.clock import MINUTE, local, local_date, now_ms, to_ms
from lifeos_cli.errors import TryAgainError, UnavailableError
from lifeos_cli.ids import ulid
from lifeos_cli.record import prices
from lifeos_cli.store import usage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from decimal import Decimal

    from lifeos_cli.record.prices import Prices
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store

Kind = Literal["chat", "extraction", "safety", "review", "embedding", "test"]
By = Literal["day", "model", "session", "kind"]
FOREVER = usage.FOREVER
NANOS = 10**9
"""Billionths in one unit of the currency."""
TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")


class Call(NamedTuple):
    """One call of a model, however it ended."""

    user_id: str
    kind: Kind
    provider: str
    model: str
    """`provider/id`, as the answer named it."""
    status: str
    """success, interrupted or failed."""
    session_id: str | None = None
    message_id: str | None = None
    input_tokens: int | None = None
    """Without what was read from or written to the cache."""
    output_tokens: int | None = None
    cache_read_tokens: int | None = None
    cache_write_tokens: int | None = None
    first_token_ms: int | None = None
    latency_ms: int | None = None
    error_kind: str | None = None
    """The `kind` of the error that ended it."""
    attempts: int | None = None
    """How often the provider was asked until it answered or was given up."""


def note(conn: sqlite3.Connection, call: Call, table: Prices, *, half: bool = False) -> None:
    """Append a call with its cost; call it for aborted and failed ones too.

    Args:
        conn: Inside a write, best the one that saves what the call gave.
        call: What is known of it.
        table: `prices.load(store.paths)`.
        half: It was part of a batch, which Anthropic bills at half of every price.
    """
    values = call._asdict()
    cost = table.cost(call.model, {name: values[name] for name in TOKENS})
    if half and cost is not None:
        cost = (cost + 1) // 2
    currency = prices.CURRENCY if cost is not None else None
    usage.add(conn, {**values, "id": ulid(), "cost_nanos": cost, "currency": currency, "at": now_ms()})


def require_budget(store: Store, user_id: str, settings: Settings, model: str = "") -> None:
    """Refuse the next call of a model if a ceiling of the settings is reached; without one it looks nothing up.

    A call is counted when it has ended, so one that is under way may still go
    over a ceiling of money by what it costs itself.

    Args:
        store: Where the calls are.
        user_id: Whose.
        settings: `usage.daily_limit`, `usage.monthly_limit`, `usage.per_minute`.
        model: The model about to be called; a price that nobody knows cannot be kept under a ceiling.

    Raises:
        TryAgainError: Too many calls in the last minute; `retry_after` says for how long.
        UnavailableError: A ceiling of money is reached, or the model's price is unknown.
    """
    _require_pace(store, user_id, settings.number("usage.per_minute"))
    today = local(now_ms()).date()
    limits = {"daily": today, "monthly": today.replace(day=1)}
    for name, first in limits.items():
        limit = settings.money(f"usage.{name}_limit")
        if limit is None:
            continue
        if model and prices.load(store.paths).find(model) is None:
            raise UnavailableError(
                f"the price of {model} is unknown, so the {name} ceiling cannot be kept",
                hint=f'Put its price under [prices."{model}"]: lifeos config edit',
                kind="unknown_price",
            )
        _require_money(name, limit, usage.spent(store.conn, user_id, _midnight(first)))


def _require_money(name: str, limit: Decimal, spent: int) -> None:
    if spent < limit * NANOS:
        return
    raise UnavailableError(
        f"the {name} ceiling of {limit:f} {prices.CURRENCY} is reached ({spent / NANOS:.4f} spent), "
        "so no model was called",
        hint=f"Raise it: lifeos config set usage.{name}_limit AMOUNT. Or go on without a model: --model guided.",
        kind="ceiling",
    )


def _require_pace(store: Store, user_id: str, most: int) -> None:
    if not most:
        return
    now = now_ms()
    times = usage.newest(store.conn, user_id, now - MINUTE, most)
    if len(times) < most:
        return
    wait = max((times[-1] + MINUTE - now) / 1000, 0.001)
    raise TryAgainError(
        f"{most} calls of a model a minute are allowed and were made; the next may be in {wait:.0f} s",
        hint="The setting is usage.per_minute.",
        kind="pace",
        retry_after=wait,
    )


def _midnight(day: date) -> int:
    return to_ms(datetime.combine(day, time()))


def summary(
    store: Store, user_id: str, by: By, *, start: int = 0, end: int = usage.FOREVER
) -> list[dict[str, Any]]:
    """Add up the person's calls, one entry for each day, model, session or kind, in the order they first came.

    Args:
        store: Where the calls are.
        user_id: Whose.
        by: What they are grouped by; a day is the person's own.
        start: From this instant (epoch milliseconds).
        end: To before this instant.

    Returns:
        The group under the name of `by` (for sessions the handle, and `session_id`), `calls`, `failed`, the
        tokens, `cost` (None when no cost is known), `currency`, and `unknown_cost`, how many calls it leaves out.
    """
    key: Callable[[usage.Row], str | None] = {
        "day": lambda row: local_date(row.at),
        "model": lambda row: row.model,
        "session": lambda row: row.session_id,
        "kind": lambda row: row.kind,
    }[by]
    groups: dict[str | None, list[usage.Row]] = {}
    for row in usage.between(store.conn, user_id, start, end):
        groups.setdefault(key(row), []).append(row)
    return [_named(by, name, rows) | total(rows) for name, rows in groups.items()]


def _named(by: By, name: str | None, rows: list[usage.Row]) -> dict[str, Any]:
    return {"session": rows[-1].handle, "session_id": name} if by == "session" else {by: name}


def total(rows: list[usage.Row]) -> dict[str, Any]:
    """Add up calls; tokens that nobody counted and costs that nobody knows are no part of it."""
    costs = [row.cost_nanos for row in rows if row.cost_nanos is not None]
    return {
        "calls": len(rows),
        "failed": sum(row.status == "failed" for row in rows),
        **{name: sum(getattr(row, name) or 0 for row in rows) for name in TOKENS},
        "cost": sum(costs) / NANOS if costs else None,
        "currency": prices.CURRENCY,
        "unknown_cost": len(rows) - len(costs),
    }
