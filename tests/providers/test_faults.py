"""Every fault of both clients through a whole turn: the right code, nothing lost, nothing twice, its cost noted."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from lifeos_cli.coach import events, turn
from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.conversation import Conversation
from lifeos_cli.providers.retry import Policy, Retrying
from lifeos_cli.store import messages
from tests.model_script import GIANT, REPLY
from tests.providers.test_wire import CLIENTS, client

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User
    from tests.model_server import ModelServer

SAID = "my own words about the river"


class Expected(NamedTuple):
    """What a fault comes to."""

    code: int | None
    """Of `failed`; None when the turn did not fail."""
    error: str = ""
    """A part of its line."""
    status: str = "failed"
    kept: str = ""
    """What of the reply is in the store."""
    reason: str | None = None


FAULTS = {
    "ok": Expected(None, "", "success", REPLY, "end_turn"),
    "slow": Expected(None, "", "success", REPLY, "end_turn"),
    "refusal": Expected(None, "", "success", "", "refusal"),
    "length": Expected(None, "", "interrupted", REPLY, "max_tokens"),
    "length_in_tool": Expected(None, "", "interrupted", "You", "max_tokens"),
    "silent": Expected(None, "", "interrupted", REPLY),
    "bad_request": Expected(69, "answered 400"),
    "too_long": Expected(69, "does not fit into the model's context window"),
    "refused": Expected(69, "answered 401"),
    "no_credit": Expected(69, "answered 402"),
    "forbidden": Expected(69, "answered 403"),
    "unknown": Expected(69, "answered 404"),
    "too_large": Expected(69, "does not fit into the model's context window"),
    "limited": Expected(75, "answered 429"),
    "limited_small": Expected(75, "answered 429"),
    "limited_absurd": Expected(75, "answered 429"),
    "limited_negative": Expected(75, "answered 429"),
    "limited_date": Expected(75, "answered 429"),
    "broken": Expected(75, "answered 500"),
    "unready": Expected(75, "answered 503"),
    "busy": Expected(75, "answered 529"),
    "overloaded_first": Expected(75, ""),
    "overloaded": Expected(75, "", "interrupted", "You"),
    "cut": Expected(75, "connection to the model failed", "interrupted", "You"),
    "cut_in_tool": Expected(75, "connection to the model failed", "interrupted", "You"),
    "reset": Expected(75, "connection to the model failed", "interrupted", "You"),
    "malformed": Expected(75, "could not be read", "interrupted", "You"),
    "stall": Expected(75, "did not answer in time", "interrupted", "You"),
    "stall_first": Expected(75, "did not answer in time"),
}
TRIED_AGAIN = {name for name, found in FAULTS.items() if found.code == 75 and found.status == "failed"}

SHORTENED = {"too_long", "too_large"}
"""What is too long is sent once more, shorter; both calls are counted."""


async def _said(conversation: Conversation) -> list[events.Event]:
    async with aclosing(turn.run(conversation, SAID)) as stream:
        return [event async for event in stream]


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("scenario", FAULTS)
async def test_a_fault_loses_nothing_and_says_one_thing(
    server: ModelServer, store: Store, me: User, scenario: str, name: str
) -> None:
    server.scenario = scenario
    wanted, waits = FAULTS[scenario], list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    policy = Policy(retries=2, sleep=sleep)
    provider = Retrying(client(name, server, timeout=0.5 if "stall" in scenario else 20), policy)
    conversation = Conversation(store, me.id, provider, find("goal_grow"))
    seen = await _said(conversation)

    failed = [event for event in seen if isinstance(event, events.Failed)]
    saved = seen[-1]
    assert isinstance(saved, events.Saved)
    assert [event.exit_code for event in failed] == ([] if wanted.code is None else [wanted.code])
    for event in failed:
        assert wanted.error in event.error
        assert event.hint
        assert "river" not in event.error + event.hint
    assert (saved.status, saved.content) == (wanted.status, wanted.kept)
    assert saved.stop_reason == wanted.reason
    assert "".join(event.text for event in seen if isinstance(event, events.TextDelta)) == wanted.kept
    _check_store(store, me, saved, name)
    longest = 60 if scenario in {"limited_absurd", "limited_date"} else 3
    assert sum(waits) <= longest
    assert len(server.requests) == (3 if scenario in TRIED_AGAIN else 2 if scenario in SHORTENED else 1)


def _check_store(store: Store, me: User, saved: events.Saved, client_name: str) -> None:
    session = store.conn.execute("SELECT id FROM sessions").fetchone()[0]
    said, reply = messages.of_session(store.conn, me.id, session)
    assert (said.role, said.content, said.status) == ("user", SAID, "success")
    assert (reply.id, reply.content, reply.status) == (saved.message_id, saved.content, saved.status)
    assert messages.open_streams(store.conn) == []
    *_, row = (dict(found) for found in store.conn.execute("SELECT * FROM usage ORDER BY id"))
    assert (row["kind"], row["provider"], row["status"]) == ("chat", client_name, saved.status)
    assert (row["message_id"], row["latency_ms"] is not None) == (saved.message_id, True)
    if client_name == "litellm" or row["input_tokens"] is None:
        assert row["cost_nanos"] is None, "no price is known of this model, or no tokens"
    else:
        assert row["cost_nanos"] == _price(row), saved
    if saved.content and client_name == "anthropic":
        assert row["input_tokens"] == 25


def _price(row: dict[str, Any]) -> int:
    """Price a call of claude-sonnet-5-5 by hand: 2, 10, 0.10 and 2.50 USD for a million tokens."""
    return int(
        row["input_tokens"] * 2_000
        + row["output_tokens"] * 10_000
        + row["cache_read_tokens"] * 100
        + row["cache_write_tokens"] * 2_500
    )


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_giant_reply_is_kept_whole(server: ModelServer, store: Store, me: User, name: str) -> None:
    server.scenario = "giant"
    seen = await _said(Conversation(store, me.id, client(name, server), find("goal_grow")))
    saved = seen[-1]
    assert isinstance(saved, events.Saved)
    assert (saved.status, saved.content.count("piece ")) == ("success", GIANT)


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_model_that_was_busy_answers_on_the_next_try(
    server: ModelServer, store: Store, me: User, name: str
) -> None:
    server.script = ["limited_small", "busy", "overloaded_first"]
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    provider = Retrying(client(name, server), Policy(sleep=sleep))
    seen = await _said(Conversation(store, me.id, provider, find("goal_grow")))
    saved = seen[-1]
    assert isinstance(saved, events.Saved)
    assert (saved.status, saved.content) == ("success", REPLY)
    assert waits[0] == 0.01
    assert len(waits) == 3
    assert store.conn.execute("SELECT count(*) FROM usage").fetchone()[0] == 1
