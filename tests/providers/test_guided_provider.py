"""The guided provider, as a conversation uses it: requests in, events out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lifeos_cli.providers.base import ChatMessage, Provider, Request, StateSaved, Stopped, TextDelta
from lifeos_cli.providers.guided.provider import Guided
from tests.providers.scripted import BY_ID, DAY

if TYPE_CHECKING:
    from lifeos_cli.providers.base import ProviderEvent


async def events(
    provider: Provider, said: str | None = None, state: Any = None, **more: Any
) -> list[ProviderEvent]:
    """Make one call; the state goes through JSON, as it does in the store."""
    messages = () if said is None else (ChatMessage("user", said),)
    stored = None if state is None else json.loads(json.dumps(state))
    return [event async for event in provider.stream(Request(messages=messages, state=stored, **more))]


def text(found: list[ProviderEvent]) -> str:
    return "".join(event.text for event in found if isinstance(event, TextDelta))


def saved(found: list[ProviderEvent]) -> StateSaved:
    (event,) = [event for event in found if isinstance(event, StateSaved)]
    return event


async def test_a_call_gives_text_in_pieces_then_the_state_then_the_stop() -> None:
    provider = Guided(BY_ID["woop"])
    found = await events(provider)
    assert (provider.name, provider.model) == ("guided", "guided/woop")
    assert [type(event) for event in found[-2:]] == [StateSaved, Stopped]
    assert found[-1] == Stopped("end_turn", "guided/woop")
    assert len(found) > 20
    assert text(found).endswith("Name one wish for the next four weeks that is hard but possible.")


async def test_captures_are_a_flat_mapping_of_accepted_answers() -> None:
    provider = Guided(BY_ID["stress"])
    first = saved(await events(provider))
    assert first.captures == {}
    assert first.state["status"] == "asking"
    refused = saved(await events(provider, "a lot", first.state))
    assert refused.captures == {}
    taken = saved(await events(provider, "9", refused.state))
    assert taken.captures == {"stress_before": 9}


async def test_the_first_message_of_a_session_is_an_opening_statement() -> None:
    found = await events(Guided(BY_ID["mi"]), "I should quit, but...")
    assert "\u201cI should quit, but\u201d" in text(found)
    assert text(found).index("Would it be all right") > text(found).index("I should quit")
    assert saved(found).captures == {}


async def test_lines_come_from_whoever_makes_the_provider() -> None:
    provider = Guided(BY_ID["relationship"], lines={"safety_resources": "THE CARD"})
    first = saved(await events(provider))
    found = await events(provider, "no", first.state)
    assert text(found) == "A no, then.\n\nTHE CARD"
    opening = await events(provider, "my husband hits me")
    assert text(opening).endswith("THE CARD")


async def test_values_of_earlier_sessions_reach_the_rules() -> None:
    provider = Guided(BY_ID["stress"], lines={"talk_to_person": "TALK"})
    state: Any = saved(await events(provider)).state
    for answer in ("9", "", "skip", "rent: act", "call"):
        state = saved(await events(provider, answer, state)).state
    assert "TALK" in text(await events(provider, "8", state, past={"stress_after": [9]}))
    assert "TALK" not in text(await events(provider, "8", state))


async def test_a_call_without_a_message_takes_the_session_up_again() -> None:
    provider = Guided(BY_ID["woop"])
    first = saved(await events(provider))
    found = await events(provider, None, first.state)
    assert text(found).startswith("Welcome back.")
    assert saved(found).state["step"] == "wish"
    other = await events(Guided(BY_ID["mi"]), None, first.state)
    assert text(other).startswith("This is Echo")


async def test_a_weekly_question_goes_by_the_clock() -> None:
    now = 1_790_000_000_000
    provider = Guided(BY_ID["habit"], now=lambda: now)
    state: Any = saved(await events(provider)).state
    for answer in ("floss", "coffee", "After coffee, I will floss", "a", "b", "c", "back", "4"):
        state = saved(await events(provider, answer, state)).state
    assert state["status"] == "closed"
    assert saved(await events(provider, "back again", state)).state["step"] is None
    now += 7 * DAY
    assert saved(await events(provider, "back again", state)).state["step"] == "review"


async def test_a_state_of_any_shape_gives_a_reply() -> None:
    for state in ({}, {"coach": "woop"}, {"coach": "woop", "step": "gone", "version": 3, "values": []}):
        assert text(await events(Guided(BY_ID["woop"]), "hm", state))
