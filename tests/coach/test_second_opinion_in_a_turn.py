"""A second opinion in a turn: it may stop the answer and show the card, and never stands in the way."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach import events, second_look, turn
from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.errors import TryAgainError, UnavailableError
from lifeos_cli.providers.base import ProviderEvent, Request, Stopped, TextDelta, Usage
from lifeos_cli.store import messages
from tests.coach.test_second_look import Scripted

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, User

OBLIQUE = "My dog has a new home and the letters are written, I feel so tired"
CALM = "I want to run a 10k in May"
ANSWER = "That sounds heavy. What is on your mind?"


class Coach:
    """A model that answers word by word, and lets others run in between."""

    name, model = "anthropic", "anthropic/x"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Answer."""
        self.asked.append(request)
        for word in ANSWER.split(" "):
            yield TextDelta(word + " ")
            for _ in range(4):
                await asyncio.sleep(0)
        yield Usage(3, 4)
        yield Stopped("end_turn", self.model)


def talk_with(store: Store, me: User, second: Scripted | None) -> Conversation:
    talk = Conversation(store, me.id, Coach(), find("goal_grow"), cards=Cards("US"))
    talk.second = second
    return talk


async def said(talk: Conversation, text: str) -> list[events.Event]:
    async with aclosing(turn.run(talk, text)) as stream:
        return [event async for event in stream]


def rows(talk: Conversation) -> list[Message]:
    session = talk.require_session()
    return messages.of_session(talk.store.conn, talk.user_id, session.id)


def counted(talk: Conversation) -> list[tuple[str, str]]:
    return [tuple(row) for row in talk.store.conn.execute("SELECT kind, status FROM usage ORDER BY id")]


async def test_a_crisis_seen_by_the_model_alone_stops_the_answer_and_pauses_coaching(
    store: Store, me: User
) -> None:
    talk = talk_with(store, me, Scripted("crisis"))
    seen = await said(talk, OBLIQUE)
    [alarm] = [event for event in seen if isinstance(event, events.SafetyShown)]
    assert (alarm.level, "988" in alarm.text) == ("crisis", True)
    found = rows(talk)
    assert [row.role for row in found] == ["user", "assistant", "assistant"]
    assert (found[0].content, found[0].safety_level) == (OBLIQUE, "crisis")
    assert found[1].status == "interrupted"
    assert (found[2].provider, found[2].content, found[2].status) == ("safety", alarm.text, "success")
    assert talk.require_session().supportive
    assert isinstance(seen[-1], events.Saved)
    assert ("safety", "success") in counted(talk) or ("safety", "failed") in counted(talk)


async def test_such_a_turn_is_neither_sent_nor_recalled_later(store: Store, me: User) -> None:
    talk = talk_with(store, me, Scripted("crisis"))
    await said(talk, OBLIQUE)
    recallable = store.conn.execute("SELECT COUNT(*) FROM recallable").fetchone()[0]
    assert recallable == 0
    talk.second = None
    await said(talk, "ok")
    await said(talk, CALM)
    provider = talk.provider
    assert isinstance(provider, Coach)
    assert [one.content for one in provider.asked[-1].messages] == [CALM]


async def test_a_check_is_asked_about_below_the_answer(store: Store, me: User) -> None:
    talk = talk_with(store, me, Scripted("check"))
    seen = await said(talk, OBLIQUE)
    [asked] = [event for event in seen if isinstance(event, events.SafetyShown)]
    found = rows(talk)
    assert asked.level == found[0].safety_level == "check"
    assert found[1].content == ANSWER + " "
    assert found[2].content == asked.text
    assert not talk.require_session().supportive


@pytest.mark.parametrize("second", [Scripted("none"), Scripted(TryAgainError("busy")), Scripted("nonsense")])
async def test_anything_else_leaves_the_answer_as_it_is(store: Store, me: User, second: Scripted) -> None:
    talk = talk_with(store, me, second)
    seen = await said(talk, OBLIQUE)
    assert not [event for event in seen if isinstance(event, events.SafetyShown)]
    assert [row.content for row in rows(talk)] == [OBLIQUE, ANSWER + " "]
    assert len(second.asked) == 1


async def test_an_opinion_that_never_comes_does_not_hold_the_turn(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_look, "PATIENCE", 0.01)
    talk = talk_with(store, me, Scripted(None))
    await said(talk, OBLIQUE)
    assert rows(talk)[0].safety_level == "none"
    assert ("safety", "failed") in counted(talk)


async def test_calm_words_and_a_crisis_are_not_sent_for_an_opinion(store: Store, me: User) -> None:
    second = Scripted("crisis")
    talk = talk_with(store, me, second)
    await said(talk, CALM)
    await said(talk, "I want to kill myself")
    assert second.asked == []


async def test_where_a_ceiling_is_reached_nothing_is_called_and_the_words_are_kept(
    store: Store, me: User
) -> None:
    def refuse() -> None:
        raise UnavailableError("the daily ceiling of 1 USD is reached", hint="Raise it.")

    second = Scripted("none")
    talk = talk_with(store, me, second)
    talk.require_budget = refuse
    seen = await said(talk, OBLIQUE)
    [failed] = [event for event in seen if isinstance(event, events.Failed)]
    assert (failed.exit_code, "ceiling" in failed.error) == (69, True)
    assert rows(talk)[0].content == OBLIQUE
    assert (rows(talk)[1].status, counted(talk), second.asked) == ("failed", [], [])
