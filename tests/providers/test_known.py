"""What is known of models ahead of a call agrees with the SDK."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from lifeos_cli.providers import known
from lifeos_cli.settings_prices import AMOUNTS


def test_the_retired_models_are_those_of_the_sdk_with_its_dates() -> None:
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    def day(text: str) -> date:
        plain = text.replace("th,", ",").replace("st,", ",").replace("nd,", ",").replace("rd,", ",")
        return datetime.strptime(plain, "%B %d, %Y").date()  # noqa: DTZ007 - a day has no zone

    ours = {name: entry["ends"] for name, entry in known.table()["retired"].items()}
    assert ours == {name: day(text) for name, text in DEPRECATED_MODELS.items()}


def test_every_successor_is_a_known_model_that_is_not_retired() -> None:
    for entry in known.table()["retired"].values():
        assert f"anthropic/{entry['successor']}" in known.table()["models"]
        assert entry["successor"] not in known.table()["retired"]


def test_every_known_model_is_one_of_the_sdks_and_has_a_whole_price() -> None:
    from typing import get_args

    from anthropic.types.model import Model

    theirs = {name for part in get_args(Model) for name in get_args(part)}
    for name, entry in known.table()["models"].items():
        assert name.endswith("/*") or name.removeprefix("anthropic/") in theirs
        assert set(entry["price"]) == set(AMOUNTS)


@pytest.mark.parametrize(
    ("model", "today", "words"),
    [
        ("anthropic/claude-sonnet-4-5", date(2026, 11, 22), "ends on 2026-11-30"),
        ("anthropic/claude-sonnet-4-5", date(2026, 11, 30), "has ended on 2026-11-30"),
        ("anthropic/claude-sonnet-4-20250514", date(2026, 11, 22), "has ended on 2026-06-15"),
        ("anthropic/claude-sonnet-5-5", date(2026, 11, 22), ""),
        ("ollama/claude-2.1", date(2026, 11, 22), ""),
    ],
)
def test_a_model_near_its_end_is_warned_of(model: str, today: date, words: str) -> None:
    found = known.warning(model, today)
    assert (words in found) if words else found == ""
