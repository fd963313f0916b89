"""Going on with a reply that broke off, and asking for another one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach import events, history, turn
from lifeos_cli.errors import LifeosError, NotFoundError, TryAgainError, UsageFault
from lifeos_cli.providers.base import Stopped, TextDelta
from lifeos_cli.store import messages, owner
from tests.coach.scripted import (
    QUOTE,
    SAID,
    ask,
    auto,
    calls,
    collected,
    count_of,
    kinds,
    rows,
    says,
    shape,
    talk,
    told,
    wants,
)

if TYPE_CHECKING:
    from lifeos_cli.store.database import Store
    from lifeos_cli.store.rows import User

FACT = {"content": "They run before work.", "quote": QUOTE}


@pytest.mark.parametrize("reason", [None, "max_tokens"])
async def test_a_reply_that_broke_off_is_gone_on_with_and_keeps_its_text(
    store: Store, me: User, reason: str | None
) -> None:
    conversation, provider = talk(store, me, says("Once upon a ", reason), says("time."), says("Yes."))
    await told(conversation)
    found = await collected(turn.resume(conversation))
    assert kinds(found) == ["turn_started", "saved"]
    assert [(one.role, one.content) for one in provider.requests[1].messages] == [
        ("user", SAID),
        ("assistant", "Once upon a "),
        ("user", history.GO_ON),
    ]
    assert shape(conversation) == [
        (0, 0, "user", "success"),
        (0, 1, "assistant", "interrupted"),
        (0, 2, "assistant", "success"),
    ]
    assert [row.content for row in rows(conversation)] == [SAID, "Once upon a ", "time."]
    await told(conversation, "and then?")
    said = provider.requests[2].messages
    assert [one.content for one in said] == [SAID, "Once upon a time.", "and then?"]
    assert history.GO_ON not in [row.content for row in rows(conversation)]


async def test_it_can_break_off_and_go_on_again(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("a ", None), says("b ", "max_tokens"), says("c"))
    await told(conversation)
    await collected(turn.resume(conversation))
    await collected(turn.resume(conversation))
    assert provider.requests[2].messages[1].content == "a b "
    assert [row.status for row in rows(conversation)[1:]] == ["interrupted", "interrupted", "success"]


async def test_a_reply_that_never_began_is_asked_for_without_a_word_on_it(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, [Stopped(None, "m")], says("Hello."))
    await told(conversation)
    await collected(turn.resume(conversation))
    assert [one.content for one in provider.requests[1].messages] == [SAID]


async def test_a_whole_reply_is_not_gone_on_with(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("Whole."))
    with pytest.raises(NotFoundError):
        await collected(turn.resume(conversation))
    await told(conversation)
    with pytest.raises(UsageFault, match="is whole"):
        await collected(turn.resume(conversation))
    assert len(provider.requests) == 1
    assert len(rows(conversation)) == 2


async def test_words_of_safety_are_neither_gone_on_with_nor_asked_for_again(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("Hi.", None))
    await told(conversation)
    await told(conversation, "I am going to kill myself tonight")
    for again in (turn.resume, turn.retry):
        with pytest.raises(LifeosError):
            await collected(again(conversation))
    assert len(provider.requests) == 1
    assert len(rows(conversation)) == 4


async def test_a_reply_another_process_is_writing_is_left_to_it(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, says("Hi.", None))
    await told(conversation)
    reply = rows(conversation)[1]
    with store.write() as conn:
        messages.edit(conn, me.id, reply.id, {"status": "streaming"})
        messages.open_stream(conn, me.id, reply.id, owner.me(), 1)
    for again in (turn.resume, turn.retry):
        with pytest.raises(TryAgainError):
            await collected(again(conversation))


async def test_a_reply_whose_process_died_can_be_gone_on_with(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("Hi.", None), says("there."))
    await told(conversation)
    reply = rows(conversation)[1]
    with store.write() as conn:
        messages.edit(conn, me.id, reply.id, {"status": "streaming", "content": ""})
        messages.open_stream(conn, me.id, reply.id, "-:0:", 1)
        messages.add_chunk(conn, me.id, reply.id, 0, "Half ")
    await collected(turn.resume(conversation))
    assert provider.requests[1].messages[1].content == "Half "


async def test_retry_takes_the_reply_away_and_asks_the_same_again(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("Before."), says("Bad."), says("Better."))
    await told(conversation, "hello")
    await told(conversation)
    first = rows(conversation)[3].id
    found = await collected(turn.retry(conversation))
    started, saved = found[0], found[-1]
    assert isinstance(started, events.TurnStarted)
    assert isinstance(saved, events.Saved)
    assert [(one.role, one.content) for one in provider.requests[2].messages] == [
        *(("user", "hello"), ("assistant", "Before."), ("user", SAID)),
    ]
    assert [row.content for row in rows(conversation)] == ["hello", "Before.", SAID, "Better."]
    assert shape(conversation)[2:] == [(1, 0, "user", "success"), (1, 1, "assistant", "success")]
    assert saved.content == "Better."
    assert first not in [row.id for row in rows(conversation)]
    counted = [row["message_id"] for row in store.conn.execute("SELECT message_id FROM usage ORDER BY id")]
    assert counted == [rows(conversation)[1].id, None, saved.message_id]


async def test_retry_takes_back_what_the_reply_wrote(store: Store, me: User) -> None:
    conversation, _ = talk(
        store, me, wants(ask("record_fact", **FACT)), says("Kept."), says("Again."), permissions=auto()
    )
    await told(conversation)
    assert count_of(store, "facts") == 1
    await collected(turn.retry(conversation))
    assert count_of(store, "facts") == 0
    assert calls(conversation) == []
    assert [row.content for row in rows(conversation)] == [SAID, "Again."]


async def test_retry_of_a_check_says_the_fixed_words_again(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, says("Hm."), says("Here."))
    await told(conversation, "I feel hopeless and I do not see the point of anything anymore")
    found = await collected(turn.retry(conversation))
    assert "safety" in kinds(found)
    assert rows(conversation)[1].content == "Are you safe?\n\nHere."


async def test_an_interrupted_reply_keeps_its_text_through_every_way_out(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, says("Half ", None), [TextDelta("more"), asyncio.Event().wait])
    await told(conversation)
    stream = turn.resume(conversation)
    async for event in stream:
        if isinstance(event, events.TextDelta):
            break
    await stream.aclose()
    assert [(row.status, row.content) for row in rows(conversation)[1:]] == [
        ("interrupted", "Half "),
        ("interrupted", "more"),
    ]


async def test_an_exchange_goes_with_its_words_and_vectors(store: Store, me: User) -> None:
    import numpy as np

    from lifeos_cli.record import exchanges
    from lifeos_cli.store import recallable, vector_marks, vectors, vectors_file, words

    conversation, _ = talk(store, me, says("A kestrel hovers."))
    await told(conversation, "kestrel over the field")
    vectors_file.attach(store.conn)
    texts = recallable.fetch(store.conn, me.id, [("messages", row.id) for row in rows(conversation)])
    assert len(texts) == 2
    with store.write() as conn:
        vector_marks.add_model(conn, "m", "builtin", 4)
        pieces = [vectors.Piece(text, 0, 0, len(text.text)) for text in texts.values()]
        vectors.put(conn, me.id, "m", pieces, np.ones((2, 4), dtype=np.float32))
    assert vectors.counts(store.conn, me.id, "m") == (2, 2)
    assert len(words.search(store.conn, me.id, "kestrel", limit=9)) == 2
    exchanges.undo(store, conversation.require_session())
    assert vectors.counts(store.conn, me.id, "m") == (0, 0)
    assert words.search(store.conn, me.id, "kestrel", limit=9) == []
