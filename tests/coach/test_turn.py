"""One turn with a scripted provider: what is told, what is on disk, and what is left when it breaks off."""

from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from lifeos_cli.coach import events, turn
from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.conversation import Cards, Conversation
from lifeos_cli.coach.turn import run
from lifeos_cli.errors import LifeosError, TryAgainError
from lifeos_cli.providers.base import Request, StateSaved, Stopped, TextDelta, Usage
from lifeos_cli.record import exchanges, sessions, turns
from lifeos_cli.store import messages

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from lifeos_cli.providers.base import ProviderEvent
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import Message, Session, User

    Step = ProviderEvent | BaseException | Callable[[], Awaitable[object]]

CRISIS = "I am going to kill myself tonight"
CHECK = "I feel hopeless and I do not see the point of anything anymore"
DONE = Stopped("end_turn", "fake-1")
SPENT = Usage(5, 7)


class Fake:
    """A provider that says what it was told to: events, errors to raise, things to wait for."""

    model = "fake-1"

    def __init__(self, *steps: Step, name: str = "fake") -> None:
        self.name = name
        self.steps = list(steps)
        self.requests: list[Request] = []
        self.closed = 0

    async def stream(self, request: Request) -> AsyncGenerator[ProviderEvent, None]:
        """Play the script."""
        self.requests.append(request)
        try:
            for step in self.steps:
                if isinstance(step, BaseException):
                    raise step
                if callable(step):
                    await step()
                else:
                    yield step
        finally:
            self.closed += 1


class TestCards(Cards):
    """The fixed words, short."""

    __test__ = False

    def crisis(self, kind: str | None) -> str:  # noqa: ARG002 - the signature is Cards'
        """Say a card."""
        return "CARD"

    def check(self, kind: str | None) -> str:  # noqa: ARG002 - the signature is Cards'
        """Ask."""
        return "Are you safe?"

    def supportive(self) -> str:
        """Support."""
        return "SUPPORT"


def talk(store: Store, me: User, *steps: Step, name: str = "fake") -> tuple[Conversation, Fake]:
    provider = Fake(*steps, name=name)
    return Conversation(store, me.id, provider, find("woop"), cards=TestCards()), provider


async def told(conversation: Conversation, text: str) -> list[events.Event]:
    async with aclosing(run(conversation, text)) as stream:
        return [event async for event in stream]


def kinds(found: list[events.Event]) -> list[str]:
    return [event.type for event in found]


def rows(conversation: Conversation) -> list[Message]:
    session = current(conversation)
    return messages.of_session(conversation.store.conn, session.user_id, session.id)


def current(conversation: Conversation) -> Session:
    session = conversation.session
    assert session
    return sessions.find(conversation.store, session.user_id, session.id)


def ops(store: Store, row_id: str) -> list[str]:
    return [
        row[0]
        for row in store.conn.execute("SELECT op FROM changes WHERE row_id = ? ORDER BY seq", (row_id,))
    ]


def usage(store: Store) -> list[dict[str, Any]]:
    return [dict(row) for row in store.conn.execute("SELECT * FROM usage")]


async def test_events_come_in_order_and_the_reply_is_stored_as_it_was_shown(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, TextDelta("Hel"), TextDelta("lo"), SPENT, DONE)
    found = await told(conversation, "hi")
    assert kinds(found) == ["turn_started", "text_delta", "text_delta", "usage", "saved"]
    started, saved = found[0], found[-1]
    assert isinstance(started, events.TurnStarted)
    assert isinstance(saved, events.Saved)
    said, reply = rows(conversation)
    assert (saved.content, saved.status, saved.stop_reason) == ("Hello", "success", "end_turn")
    assert (reply.id, reply.content, reply.status) == (started.message_id, "Hello", "success")
    assert (reply.provider, reply.model) == ("fake", "fake-1")
    assert (said.id, said.content) == (started.user_message_id, "hi")
    (counted,) = usage(store)
    assert (counted["input_tokens"], counted["output_tokens"], counted["status"]) == (5, 7, "success")
    assert [(message.role, message.content) for message in provider.requests[0].messages] == [("user", "hi")]
    assert provider.closed == 1


async def test_every_event_is_one_json_object_with_its_type_first(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, TextDelta("x"), SPENT, DONE)
    for event in await told(conversation, "hi"):
        assert next(iter(json.loads(json.dumps(event.as_dict())).items())) == ("type", event.type)


async def test_the_words_are_on_disk_before_the_provider_is_asked(store: Store, me: User) -> None:
    seen: list[tuple[str, str]] = []

    async def look() -> None:
        seen.extend((row.role, row.status) for row in rows(conversation))

    conversation, _ = talk(store, me, look, DONE)
    await told(conversation, "hi")
    assert seen == [("user", "success"), ("assistant", "streaming")]


