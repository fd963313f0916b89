"""Rows of calls, what they cost, and the ceilings over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeos_cli.errors import TryAgainError, UnavailableError
from lifeos_cli.record import prices, usage
from lifeos_cli.record.prices import Prices
from lifeos_cli.settings import load

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.settings import Settings
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

SONNET = "anthropic/claude-sonnet-5-5"
HAIKU = "anthropic/claude-haiku-5-5"


def tokens(input_: int | None, output: int | None, read: int = 0, write: int = 0) -> dict[str, int | None]:
    return {
        "input_tokens": input_,
        "output_tokens": output,
        "cache_read_tokens": read,
        "cache_write_tokens": write,
    }


def note(store: Store, me: User, model: str = SONNET, input_: int | None = 1000, **more: Any) -> None:
    call = usage.Call(me.id, "chat", "anthropic", model, "success", input_tokens=input_, output_tokens=0)
    with store.write() as conn:
        usage.note(conn, call._replace(**more), prices.load(store.paths))


@pytest.mark.parametrize(
    ("model", "spent", "nanos"),
    [
        (SONNET, tokens(1_000_000, 0), 2 * 10**9),
        (SONNET, tokens(0, 1), 10_000),
        (SONNET, tokens(1, 1, 1, 1), 2_000 + 10_000 + 100 + 2_500),
        ("claude-sonnet-5-5", tokens(1, 0), None),
        (HAIKU, tokens(100_000, 1), 10_000_000 + 500),
        (HAIKU, tokens(90_000, 1, 10_001), 45_000_000 + 2_500 + 500_050),
        ("anthropic/claude-opus-4-5-20251101", tokens(1, 0), 5_000),
        ("ollama/qwen3:8b", tokens(10, 10), 0),
        ("ollama/qwen3:8b", tokens(None, None), 0),
        ("litellm/openai/gpt-x", tokens(10, 10), None),
        ("litellm/anthropic/claude-sonnet-5-5", tokens(1, 0), 2_000),
        (SONNET, tokens(None, None), None),
        (SONNET, tokens(5, None), None),
    ],
)
def test_a_call_costs_what_the_table_says_or_nobody_knows(
    model: str, spent: dict[str, int | None], nanos: int | None
) -> None:
    assert Prices().cost(model, spent) == nanos


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_costs_of_two_calls_add_up_to_the_cost_of_both(a: int, b: int, c: int, d: int) -> None:
    one = Prices().cost(SONNET, tokens(a, b, c, d))
    twice = Prices().cost(SONNET, tokens(2 * a, 2 * b, 2 * c, 2 * d))
    assert one is not None
    assert twice == 2 * one


def test_a_persons_own_price_comes_first_and_the_cache_costs_what_input_does() -> None:
    mine = Prices({"openai/gpt-x": {"input": 0.15, "output": 0.6, "dated": "2026-11-01"}})
    found = mine.find("litellm/openai/gpt-x")
    assert found is not None
    assert (found.own, found.dated) == (True, "2026-11-01")
    assert mine.cost("litellm/openai/gpt-x", tokens(10, 10, 10)) == 1_500 + 6_000 + 1_500


def test_a_row_holds_how_the_call_ended_and_what_it_cost(store: Store, me: User) -> None:
    note(store, me, status="failed", error_kind="cut", attempts=3, latency_ms=12)
    row = dict(store.conn.execute("SELECT * FROM usage").fetchone())
    assert (row["status"], row["error_kind"], row["attempts"]) == ("failed", "cut", 3)
    assert (row["cost_nanos"], row["currency"]) == (2_000_000, "USD")


def test_a_cost_nobody_knows_is_not_nothing(store: Store, me: User) -> None:
    note(store, me, "litellm/openai/gpt-x")
    (only,) = usage.summary(store, me.id, "day")
    assert (only["cost"], only["unknown_cost"], only["calls"]) == (None, 1, 1)
    note(store, me)
    (both,) = usage.summary(store, me.id, "day")
    assert (both["cost"], both["unknown_cost"], both["calls"]) == (0.002, 1, 2)


def limited(paths: Paths, key: str, value: object) -> Settings:
    settings = load(paths)
    settings.override(key, value)
    return settings


def test_without_a_ceiling_nothing_is_looked_up(store: Store, me: User, paths: Paths) -> None:
    seen: list[str] = []
    store.conn.set_trace_callback(seen.append)
    usage.require_budget(store, me.id, load(paths), SONNET)
    store.conn.set_trace_callback(None)
    assert seen == []


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "America/New_York"])
def test_a_day_and_a_month_are_the_persons_own(
    store: Store, me: User, paths: Paths, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    monkeypatch.setenv("LIFEOS_NOW", "2026-11-30T23:59")
    note(store, me)
    daily, monthly = (limited(paths, f"usage.{name}_limit", "0.002") for name in ("daily", "monthly"))
    for settings, name in ((daily, "daily"), (monthly, "monthly")):
        with pytest.raises(UnavailableError, match=f"the {name} ceiling of 0.002 USD is reached") as caught:
            usage.require_budget(store, me.id, settings, SONNET)
        assert caught.value.kind == "ceiling"
    usage.require_budget(store, me.id, limited(paths, "usage.daily_limit", "0.0021"), SONNET)
    monkeypatch.setenv("LIFEOS_NOW", "2026-12-01T00:00")
    usage.require_budget(store, me.id, daily, SONNET)
    usage.require_budget(store, me.id, monthly, SONNET)


def test_another_persons_spending_is_not_mine(store: Store, me: User, paths: Paths) -> None:
    from tests.store import make

    note(store, make.user(store, "Other"))
    usage.require_budget(store, me.id, limited(paths, "usage.daily_limit", "0.001"), SONNET)


def test_a_price_nobody_knows_cannot_be_kept_under_a_ceiling(store: Store, me: User, paths: Paths) -> None:
    settings = limited(paths, "usage.monthly_limit", "5")
    with pytest.raises(UnavailableError, match="price of litellm/openai/gpt-x is unknown"):
        usage.require_budget(store, me.id, settings, "litellm/openai/gpt-x")
    usage.require_budget(store, me.id, settings, "ollama/qwen3")


def test_the_pace_says_how_long_to_wait(
    store: Store, me: User, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = limited(paths, "usage.per_minute", 2)
    for second in (0, 10):
        monkeypatch.setenv("LIFEOS_NOW", f"2026-11-22T12:00:{second:02}")
        usage.require_budget(store, me.id, settings)
        note(store, me)
    monkeypatch.setenv("LIFEOS_NOW", "2026-11-22T12:00:15")
    with pytest.raises(TryAgainError, match="45 s") as caught:
        usage.require_budget(store, me.id, settings)
    assert caught.value.retry_after == 45
    monkeypatch.setenv("LIFEOS_NOW", "2026-11-22T12:01:00")
    usage.require_budget(store, me.id, settings)
