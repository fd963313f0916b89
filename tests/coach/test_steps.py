"""The steps inside a turn: text, tool calls, results, and every way a model can stop."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

from lifeos_cli.coach import events, history, turn
from lifeos_cli.errors import NotFoundError, TryAgainError
from lifeos_cli.providers.base import Stopped, TextDelta, ToolCall, TooLongError, Waiting
from lifeos_cli.record import turns
from lifeos_cli.store import messages
from lifeos_cli.store.database import Store
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
from tests.store import make

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths
    from lifeos_cli.store.rows import User
    from tests.coach.scripted import Step

FACT = {"content": "They run before work.", "quote": QUOTE}


def usage(store: Store) -> list[tuple[str, str]]:
    return [tuple(row) for row in store.conn.execute("SELECT message_id, status FROM usage ORDER BY id")]


async def test_words_are_step_0_and_replies_and_results_the_steps_after(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, wants(ask("list_goals"), text="Let me look."), says("None yet."))
    await told(conversation)
    await told(conversation, "and now")
    assert shape(conversation)[:4] == [
        (0, 0, "user", "success"),
        (0, 1, "assistant", "success"),
        (0, 2, "tool", "success"),
        (0, 3, "assistant", "success"),
    ]
    assert [(row.turn, row.step) for row in rows(conversation)[4:]] == [(1, 0), (1, 1)]


async def test_the_result_reaches_the_model_with_its_call_and_the_text_before_it(
    store: Store, me: User
) -> None:
    asked = ask("list_goals", status="active")
    conversation, provider = talk(store, me, wants(asked, text="Let me look."), says("None yet."))
    found = await told(conversation)
    _, said, result = provider.requests[1].messages
    assert (said.role, said.content, said.tool_calls) == ("assistant", "Let me look.", (asked,))
    assert [(one.call_id, one.is_error) for one in result.tool_results] == [(asked.id, False)]
    assert "no such goals" in result.tool_results[0].content
    assert kinds(found) == [
        *("turn_started", "tool_asked", "tool_ended", "step_saved", "step_started", "saved"),
    ]
    saved = found[-1]
    assert isinstance(saved, events.Saved)
    assert saved.content == "Let me look.\n\nNone yet."
    assert saved.content == "".join(event.text for event in found if isinstance(event, events.TextDelta))


async def test_each_step_has_its_id_from_its_first_word_and_is_saved_when_it_ends(
    store: Store, me: User
) -> None:
    seen: list[list[str]] = []

    async def look() -> None:
        seen.append([row.status for row in rows(conversation)])

    conversation, _ = talk(store, me, wants(ask("list_goals")), [look, *says("Done.")])
    found = await told(conversation)
    started = [event for event in found if isinstance(event, events.StepStarted)]
    assert [row.id for row in rows(conversation)][3] == started[0].message_id
    assert seen == [["success", "success", "success", "streaming"]]


async def test_every_call_of_the_model_has_its_own_usage_row(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, wants(ask("list_goals")), [TextDelta("Hm"), TryAgainError("busy")])
    await told(conversation)
    replies = [row.id for row in rows(conversation) if row.role == "assistant"]
    assert usage(store) == [(replies[0], "success"), (replies[1], "interrupted")]


async def test_a_turn_ends_at_max_steps_and_says_so(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(ask("list_goals")), max_steps=3)
    found = await told(conversation)
    assert len(provider.requests) == 3
    (notice,) = [event for event in found if isinstance(event, events.Notice)]
    assert "3 steps" in notice.text
    assert [row.role for row in rows(conversation)] == ["user", *("assistant", "tool") * 3]
    provider.replies = [says("Now I know.")]
    provider.requests.clear()
    await collected(turn.resume(conversation))
    assert provider.requests[0].messages[-1].tool_results
    assert rows(conversation)[-1].content == "Now I know."


async def test_six_steps_are_the_default(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(ask("list_goals")))
    await told(conversation)
    assert len(provider.requests) == 6


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("end_turn", "success"),
        ("stop_sequence", "success"),
        ("max_tokens", "interrupted"),
        (None, "interrupted"),
        ("refusal", "success"),
    ],
)
async def test_a_reply_ends_as_its_stop_reason_says(
    store: Store, me: User, reason: str | None, status: str
) -> None:
    conversation, provider = talk(store, me, says("Half a", reason))
    found = await told(conversation)
    reply = rows(conversation)[1]
    assert (reply.status, reply.stop_reason, reply.content) == (status, reason, "Half a")
    assert len(provider.requests) == 1
    assert not [event for event in found if isinstance(event, events.Notice)]


async def test_an_empty_refusal_gets_a_plain_line_that_is_not_the_models(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, [Stopped("refusal", "m")])
    found = await told(conversation)
    assert [event.text for event in found if isinstance(event, events.Notice)] == [turn.REFUSED]
    assert (rows(conversation)[1].content, rows(conversation)[1].status) == ("", "success")


async def test_a_pause_goes_on_by_itself(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("First ", "pause_turn"), says("second."))
    found = await told(conversation)
    assert len(provider.requests) == 2
    assert [message.role for message in provider.requests[1].messages] == ["user", "assistant", "user"]
    assert isinstance(found[-1], events.Saved)
    assert (found[-1].content, found[-1].status) == ("First second.", "success")


async def test_a_window_exceeded_in_mid_reply_is_made_shorter_and_gone_on_with_once(
    store: Store, me: User
) -> None:
    over = says("And so ", "model_context_window_exceeded")
    conversation, provider = talk(store, me, over, says("on."))
    before = conversation.context_tokens
    await told(conversation)
    assert len(provider.requests) == 2
    assert conversation.context_tokens < before
    assert provider.requests[1].messages[-1].content == history.GO_ON
    assert [(row.status, row.content) for row in rows(conversation)[1:]] == [
        ("interrupted", "And so "),
        ("success", "on."),
    ]
    provider.replies, provider.requests = [over], []
    await told(conversation, "again")
    assert len(provider.requests) == 2
    assert rows(conversation)[-1].status == "interrupted"


async def test_a_request_that_is_too_long_is_made_shorter_and_sent_once_more(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, says("x" * 60_000), [TooLongError("too long")], says("Fits."))
    conversation.context_tokens = 200_000
    await told(conversation, "y" * 60_000)
    found = await told(conversation, "short")
    assert "failed" not in kinds(found)
    assert [len(request.messages) for request in provider.requests] == [1, 3, 1]
    assert shape(conversation)[-2:] == [(1, 0, "user", "success"), (1, 1, "assistant", "success")]
    assert [status for _, status in usage(store)] == ["success", "failed", "success"]


async def test_a_request_that_stays_too_long_fails_in_words(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, [TooLongError("too long")])
    found = await told(conversation)
    assert len(provider.requests) == 2
    (failed,) = [event for event in found if isinstance(event, events.Failed)]
    assert failed.exit_code == 69
    assert rows(conversation)[1].status == "failed"


async def test_tools_run_only_when_the_model_stopped_for_them(store: Store, me: User) -> None:
    for reason in ("max_tokens", "end_turn", None, "refusal"):
        script: list[Step] = [ask("record_fact", **FACT), Stopped(reason, "m")]
        conversation, provider = talk(store, me, script, permissions=auto())
        await told(conversation)
        assert calls(conversation) == []
        assert len(provider.requests) == 1
    assert count_of(store, "facts") == 0


async def test_waits_of_the_provider_are_told(store: Store, me: User) -> None:
    conversation, _ = talk(store, me, [Waiting(2.5, 1, "the model is busy"), *says("Now.")])
    found = await told(conversation)
    assert [event.as_dict() for event in found if isinstance(event, events.Waiting)] == [
        {"type": "waiting", "seconds": 2.5, "attempt": 1, "reason": "the model is busy"}
    ]


async def test_a_tool_error_is_a_result_and_the_turn_goes_on(store: Store, me: User) -> None:
    wrong = [
        ask("no_such_tool"),
        ToolCall("toolu_bad", "record_fact", None),
        ask("record_fact", content="x", quote=QUOTE, more=1),
        ask("record_fact", quote=QUOTE),
        ask("note_skill_demonstration", skill="s", content="c", difficulty=9, quote=QUOTE),
        ask("update_goal", goal="zzzz", title="t", quote=QUOTE),
    ]
    conversation, provider = talk(store, me, wants(*wrong), says("I see."), permissions=auto())
    await told(conversation)
    results = provider.requests[1].messages[-1].tool_results
    assert [one.call_id for one in results] == [one.id for one in wrong]
    assert all(one.is_error and one.content.startswith("Error: ") for one in results)
    told_ = [one.content for one in results]
    assert "there is no tool 'no_such_tool'" in told_[0]
    assert "no JSON object" in told_[1]
    assert "more is not an argument" in told_[2]
    assert "content is missing" in told_[3]
    assert "from 1 to 5" in told_[4]
    assert "no goal answers" in told_[5]
    assert rows(conversation)[-1].content == "I see."
    assert {call.status for call in calls(conversation)} == {"failed"}


async def test_an_exception_of_a_tool_is_a_result_too(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("secret diary words")

    monkeypatch.setattr("lifeos_cli.record.facts.add", broken)
    conversation, provider = talk(
        store, me, wants(ask("record_fact", **FACT)), says("Sorry."), permissions=auto()
    )
    await told(conversation)
    (result,) = provider.requests[1].messages[-1].tool_results
    assert result.is_error
    assert "ZeroDivisionError" in result.content
    assert "secret" not in result.content


async def test_a_half_done_write_leaves_nothing(
    store: Store, me: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("lifeos_cli.record.goals.event", broken)
    goal = ask("propose_goal", title="Run", type="process", quote=QUOTE)
    conversation, _ = talk(store, me, wants(goal), says("Sorry."), permissions=auto())
    await told(conversation)
    assert (count_of(store, "goals"), count_of(store, "undo_log")) == (0, 0)
    assert calls(conversation)[0].status == "failed"


async def test_leaving_between_steps_keeps_both(store: Store, me: User) -> None:
    conversation, _ = talk(
        store, me, wants(ask("list_goals"), text="Look."), [TextDelta("Hel"), asyncio.Event().wait]
    )
    stream = turn.run(conversation, SAID)
    async for event in stream:
        if isinstance(event, events.TextDelta) and event.text == "Hel":
            break
    await stream.aclose()
    assert [(row.role, row.status, row.content) for row in rows(conversation)[1:]] == [
        ("assistant", "success", "Look."),
        ("tool", "success", "list_goals: There are no such goals."),
        ("assistant", "interrupted", "Hel"),
    ]
    assert messages.open_streams(store.conn) == []


async def test_a_turn_interrupted_in_a_later_step_can_be_gone_on_with(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(ask("list_goals")), [TryAgainError("busy")], says("None."))
    await told(conversation)
    assert rows(conversation)[-1].status == "failed"
    await collected(turn.resume(conversation))
    assert provider.requests[-1].messages[-1].tool_results
    assert rows(conversation)[-1].content == "None."
    assert {row.turn for row in rows(conversation)} == {0}


def test_two_processes_opening_a_turn_in_one_session_get_turns_of_their_own(
    store: Store, me: User, paths: Paths
) -> None:
    session = make.session(store, me.id)
    both = threading.Barrier(2)
    opened: list[tuple[int, int]] = []

    def one() -> None:
        with Store(paths) as mine:
            both.wait()
            for n in range(20):
                found = turns.open_turn(
                    mine, session, f"{n}", level="none", kind=None, provider="p", model="m"
                )
                opened.append((found.turn, found.step))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(opened) == [(n, 1) for n in range(40)]


def test_two_processes_opening_a_step_of_one_turn_get_steps_of_their_own(
    store: Store, me: User, paths: Paths
) -> None:
    session = make.session(store, me.id)
    turns.open_turn(store, session, "x", level="none", kind=None, provider="p", model="m")
    both = threading.Barrier(2)
    steps: list[int] = []

    def one() -> None:
        with Store(paths) as mine:
            both.wait()
            steps.extend(turns.open_step(mine, session, 0, provider="p", model="m").step for _ in range(10))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(steps) == list(range(2, 22))


async def test_the_earlier_turns_are_named_as_the_part_that_stays_the_same(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(ask("list_goals")), says("None."), says("Yes."))
    await told(conversation)
    await told(conversation, "really")
    assert [request.stable for request in provider.requests] == [0, 0, 4]
    before, after = provider.requests[1], provider.requests[2]
    assert list(after.messages[:3]) == list(before.messages)


async def test_tool_results_of_a_crisis_turn_are_never_there(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, wants(ask("list_goals")), says("None."), says("Hi."))
    await told(conversation)
    await told(conversation, "I am going to kill myself tonight")
    assert len(provider.requests) == 2
    await told(conversation, "ok")
    await told(conversation, "my week")
    assert "kill myself" not in repr(provider.requests[-1])


async def test_a_check_that_does_not_fit_is_made_shorter_too(store: Store, me: User) -> None:
    conversation, provider = talk(store, me, [TooLongError("too long")], says("Here."))
    await told(conversation, "I feel hopeless and I do not see the point of anything anymore")
    assert len(provider.requests) == 2
    assert rows(conversation)[1].content == "Are you safe?\n\nHere."
    assert len(rows(conversation)) == 2


async def test_an_exchange_taken_away_between_steps_gets_no_stray_results(store: Store, me: User) -> None:
    async def gone() -> None:
        with store.write() as conn:
            conn.execute("DELETE FROM messages WHERE turn = 0 AND role = 'user'")

    conversation, _ = talk(store, me, [gone, *wants(ask("list_goals"))], says("So."))
    with pytest.raises(NotFoundError, match="removed"):
        await told(conversation)
