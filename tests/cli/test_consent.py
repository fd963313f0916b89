"""`lifeos consent`: off until it was agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Lifeos

KEYS = ["kind", "detail", "granted", "origin", "at", "about"]


def test_every_kind_is_listed_and_off(lifeos: Lifeos) -> None:
    header, *rows = lifeos("consent", "list").rows()
    assert header == ["kind", "detail", "granted", "at", "about"]
    assert [(row[0], row[2]) for row in rows] == [
        ("adult", "no"),
        ("ai_observations", "no"),
        ("send_to_model", "no"),
    ]
    assert [list(row) for row in lifeos("consent", "list", "--json").json()] == [KEYS] * 3


def test_what_is_set_stands_until_it_is_taken_back(lifeos: Lifeos) -> None:
    done = lifeos("consent", "set", "ai_observations", "ON", "--json").json()
    assert list(done) == KEYS
    assert (done["granted"], done["origin"]) == (True, "command")
    assert lifeos("consent", "show", "ai_observations", "--json").json() == done
    assert lifeos("consent", "set", "ai_observations", "off").out == "ai_observations\n"
    assert lifeos("consent", "show", "ai_observations", "--json").json()["granted"] is False


def test_each_provider_is_agreed_to_by_name(lifeos: Lifeos) -> None:
    lifeos("consent", "set", "send_to_model", "on")
    lifeos("consent", "set", "send_to_model", "off", "--provider", "other")
    shown = lifeos("consent", "show", "send_to_model", "--json").json()
    assert (shown["detail"], shown["granted"]) == ("anthropic", True)
    assert (
        lifeos("consent", "show", "send_to_model", "--provider", "other", "--json").json()["granted"] is False
    )
    assert len(lifeos("consent", "list", "--json").json()) == 4


def test_anything_else_is_refused_in_one_line(lifeos: Lifeos) -> None:
    for args, code in (
        (["set", "telemetry\n\x1b[2J", "on"], 2),
        (["set", "adult", "perhaps\nso"], 2),
        (["show", "telemetry\nx"], 3),
        (["show", "x" * 1000], 3),
    ):
        done = lifeos("consent", *args)
        assert (done.code, done.out, done.err.count("\n")) == (code, "", 1), args
        assert "\x1b" not in done.err