async def test_text_is_on_disk_soon_even_while_the_provider_is_silent(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, kept = asyncio.Event(), asyncio.Event()
    keep_chunk = turns.keep_chunk
    when: list[float] = []

    def watched(store: Store, session: Session, reply_id: str, n: int, text: str) -> None:
        keep_chunk(store, session, reply_id, n, text)
        when.append(asyncio.get_running_loop().time())
        if messages.streamed(store.conn, me.id, reply_id) == "one two three":
            kept.set()

    monkeypatch.setattr(turns, "keep_chunk", watched)
    conversation, _ = talk(
        store,
        me,
        TextDelta("one "),
        TextDelta("two "),
        TextDelta("three"),
        release.wait,
        TextDelta("!"),
        DONE,
    )
    task = asyncio.ensure_future(told(conversation, "hi"))
    await asyncio.wait_for(kept.wait(), 10)
    reply = rows(conversation)[1]
    assert (reply.status, reply.content) == ("streaming", "")
    assert len(when) <= 2
    assert ops(store, reply.id) == ["insert"]
    release.set()
    await task
    assert rows(conversation)[1].content == "one two three!"
    assert ops(store, reply.id) == ["insert", "update"]
    assert turn.FLUSH_SECONDS <= 0.1


async def test_a_thousand_pieces_are_one_entry_in_the_feed(store: Store, me: User) -> None:
    pieces = [TextDelta(f"{n} ") for n in range(1000)]
    conversation, _ = talk(store, me, *pieces, DONE)
    await told(conversation, "hi")
    said, reply = rows(conversation)
    assert ops(store, said.id) == ["insert"]
    assert ops(store, reply.id) == ["insert", "update"]
    assert reply.content == "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("shown", ["turn_started", "text_delta"])
async def test_leaving_keeps_what_came_as_interrupted(store: Store, me: User, shown: str) -> None:
    conversation, provider = talk(store, me, TextDelta("Hel"), TextDelta("lo"), asyncio.Event().wait, DONE)
    stream = run(conversation, "hi")
    async for event in stream:
        if event.type == shown:
            break
    await stream.aclose()
    reply = rows(conversation)[1]
    assert (reply.status, reply.content) == ("interrupted", "" if shown == "turn_started" else "Hel")
    assert provider.closed == len(provider.requests)
    assert len(usage(store)) == len(provider.requests)
    assert messages.open_streams(store.conn) == []


async def test_cancelling_the_task_keeps_what_came(store: Store, me: User) -> None:
    waiting = asyncio.Event()

    async def wait() -> None:
        waiting.set()
        await asyncio.Event().wait()

    conversation, provider = talk(store, me, TextDelta("Hello"), wait, DONE)
    task = asyncio.ensure_future(told(conversation, "hi"))
    await asyncio.wait_for(waiting.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [(row.status, row.content) for row in rows(conversation)] == [
        ("success", "hi"),
        ("interrupted", "Hello"),
    ]
    assert provider.closed == 1
    conversation.provider = Fake(TextDelta("again"), DONE)
    assert kinds(await told(conversation, "and now"))[-1] == "saved"


@pytest.mark.parametrize(("before", "status"), [([], "failed"), ([TextDelta("Hel")], "interrupted")])
async def test_a_provider_that_fails_is_told_once_and_what_came_is_kept(
    store: Store, me: User, before: list[Step], status: str
) -> None:
    conversation, _ = talk(store, me, *before, TryAgainError("the model is busy", hint="Try again."))
    found = await told(conversation, "hi")
    assert kinds(found)[-2:] == ["failed", "saved"]
    failed, saved = found[-2], found[-1]
    assert isinstance(failed, events.Failed)
    assert isinstance(saved, events.Saved)
    assert (failed.error, failed.hint, failed.exit_code) == ("the model is busy", "Try again.", 75)
    assert (saved.status, saved.content) == (status, "Hel" if before else "")
    reply = rows(conversation)[1]
    assert (reply.status, reply.error) == (status, "the model is busy")
    assert usage(store)[0]["status"] == status


async def test_an_error_nobody_foresaw_comes_out_and_leaves_the_store_in_order(
    store: Store, me: User
) -> None:
    conversation, provider = talk(store, me, TextDelta("Hel"), ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await told(conversation, "hi")
    assert (rows(conversation)[1].status, rows(conversation)[1].content) == ("interrupted", "Hel")
    assert provider.closed == 1
    assert messages.open_streams(store.conn) == []


@pytest.mark.parametrize(
    ("end", "status"),
    [
        ([], "interrupted"),
        ([Stopped(None, "fake-1")], "interrupted"),
        ([Stopped("max_tokens", "fake-1")], "interrupted"),
        ([Stopped("refusal", "fake-1")], "success"),
        ([Stopped("stop_sequence", "fake-2")], "success"),
    ],
)
async def test_only_a_reply_that_says_it_is_whole_is_a_success(
    store: Store, me: User, end: list[Step], status: str
) -> None:
    conversation, _ = talk(store, me, TextDelta("Hello"), *end)
    found = await told(conversation, "hi")
    assert isinstance(found[-1], events.Saved)
    assert found[-1].status == rows(conversation)[1].status == status


async def test_a_crisis_never_reaches_the_provider_now_or_later(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, TextDelta("Hello"), DONE)
    await told(conversation, "hi")
    found = await told(conversation, CRISIS)
    assert kinds(found) == ["turn_started", "safety", "saved"]
    shown = found[1]
    assert isinstance(shown, events.SafetyShown)
    assert (shown.level, shown.text) == ("crisis", "CARD")
    assert (current(conversation).safety_level, current(conversation).supportive) == ("crisis", 1)
    paused = await told(conversation, "what should I do about my week")
    assert [event.text for event in paused if isinstance(event, events.TextDelta)] == ["SUPPORT"]
    assert len(provider.requests) == 1
    back = await told(conversation, " OK ")
    assert kinds(back) == ["turn_started", "text_delta", "saved"]
    assert current(conversation).supportive == 0
    await told(conversation, "my week")
    assert [message.content for message in provider.requests[1].messages] == ["hi", "Hello", "my week"]
    assert len(usage(store)) == 2
    replies = [row for row in rows(conversation) if row.role == "assistant"]
    assert [row.provider for row in replies] == ["fake", "safety", "safety", "safety", "fake"]


async def test_leaving_while_the_card_is_on_the_screen_still_pauses_coaching(store: Store, me: User) -> None:
    for shown in ("turn_started", "safety"):
        conversation, provider = talk(store, me, TextDelta("Hello"), DONE)
        stream = run(conversation, CRISIS)
        async for event in stream:
            if event.type == shown:
                break
        await stream.aclose()
        assert current(conversation).supportive == 1
        assert rows(conversation)[1].provider == "safety"
        assert rows(conversation)[1].content == ("CARD" if shown == "safety" else "")
        assert kinds(await told(conversation, "my week")) == ["turn_started", "text_delta", "saved"]
        assert provider.requests == []


async def test_the_card_is_shown_even_if_nothing_can_be_stored(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    conversation, _ = talk(store, me, DONE)
    monkeypatch.setattr(turns, "open_turn", full)
    stream = run(conversation, CRISIS)
    assert (await anext(stream)).type == "safety"
    with pytest.raises(OSError, match="No space"):
        await anext(stream)
    with pytest.raises(OSError, match="No space"):
        await told(conversation, "hi")


async def test_a_check_begins_with_fixed_words_and_goes_on_with_the_coach(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, TextDelta("Hello"), DONE)
    found = await told(conversation, CHECK)
    assert kinds(found) == ["turn_started", "safety", "text_delta", "saved"]
    assert rows(conversation)[1].content == "Are you safe?\n\nHello"
    assert "they are safe" in provider.requests[0].system
    assert current(conversation).safety_level == "check"
    assert current(conversation).supportive == 0
    await told(conversation, "thank you")
    assert "they are safe" not in provider.requests[1].system


async def test_the_fixed_words_of_a_check_are_kept_if_the_provider_fails(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, TryAgainError("busy"))
    await told(conversation, CHECK)
    assert rows(conversation)[1].content.startswith("Are you safe?")


async def test_a_guided_coach_keeps_its_place_over_a_crisis_and_undo_gives_it_back(
    store: Store, me: User
) -> None:
    first = StateSaved({"step": "outcome"}, {"wish": "run"})
    conversation, provider = talk(
        store, me, TextDelta("And?"), first, Stopped("end_turn", "g"), name="guided"
    )
    saved = (await told(conversation, "run"))[-1]
    assert isinstance(saved, events.Saved)
    assert saved.captures == {"wish": "run"}
    await told(conversation, CRISIS)
    assert turns.last_parts(rows(conversation))["state"] == {"step": "outcome"}
    await told(conversation, "ok")
    provider.steps = [StateSaved({"step": "x"}, {"wish": "run", "outcome": "fit"}), Stopped("end_turn", "g")]
    await told(conversation, "fit")
    assert provider.requests[-1].state == {"step": "outcome"}
    assert json.loads(current(conversation).captures or "") == {"wish": "run", "outcome": "fit"}
    exchanges.undo(store, current(conversation))
    assert json.loads(current(conversation).captures or "") == {"wish": "run"}
    exchanges.undo(store, current(conversation))
    assert (current(conversation).safety_level, current(conversation).supportive) == ("crisis", 1)
    exchanges.undo(store, current(conversation))
    assert (current(conversation).safety_level, current(conversation).supportive) == ("none", 0)
    assert usage(store) == []


async def test_a_crisis_in_another_process_pauses_this_one_too(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, TextDelta("Hello"), DONE)
    await told(conversation, "hi")
    elsewhere = Conversation(
        store, me.id, provider, conversation.coach, session=current(conversation), cards=TestCards()
    )
    await told(elsewhere, CRISIS)
    assert kinds(await told(conversation, "my week")) == ["turn_started", "text_delta", "saved"]
    assert len(provider.requests) == 1


async def test_a_session_deleted_elsewhere_says_so(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, TextDelta("Hello"), DONE)
    await told(conversation, "hi")
    sessions.remove(store, me.id, current(conversation).id)
    with pytest.raises(LifeosError, match="has been removed"):
        await told(conversation, "again")
